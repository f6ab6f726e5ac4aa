using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Captures;

/// <summary>Captures on the interfaces of the kernel.</summary>
internal sealed class MachineCaptures(EventLoop loop) : ICaptures
{
    public IReadOnlyList<CaptureDevice> Devices
    {
        get
        {
            var devices = new List<CaptureDevice> { new(DeviceLinkType.Any, "Pseudo-device that captures on all interfaces", IsUp: true, IsRunning: true, IsLoopback: false, IsConnected: null, IsReal: false) };
            foreach (string name in Interfaces.Names())
            {
                if (Interfaces.GetFlags(name, out var flags) != Errno.None) continue;
                bool loopback = (flags & InterfaceFlags.Loopback) != 0;
                bool? connected = !loopback && Interfaces.GetLink(name, out bool link) == Errno.None ? link : null;
                devices.Add(new(name, null, (flags & InterfaceFlags.Up) != 0, (flags & InterfaceFlags.Running) != 0, loopback, connected, IsReal: true));
            }
            return [.. devices.OrderBy(Rank)];
        }
    }

    public Errno TryGetLinkTypes(string device, out IReadOnlyList<LinkType> types)
    {
        types = DeviceLinkType.OfAny;
        if (device == DeviceLinkType.Any) return Errno.None;
        var errno = NetworkSocket.TryOpen(SocketAddress.Inet, 2, 0, out var socket);
        if (errno != Errno.None) return errno;
        using (socket)
        {
            errno = Interfaces.GetHardwareType(socket!, device, out ushort hardware);
            if (errno == Errno.None) types = DeviceLinkType.Of(hardware);
            return errno;
        }
    }

    public ILiveCapture Open(string device, LiveCaptureOptions options, string? namespacePath = null)
    {
        if (namespacePath is null) return new MachineCapture(LiveCapture.Open(device, options), device, loop);
        if (Kernel.Files.TryOpen(namespacePath, out var descriptor) is var errno and not Errno.None) throw new Failure(namespacePath, KernelFailure.Text(errno), errno: (int)errno);
        // The interface's own counters are in a file system of our namespace: for one elsewhere they are not told.
        using (descriptor) return new MachineCapture(LiveCapture.Open(device, options, descriptor), DeviceLinkType.Any, loop);
    }

    private static int Rank(CaptureDevice device) => device switch
    {
        { IsReal: false } => 1,
        { IsUp: false } => 4,
        { IsRunning: false } => 3,
        { IsLoopback: true } => 2,
        _ => 0,
    };
}
