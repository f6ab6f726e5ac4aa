using System.Globalization;
using Netshoot.Capture.Files;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Captures;

/// <summary>A live capture of the kernel.</summary>
internal sealed class MachineCapture(LiveCapture capture, string device, EventLoop loop) : ILiveCapture
{
    private readonly ulong _droppedBefore = DroppedByInterface(device);

    public LinkType LinkType => capture.LinkType;

    public int SnapLength => capture.SnapLength;

    public CaptureCounters Counters => capture.Count() with { DroppedByInterface = DroppedByInterface(device) - _droppedBefore };

    public void Start(BpfProgram filter) => capture.Start(filter);

    public bool TryRead(out CaptureRecord record) => capture.TryRead(out record);

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        bool ready = await loop.WaitAsync(capture.Descriptor, PollEvents.Read, patience, stop);
        // An error makes the descriptor ready too, and stays until it is asked for.
        return ready && capture.PendingError() is var errno and not Errno.None
            ? throw new Failure("", errno == Errno.ENODEV ? "The interface disappeared" : KernelFailure.Text(errno), errno: (int)errno)
            : ready;
    }

    public void Dispose() => capture.Dispose();

    private static ulong DroppedByInterface(string device)
        => device == DeviceLinkType.Any ? 0 : Statistic(device, "rx_missed_errors") + Statistic(device, "rx_fifo_errors");

    private static ulong Statistic(string device, string name)
        => ulong.TryParse(Kernel.Files.TryReadText($"/sys/class/net/{device}/statistics/{name}"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out ulong count) ? count : 0;
}
