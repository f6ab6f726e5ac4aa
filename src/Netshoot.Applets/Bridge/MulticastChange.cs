using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Bridges;
using Netshoot.Wire;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge mdb add</c> and <c>delete</c> (bridge(8)).</summary>
internal static class MulticastChange
{
    public static void Run(IpContext context, IpWords words, bool adds)
    {
        string? bridge = null, port = null, group = null, source = null;
        ushort vlan = 0;
        bool isPermanent = false;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) bridge = words.Next();
            else if (words.Is("grp")) group = words.Next();
            else if (words.Is("port")) port = words.Next();
            else if (words.Is("permanent")) isPermanent = true;
            else if (words.Is("temp")) isPermanent = false;
            else if (words.Is("vid")) vlan = BridgeNames.Vlan(words.Next());
            else if (words.Is("src")) source = words.Next();
            else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Multicast);
        }
        if (bridge is null || group is null || port is null) throw new IpFailure("Device, group address and port name are required arguments.\n");
        int bridgeIndex = BridgeNames.Device(context, bridge), portIndex = BridgeNames.Device(context, port);
        var mac = default(MacAddress);
        InternetAddress? address = InternetAddress.TryParse(group, out var parsed) ? parsed : null;
        if (address is null && !(group.Contains(':', StringComparison.Ordinal) && MacAddress.TryParse(group, out mac))) throw new IpFailure($"Invalid address \"{group}\"\n");
        InternetAddress? sender = null;
        if (source is not null) sender = InternetAddress.TryParse(source, out var from) ? from : throw new IpFailure($"Invalid source address \"{source}\"\n");
        BridgeNames.Execute(context, MulticastDatabase.Change(adds, bridgeIndex, portIndex, isPermanent, vlan, address, mac, sender));
    }
}
