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
        if (binds && Bind is { } from) Must(machine, socket.Bind(from));
    }

    internal StreamPlan Stream(bool sends, ReadOnlyMemory<byte> preamble, int amount, double rate, int blockSize) => new()
    {
        Sends = sends,
        BlockSize = blockSize > 0 ? blockSize : BlockSize,
        Datagrams = IsUdp ? new Iperf2Datagram() : null,
        HasWallClock = true,
        Digits = true,
        Joins = true,
        Preamble = preamble,
        Pace = rate > 0 ? new(rate, 0, TimeSpan.FromMilliseconds(0.5)) : Pace.Free,
        // The header is part of the amount.
        Budget = new(sends && amount > 0 ? Math.Max(0, amount - (IsUdp ? 0 : preamble.Length)) : SendBudget.Unlimited, isExact: true),
        File = sends ? OpenFile() : null,
        Silence = sends ? null : TimeSpan.FromSeconds(30),
    };

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
