using Netshoot.Host;
using Netshoot.Host.Captures;
using Netshoot.Host.Containers;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Host.Terminals;
using Netshoot.Wire;

namespace Netshoot.Testing.Simulation;

/// <summary>The machine in the middle of a simulated network.</summary>
public sealed class SimulatedMachine(SimulatedNetwork network) : IMachine
{
    public TimeProvider Clock => network.Clock;

    public SimulatedNames Names { get; } = new(network.Clock);

    INames IMachine.Names => Names;

    public string Executable => "/netshoot";

    /// <summary>What opening a socket of this kind brings, instead of a socket.</summary>
    public Func<SocketKind, Errno> Refuses { get; set; } = static _ => Errno.None;

    public bool IsSuperUser { get; set; } = true;

    /// <summary>The sockets that were opened, in order.</summary>
    public List<SimulatedSocket> Sockets { get; } = [];

    public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
    {
        var refused = Refuses(kind);
        socket = null;
        if (refused != Errno.None) return refused;
        var opened = new SimulatedSocket(network, family, kind, protocol);
        Sockets.Add(opened);
        socket = opened;
        return Errno.None;
    }

    /// <summary>What passes its interface; null where nothing can be captured.</summary>
    public SimulatedCapture? Capture { get; set; }

    public ICaptures Captures => Capture ?? throw new NotSupportedException("nothing is captured here");

    /// <summary>The terminal that somebody sits at; null when there is none.</summary>
    public SimulatedTerminal? Terminal { get; set; }

    public ITerminal? OpenTerminal(bool hasScreen = true) => Terminal;

    /// <summary>Containers with names, by address.</summary>
    public IContainerEngine? ContainerEngine { get; set; }

    /// <summary>Files that can be read, by path.</summary>
    public Dictionary<string, string> Files { get; } = [];

    public string? TryReadText(string path) => Files.GetValueOrDefault(path);

    public int InterfaceIndex(string name) => name == "eth0" ? 2 : 0;

    public string? InterfaceName(int index) => index == 2 ? "eth0" : null;

    public string Text(Errno errno) => errno.ToString();

    public string HowToGet(string capability, string purpose) => $"{purpose} needs CAP_{capability}";
}

/// <summary>Names that are known after a time.</summary>
public sealed class SimulatedNames(VirtualClock clock) : INames
{
    public Dictionary<string, string> Addresses { get; } = [];

    public Dictionary<string, string> Hosts { get; } = [];

    /// <summary>How long a question for the name of an address takes.</summary>
    public TimeSpan Delay { get; set; }

    public ValueTask<IReadOnlyList<InternetEndpoint>> AddressesAsync(string host, NameFamily family, CancellationToken stop)
        => Addresses.TryGetValue(host, out string? address)
            ? ValueTask.FromResult<IReadOnlyList<InternetEndpoint>>([new(SimulatedNetwork.Parse(address), 0)])
            : throw new Failure(host, "Name or service not known");

    public async ValueTask<string?> HostAsync(InternetAddress address, CancellationToken stop)
    {
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, clock, stop);
        return Hosts.GetValueOrDefault(address.ToString());
    }

    public ushort? Port(string service, string protocol) => null;

    public string? Service(ushort port, string protocol) => null;

    public byte? Protocol(string name) => null;

    public string? ProtocolName(byte protocol) => null;
}
