using Netshoot.Wire;

namespace Netshoot.Testing.Simulation;

/// <summary>A network around one machine, in virtual time: hosts, and the routers on the way to each.</summary>
public sealed class SimulatedNetwork(VirtualClock clock)
{
    private readonly Dictionary<InternetAddress, SimulatedHost> _hosts = [];

    public VirtualClock Clock => clock;

    /// <summary>The MTU of the machine's own link.</summary>
    public int LinkMtu { get; set; } = 1500;

    /// <summary>What the kernel has learned of paths (only sockets that discover path MTUs ask it).</summary>
    public Dictionary<InternetAddress, int> KnownMtus { get; } = [];

    public SimulatedHost Add(string address, double milliseconds, params SimulatedRouter[] route)
    {
        var host = new SimulatedHost(Parse(address), TimeSpan.FromMilliseconds(milliseconds), route);
        _hosts[host.Address] = host;
        return host;
    }

    public SimulatedHost? Find(InternetAddress address) => _hosts.GetValueOrDefault(address);

    public static InternetAddress Parse(string address) => InternetAddress.TryParse(address, out var parsed) ? parsed : throw new ArgumentException(address);
}

/// <summary>A router on the way to a host.</summary>
/// <param name="Address">What it calls itself.</param>
/// <param name="Milliseconds">How long a packet takes there.</param>
public sealed record SimulatedRouter(string Address, double Milliseconds)
{
    /// <summary>The MTU of the link behind it.</summary>
    public int Mtu { get; init; } = int.MaxValue;

    /// <summary>It says nothing about packets that it cannot pass on.</summary>
    public bool IsSilent { get; init; }

    /// <summary>It passes nothing on and says so: ICMP type and code.</summary>
    public (byte Type, byte Code)? Refuses { get; init; }
}

/// <summary>A host at the end of a route. What it does with the nth packet, counted from 1, can be said for each.</summary>
/// <param name="address">Its address.</param>
/// <param name="delay">How long a packet takes there.</param>
/// <param name="route">The routers before it.</param>
public sealed class SimulatedHost(InternetAddress address, TimeSpan delay, IReadOnlyList<SimulatedRouter> route)
{
    public InternetAddress Address => address;

    public TimeSpan Delay => delay;

    public IReadOnlyList<SimulatedRouter> Route => route;

    /// <summary>Packets that arrived.</summary>
    public int Arrived { get; set; }

    public Func<int, bool> Loses { get; set; } = static _ => false;

    /// <summary>How many answers the nth gets.</summary>
    public Func<int, int> Answers { get; set; } = static _ => 1;

    /// <summary>Time in addition before the nth is answered.</summary>
    public Func<int, TimeSpan> Lateness { get; set; } = static _ => TimeSpan.Zero;

    /// <summary>Changes an answer's bytes, from the ICMP header on.</summary>
    public Func<int, byte[], byte[]> Spoils { get; set; } = static (_, answer) => answer;
}
