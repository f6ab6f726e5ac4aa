using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Throughput.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf2;

/// <summary>What both ends of iperf 2 can be told.</summary>
public sealed record Iperf2Plan
{
    /// <summary>The server's address and port; at a server, where it listens.</summary>
    public required InternetEndpoint Endpoint { get; init; }

    public bool IsUdp { get; init; }

    public int BlockSize { get; init; }

    /// <summary>Bits per second; 0 for no limit.</summary>
    public double Rate { get; init; }

    /// <summary>Null at a client that an amount ends, and at a server without end.</summary>
    public TimeSpan? Time { get; init; }

    public long Bytes { get; init; }

    public TimeSpan Interval { get; init; }

    public int Streams { get; init; } = 1;

    public bool Reverse { get; init; }

    public bool FullDuplex { get; init; }

    /// <summary>The server connects back: at once, or afterwards.</summary>
    public bool Dual { get; init; }

    public bool Tradeoff { get; init; }

    public int ListenPort { get; init; }

    public InternetEndpoint? Bind { get; init; }

    public string? Device { get; init; }

    public int Window { get; init; }

    public int MaximumSegment { get; init; }

    public bool NoDelay { get; init; }

    public int TypeOfService { get; init; }

    public int HopLimit { get; init; }

    public string? Congestion { get; init; }

    /// <summary>One client at a time.</summary>
    public bool Serializes { get; init; }

    /// <summary>Calls are told one by one, and latencies are taken.</summary>
    public bool IsEnhanced { get; init; }

    /// <summary>Datagrams and blocks bear their time.</summary>
    public bool TripTimes { get; init; }

    public FramePlan? Frames { get; init; }

    /// <summary>Messages of a burst that are to come back; 0 for another test.</summary>
    public int BounceWrites { get; init; }

    /// <summary>Between the beginnings of two bursts.</summary>
    public TimeSpan BouncePeriod { get; init; }

    /// <summary>How long the server keeps each.</summary>
    public TimeSpan BounceHold { get; init; }

    public bool BounceQuickAcknowledgements { get; init; }

    /// <summary>How many round trips to wait after each block.</summary>
    public double CongestionWeight { get; init; }

    /// <summary>Nothing is asked of the server: servers of old do not understand it.</summary>
    public bool IsCompatible { get; init; }

    /// <summary>The server's word on the last datagram is not waited for.</summary>
    public bool NoFin { get; init; }

    /// <summary>The server is asked for its version, and both clocks are compared.</summary>
    public bool DetectsPeer { get; init; }

    /// <summary>How a server sorts latencies; null for not at all.</summary>
    public LatencyBins? Bins { get; init; }

    /// <summary>Bits per second that the kernel's pacing keeps to (SO_MAX_PACING_RATE); 0 for none.</summary>
    public double PacingRate { get; init; }

    /// <summary>Bits per second that a server reads at most (TCP); 0 for no limit.</summary>
    public double ReadRate { get; init; }

    /// <summary>Bytes that are sent at the beginning of each <see cref="BurstPeriod"/> (TCP); 0 for no bursts.</summary>
    public long BurstSize { get; init; }

    public TimeSpan BurstPeriod { get; init; }

    /// <summary>How often a refused connection is tried again.</summary>
    public int ConnectRetries { get; init; }

    /// <summary>Connections that each stream makes and closes instead of sending anything, 0 without end; null for a test of bytes.</summary>
    public int? Connects { get; init; }

    /// <summary>TCP_QUICKACK, once connected.</summary>
    public bool QuickAcknowledgements { get; init; }

    /// <summary>Bytes of TCP_WINDOW_CLAMP; 0 for none.</summary>
    public int WindowClamp { get; init; }

    /// <summary>Bytes of TCP_NOTSENT_LOWAT; 0 for none.</summary>
    public int Prefetch { get; init; }

    /// <summary>SO_DONTROUTE: only hosts on this machine's links are reached.</summary>
    public bool OnlyLocal { get; init; }

    /// <summary>What a server's packets bear whatever its clients' do; 0 for the same.</summary>
    public int ReflectedTypeOfService { get; init; }

    /// <summary>How long a client waits between connecting and sending.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>When it begins to send instead; null for at once.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>By how much each stream's addresses and ports differ from those of the one before it: 0 or 1.</summary>
    public Iperf2Steps Steps { get; init; }

    /// <summary>What clients must know to be served, and bear; null for everybody.</summary>
    public string? Key { get; init; }

    /// <summary>How long a server waits for somebody with the key; null for ever.</summary>
    public TimeSpan? KeyLifetime { get; init; }

    /// <summary>Flows are summed by the address that they come to instead of the one that they come from.</summary>
    public bool SumsByLocal { get; init; }

    /// <summary>What is sent instead of digits.</summary>
    public Func<Stream?> OpenFile { get; init; } = static () => null;

    internal void Prepare(IMachine machine, ISocket socket, bool binds)
    {
        if (Device is { } device) Must(machine, socket.BindToInterface(device));
        if (Window > 0)
        {
            Must(machine, socket.Set(SocketOption.ReceiveBuffer, Window));
            Must(machine, socket.Set(SocketOption.SendBuffer, Window));
        }
        if (TypeOfService > 0) Must(machine, socket.Set(SocketOption.TrafficClass, TypeOfService));
        if (HopLimit > 0) Must(machine, socket.Set(SocketOption.HopLimit, HopLimit));
        if (!IsUdp && MaximumSegment > 0) Must(machine, socket.Set(SocketOption.MaximumSegment, MaximumSegment));
        if (!IsUdp && NoDelay) Must(machine, socket.Set(SocketOption.NoDelay, 1));
        if (!IsUdp && Congestion is { } name) Must(machine, socket.SetRaw(6, 13, System.Text.Encoding.ASCII.GetBytes(name)));
        const int SocketLevel = 1, MaximumPacingRate = 47;
        if (PacingRate > 0) Must(machine, socket.SetRaw(SocketLevel, MaximumPacingRate, BitConverter.GetBytes((ulong)(PacingRate / 8))));
        const int Tcp = 6, WindowClampName = 10, NotSentLowWater = 25;
        if (OnlyLocal) Must(machine, socket.Set(SocketOption.DontRoute, 1));
        if (!IsUdp && WindowClamp > 0) Must(machine, socket.SetRaw(Tcp, WindowClampName, BitConverter.GetBytes(WindowClamp)));
        if (!IsUdp && Prefetch > 0) Must(machine, socket.SetRaw(Tcp, NotSentLowWater, BitConverter.GetBytes(Prefetch)));
        if (binds && Bind is { } from) Must(machine, socket.Bind(from));
    }

    /// <param name="sends">Whether it sends.</param>
    /// <param name="asked">What the client asks of the server.</param>
    /// <param name="preamble">What stands at the beginning.</param>
    /// <param name="amount">Bytes to send.</param>
    /// <param name="rate">Bits per second.</param>
    /// <param name="blockSize">Of this stream; 0 for the plan's.</param>
    /// <param name="frames">Where frames are counted.</param>
    internal StreamPlan Stream(bool sends, Iperf2Header asked, ReadOnlyMemory<byte> preamble, int amount, double rate, int blockSize, Iperf2Frames? frames)
    {
        bool measures = !sends && (asked.TripTimes || (IsEnhanced && IsUdp));
        var bursts = !IsUdp && (sends ? asked.IsTimed : asked.TripTimes) ? new Iperf2Burst(asked with { Reverse = false, FullDuplex = false }) { FramePeriod = (int)(Frames?.Period.TotalMicroseconds ?? 0) } : null;
        return new()
        {
            Sends = sends,
            BlockSize = blockSize > 0 ? blockSize : BlockSize,
            Datagrams = IsUdp ? new Iperf2Datagram(frames) : null,
            HasWallClock = true,
            Digits = true,
            Joins = true,
            Preamble = preamble,
            BurstSize = sends ? BurstSize : 0,
            BurstPeriod = BurstPeriod,
            Pace = rate > 0 ? new(rate, 0, TimeSpan.FromMilliseconds(0.5)) : Pace.Free,
            // The header is part of the amount, but for those that stand alone.
            Budget = new(sends && amount > 0 ? Math.Max(0, amount - (IsUdp || bursts is not null ? 0 : preamble.Length)) : SendBudget.Unlimited, isExact: true),
            File = sends ? OpenFile() : null,
            Silence = sends ? null : TimeSpan.FromSeconds(30),
            IsByBlock = IsEnhanced,
            Bursts = bursts,
            Latency = measures ? new(asked.TripTimes ? Bins : null) : null,
            Frames = sends ? Frames : null,
            FrameMeter = frames?.Meter ?? (sends && Frames is not null ? new() : null),
            CongestionWeight = sends ? CongestionWeight : 0,
        };
    }

    /// <summary>The plan of a connection whose messages come back.</summary>
    internal StreamPlan Bouncing(bool sends, BouncePlan bounce, int size)
    {
        const double Width = 100e-6;
        const int Count = 10_000;
        return new()
        {
            Sends = sends,
            BlockSize = size,
            Bounce = bounce,
            Budget = new(sends && Bytes > 0 ? Bytes : SendBudget.Unlimited),
            Silence = TimeSpan.FromSeconds(30),
            Latency = sends ? new(new(Width, Count, 5, 95)) : null,
        };
    }

    /// <summary>What is asked of a connection that stands (TCP_QUICKACK does not outlast connecting).</summary>
    internal void PrepareConnected(ISocket socket)
    {
        const int Tcp = 6, QuickAcknowledgement = 12;
        if (!IsUdp && QuickAcknowledgements) socket.SetRaw(Tcp, QuickAcknowledgement, BitConverter.GetBytes(1));
    }

    internal static (long Window, int Segment, long RoundTrip) PathOf(ISocket socket, ThroughputStream stream)
    {
        var tcp = stream.ReadTcp();
        socket.Get(SocketOption.MaximumSegment, out int segment);
        return ((long)tcp.CongestionWindow * segment / 1024, segment, tcp.RoundTrip);
    }

    private static void Must(IMachine machine, Errno errno)
    {
        if (errno != Errno.None) throw new Failure("", machine.Text(errno), errno: (int)errno);
    }
}
