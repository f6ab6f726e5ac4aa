using Netshoot.Applets.Scans;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>The hosts that a scan is about: those of the command line and of a file, without those that are excluded.</summary>
internal sealed class NmapTargets(NmapOptions options, Shell shell)
{
    private readonly List<ScanTargets> _wanted = [], _excluded = [];

    public async ValueTask FindAsync(CancellationToken stop)
    {
        var words = new List<string>(options.Targets);
        if (options.InputFile is { } input) words.AddRange(Words(input, "input"));
        var excluded = new List<string>(options.Excluded);
        if (options.ExcludeFile is { } file) excluded.AddRange(Words(file, "exclude"));
        foreach (string word in words)
            if (await FindAsync(word, stop) is { } found) _wanted.Add(found);
        foreach (string word in excluded)
            if (word.Length > 0 && await FindAsync(word, stop) is { } found) _excluded.Add(found);
    }

    /// <summary>Each host with the name that the user gave it.</summary>
    public IEnumerable<(InternetEndpoint Endpoint, string? Name)> All()
    {
        foreach (var targets in _wanted)
            foreach (var endpoint in targets.All())
                if (!_excluded.Exists(e => e.Contains(endpoint.Address))) yield return (endpoint, targets.Name is not null && endpoint.Address == targets.First.Address ? targets.Name : null);
    }

    private async ValueTask<ScanTargets?> FindAsync(string word, CancellationToken stop)
    {
        int slash = word.LastIndexOf('/');
        int most = options.Is6 ? 128 : 32;
        if (slash > 0 && (!int.TryParse(word.AsSpan(slash + 1), out int bits) || bits < 0 || bits > most))
        {
            Say($"Illegal netmask in \"{word}\". Assuming /{most} (one host)");
            word = word[..slash];
        }
        if (await ScanTargets.FindAsync(shell.Machine, word, options.Is6, stop) is { } found) return found;
        if (!options.Is6 && InternetAddress.TryParse(word, out var six) && six.Is6) Say($"{word} looks like an IPv6 target specification -- you have to use the -6 option.");
        else if (options.Is6 && InternetAddress.TryParse(word, out _))
        {
            Say($"Warning: Hostname {word} resolves, but not to any IPv6 address. Try scanning without -6");
            Say($"Failed to resolve \"{word}\".");
        }
        else Say($"Failed to resolve \"{word}\".");
        return null;
    }

    private void Say(string line) => shell.Error.Line($"{line}");

    private string[] Words(string file, string what)
    {
        string text;
        if (file == "-")
        {
            using var reader = new StreamReader(shell.Input, leaveOpen: true);
            text = reader.ReadToEnd();
        }
        else
        {
            text = shell.Machine.TryReadText(file) ?? throw new Netshoot.Cli.UsageFailure("") { Usage = $"Failed to open {what} file {file} for reading: {shell.Machine.Text(Errno.ENOENT)} (2)" + "\n", Exit = Netshoot.Cli.ExitCode.Failed };
        }
        var words = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            int comment = line.IndexOf('#');
            words.AddRange((comment < 0 ? line : line[..comment]).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
        }
        return [.. words];
    }
}
