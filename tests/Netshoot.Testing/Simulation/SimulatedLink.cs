using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Testing.Simulation;

/// <summary>A link with one interface of ours, on which a test answers.</summary>
public sealed class SimulatedLink(VirtualClock clock) : ILinkSocket
{
    private readonly Queue<(byte[] Bytes, LinkArrival Arrival)> _arrived = new();
    private TaskCompletionSource<bool>? _waiter;

    public MacAddress Address { get; } = new(0x02_00_00_00_00_01);

    /// <summary>What was sent, and to whom.</summary>
    public List<(byte[] Payload, MacAddress To)> Sent { get; } = [];

    /// <summary>Called with each payload that is sent.</summary>
    public Action<byte[], MacAddress> OnSend { get; set; } = static (_, _) => { };

    public void Deliver(byte[] payload, MacAddress from, LinkDelivery delivery, TimeSpan after) => clock.After(after, () =>
    {
        _arrived.Enqueue((payload, new(payload.Length, from, delivery)));
        _waiter?.TrySetResult(true);
    });

    public Errno TrySend(ReadOnlySpan<byte> payload, MacAddress to)
    {
        byte[] bytes = payload.ToArray();
        Sent.Add((bytes, to));
        OnSend(bytes, to);
        return Errno.None;
    }

    public Errno TryReceive(Span<byte> buffer, out LinkArrival arrival)
    {
        arrival = default;
        if (!_arrived.TryDequeue(out var next)) return Errno.EAGAIN;
        next.Bytes.AsSpan(0, Math.Min(buffer.Length, next.Bytes.Length)).CopyTo(buffer);
        arrival = next.Arrival with { Length = Math.Min(buffer.Length, next.Bytes.Length) };
        return Errno.None;
    }

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        if (_arrived.Count > 0) return true;
        var waiter = _waiter = new();
        clock.After(patience, () => waiter.TrySetResult(false));
        await using var registration = stop.UnsafeRegister(static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(), waiter);
        return await waiter.Task;
    }

    public void Dispose() => _waiter?.TrySetResult(false);
}
