using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>A hosts file (hosts(5)): an address, its name, its aliases. Names compare without regard to case.</summary>
public sealed class HostsFile(string? text)
{
    private readonly List<(InternetAddress Address, string[] Names)> _lines = [.. Parse(text)];

    /// <summary>The addresses of a name, in the order of the file.</summary>
    public IEnumerable<InternetAddress> Addresses(string name)
    {
        string wanted = name.TrimEnd('.');
        foreach (var (address, names) in _lines)
            if (names.Any(n => n.TrimEnd('.').Equals(wanted, StringComparison.OrdinalIgnoreCase))) yield return address;
    }

    /// <summary>The first name of an address, or null.</summary>
    public string? Name(InternetAddress address)
    {
        foreach (var (known, names) in _lines)
            if (known == address) return names[0];
        return null;
    }

    private static IEnumerable<(InternetAddress, string[])> Parse(string? text)
    {
        foreach (string[] words in EtcLines.Of(text))
            if (words.Length > 1 && InternetAddress.TryParse(words[0].Split('%')[0], out var address)) yield return (address, words[1..]);
    }
}
