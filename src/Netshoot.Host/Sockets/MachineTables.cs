using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>Routes and neighbors of the kernel.</summary>
internal sealed class MachineTables : ITables
{
    public Errno TryChange(in TableRoute4 route, bool adds)
        => TableRequests.ChangeRoute4(route.Destination, route.Gateway, route.Mask, route.Flags, route.Metric, route.Device, route.Mss, route.Window, route.RoundTrip, adds);

    public Errno TryChange(in TableRoute6 route, bool adds) => TableRequests.ChangeRoute6(route.Destination, route.Gateway, route.Flags, route.Metric, route.Index, adds);

    public Errno TryChange(in TableNeighbor neighbor, bool adds)
        => TableRequests.ChangeNeighbor(neighbor.Address, neighbor.Hardware, neighbor.Flags, neighbor.Mask, neighbor.Device, adds);
}
