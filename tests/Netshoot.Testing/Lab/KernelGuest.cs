using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Netshoot.Testing.Lab;

/// <summary>
/// A small guest with Debian's kernel, for what the kernel of this machine lacks: modules of links, IPVS, netem, xfrm, MPLS. It holds the
/// published executable as <c>netshoot</c> and the originals (build/kernel-guest lists them). It boots in a few seconds without KVM; one
/// serves all tests of the run, each of which takes nodes with names of its own. Commands run one after the other.
/// </summary>
public sealed class KernelGuest : IDisposable
{
    private static readonly Lazy<Task<KernelGuest>> s_shared = new(BootAsync);

    private readonly Process _machine;
    private readonly Task<string> _console;
    private readonly SemaphoreSlim _turn = new(1);

    private KernelGuest(Process machine)
    {
        _machine = machine;
        _console = machine.StandardError.ReadToEndAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>The guest that the tests of this run share; it boots when it is first asked for.</summary>
    public static Task<KernelGuest> SharedAsync() => s_shared.Value;

    /// <summary>Runs a script of bash and waits for its end.</summary>
    /// <param name="node">A network namespace of that name, made when it is first used; null for the guest's own.</param>
    /// <param name="script">Any number of lines; originals and <c>netshoot</c> stand on the PATH.</param>
    /// <param name="patience">How long it may take: what hangs is killed and ends with 137.</param>
    public async Task<Outcome> RunAsync(string? node, string script, TimeSpan? patience = null)
    {
        var limit = patience ?? Command.Patience;
        if (node is not null)
            script = $"[ -e /run/netns/{node} ] || {{ ip netns add {node} && ip -n {node} link set lo up; }}\nexec ip netns exec {node} bash --norc -s <<'end-of-the-script'\n{script}\nend-of-the-script\n";
        await _turn.WaitAsync();
        try
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{(int)limit.TotalSeconds} {Convert.ToBase64String(Encoding.UTF8.GetBytes(script))}\n");
            using var stop = new CancellationTokenSource(limit + Command.Patience);
            await _machine.StandardInput.BaseStream.WriteAsync(Encoding.ASCII.GetBytes(line), stop.Token);
            await _machine.StandardInput.BaseStream.FlushAsync(stop.Token);
            return await ReadOutcomeAsync(_machine.StandardOutput.BaseStream, stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            Dispose();
            throw new InvalidOperationException($"the guest does not answer: {await _console}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Runs a script that must succeed, for building a lab.</summary>
    public async Task<string> MustAsync(string? node, string script)
    {
        var outcome = await RunAsync(node, $"set -e\n{script}");
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"'{script}' in the guest ended with {outcome.ExitCode}: {outcome.Error}{outcome.Output}");
    }

    /// <summary>Runs many commands in one go, each as if alone: a hundred of them take a few seconds.</summary>
    public async Task<IReadOnlyList<Outcome>> RunAllAsync(string? node, IReadOnlyList<string> commands, TimeSpan? patience = null)
    {
        var script = new StringBuilder("cd /run\n");
        foreach (string command in commands) script.Append(CultureInfo.InvariantCulture, $"(\n{command}\n) >output 2>error </dev/null; echo $?; stat -c %s output error; cat output error\n");
        var whole = await RunAsync(node, script.ToString(), patience ?? Command.Patience + TimeSpan.FromSeconds(commands.Count));
        using var answers = new MemoryStream(Encoding.UTF8.GetBytes(whole.Output));
        var outcomes = new List<Outcome>();
        for (int i = 0; i < commands.Count && answers.Position < answers.Length; i++) outcomes.Add(await ReadOutcomeAsync(answers, CancellationToken.None));
        return outcomes.Count == commands.Count ? outcomes : throw new InvalidOperationException($"after '{commands[Math.Max(0, outcomes.Count - 1)]}' the guest said no more: {whole.Error}");
    }

    /// <summary>Runs an original and ours with the same words in the same node, for each line of words.</summary>
    /// <param name="node">Where both run.</param>
    /// <param name="tool">The name of both.</param>
    /// <param name="lines">The words, as bash understands them.</param>
    /// <param name="alike">What is made alike in both before they are compared.</param>
    /// <returns>What differs, for a test to show; empty when they agree.</returns>
    public async Task<string> CompareAsync(string? node, string tool, IReadOnlyList<string> lines, params Normalization[] alike)
        => await CompareAsync(node, node, tool, lines, alike);

    /// <summary>Runs each line of words with the original in one node and with ours in another: two that are built alike stay alike.</summary>
    public async Task<string> CompareAsync(string? theirNode, string? ourNode, string tool, IReadOnlyList<string> lines, params Normalization[] alike)
    {
        var theirs = await RunAllAsync(theirNode, [.. lines.Select(line => $"{tool} {line}")]);
        var ours = await RunAllAsync(ourNode, [.. lines.Select(line => $"netshoot {tool} {line}")]);
        return string.Join('\n', Enumerable.Range(0, lines.Count).Select(i => SideBySide.Differences($"{tool} {lines[i]}", theirs[i], ours[i], alike)).Where(static difference => difference is not null));
    }

    /// <summary>
    /// Runs many lines of words in one go with the batch option of an original in one node and of ours in another, on past errors: what takes
    /// seconds as programs of their own takes a moment.
    /// </summary>
    public async Task<string> CompareBatchAsync(string theirNode, string ourNode, string tool, IReadOnlyList<string> lines, params Normalization[] alike)
    {
        string script = $" -force -batch - <<'end-of-the-batch'\n{string.Join('\n', lines)}\nend-of-the-batch";
        var theirs = await RunAsync(theirNode, tool + script);
        var ours = await RunAsync(ourNode, $"netshoot {tool}{script}");
        return SideBySide.Differences($"{tool} -batch", theirs, ours, alike) ?? "";
    }

    /// <summary>The command lines in a file of test data, without comments.</summary>
    public static IReadOnlyList<string> Lines(string file) => [.. File.ReadAllLines(Repository.TestData(file)).Where(static line => line.Length > 0 && line[0] != '#')];

    /// <summary>Ends the machine at once.</summary>
    public void Dispose()
    {
        if (!_machine.HasExited) _machine.Kill();
    }

    private static async Task<KernelGuest> BootAsync()
    {
        if (File.Exists(Path.ChangeExtension(Repository.Executable, ".dll")))
            throw new InvalidOperationException($"{Repository.Executable} is not the published executable, and only that runs in the guest: make build writes it to out/netshoot");
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "build", "kernel-guest"), ["agent", Repository.Executable])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var guest = new KernelGuest(Process.Start(start) ?? throw new InvalidOperationException("build/kernel-guest did not start"));
        // The first answer says that it is up; a loaded machine may take its time.
        await guest.RunAsync(null, "true", TimeSpan.FromSeconds(120));
        return guest;
    }

    private static async Task<Outcome> ReadOutcomeAsync(Stream from, CancellationToken stop)
    {
        int status = await ReadNumberAsync(from, stop), output = await ReadNumberAsync(from, stop), error = await ReadNumberAsync(from, stop);
        byte[] texts = new byte[output + error];
        await from.ReadExactlyAsync(texts, stop);
        return new(status, Encoding.UTF8.GetString(texts, 0, output), Encoding.UTF8.GetString(texts, output, error));
    }

    private static async Task<int> ReadNumberAsync(Stream from, CancellationToken stop)
    {
        byte[] next = new byte[1];
        int number = 0;
        while (true)
        {
            await from.ReadExactlyAsync(next, stop);
            if (next[0] == '\n') return number;
            number = next[0] is >= (byte)'0' and <= (byte)'9' ? checked(number * 10 + next[0] - '0') : throw new IOException("the guest's answer has no number where one belongs");
        }
    }
}
