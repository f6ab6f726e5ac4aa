using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Bridge;

/// <summary><c>bridge link set</c> (bridge(8)): how a port of a bridge behaves.</summary>
internal static class LinkChange
{
    private const byte InvalidArgument = 234;

    // IFLA_BRIDGE_FLAGS, IFLA_BRIDGE_MODE, BRIDGE_FLAGS_*, BRIDGE_MODE_* (include/uapi/linux/if_bridge.h)
    private const ushort FlagsAttribute = 0, ModeAttribute = 1, MasterFlag = 1, SelfFlag = 2, EthernetBridge = 0, PortAggregator = 1;

    public static void Run(IpContext context, IpWords words)
    {
        var port = new NetlinkRequest(0, NetlinkFlags.None);
        string? device = null;
        ushort flags = 0;
        ushort? mode = null;
        for (; words.More; words.Advance())
        {
            string word = words.Current;
            if (word == "dev") device = words.Next();
            else if (Array.Find(LinkCommands.Switches, row => row.Key == word) is { Key: not null } row) port.Attribute(row.Attribute, OnOff(word, words.Next()));
            else if (word == "cost") port.Attribute(LinkCommands.CostAttribute, IpWords.Number(words.Next(), "invalid cost"));
            else if (word == "priority") port.Attribute(LinkCommands.PriorityAttribute, (ushort)IpWords.Number(words.Next(), "invalid priority"));
            else if (word == "state") port.Attribute(LinkCommands.StateAttribute, State(words.Next()));
            else if (word == "mcast_router") port.Attribute(LinkCommands.MulticastRouterAttribute, (byte)IpWords.Number(words.Next(), "invalid mcast_router"));
            else if (word == "backup_port") port.Attribute(LinkCommands.BackupPortAttribute, Backup(context, words.Next()));
            else if (word == "nobackup_port") port.Attribute(LinkCommands.BackupPortAttribute, 0u);
            else if (word == "hwmode") (mode, flags) = (Mode(words.Next()), (ushort)(flags | SelfFlag));
            else if (word == "self") flags |= SelfFlag;
            else if (word == "master") flags |= MasterFlag;
            else throw new IpFailure(BridgeUsage.Link);
        }
        if (device is null) throw new IpFailure("Device is a required argument.\n");
        int index = context.Links.IndexOf(device) is > 0 and var found ? found : throw new IpFailure($"Cannot find bridge device \"{device}\"\n");
        var request = LinkRequests.ChangeBridging(index, port, family =>
        {
            if (flags != 0) family.Attribute(FlagsAttribute, flags);
            if (mode is { } hardware) family.Attribute(ModeAttribute, hardware);
        });
        BridgeNames.Execute(context, request);
    }

    public static byte OnOff(string name, string word) => word switch
    {
        "on" => 1,
        "off" => 0,
        _ => throw new IpFailure($"Error: argument of \"{name}\" must be one of \"off\", \"on\", not \"{word}\"\n", InvalidArgument),
    };

    public static byte State(string word)
    {
        if (IpWords.TryNumber(word, out uint number) && number <= byte.MaxValue) return (byte)number;
        int state = Array.FindIndex(LinkCommands.States, name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
        return state >= 0 ? (byte)state : throw new IpFailure("Error: invalid STP port state\n");
    }

    private static int Backup(IpContext context, string name)
        => context.Links.IndexOf(name) is > 0 and var index ? index : throw new IpFailure($"Error: device {name} does not exist\n");

    private static ushort Mode(string word) => word switch
    {
        "vepa" => PortAggregator,
        "veb" => EthernetBridge,
        _ => throw new IpFailure("Mode argument must be \"vepa\" or \"veb\".\n"),
    };
}
