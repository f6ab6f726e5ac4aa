using Netshoot.Host.Names;

namespace Netshoot.Applets.NetCat;

/// <summary>The ports that a user named: numbers, services, and ranges whose ends may stand in either order.</summary>
internal static class PortList
{
    public static List<ushort> Parse(IEnumerable<string> words, string protocol, INames names)
    {
        var ports = new List<ushort>();
        foreach (string word in words)
        {
            int dash = word.IndexOf('-', StringComparison.Ordinal);
            if (word is [>= '0' and <= '9', ..] && dash >= 0)
            {
                int low = Number(word[..dash]), high = Number(word[(dash + 1)..]);
                for (int port = Math.Min(low, high); port <= Math.Max(low, high); port++) ports.Add((ushort)port);
            }
            else
            {
                ports.Add(word is not [>= '0' and <= '9', ..] && names.Port(word, protocol) is { } service ? service : Number(word));
            }
        }
        return ports;
    }

    private static ushort Number(string text) => (ushort)NetCatCommandLine.Number(text, 1, ushort.MaxValue, "port number");
}
