using Netshoot.Host.Captures;
using Netshoot.Host.Sockets;
using Netshoot.Packets.Internet;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>What a <see cref="PacketPinger"/> is to do.</summary>
/// <param name="Targets">To whom.</param>
/// <param name="Ports">To which ports; one of any number where there are none.</param>
public sealed record PacketPlan(IReadOnlyList<InternetAddress> Targets, IReadOnlyList<ushort> Ports)
{
    /// <summary>How often around all targets and ports; 0 for ever.</summary>
    public long Rounds { get; init; } = 5;

    /// <summary>Between two packets.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to listen behind the last packet.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Each packet gets a hop further than the one before it.</summary>
    public bool Traces { get; init; }
}

/// <summary>What is known of one target, or of all; times in milliseconds.</summary>
public sealed class PacketStatistics
{
    public long Sent { get; set; }

    public long SentBytes { get; set; }

    public long Received { get; set; }

    public long ReceivedBytes { get; set; }

    public double Minimum { get; private set; } = double.MaxValue;

    public double Maximum { get; private set; }

    /// <summary>Null before the first answer.</summary>
    public double? Average => _measured > 0 ? _sum / _measured : null;

    internal long LastSent { get; set; }

    private double _sum;
    private long _measured;

    public void Measure(double milliseconds)
    {
        (Minimum, Maximum) = (Math.Min(Minimum, milliseconds), Math.Max(Maximum, milliseconds));
        _sum += milliseconds;
        _measured++;
    }
}

/// <summary>A packet that was sent or received.</summary>
/// <param name="packet">The packet.</param>
/// <param name="isSent">Whether it is ours.</param>
/// <param name="since">The time since the beginning.</param>
public delegate void PacketHappened(in SeenPacket packet, bool isSent, TimeSpan since);

/// <summary>Sends packets of one form to targets and ports in turn and tells what comes back: facts, no words.</summary>
public sealed class PacketPinger(PacketForm form, PacketPlan plan, TimeProvider clock)
{
    private readonly byte[] _buffer = new byte[PacketForm.Most];
    private readonly Dictionary<InternetAddress, PacketStatistics> _statistics = [];
    private readonly long _began = clock.GetTimestamp();
    private ushort _number;

    public PacketStatistics Total { get; } = new();

    /// <summary>From the first packet to the last one sent, and to the end of listening.</summary>
    public TimeSpan SendingTime { get; private set; }

    public TimeSpan ListeningTime { get; private set; }

    /// <summary>Sends through raw sockets; null for ARP.</summary>
    public PacketSender? Sender { get; init; }

    /// <summary>Sends frames to a neighbor of the user's choice, or ARP.</summary>
    public ILinkSocket? Link { get; init; }

    /// <summary>To whom frames go.</summary>
    public MacAddress Neighbor { get; init; } = MacAddress.Broadcast;

    /// <summary>Null does not listen.</summary>
    public ILiveCapture? Capture { get; init; }

    /// <summary>Writes an ARP message instead of a packet.</summary>
    public Func<InternetAddress, Arp.ArpMessage>? ArpOf { get; init; }

    public PacketStatistics Of(InternetAddress target) => _statistics.TryGetValue(target, out var found) ? found : _statistics[target] = new();

    /// <summary>Runs to its end, or to the word to stop.</summary>
    /// <returns>The last error of sending.</returns>
    public async ValueTask<Errno> RunAsync(PacketHappened happened, CancellationToken stop)
    {
        var error = Errno.None;
        bool isFirst = true;
        long began = clock.GetTimestamp();
        try
        {
            for (long round = 0; plan.Rounds == 0 || round < plan.Rounds; round++)
                foreach (ushort port in plan.Ports)
                    foreach (var target in plan.Targets)
                    {
                        if (!isFirst) await ListenAsync(plan.Delay, happened, stop);
                        if (isFirst) began = clock.GetTimestamp();
                        isFirst = false;
                        if (Send(target, port, happened) is var errno and not Errno.None) error = errno;
                        SendingTime = clock.GetElapsedTime(began);
                        if (plan.Traces && form.HopLimit < byte.MaxValue) form.HopLimit++;
                    }
            await ListenAsync(plan.Patience, happened, stop);
        }
        catch (OperationCanceledException)
        {
            // The word to stop: what is known is told.
        }
        ListeningTime = clock.GetElapsedTime(began);
        return error;
    }

    private Errno Send(InternetAddress target, ushort port, PacketHappened happened)
    {
        const int EthernetHeader = 14;
        int length;
        if (ArpOf is not null)
        {
            var wire = new WireWriter(_buffer);
            ArpOf(target).Write(ref wire);
            length = wire.Written;
        }
        else
        {
            length = form.Write(_buffer, target, port, ++_number);
        }
        if (length == 0) return Errno.EMSGSIZE;
        var packet = _buffer.AsSpan(0, length);
        var statistics = Of(target);
        statistics.Sent++;
        Total.Sent++;
        Total.SentBytes += ArpOf is null ? length : length + EthernetHeader;
        statistics.LastSent = clock.GetTimestamp();
        Tell(packet, happened);
        return Link is not null ? Link.TrySend(packet, Neighbor) : Sender!.Send(packet, new(target, 0));
    }

    private void Tell(ReadOnlySpan<byte> packet, PacketHappened happened)
    {
        var since = clock.GetElapsedTime(_began);
        if (ArpOf is not null) happened(SeenPacket.OfArp(packet), isSent: true, since);
        else if (SeenPacket.TryReadPacket(packet, default, out var sent)) happened(in sent, isSent: true, since);
    }

    private async ValueTask ListenAsync(TimeSpan time, PacketHappened happened, CancellationToken stop)
    {
        long from = clock.GetTimestamp();
        while (true)
        {
            Drain(happened);
            var left = time - clock.GetElapsedTime(from);
            if (left <= TimeSpan.Zero) return;
            if (Capture is null) await Task.Delay(left, clock, stop);
            else await Capture.WaitAsync(left, stop);
        }
    }

    private void Drain(PacketHappened happened)
    {
        while (Capture?.TryRead(out var record) == true)
        {
            if (!SeenPacket.TryReadFrame(record.Bytes, Capture.LinkType, out var packet) || !IsAnswer(in packet)) continue;
            Total.Received++;
            Total.ReceivedBytes += packet.Bytes.Length;
            var asked = packet.TryReadQuoted(out var quoted) ? quoted.Destination : packet.Source;
            if (_statistics.TryGetValue(asked, out var statistics))
            {
                statistics.Received++;
                if (!packet.IsArp)
                {
                    double milliseconds = clock.GetElapsedTime(statistics.LastSent).TotalMilliseconds;
                    statistics.Measure(milliseconds);
                    Total.Measure(milliseconds);
                }
            }
            happened(in packet, isSent: false, clock.GetElapsedTime(_began));
        }
    }

    /// <summary>What we send ourselves on a loopback is no answer, nor is what belongs to others.</summary>
    private bool IsAnswer(in SeenPacket packet)
    {
        if (packet.IsArp) return ArpOf is not null && packet.Bytes[7] != 1 && packet.Neighbor != Link?.Address;
        if (packet.Protocol != IpProtocols.Icmp || form.Protocol != IpProtocols.Icmp || packet.Body.Length < 8) return true;
        return packet.Body[0] != form.Icmp.Type || packet.Source != form.Source;
    }
}
