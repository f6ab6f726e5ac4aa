using Netshoot.Host.Sockets;
using Netshoot.Probes.Arp;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>Looks which hosts of a link are there, by ARP (RFC 826): all are asked at once, those that do not answer once more, and it is over when all have answered.</summary>
public sealed class ArpScanner(ILinkSocket link, InternetAddress source, ScanTiming timing, TimeProvider clock)
{
    private const int Burst = 64;

    private readonly byte[] _buffer = new byte[2048];
    private Dictionary<InternetAddress, ScanHost> _missing = [];
    private RoundTrips _roundTrips;
    private long _lastSent;

    public long Sent { get; private set; }

    public long Received { get; private set; }

    /// <summary>Told of each message, for who traces.</summary>
    public PacketHappened? Traced { get; init; }

    public async ValueTask FindAsync(IReadOnlyList<ScanHost> hosts, CancellationToken stop)
    {
        const int Tries = 2;
        _missing = new(hosts.Count);
        foreach (var host in hosts) _missing.TryAdd(host.Address, host);
        for (int attempt = 0; attempt < Math.Min(Tries, timing.Retries + 1) && _missing.Count > 0; attempt++)
        {
            for (int i = 0; i < hosts.Count; i++)
            {
                if (!_missing.ContainsKey(hosts[i].Address)) continue;
                await PaceAsync(stop);
                Ask(hosts[i]);
                if (Sent % Burst == 0) Receive();
            }
            await ListenAsync(attempt, stop);
        }
    }

    private void Ask(ScanHost host)
    {
        Span<byte> bytes = stackalloc byte[ArpMessage.Size];
        var wire = new WireWriter(bytes);
        new ArpMessage(ArpOperation.Request, link.Address, source, default, host.Address).Write(ref wire);
        link.TrySend(wire.Bytes, MacAddress.Broadcast);
        Sent++;
        _lastSent = clock.GetTimestamp();
        Traced?.Invoke(SeenPacket.OfArp(bytes), isSent: true, default);
    }

    /// <summary>A link that has answered is waited for as long as its answers take, one that has not as long as a slow one might.</summary>
    private async ValueTask ListenAsync(int attempt, CancellationToken stop)
    {
        var longest = TimeSpan.FromMilliseconds(400);
        long from = clock.GetTimestamp();
        while (true)
        {
            Receive();
            if (_missing.Count == 0) return;
            var patience = _roundTrips.IsKnown ? _roundTrips.Timeout(timing) * (attempt + 1) : timing.InitialTimeout < longest ? timing.InitialTimeout : longest;
            var left = patience - clock.GetElapsedTime(from);
            if (left <= TimeSpan.Zero) return;
            await link.WaitAsync(left, stop);
        }
    }

    private async ValueTask PaceAsync(CancellationToken stop)
    {
        if (timing.MostRate <= 0 && timing.Delay <= TimeSpan.Zero) return;
        if (Sent == 0) return;
        double each = Math.Max(timing.MostRate > 0 ? 1 / timing.MostRate : 0, timing.MostParallel == 1 ? timing.Delay.TotalSeconds : 0);
        var left = TimeSpan.FromSeconds(each) - clock.GetElapsedTime(_lastSent);
        if (left > TimeSpan.Zero) await Task.Delay(left, clock, stop);
    }

    private void Receive()
    {
        while (link.TryReceive(_buffer, out var arrival) == Errno.None)
        {
            if (arrival.Delivery is LinkDelivery.Outgoing or LinkDelivery.OtherHost || !ArpMessage.TryRead(_buffer.AsSpan(0, arrival.Length), out var message)) continue;
            if (message.Operation != ArpOperation.Reply || !_missing.Remove(message.Sender, out var host)) continue;
            Received++;
            (host.IsUp, host.Reason, host.Mac) = (true, ScanReason.ArpResponse, message.SenderMac);
            double microseconds = clock.GetElapsedTime(_lastSent).TotalMicroseconds;
            host.RoundTrips.Add(microseconds);
            _roundTrips.Add(microseconds);
            Traced?.Invoke(SeenPacket.OfArp(_buffer.AsSpan(0, ArpMessage.Size)), isSent: false, default);
        }
    }
}
