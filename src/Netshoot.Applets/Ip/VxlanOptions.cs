using System.Buffers.Binary;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>The words of <c>type vxlan</c>: <c>IFLA_VXLAN_*</c> (include/uapi/linux/if_link.h).</summary>
internal static class VxlanOptions
{
    private const ushort Identifier = 1, Group = 2, Link = 3, Local = 4, TimeToLive = 5, TypeOfService = 6, Learning = 7, Ageing = 8, Limit = 9, PortRange = 10, Port = 15, Group6 = 16, Local6 = 17,
        GroupPolicy = 23, Label = 26, Gpe = 27, InheritTtl = 28, DontFragment = 29;

    private static readonly (string Name, ushort Attribute)[] s_switches =
    [
        ("learning", Learning), ("proxy", 11), ("rsc", 12), ("l2miss", 13), ("l3miss", 14), ("udpcsum", 18), ("udp6zerocsumtx", 19), ("udp6zerocsumrx", 20),
        ("remcsumtx", 21), ("remcsumrx", 22), ("external", 25), ("vnifilter", 30),
    ];

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        bool hasPort = false, hasIdentifier = false, hasLearning = false, isExternal = false;
        for (; words.More; words.Advance())
        {
            string keyword = words.Current;
            hasLearning |= keyword is "learning" or "nolearning";
            isExternal |= keyword == "external";
            if (TryTakeSwitch(keyword, to)) continue;
            hasPort |= keyword is "dstport" or "port";
            hasIdentifier |= keyword is "id" or "vni";
            Take(context, keyword, words, to);
        }
        // Where others say who is where, there is nothing to learn.
        if (isExternal && !hasLearning) to.Attribute(Learning, (byte)0);
        // Linux had a port before the standard had one.
        if (!hasPort && hasIdentifier)
            context.Shell.Error.Literal("vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\nUse 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n");
    }

    private static bool TryTakeSwitch(string word, NetlinkRequest to)
    {
        foreach (var (name, attribute) in s_switches)
        {
            if (word != name && word != $"no{name}") continue;
            to.Attribute(attribute, (byte)(word == name ? 1 : 0));
            return true;
        }
        if (word is not ("gbp" or "gpe")) return false;
        to.Flag(word == "gbp" ? GroupPolicy : Gpe);
        return true;
    }

    private static void Take(IpContext context, string keyword, IpWords words, NetlinkRequest to)
    {
        switch (keyword)
        {
            case "id" or "vni":
                to.Attribute(Identifier, Number(words.Next(), 0xffffff, "invalid id"));
                break;
            case "group" or "remote":
                string peer = words.Next();
                var remote = IpWords.Address(peer, context.Options.Family);
                if (remote.IsMulticast != (keyword == "group")) throw new IpFailure($"Error: argument \"{peer}\" is wrong: invalid {(keyword == "group" ? "group" : "remote")} address\n");
                to.Attribute(remote.Is6 ? Group6 : Group, remote);
                break;
            case "local":
                var local = IpWords.Address(words.Next(), context.Options.Family);
                to.Attribute(local.Is6 ? Local6 : Local, local);
                break;
            case "dev":
                to.Attribute(Link, context.RequireLink(words.Next()));
                break;
            case "ttl" or "hoplimit":
                string ttl = words.Next();
                if (ttl == "inherit") to.Flag(InheritTtl);
                else to.Attribute(TimeToLive, (byte)(ttl == "auto" ? 0 : Number(ttl, 255, "TTL must be <= 255")));
                break;
            case "tos" or "dsfield":
                string service = words.Next();
                to.Attribute(TypeOfService, (byte)(service == "inherit" ? 1 : RouteReport.ParseService(context, service) ?? throw IpFailure.Invalid(service, "bad TOS value")));
                break;
            case "df":
                string fragment = words.Next();
                to.Attribute(DontFragment, (byte)(Array.IndexOf(["unset", "set", "inherit"], fragment) is >= 0 and var df ? df : throw IpFailure.Invalid(fragment, "DF must be 'unset', 'set' or 'inherit'")));
                break;
            case "flowlabel" or "label":
                to.Attribute(Label, BinaryPrimitives.ReverseEndianness(Number(words.Next(), 0xfffff, "invalid flowlabel")));
                break;
            case "ageing":
                string ageing = words.Next();
                to.Attribute(Ageing, ageing == "none" ? 0 : Number(ageing, uint.MaxValue, "ageing timer"));
                break;
            case "maxaddress":
                string limit = words.Next();
                to.Attribute(Limit, limit == "unlimited" ? 0 : Number(limit, uint.MaxValue, "max addresses"));
                break;
            case "srcport" or "port":
                Span<byte> range = stackalloc byte[4];
                BinaryPrimitives.WriteUInt16BigEndian(range, (ushort)Number(words.Next(), 0xffff, "min port"));
                BinaryPrimitives.WriteUInt16BigEndian(range[2..], (ushort)Number(words.Next(), 0xffff, "max port"));
                to.Attribute(PortRange, range);
                break;
            case "dstport":
                to.AttributeBigEndian(Port, (ushort)Number(words.Next(), 0xffff, "dst port"));
                break;
            default:
                throw new IpFailure($"vxlan: unknown command \"{keyword}\"?\n", IpFailure.Missing);
        }
    }

    private static uint Number(string word, uint largest, string what)
        => IpWords.TryNumber(word, out uint number) && number <= largest ? number : throw new IpFailure($"Error: argument \"{word}\" is wrong: {what}\n");
}
