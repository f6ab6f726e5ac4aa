using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Bridges;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge vlan</c> (bridge(8)).</summary>
internal static class VlanCommands
{
    public static void Run(IpContext context, BridgeOptions options, IpWords words)
    {
        if (!words.More)
        {
            Show(context, options, words);
        }
        else if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            words.Advance();
            Show(context, options, words);
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(BridgeUsage.Vlan);
        }
        else if (words.Matches("add") || words.Matches("delete"))
        {
            bool adds = words.Matches("add");
            words.Advance();
            VlanChange.Run(context, words, adds);
        }
        else if (words.Matches("set") || words.Matches("tunnelshow") || words.Matches("global"))
        {
            throw new IpFailure($"bridge: \"vlan {words.Current}\" is not supported\n");
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "bridge vlan help");
        }
    }

    private static void Show(IpContext context, BridgeOptions options, IpWords words)
    {
        if (options.Common.Statistics > 0 || options.Common.Details) throw new IpFailure("bridge: statistics and details of VLANs are not supported\n");
        string? device = null;
        ushort vlan = 0;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev")) device = words.Next();
            else if (words.Is("vid")) vlan = BridgeNames.Vlan(words.Next());
        }
        int index = device is null ? 0 : BridgeNames.Device(context, device);
        var dump = context.Channel.Dump(LinkRequests.ListBridging(vlans: true, options.CompressesVlans));
        var link = new Link();
        context.OpenList();
        context.To.Text($"{"port",-16}  vlan-id  \n");
        foreach (var message in dump)
        {
            if (!link.Read(message) || index != 0 && link.Index != index) continue;
            var vlans = BridgeVlan.ReadAll(link.FamilyData.Attributes);
            if (vlan != 0) vlans.RemoveAll(one => vlan < one.First || vlan > one.Last);
            if (vlans.Count > 0) VlanReport.Write(context.To, link.Name, vlans);
        }
        context.CloseList();
        BridgeNames.RequireDump(context, dump);
    }
}
