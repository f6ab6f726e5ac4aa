namespace Netshoot.Testing.Lab;

/// <summary>A program on a terminal of its own, where somebody answers its prompt each time; what appears on that terminal is the output.</summary>
public static class PromptedCommand
{
    // Python's pty module has what the platform lacks: a pseudo-terminal that becomes the child's controlling one.
    private const string Somebody = """
        import os, pty, sys
        prompt, given = sys.argv[1].encode(), int(sys.argv[2])
        answers, program = [a.encode() + b"\n" for a in sys.argv[3:3 + given]], sys.argv[3 + given:]
        child, terminal = pty.fork()
        if child == 0:
            os.execvp(program[0], program)
        shown = b""
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            os.write(1, piece.replace(b"\r\n", b"\n"))
            shown += piece
            if prompt in shown:
                os.write(terminal, answers[0])
                answers = answers[1:] or answers
                shown = b""
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
        """;

    /// <summary>Starts it and leaves it running; dispose it to end it.</summary>
    /// <param name="prompt">A part of the prompt.</param>
    /// <param name="answer">What is typed then, without the line's end.</param>
    /// <param name="words">The program and its arguments.</param>
    public static RunningCommand Start(string prompt, string answer, params IEnumerable<string> words)
        => Start(prompt, [answer], words);

    /// <summary>Starts it and leaves it running: the first prompt gets the first answer, the last answer is given again.</summary>
    public static RunningCommand Start(string prompt, IReadOnlyList<string> answers, params IEnumerable<string> words)
        => Command.Start("python3", ["-c", Somebody, prompt, $"{answers.Count}", .. answers, .. words]);

    /// <summary>Runs it to its end.</summary>
    public static Task<Outcome> RunAsync(string prompt, string answer, params IEnumerable<string> words) => RunAsync(prompt, [answer], words);

    /// <inheritdoc cref="RunAsync(string, string, IEnumerable{string})"/>
    public static async Task<Outcome> RunAsync(string prompt, IReadOnlyList<string> answers, params IEnumerable<string> words)
    {
        using var running = Start(prompt, answers, words);
        return await running.EndAsync();
    }
}
