using System.Text;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>Runs the commands of a file, one a line (ip(8), -batch).</summary>
internal static class Batch
{
    /// <param name="context">The tool.</param>
    /// <param name="file">The file; <c>-</c> is the standard input.</param>
    /// <param name="run">Runs a command.</param>
    /// <param name="endsOnNotUnderstood">Whether the exit code for what is not understood has no other meaning, and so ends the batch even with -force.</param>
    public static async ValueTask<ExitCode> RunAsync(IpContext context, string file, Func<IpContext, IpWords, ValueTask<ExitCode>> run, bool endsOnNotUnderstood = false)
    {
        using var input = Open(context, file);
        var code = ExitCode.Ok;
        int number = 0;
        while (await input.ReadLineAsync() is { } line)
        {
            number++;
            // A backslash at its end joins a line with the next.
            while (line.EndsWith('\\') && await input.ReadLineAsync() is { } more)
            {
                number++;
                line = line[..^1] + more;
            }
            var words = Split(line);
            if (words.Count == 0) continue;
            try
            {
                context.Links.Forget();
                if (await run(context, new IpWords(words)) == ExitCode.Ok) continue;
            }
            catch (IpFailure e)
            {
                e.Say(context.Shell);
                if (e.EndsBatch || endsOnNotUnderstood && e.ExitCode == IpFailure.NotUnderstood) return new ExitCode(e.ExitCode);
            }
            context.Shell.Error.Line($"Command failed {file}:{number}");
            code = ExitCode.Failed;
            if (!context.Options.Force) return code;
        }
        return code;
    }

    /// <summary>The words of a line; quotes hold one together, and <c>#</c> begins a comment.</summary>
    private static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        bool begun = false;
        foreach (char c in line)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, begun) = (c, true);
            }
            else if (c is ' ' or '\t' or '\r')
            {
                End();
            }
            else if (c == '#')
            {
                break;
            }
            else
            {
                begun = true;
                word.Append(c);
            }
        }
        End();
        return words;

        void End()
        {
            if (begun) words.Add(word.ToString());
            word.Clear();
            begun = false;
        }
    }

    private static StreamReader Open(IpContext context, string file)
    {
        if (file == "-") return new(context.Shell.Input);
        try
        {
            return new(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var errno = e is UnauthorizedAccessException ? Errno.EACCES : Errno.ENOENT;
            throw new IpFailure($"Cannot open file \"{file}\" for reading: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
        }
    }
}
