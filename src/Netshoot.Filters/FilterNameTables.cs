using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Filters;

/// <summary>Names out of the texts of services(5), protocols(5), networks(5) and ethers(5), and hosts from whoever resolves them. Reads no file itself.</summary>
/// <param name="hosts">Resolves a host's name.</param>
public sealed class FilterNameTables(Func<string, IReadOnlyList<InternetAddress>> hosts) : IFilterNames
{
    private readonly Dictionary<(string Name, string Protocol), ushort> _services = [];
    private readonly Dictionary<string, byte> _protocols = [];
    private readonly Dictionary<string, uint> _networks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MacAddress> _ethers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the lines of services(5): <c>domain 53/udp alias</c>. The first line of a name counts.</summary>
    public void AddServices(string text)
    {
        foreach (string[] words in Lines(text))
        {
            string[] port = words[1].Split('/');
            if (port.Length != 2 || !ushort.TryParse(port[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)) continue;
            _services.TryAdd((words[0], port[1]), number);
            foreach (string alias in words[2..]) _services.TryAdd((alias, port[1]), number);
        }
    }

    /// <summary>Adds the lines of protocols(5): <c>tcp 6 TCP</c>.</summary>
    public void AddProtocols(string text)
    {
        foreach (string[] words in Lines(text))
        {
            if (!byte.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte number)) continue;
            _protocols.TryAdd(words[0], number);
            foreach (string alias in words[2..]) _protocols.TryAdd(alias, number);
        }
    }

    /// <summary>Adds the lines of networks(5): <c>loopback 127.0.0.0</c>.</summary>
    public void AddNetworks(string text)
    {
        foreach (string[] words in Lines(text))
        {
            uint net = 0;
            bool isNumber = true;
            foreach (string part in words[1].Split('.'))
            {
                isNumber &= byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte number);
                net = net << 8 | number;
            }
            if (!isNumber) continue;
            _networks.TryAdd(words[0], net);
            foreach (string alias in words[2..]) _networks.TryAdd(alias, net);
        }
    }

    /// <summary>Adds the lines of ethers(5): <c>02:42:ac:11:00:02 web</c>.</summary>
    public void AddEthers(string text)
    {
        foreach (string[] words in Lines(text))
        {
            if (MacAddress.TryParse(words[0], out var address)) _ethers.TryAdd(words[1], address);
        }
    }

    public IReadOnlyList<InternetAddress> Hosts(string name) => hosts(name);

    public MacAddress? Ether(string name) => _ethers.TryGetValue(name, out var address) ? address : null;

    public uint? Network(string name) => _networks.TryGetValue(name, out uint net) ? net : null;

    public ushort? Port(string name, string protocol) => _services.TryGetValue((name, protocol), out ushort port) ? port : null;

    public byte? Protocol(string name) => _protocols.TryGetValue(name, out byte number) ? number : null;

    /// <summary>The words of each line that has at least two, without comments.</summary>
    private static IEnumerable<string[]> Lines(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string[] words = (comment < 0 ? line : line[..comment]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2) yield return words;
        }
    }
}
