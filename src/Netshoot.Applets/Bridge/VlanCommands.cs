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
        else if (words.Matches("set"))
        {
            words.Advance();
            VlanSettings.Set(context, words, global: false);
        }
        else if (words.Matches("tunnelshow"))
        {
            RefuseStatistics(options);
            words.Advance();
            VlanTunnels.Show(context, words);
        }
        else if (words.Matches("global"))
        {
            words.Advance();
            VlanSettings.RunGlobal(context, words);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "bridge vlan help");
        }
    }

    private static void Show(IpContext context, BridgeOptions options, IpWords words)
    {
        RefuseStatistics(options);
        var (device, vlan) = VlanSettings.Selection(words);
        int index = device is null ? 0 : BridgeNames.Device(context, device);
        if (options.Common.Details)
        {
            VlanSettings.ShowDetails(context, index, vlan);
            return;
        }
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

    private static void RefuseStatistics(BridgeOptions options)
    {
        if (options.Common.Statistics > 0) throw new IpFailure("bridge: statistics of VLANs are not supported\n");
    }
}
