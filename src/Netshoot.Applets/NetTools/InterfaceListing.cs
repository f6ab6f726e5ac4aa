using Netshoot.Applets.Links;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;

namespace Netshoot.Applets.NetTools;

/// <summary>The interfaces as ifconfig(8) and netstat(8) list them, those that are only an address's label among them.</summary>
internal static class InterfaceListing
{
    /// <summary>Prints them, whole or a line for each.</summary>
    /// <param name="shell">Where they go.</param>
    /// <param name="interfaces">Which.</param>
    /// <param name="table">Whether each gets a line only.</param>
    /// <param name="wideHeading">Whether the heading of the lines is that of netstat.</param>
    public static void Show(Shell shell, IEnumerable<IfConfigInterface> interfaces, bool table, bool wideHeading)
    {
        if (table && !shell.Json) shell.Output.Literal($"Iface{(wideHeading ? "       " : "")}      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n");
        foreach (var one in interfaces)
        {
            if (table) shell.Report(new IfConfigRow(one));
            else shell.Report(new IfConfigReport(one));
        }
    }

    /// <summary>All of them, in the order of the originals.</summary>
    public static List<IfConfigInterface> Read(Shell shell, LinkTable links)
    {
        var addresses = links.Channel.ReadAll<InterfaceAddress>(AddressRequests.List(AddressFamilyNumber.Inet), "addresses");
        var addresses6 = Ip6Address.ReadAll(shell);
        var found = new List<IfConfigInterface>();
        foreach (var link in links.All)
        {
            var own = addresses.FindAll(address => address.InterfaceIndex == link.Index);
            found.Add(new(link.Name, link, own.Find(address => address.Label == link.Name), [.. addresses6.Where(address => address.Device == link.Name)]));
            foreach (var labelled in own.DistinctBy(static address => address.Label))
                if (labelled.Label is { } label && label != link.Name) found.Add(new(label, link, labelled, []));
        }
        found.Sort(static (left, right) => IfConfigInterface.Compare(left.Name, right.Name));
        return found;
    }
}
