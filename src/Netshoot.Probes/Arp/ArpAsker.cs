using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Arp;

/// <summary>Asks on a link who has an IPv4 address, tells the link that we have it, or looks whether anybody else does (RFC 826, RFC 5227).</summary>
public sealed class ArpAsker(ILinkSocket link, ArpPlan plan, TimeProvider clock)
{
    // Room for a whole frame: what is longer than an ARP message is padding.
    private readonly byte[] _buffer = new byte[2048];
    private MacAddress _peer = MacAddress.Broadcast;
    private long _began;
    private long _lastSend;

    public long Sent { get; private set; }

    public long Broadcasts { get; private set; }

    public long Received { get; private set; }

    /// <summary>Of what was received: the requests.</summary>
    public long Requests { get; private set; }

    /// <summary>Of what was received: what was not sent to us alone.</summary>
    public long ReceivedBroadcasts { get; private set; }

    /// <summary>Why the last message could not be sent.</summary>
    public Errno SendError { get; private set; }

    /// <summary>The next answer; null when it is over.</summary>
    public async ValueTask<ArpAnswer?> NextAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !(Received > 0 && (plan.StopsAtAnswer || plan.Purpose == ArpPurpose.DetectDuplicate)))
        {
            if (Received >= plan.Count) return null;
            if (TryReceive() is { } answer) return answer;

            long now = clock.GetTimestamp();
            if (Sent == 0)
            {
                _began = now;
                Send(now);
                continue;
            }
            var sinceSend = clock.GetElapsedTime(_lastSend, now);
            var sinceBegin = clock.GetElapsedTime(_began, now);
            if (plan.Deadline > TimeSpan.Zero && sinceBegin >= plan.Deadline) return null;
            if (sinceSend >= plan.Interval)
            {
                if (Sent >= plan.Count) return null;
                Send(now);
                continue;
            }
            var patience = plan.Interval - sinceSend;
            if (plan.Deadline > TimeSpan.Zero && plan.Deadline - sinceBegin < patience) patience = plan.Deadline - sinceBegin;
            try
            {
                await link.WaitAsync(patience, stop);
            }
            catch (OperationCanceledException)
            {
                // The word to stop.
            }
        }
        return null;
    }

    private void Send(long now)
    {
        var to = plan.KeepsBroadcasting || plan.Purpose != ArpPurpose.Ask ? MacAddress.Broadcast : _peer;
        bool isReply = plan.Purpose == ArpPurpose.AnnounceByReply;
        var message = new ArpMessage(isReply ? ArpOperation.Reply : ArpOperation.Request, link.Address, plan.Source, isReply ? link.Address : to, plan.Target);
        Span<byte> bytes = stackalloc byte[ArpMessage.Size];
        var wire = new WireWriter(bytes);
        message.Write(ref wire);
        SendError = link.TrySend(wire.Bytes, to);
        _lastSend = now;
        Sent++;
        if (to == MacAddress.Broadcast) Broadcasts++;
    }

    private ArpAnswer? TryReceive()
    {
        while (Sent > 0 && link.TryReceive(_buffer, out var arrival) == Errno.None)
        {
            if (arrival.Delivery is not (LinkDelivery.Host or LinkDelivery.Broadcast or LinkDelivery.Multicast)) continue;
            if (!ArpMessage.TryRead(_buffer.AsSpan(0, arrival.Length), out var message) || !IsAbout(in message)) continue;
            Received++;
            if (message.Operation == ArpOperation.Request) Requests++;
            if (arrival.Delivery != LinkDelivery.Host) ReceivedBroadcasts++;
            _peer = message.SenderMac;
            return new(message, arrival.Delivery, clock.GetElapsedTime(_lastSend));
        }
        return null;
    }

    /// <summary>Somebody who has the address we ask about speaks to us; or, for an address that we want, anybody who uses or wants it, too (RFC 5227 section 2.1.1).</summary>
    private bool IsAbout(in ArpMessage message)
    {
        if (message.Operation is not (ArpOperation.Request or ArpOperation.Reply)) return false;
        if (plan.Purpose != ArpPurpose.DetectDuplicate)
            return message.Sender == plan.Target && message.Target == plan.Source && (message.Operation == ArpOperation.Request || message.TargetMac == link.Address);
        if (message.SenderMac == link.Address) return false;
        return message.Sender == plan.Target || message.Operation == ArpOperation.Request && message.Sender.IsAny && message.Target == plan.Target;
    }
}
