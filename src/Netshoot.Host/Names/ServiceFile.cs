using System.Globalization;

namespace Netshoot.Host.Names;

/// <summary>Services and their ports, from the text of /etc/services (services(5)).</summary>
public sealed class ServiceFile
{
    private readonly Dictionary<(string Name, string Protocol), ushort> _ports = [];
    private readonly Dictionary<(ushort Port, string Protocol), string> _names = [];

    public ServiceFile(string? text)
    {
        foreach (string[] words in EtcLines.Of(text))
        {
            if (words.Length < 2 || words[1].Split('/') is not [var number, var protocol]) continue;
            if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) continue;
            _names.TryAdd((port, protocol), words[0]);
            _ports.TryAdd((words[0], protocol), port);
            foreach (string alias in words[2..]) _ports.TryAdd((alias, protocol), port);
        }
    }

    public ushort? Port(string service, string protocol) => _ports.TryGetValue((service, protocol), out ushort port) ? port : null;

    public string? Name(ushort port, string protocol) => _names.TryGetValue((port, protocol), out string? name) ? name : null;
}
