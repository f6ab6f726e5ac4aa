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
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(100);

    private readonly ulong _droppedBefore = DroppedByInterface(device);
    private bool _isDown;

    public LinkType LinkType => capture.LinkType;

    public int SnapLength => capture.SnapLength;

    public CaptureCounters Counters => capture.Count() with { DroppedByInterface = DroppedByInterface(device) - _droppedBefore };

    public void Start(BpfProgram filter) => capture.Start(filter);

    public bool TryRead(out CaptureRecord record) => capture.TryRead(out record);

    public async ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        if (_isDown && (patience < TimeSpan.Zero || patience > s_glance)) patience = s_glance;
        bool ready = await loop.WaitAsync(capture.Descriptor, PollEvents.Read, patience, stop);
        if (ready)
        {
            // An error makes the descriptor ready too, and stays until it is asked for.
            var errno = capture.PendingError();
            if (errno is not (Errno.None or Errno.ENETDOWN)) throw new Failure("", KernelFailure.Text(errno), errno: (int)errno);
            _isDown = errno == Errno.ENETDOWN;
        }
        if (_isDown && !capture.HasInterface) throw new Failure("", "The interface disappeared", errno: (int)Errno.ENODEV);
        return ready;
    }

    public void Dispose() => capture.Dispose();

    private static ulong DroppedByInterface(string device)
        => device == DeviceLinkType.Any ? 0 : Statistic(device, "rx_missed_errors") + Statistic(device, "rx_fifo_errors");

    private static ulong Statistic(string device, string name)
        => ulong.TryParse(Kernel.Files.TryReadText($"/sys/class/net/{device}/statistics/{name}"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out ulong count) ? count : 0;
}
