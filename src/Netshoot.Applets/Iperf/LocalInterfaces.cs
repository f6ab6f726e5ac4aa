using Netshoot.Host;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Applets.Iperf;

/// <summary>Which interface has an address of this machine.</summary>
internal sealed class LocalInterfaces(IMachine machine)
{
    private readonly Dictionary<InternetAddress, string?> _known = [];

    /// <summary>Its name; null when none has the address, or nobody can be asked.</summary>
    public string? Of(InternetAddress address)
    {
        if (_known.TryGetValue(address, out string? name)) return name;
        return _known[address] = Find(address);
    }

    private string? Find(InternetAddress address)
    {
        if (machine.Netlink.TryOpen(NetlinkProtocol.Route, out var channel) != Errno.None || channel is null) return null;
        using (channel)
        {
            foreach (var candidate in channel.ReadAll<InterfaceAddress>(AddressRequests.List(), "addresses"))
                if (candidate.Local == address) return machine.InterfaceName(candidate.InterfaceIndex);
        }
        return null;
    }
}
