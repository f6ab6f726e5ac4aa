using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>Which command a link is shown by: some fields belong to one of them only.</summary>
internal enum LinkView
{
    Link,
    Address,
    Monitor,
}

/// <summary>One link as ip(8) prints it.</summary>
internal sealed class LinkReport(IpContext context, LinkView view, byte family = AddressFamilyNumber.Unspecified)
{
    private readonly ReportWriter _to = context.To;
    private readonly IpOptions _options = context.Options;

    /// <summary>All of a link, for <c>ip link</c>; <c>ip address</c> puts addresses before the statistics.</summary>
    public void Write(Link link)
    {
        if (_options.Brief)
        {
            WriteBrief(link);
            _to.Text($"\n");
            return;
        }
        WriteHead(link);
        if (_options.Statistics > 0 && link.Statistics is { } statistics) LinkStatisticsReport.Write(context, statistics, link.CarrierChanges);
        WriteAlternativeNames(link);
        _to.Text($"\n");
    }

    /// <summary>Name, state and, of <c>ip link</c>, the hardware address in a row of the table; without line end.</summary>
    public void WriteBrief(Link link)
    {
        LinkHead.WriteName(context, link, brief: true);
        if (link.OperationalState is { } state) _to.Field(PaintOf(state), "operstate", StateName(state), $"{StateName(state),-14} ");
        if (view != LinkView.Link) return;
        // A brief entry has no place for what is not an address of hardware.
        if (link.Address.Length > 0) _to.Field(Paint.Mac, "address", AddressText(link.HardwareType, link.Address), $"{AddressText(link.HardwareType, link.Address)} ");
        LinkHead.WriteFlags(context, link);
    }

    /// <summary>Everything before statistics and addresses; without line end.</summary>
    public void WriteHead(Link link)
    {
        _to.Field("ifindex", link.Index, $"{link.Index}: ");
        LinkHead.WriteName(context, link, brief: false);
        LinkHead.WriteFlags(context, link);
        if (link.Mtu is { } mtu) _to.Field("mtu", mtu, $"mtu {mtu} ");
        LinkXdpReport.Write(context, link);
        if (link.Qdisc is { } qdisc) _to.Field("qdisc", qdisc, $"qdisc {qdisc} ");
        if (link.MasterIndex is { } master) _to.Field("master", context.Links.NameOf(master), $"master {context.Links.NameOf(master)} ");
        if (link.OperationalState is { } state)
        {
            _to.Text($"state ");
            _to.Field(PaintOf(state), "operstate", StateName(state), $"{StateName(state)} ");
        }
        if (view == LinkView.Link && link.Mode is { } mode) _to.Field("linkmode", mode == 1 ? "DORMANT" : "DEFAULT", $"mode {(mode == 1 ? "DORMANT" : "DEFAULT")} ");
        if (link.Group is { } group) _to.Field("group", context.Groups.Name(group), $"group {context.Groups.Name(group)} ");
        if (view == LinkView.Monitor && link.EventKind is > 0 and { } kind) _to.Field("event", EventName(kind), $"event {EventName(kind)} ");
        if (view != LinkView.Monitor && (link.QueueLength ?? context.Links.QueueLengthOf(link.Index)) is > 0 and var length) _to.Field("txqlen", length, $"qlen {length}");

        if (family is AddressFamilyNumber.Unspecified or AddressFamilyNumber.Packet || _options.Details) WriteHardware(link);
        if (link.LinkNamespaceId is { } id) WriteNamespaceId(id);
        if (link.NewNamespaceId is { } newId) _to.Field("new_netnsid", newId, $" new-nsid {newId}");
        if (link.NewIndex is { } newIndex) _to.Field("new_ifindex", newIndex, $" new-ifindex {newIndex}");
        if (link.IsProtocolDown) _to.Field("proto_down", true, $" protodown on");
        if (_options.Details) LinkDetailsReport.Write(context, link, view);
        if ((view == LinkView.Link || _options.Details) && link.Alias is { } alias) _to.Field("ifalias", alias, $"{context.LineBreak}    alias {alias}");
    }

    public void WriteAlternativeNames(Link link)
    {
        if (link.AlternativeNames.Count == 0) return;
        _to.OpenArray("altnames");
        foreach (string name in link.AlternativeNames) _to.Field(null, name, $"{context.LineBreak}    altname {name}");
        _to.CloseArray();
    }

    private void WriteHardware(Link link)
    {
        string type = HardwareName(link.HardwareType);
        _to.Field("link_type", type, $"{context.LineBreak}    link/{type} ");
        if (link.Address.Length > 0)
        {
            string address = AddressText(link.HardwareType, link.Address);
            _to.Field(Paint.Mac, "address", address, $"{address}");
        }
        if (link.Broadcast.Length > 0)
        {
            string broadcast = AddressText(link.HardwareType, link.Broadcast);
            if (link.Flags.HasFlag(LinkFlags.PointToPoint))
            {
                _to.Text($" peer ");
                _to.Field("link_pointtopoint", true);
            }
            else
            {
                _to.Text($" brd ");
            }
            _to.Field(Paint.Mac, "broadcast", broadcast, $"{broadcast}");
        }
        if (link.PermanentAddress.Length == 0 || link.PermanentAddress == link.Address) return;
        string permanent = AddressText(link.HardwareType, link.PermanentAddress);
        _to.Text($" permaddr ");
        _to.Field(Paint.Mac, "permaddr", permanent, $"{permanent}");
    }

    private void WriteNamespaceId(int id)
    {
        if (id < 0) _to.Field("link_netnsid", (string?)null, $" link-netnsid unknown");
        else if (context.To.IsText && context.Namespaces.NameOf(id) is { } name) _to.Field("link_netnsid", id, $" link-netns {name}");
        else _to.Field("link_netnsid", id, $" link-netnsid {id}");
    }

    // IFLA_EVENT_*
    private static string EventName(uint kind) => kind switch
    {
        1 => "REBOOT",
        2 => "FEATURE CHANGE",
        3 => "BONDING FAILOVER",
        4 => "NOTIFY PEERS",
        5 => "RESEND IGMP",
        6 => "BONDING OPTION",
        _ => LinkRow.Decimal(kind),
    };

    private string HardwareName(ushort type) => _options.Numeric ? $"[{type}]" : type switch
    {
        1 => "ether",
        3 => "ax25",
        32 => "infiniband",
        256 => "slip",
        280 => "can",
        512 => "ppp",
        513 => "hdlc",
        519 => "rawip",
        768 => "ipip",
        769 => "tunnel6",
        772 => "loopback",
        776 => "sit",
        778 => "gre",
        779 => "pimreg",
        801 => "ieee802.11",
        802 => "ieee802.11/prism",
        803 => "ieee802.11/radiotap",
        804 => "ieee802.15.4",
        823 => "gre6",
        824 => "netlink",
        825 => "6lowpan",
        826 => "vsockmon",
        0xfffe => "none",
        0xffff => "void",
        _ => $"[{type}]",
    };

    /// <summary>Links that tunnel over IP have an Internet address for hardware.</summary>
    public static string AddressText(ushort type, HardwareAddress address)
        => type is 768 or 769 or 776 or 778 or 823 && address.Internet is { } internet ? internet.ToString() : address.ToString();

    private static Paint PaintOf(byte state) => state switch { 6 => Paint.Up, 2 => Paint.Down, _ => Paint.None };

    // RFC 2863's ifOperStatus.
    private static string StateName(byte state) => state switch
    {
        0 => "UNKNOWN",
        1 => "NOTPRESENT",
        2 => "DOWN",
        3 => "LOWERLAYERDOWN",
        4 => "TESTING",
        5 => "DORMANT",
        6 => "UP",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{state:x}"),
    };

}
