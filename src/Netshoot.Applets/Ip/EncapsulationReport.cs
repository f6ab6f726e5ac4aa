using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>How a route or a nexthop wraps its packets: <c>LWTUNNEL_ENCAP_*</c> (include/uapi/linux/lwtunnel.h, mpls_iptunnel.h, seg6_iptunnel.h, seg6_local.h).</summary>
internal static class EncapsulationReport
{
    public const ushort Mpls = 1, Ip = 2, Ip6 = 4, Seg6 = 5, Seg6Local = 7;

    public static readonly string[] Seg6Modes = ["inline", "encap", "l2encap", "encap.red", "l2encap.red"];

    // SEG6_LOCAL_ACTION_*
    public static readonly string?[] Actions =
    [
        null, "End", "End.X", "End.T", "End.DX2", "End.DX6", "End.DX4", "End.DT6", "End.DT4", "End.B6", "End.B6.Encaps", "End.BM", "End.S", "End.AS", "End.AM", "End.BPF", "End.DT46",
    ];

    private static readonly string?[] s_names = [null, "mpls", "ip", "ila", "ip6", "seg6", "bpf", "seg6local", "rpl", "ioam6", "xfrm"];

    /// <summary>The number of a way to wrap; null for another word.</summary>
    public static ushort? NumberOf(string name) => Array.IndexOf(s_names, name) is > 0 and var number ? (ushort)number : null;

    public static void Write(IpContext context, ushort type, NetlinkAttributes attributes)
    {
        string name = type < s_names.Length && s_names[type] is { } known ? known : type.ToString(CultureInfo.InvariantCulture);
        context.To.Field("encap", name, $" encap {name} ");
        switch (type)
        {
            case Mpls:
                WriteMpls(context, attributes);
                break;
            case Ip or Ip6:
                WriteIp(context, type, attributes);
                break;
            case Seg6:
                WriteSeg6(context, attributes);
                break;
            case Seg6Local:
                WriteSeg6Local(context, attributes);
                break;
        }
    }

    private static void WriteMpls(IpContext context, NetlinkAttributes attributes)
    {
        const ushort Destination = 1, TimeToLive = 2; // MPLS_IPTUNNEL_*
        if (attributes.Find(Destination) is { Exists: true } labels)
        {
            string text = MplsLabels.Text(labels.Value);
            context.To.Field("dst", text, $" {text} ");
        }
        if (attributes.Find(TimeToLive) is { Exists: true } ttl) context.To.Field("ttl", ttl.U8, $"ttl {ttl.U8} ");
    }

    private static void WriteIp(IpContext context, ushort type, NetlinkAttributes attributes)
    {
        const ushort Id = 1, Destination = 2, Source = 3, HopLimit = 4, TrafficClass = 5, Flags = 6, Options = 8; // LWTUNNEL_IP_*, LWTUNNEL_IP6_*
        const ushort HasKey = 4, HasChecksum = 1, HasSequence = 8;
        var to = context.To;
        if (attributes.Find(Id) is { Exists: true } id)
        {
            ulong number = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(id.U64) : id.U64;
            to.Field("id", number, $"id {number} ");
        }
        if (attributes.Find(Source) is { Exists: true } source) to.Field(AddressPaint.PaintOf(source.Address), "src", source.Address, $"src {source.Address} ");
        if (attributes.Find(Destination) is { Exists: true } destination) to.Field(AddressPaint.PaintOf(destination.Address), "dst", destination.Address, $"dst {destination.Address} ");
        var (limit, kind) = type == Ip ? ("ttl", "tos") : ("hoplimit", "tc");
        if (attributes.Find(HopLimit) is { Exists: true } hops) to.Field(limit, hops.U8, $"{limit} {hops.U8} ");
        if (attributes.Find(TrafficClass) is { Exists: true } service) to.Field(kind, service.U8, $"{kind} {service.U8} ");
        ushort flags = attributes.Find(Flags).U16BigEndian;
        if ((flags & HasKey) != 0) to.Field("key", true, $"key ");
        if ((flags & HasChecksum) != 0) to.Field("csum", true, $"csum ");
        if ((flags & HasSequence) != 0) to.Field("seq", true, $"seq ");
        if (attributes.Find(Options) is { Exists: true } options) WriteTunnelOptions(context, options.Nested);
    }

    private static void WriteTunnelOptions(IpContext context, NetlinkAttributes options)
    {
        const ushort Geneve = 1, Vxlan = 2, Erspan = 3; // LWTUNNEL_IP_OPTS_*
        var to = context.To;
        foreach (var option in options)
        {
            string name = option.Type switch { Geneve => "geneve_opts", Vxlan => "vxlan_opts", Erspan => "erspan_opts", _ => "" };
            if (name.Length == 0) continue;
            to.OpenArray(name);
            to.Text($"{context.LineBreak}\t{name} ");
            if (option.Type == Geneve) WriteGeneveOptions(to, option.Nested);
            else if (option.Type == Vxlan) WriteVxlanOption(to, option.Nested);
            else WriteErspanOption(to, option.Nested);
            to.CloseArray();
            to.Text($" ");
        }
    }

    // Class, type and data of each option, one behind the other.
    private static void WriteGeneveOptions(ReportWriter to, NetlinkAttributes values)
    {
        const ushort Class = 1, Type = 2, Data = 3; // LWTUNNEL_IP_OPT_GENEVE_*
        ushort optionClass = 0;
        byte optionType = 0;
        bool any = false;
        foreach (var value in values)
        {
            switch (value.Type)
            {
                case Class:
                    optionClass = value.U16BigEndian;
                    break;
                case Type:
                    optionType = value.U8;
                    break;
                case Data:
                    string data = Convert.ToHexStringLower(value.Value);
                    to.OpenObject();
                    to.Field("class", optionClass);
                    to.Field("type", optionType);
                    to.Field("data", data, $"{(any ? "," : "")}{optionClass}:{optionType}:{data}");
                    to.CloseObject();
                    any = true;
                    break;
            }
        }
    }

    private static void WriteVxlanOption(ReportWriter to, NetlinkAttributes values)
    {
        const ushort Policy = 1; // LWTUNNEL_IP_OPT_VXLAN_GBP
        to.OpenObject();
        to.Field("gbp", values.Find(Policy).U32, $"{values.Find(Policy).U32}");
        to.CloseObject();
    }

    private static void WriteErspanOption(ReportWriter to, NetlinkAttributes values)
    {
        byte version = values.Find(1).U8, direction = values.Find(3).U8, hardware = values.Find(4).U8;
        uint index = values.Find(2).U32BigEndian;
        to.OpenObject();
        to.Field("ver", version);
        to.Field("index", index);
        to.Field("dir", direction);
        to.Field("hwid", hardware, $"{version}:{index}:{direction}:{hardware}");
        to.CloseObject();
    }

    private static void WriteSeg6(IpContext context, NetlinkAttributes attributes)
    {
        const ushort Header = 1; // SEG6_IPTUNNEL_SRH: struct seg6_iptunnel_encap
        var encapsulation = attributes.Find(Header).Value;
        if (!MemoryMarshal.TryRead(encapsulation, out int mode)) return;
        string name = (uint)mode < Seg6Modes.Length ? Seg6Modes[mode] : "<unknown>";
        context.To.Field("mode", name, $"mode {name} ");
        SegmentRoutingHeader.Write(context, encapsulation[sizeof(int)..]);
    }

    private static void WriteSeg6Local(IpContext context, NetlinkAttributes attributes)
    {
        const ushort Action = 1, Header = 2, Table = 3, Next4 = 4, Next6 = 5, Input = 6, Output = 7, Bpf = 8, VrfTable = 9, Counters = 10; // SEG6_LOCAL_*
        const ushort BpfName = 2, Packets = 2, Bytes = 3, Errors = 4;
        var to = context.To;
        if (attributes.Find(Action) is { Exists: true } action)
        {
            string name = action.U32 < Actions.Length ? Actions[action.U32] ?? "<unknown>" : "<unknown>";
            to.Field("action", name, $"action {name} ");
        }
        if (attributes.Find(Header) is { Exists: true } header)
        {
            to.OpenObject("srh");
            SegmentRoutingHeader.Write(context, header.Value);
            to.CloseObject();
        }
        if (attributes.Find(Table) is { Exists: true } table) to.Field("table", context.Tables.Name(table.U32), $"table {context.Tables.Name(table.U32)} ");
        if (attributes.Find(VrfTable) is { Exists: true } vrf) to.Field("vrftable", context.Tables.Name(vrf.U32), $"vrftable {context.Tables.Name(vrf.U32)} ");
        if (attributes.Find(Next4) is { Exists: true } next4) to.Field(AddressPaint.PaintOf(next4.Address), "nh4", next4.Address, $"nh4 {next4.Address} ");
        if (attributes.Find(Next6) is { Exists: true } next6) to.Field(AddressPaint.PaintOf(next6.Address), "nh6", next6.Address, $"nh6 {next6.Address} ");
        if (attributes.Find(Input) is { Exists: true } input) to.Field("iif", context.Links.NameOf(input.I32), $"iif {context.Links.NameOf(input.I32)} ");
        if (attributes.Find(Output) is { Exists: true } output) to.Field("oif", context.Links.NameOf(output.I32), $"oif {context.Links.NameOf(output.I32)} ");
        if (attributes.Find(Bpf).Nested.Find(BpfName) is { Exists: true } program) to.Field("endpoint", program.Text, $"endpoint {program.Text} ");
        if (attributes.Find(Counters) is not { Exists: true } counters || context.Options.Statistics == 0) return;
        var values = counters.Nested;
        to.OpenObject("stats64");
        to.Field("packets", values.Find(Packets).U64, $"packets {values.Find(Packets).U64} ");
        to.Field("bytes", values.Find(Bytes).U64, $"bytes {values.Find(Bytes).U64} ");
        to.Field("errors", values.Find(Errors).U64, $"errors {values.Find(Errors).U64} ");
        to.CloseObject();
    }
}
