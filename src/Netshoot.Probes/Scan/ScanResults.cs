using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>What is known of a port.</summary>
public enum PortState : byte
{
    Unknown,
    Open,
    Closed,
    Filtered,
    Unfiltered,
    OpenOrFiltered,
    ClosedOrFiltered,
}

/// <summary>What it is known by.</summary>
public enum ScanReason : byte
{
    NoResponse,
    SynAck,
    Reset,
    Refused,
    UdpResponse,
    ProtocolResponse,
    ArpResponse,
    EchoReply,
    TimestampReply,
    MaskReply,
    InitAck,
    Abort,
    Localhost,
    UserSet,
    NetworkUnreachable,
    HostUnreachable,
    ProtocolUnreachable,
    PortUnreachable,
    NetworkProhibited,
    HostProhibited,
    AdministrativelyProhibited,
    DestinationUnreachable,
    TimeExceeded,
    ParameterProblem,
}

/// <summary>A state with its reason and the hop limit of the packet that told it, 0 where there was none.</summary>
public readonly record struct PortResult(PortState State, ScanReason Reason, byte HopLimit);

/// <summary>One port as it was found.</summary>
/// <param name="Protocol">An IP protocol; 0 where the number is itself one.</param>
/// <param name="Number">The port, or the protocol.</param>
/// <param name="Result">What was found.</param>
public readonly record struct ScannedPort(byte Protocol, ushort Number, PortResult Result);

/// <summary>A host of a scan, and all that has been found of it.</summary>
public sealed class ScanHost(InternetEndpoint endpoint, ScanRoute? route)
{
    public InternetEndpoint Endpoint => endpoint;

    public InternetAddress Address => endpoint.Address;

    /// <summary>The way there; null where there is none.</summary>
    public ScanRoute? Route => route;

    /// <summary>The name that the user gave it.</summary>
    public string? GivenName { get; init; }

    /// <summary>The name that the address has.</summary>
    public string? Name { get; set; }

    public bool IsUp { get; set; }

    public ScanReason Reason { get; set; }

    public byte ReasonHopLimit { get; set; }

    /// <summary>The hardware address of a neighbor; zero where it is not known.</summary>
    public MacAddress Mac { get; set; }

    public RoundTrips RoundTrips;

    /// <summary>It took longer than it may.</summary>
    public bool IsTimedOut { get; set; }

    public DateTimeOffset Started { get; set; }

    public DateTimeOffset Ended { get; set; }

    /// <summary>Ports in the order of protocols and numbers.</summary>
    public List<ScannedPort> Ports { get; } = [];

    /// <summary>What services said of themselves, by protocol and port.</summary>
    public Dictionary<(byte Protocol, ushort Port), ServiceFacts> Services { get; } = [];

    /// <summary>The way to it, hop by hop.</summary>
    public List<ScanHop> Hops { get; } = [];

    /// <summary>Between two probes, grown where answers are lost.</summary>
    internal TimeSpan Delay;

    internal long NextSend;

    /// <summary>The highest try that was ever answered: what a lost answer must be allowed for.</summary>
    internal int HighestTry;

    internal int Answers, Losses;
}

/// <summary>A router on the way, or the host at its end.</summary>
/// <param name="Number">How far.</param>
/// <param name="Address">Who; null where nobody answered.</param>
/// <param name="RoundTrip">How long it took.</param>
public readonly record struct ScanHop(int Number, InternetAddress? Address, TimeSpan RoundTrip)
{
    public string? Name { get; init; }
}

/// <summary>What a service said of itself.</summary>
/// <param name="Name">What it speaks, in the words of services(5) where it has one.</param>
/// <param name="Product">Its program.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Information">What else it said.</param>
/// <param name="IsTls">It speaks TLS below.</param>
public sealed record ServiceFacts(string Name, string? Product = null, string? Version = null, string? Information = null, bool IsTls = false);
