using Netshoot.Capture.Files;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Captures;
using Netshoot.Wire;

namespace Netshoot.Testing.Simulation;

/// <summary>An interface called any, on which IP packets pass in virtual time.</summary>
/// <param name="clock">The time.</param>
public sealed class SimulatedCapture(VirtualClock clock) : ICaptures, ILiveCapture
{
    private readonly Queue<byte[]> _arrived = [];
    private TaskCompletionSource _arrival = new();
    private BpfProgram? _filter;

    public IReadOnlyList<CaptureDevice> Devices => [new(DeviceLinkType.Any, null, IsUp: true, IsRunning: true, IsLoopback: false, IsConnected: null, IsReal: false)];

    public LinkType LinkType => LinkType.LinuxCooked2;

    public int SnapLength => 65_535;

    public CaptureCounters Counters => default;

    /// <summary>Lets packets pass: so many of UDP, one in the middle of each <paramref name="every"/>.</summary>
    public void Pass(bool isOutgoing, string from, string to, int length, TimeSpan every, int count)
    {
        byte[] frame = Frame(isOutgoing, from, to, length);
        for (int i = 0; i < count; i++)
        {
            clock.After(every * (i + 0.5), () =>
            {
                _arrived.Enqueue(frame);
                _arrival.TrySetResult();
            });
        }
    }

    public Errno TryGetLinkTypes(string device, out IReadOnlyList<LinkType> types)
    {
        types = DeviceLinkType.OfAny;
        return Errno.None;
    }

    public ILiveCapture Open(string device, LiveCaptureOptions options, string? namespacePath = null) => this;

    public void Start(BpfProgram filter) => _filter = filter;

    public bool TryRead(out CaptureRecord record)
    {
        record = default;
        while (_arrived.TryDequeue(out byte[]? frame))
        {
            if (_filter is null || !_filter.Accepts(frame, (uint)frame.Length, default)) continue;
            record = new(frame, frame.Length, 0, 0);
            return true;
        }
        return false;
    }

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        if (_arrived.Count > 0) return true;
        _arrival = new();
        var first = await Task.WhenAny(_arrival.Task, Task.Delay(patience, clock, stop));
        await first;
        return first == _arrival.Task;
    }

    public void Dispose() { }

    /// <summary>A packet of UDP behind the header of the kernel's own knowledge (LINKTYPE_LINUX_SLL2).</summary>
    private static byte[] Frame(bool isOutgoing, string from, string to, int length)
    {
        const int Cooked = 20, Outgoing = 4;
        InternetEndpoint source = Endpoint(from), destination = Endpoint(to);
        byte[] frame = new byte[Cooked + length];
        var writer = new WireWriter(frame);
        writer.U16((ushort)(source.Address.Is6 ? 0x86dd : 0x0800));
        writer.U16(0);
        writer.U32(2);
        writer.U16(1);
        writer.U8(isOutgoing ? (byte)Outgoing : (byte)0);
        var packet = frame.AsSpan(Cooked);
        int ports;
        if (source.Address.Is6)
        {
            packet[0] = 0x60;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(length - 40));
            packet[6] = 17;
            source.Address.CopyTo(packet[8..]);
            destination.Address.CopyTo(packet[24..]);
            ports = 40;
        }
        else
        {
            packet[0] = 0x45;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)length);
            packet[9] = 17;
            source.Address.CopyTo(packet[12..]);
            destination.Address.CopyTo(packet[16..]);
            ports = 20;
        }
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet[ports..], source.Port);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet[(ports + 2)..], destination.Port);
        return frame;
    }

    private static InternetEndpoint Endpoint(string text)
    {
        int slash = text.IndexOf('#', StringComparison.Ordinal);
        return new(InternetAddress.TryParse(text.AsSpan(0, slash), out var address) ? address : throw new ArgumentException(text), ushort.Parse(text.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture));
    }
}
