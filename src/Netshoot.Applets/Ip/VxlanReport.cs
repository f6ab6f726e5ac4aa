using System.Buffers.Binary;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>The details of a VXLAN: <c>IFLA_VXLAN_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class VxlanReport
{
    private const ushort Identifier = 1, Group = 2, Link = 3, Local = 4, TimeToLive = 5, TypeOfService = 6, Learning = 7, Ageing = 8, Limit = 9, PortRange = 10,
        Proxy = 11, RouteShortCircuit = 12, MissL2 = 13, MissL3 = 14, Port = 15, Group6 = 16, Local6 = 17, UdpChecksum = 18, ZeroChecksumSend = 19, ZeroChecksumReceive = 20,
        RemoteChecksumSend = 21, RemoteChecksumReceive = 22, GroupPolicy = 23, RemoteChecksumNoPartial = 24, CollectMetadata = 25, Label = 26, Gpe = 27, InheritTtl = 28,
        DontFragment = 29, NetworkFilter = 30;

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(CollectMetadata).U8 != 0) to.Field("external", true, $"external ");
        // The original forgets the space behind it.
        if (attributes.Find(NetworkFilter).U8 != 0) to.Field("vnifilter", true, $"vnifilter");
        if (attributes.Find(Identifier) is { Exists: true } identifier) to.Field("id", identifier.U32, $"id {identifier.U32} ");
        WriteRemote(context, attributes);
        WriteLocal(context, attributes);
        if (attributes.Find(Link) is { Exists: true, I32: not 0 } link) to.Field("link", context.Links.NameOf(link.I32), $"dev {context.Links.NameOf(link.I32)} ");
        if (attributes.Find(PortRange) is { Exists: true, Value.Length: >= 4 } range)
        {
            int low = BinaryPrimitives.ReadUInt16BigEndian(range.Value), high = BinaryPrimitives.ReadUInt16BigEndian(range.Value[2..]);
            to.OpenObject("port_range");
            to.Field("low", low, $"srcport {low} ");
            to.Field("high", high, $"{high} ");
            to.CloseObject();
        }
        if (attributes.Find(Port) is { Exists: true } port) to.Field("port", port.U16BigEndian, $"dstport {port.U16BigEndian} ");
        WriteBehavior(context, attributes);
        WriteHeader(context, attributes);
        WriteChecksums(context, attributes);
    }

    private static void WriteRemote(IpContext context, NetlinkAttributes attributes)
    {
        var remote = attributes.Find(Group) is { Exists: true } four ? four : attributes.Find(Group6);
        if (!remote.Exists || remote.Address.IsAny) return;
        string name = remote.Address.IsMulticast ? "group" : "remote";
        context.To.Field(remote.Address.Is6 ? $"{name}6" : name, remote.Address, $"{name} {remote.Address} ");
    }

    private static void WriteLocal(IpContext context, NetlinkAttributes attributes)
    {
        var local = attributes.Find(Local) is { Exists: true } four ? four : attributes.Find(Local6);
        if (local.Exists && !local.Address.IsAny) context.To.Field(local.Address.Is6 ? "local6" : "local", local.Address, $"local {local.Address} ");
    }

    private static void WriteBehavior(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Learning) is { Exists: true } learning)
        {
            to.Field("learning", learning.U8 != 0);
            if (learning.U8 == 0) to.Text($"nolearning ");
        }
        if (attributes.Find(Proxy).U8 != 0) to.Field("proxy", true, $"proxy ");
        if (attributes.Find(RouteShortCircuit).U8 != 0) to.Field("rsc", true, $"rsc ");
        if (attributes.Find(MissL2).U8 != 0) to.Field("l2miss", true, $"l2miss ");
        if (attributes.Find(MissL3).U8 != 0) to.Field("l3miss", true, $"l3miss ");
    }

    private static void WriteHeader(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(TypeOfService) is { Exists: true, U8: not 0 } service)
        {
            string text = LinkRow.Hexadecimal(service.U8);
            to.Field("tos", text, $"tos {(service.U8 == 1 ? "inherit" : text)} ");
        }
        byte timeToLive = attributes.Find(TimeToLive).U8;
        if (attributes.Find(InheritTtl).U8 != 0) to.Text($"ttl inherit ");
        else to.Field("ttl", timeToLive, $"ttl {(timeToLive == 0 ? "auto" : LinkRow.Decimal(timeToLive))} ");
        if (attributes.Find(DontFragment) is { Exists: true } fragment)
        {
            string name = fragment.U8 switch { 0 => "unset", 1 => "set", 2 => "inherit", _ => "unknown" };
            to.Field("df", name);
            if (fragment.U8 != 0) to.Text($"df {name} ");
        }
        if (attributes.Find(Label) is { Exists: true } label && BinaryPrimitives.ReverseEndianness(label.U32) is var value and not 0)
        {
            string text = LinkRow.Hexadecimal(value);
            to.Field("label", text, $"flowlabel {text} ");
        }
        if (attributes.Find(Ageing) is { Exists: true } ageing) to.Field("ageing", ageing.U32, $"ageing {(ageing.U32 == 0 ? "none" : LinkRow.Decimal(ageing.U32))} ");
        if (attributes.Find(Limit) is { Exists: true, U32: not 0 } limit) to.Field("limit", limit.U32, $"maxaddr {limit.U32} ");
    }

    private static void WriteChecksums(IpContext context, NetlinkAttributes attributes)
    {
        WriteSwitch(context, attributes.Find(UdpChecksum), "udp_csum", "udpcsum");
        WriteSwitch(context, attributes.Find(ZeroChecksumSend), "udp_zero_csum6_tx", "udp6zerocsumtx");
        WriteSwitch(context, attributes.Find(ZeroChecksumReceive), "udp_zero_csum6_rx", "udp6zerocsumrx");
        var to = context.To;
        if (attributes.Find(RemoteChecksumSend).U8 != 0) to.Field("remcsum_tx", true, $"remcsumtx ");
        if (attributes.Find(RemoteChecksumReceive).U8 != 0) to.Field("remcsum_rx", true, $"remcsumrx ");
        if (attributes.Find(GroupPolicy).Exists) to.Field("gbp", true, $"gbp ");
        if (attributes.Find(RemoteChecksumNoPartial).Exists) to.Field("remcsum_nopartial", true, $"remcsum_nopartial ");
        if (attributes.Find(Gpe).Exists) to.Field("gpe", true, $"gpe ");
    }

    private static void WriteSwitch(IpContext context, NetlinkAttribute attribute, string key, string name)
    {
        if (attribute.Exists) context.To.Field(key, attribute.U8 != 0, $"{(attribute.U8 != 0 ? "" : "no")}{name} ");
    }
}
