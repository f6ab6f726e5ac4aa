using Netshoot.Capture.Files;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Captures;
using Netshoot.Probes.Scan;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;

namespace Netshoot.Tests.Probes.Scan;

/// <summary>A wire in virtual time: keeps what is sent, and brings the answers that a rule makes of it after a while.</summary>
/// <param name="clock">The time.</param>
/// <param name="delay">How long an answer takes.</param>
/// <param name="answer">Makes the answer to a packet, null for none; told how many were sent before it.</param>
internal sealed class SimulatedWire(VirtualClock clock, TimeSpan delay, SimulatedWire.Rule answer) : IPacketSender, ILiveCapture
{
    private readonly Queue<byte[]> _arrived = [];
    private TaskCompletionSource _arrival = new();

    public delegate byte[]? Rule(byte[] packet, int number);

    /// <summary>When each packet was sent.</summary>
    public List<TimeSpan> Times { get; } = [];

    /// <summary>The most that were under way at a time.</summary>
    public int MostWaiting { get; private set; }

    public int Waiting { get; private set; }

    public LinkType LinkType => LinkType.Raw;

    public int SnapLength => 256;

    public CaptureCounters Counters => default;

    public Errno Send(ReadOnlySpan<byte> packet, InternetEndpoint to)
    {
        byte[] copy = packet.ToArray();
        Times.Add(clock.Elapsed);
        MostWaiting = Math.Max(MostWaiting, ++Waiting);
        byte[]? reply = answer(copy, Times.Count - 1);
        if (reply is null) return Errno.None;
        clock.After(delay, () =>
        {
            Waiting--;
            _arrived.Enqueue(reply);
            _arrival.TrySetResult();
        });
        return Errno.None;
    }

    public void Start(BpfProgram filter) { }

    public bool TryRead(out CaptureRecord record)
    {
        record = default;
        if (!_arrived.TryDequeue(out byte[]? packet)) return false;
        record = new(packet, packet.Length, 0, 0);
        return true;
    }

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        if (_arrived.Count > 0) return true;
        _arrival = new();
        var first = await Task.WhenAny(_arrival.Task, Task.Delay(patience, clock, stop));
        return first == _arrival.Task;
    }

    public void Dispose() { }
}
