using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip;

/// <summary>Reads <c>encap TYPE …</c> of a route or a nexthop (ip-route(8)): the words that belong to it, and no further.</summary>
internal sealed class EncapsulationWords(IpContext context)
{
    private const ushort HasChecksum = 1, HasKey = 4, HasSequence = 8;

    private readonly NetlinkRequest _attributes = new(0, NetlinkFlags.None);
    private ushort _type;

    /// <summary>Whether there is anything to write.</summary>
    public bool Any => _type != 0;

    /// <summary>Reads from the word <c>encap</c> to the last that belongs to it, which stays current.</summary>
    public void Take(IpWords words)
    {
        string word = words.Next();
        _type = EncapsulationReport.NumberOf(word) ?? throw KindWords.Wrong(word, "\"encap type\" value is invalid\n");
        switch (_type)
        {
            case EncapsulationReport.Mpls:
                TakeMpls(words);
                break;
            case EncapsulationReport.Ip or EncapsulationReport.Ip6:
                TakeIp(words);
                break;
            case EncapsulationReport.Seg6:
                TakeSeg6(words);
                break;
            case EncapsulationReport.Seg6Local:
                TakeSeg6Local(words);
                break;
            default:
                throw new IpFailure($"ip: \"encap {word}\" is not supported\n");
        }
    }

    public void WriteTo(NetlinkRequest to, ushort typeAttribute, ushort attribute)
    {
        if (!Any) return;
        int nest = to.Begin(attribute, flagged: true);
        to.Append(_attributes);
        to.End(nest);
        to.Attribute(typeAttribute, _type);
    }

    private void TakeMpls(IpWords words)
    {
        const ushort Destination = 1, TimeToLive = 2; // MPLS_IPTUNNEL_*
        string labels = words.Next();
        _attributes.Attribute(Destination, MplsLabels.Parse(labels) ?? throw new IpFailure($"Error: mpls address is expected rather than \"{labels}\".\n", IpFailure.Missing));
        if (words.TryPeek(1) != "ttl") return;
        words.Advance();
        _attributes.Attribute(TimeToLive, (byte)KindWords.Number(words, byte.MaxValue, "\"ttl\" value is invalid\n"));
    }

    private void TakeIp(IpWords words)
    {
        const ushort Id = 1, Destination = 2, Source = 3, HopLimit = 4, TrafficClass = 5, Flags = 6; // LWTUNNEL_IP_*, LWTUNNEL_IP6_*
        bool is6 = _type == EncapsulationReport.Ip6;
        byte family = is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet;
        ushort flags = 0;
        while (words.TryPeek(1) is { } next)
        {
            if (next is not ("id" or "dst" or "remote" or "src" or "local" or "ttl" or "hoplimit" or "tos" or "tc" or "dsfield" or "key" or "csum" or "seq" or "geneve_opts" or "vxlan_opts" or "erspan_opts")) break;
            words.Advance();
            switch (next)
            {
                case "id":
                    string word = words.Next();
                    if (!ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id)) throw KindWords.Wrong(word, "\"id\" value is invalid\n");
                    _attributes.Attribute(Id, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(id) : id);
                    break;
                case "dst" or "remote":
                    _attributes.Attribute(Destination, IpWords.Address(words.Next(), family));
                    break;
                case "src" or "local":
                    _attributes.Attribute(Source, IpWords.Address(words.Next(), family));
                    break;
                case "ttl" or "hoplimit":
                    _attributes.Attribute(HopLimit, (byte)KindWords.Number(words, byte.MaxValue, $"\"{(is6 ? "hoplimit" : "ttl")}\" value is invalid\n"));
                    break;
                case "tos" or "tc" or "dsfield":
                    string service = words.Next();
                    _attributes.Attribute(TrafficClass, (byte)(RouteReport.ParseService(context, service) ?? throw KindWords.Wrong(service, $"\"{(is6 ? "tc" : "tos")}\" value is invalid\n")));
                    break;
                case "key":
                    flags |= HasKey;
                    break;
                case "csum":
                    flags |= HasChecksum;
                    break;
                case "seq":
                    flags |= HasSequence;
                    break;
                default:
                    TakeTunnelOptions(words);
                    break;
            }
        }
        if (flags != 0) _attributes.AttributeBigEndian(Flags, flags);
    }

    private void TakeTunnelOptions(IpWords words)
    {
        const ushort Options = 8, Geneve = 1, Vxlan = 2, Erspan = 3; // LWTUNNEL_IP_OPTS, LWTUNNEL_IP_OPTS_*
        string keyword = words.Current, word = words.Next();
        int all = _attributes.Begin(Options, flagged: true);
        foreach (string option in word.Split(','))
        {
            string[] parts = option.Split(':');
            int one = _attributes.Begin(keyword switch { "geneve_opts" => Geneve, "vxlan_opts" => Vxlan, _ => Erspan }, flagged: true);
            switch (keyword)
            {
                case "geneve_opts" when parts.Length == 3 && IpWords.TryNumber(parts[0], out uint optionClass) && optionClass <= ushort.MaxValue
                    && IpWords.TryNumber(parts[1], out uint optionType) && optionType <= byte.MaxValue && TryBytes(parts[2]) is { } data:
                    _attributes.AttributeBigEndian(1, (ushort)optionClass).Attribute(2, (byte)optionType).Attribute(3, data);
                    break;
                case "vxlan_opts" when IpWords.TryNumber(option, out uint policy):
                    _attributes.Attribute(1, policy);
                    break;
                case "erspan_opts" when parts.Length == 4 && byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte version) && IpWords.TryNumber(parts[1], out uint index)
                    && byte.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out byte direction) && byte.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out byte hardware):
                    _attributes.Attribute(1, version);
                    if (version == 1) _attributes.Attribute(2, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(index) : index);
                    else _attributes.Attribute(3, direction).Attribute(4, hardware);
                    break;
                default:
                    throw KindWords.Wrong(word, $"\"{keyword}\" value is invalid\n");
            }
            _attributes.End(one);
        }
        _attributes.End(all);
    }

    private static byte[]? TryBytes(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private void TakeSeg6(IpWords words)
    {
        const ushort Header = 1, Inline = 0, Encapsulates = 1; // SEG6_IPTUNNEL_SRH, SEG6_IPTUN_MODE_*
        int mode = Encapsulates;
        string segments = "";
        uint key = 0;
        while (words.TryPeek(1) is "mode" or "segs" or "hmac")
        {
            string keyword = words.Next();
            if (keyword == "mode") mode = KindWords.Choice(words, EncapsulationReport.Seg6Modes, "\"mode\" value is invalid\n");
            else if (keyword == "segs") segments = words.Next();
            else key = KindWords.Number(words, uint.MaxValue, "\"hmac\" value is invalid\n");
        }
        var header = SegmentRoutingHeader.Build(segments, leavesPlace: mode == Inline, key);
        var encapsulation = new byte[sizeof(int) + header.Length];
        MemoryMarshal.Write(encapsulation, mode);
        header.CopyTo(encapsulation, sizeof(int));
        _attributes.Attribute(Header, encapsulation);
    }

    private void TakeSeg6Local(IpWords words)
    {
        const ushort Action = 1, Header = 2, Table = 3, Next4 = 4, Next6 = 5, Input = 6, Output = 7, VrfTable = 9, Counters = 10; // SEG6_LOCAL_*
        const int Inline = 9; // SEG6_LOCAL_ACTION_END_B6
        int action = 0;
        while (words.TryPeek(1) is "action" or "table" or "vrftable" or "nh4" or "nh6" or "iif" or "oif" or "count" or "srh" or "endpoint" or "flavors")
        {
            string keyword = words.Next();
            switch (keyword)
            {
                case "action":
                    string name = words.Next();
                    action = Array.IndexOf(EncapsulationReport.Actions, name) is > 0 and var number ? number : throw KindWords.Wrong(name, "\"action\" value is invalid\n");
                    _attributes.Attribute(Action, action);
                    break;
                case "table" or "vrftable":
                    string word = words.Next();
                    if (!context.Tables.TryNumber(word, uint.MaxValue, out uint table)) throw KindWords.Wrong(word, keyword == "table" ? "invalid table id\n" : "invalid vrf table id\n");
                    _attributes.Attribute(keyword == "table" ? Table : VrfTable, table);
                    break;
                case "nh4":
                    _attributes.Attribute(Next4, IpWords.Address(words.Next(), AddressFamilyNumber.Inet));
                    break;
                case "nh6":
                    _attributes.Attribute(Next6, IpWords.Address(words.Next(), AddressFamilyNumber.Inet6));
                    break;
                case "iif" or "oif":
                    _attributes.Attribute(keyword == "iif" ? Input : Output, context.RequireLink(words.Next()));
                    break;
                case "count":
                    // The kernel makes counters of its own where there is a place for them.
                    int counters = _attributes.Begin(Counters, flagged: true);
                    foreach (ushort counter in (ReadOnlySpan<ushort>)[2, 3, 4]) _attributes.Attribute(counter, 0UL);
                    _attributes.End(counters);
                    break;
                case "srh":
                    _attributes.Attribute(Header, ReadHeader(words, leavesPlace: action == Inline));
                    break;
                default:
                    throw new IpFailure($"ip: \"{keyword}\" of \"encap seg6local\" is not supported\n");
            }
        }
        if (action == 0) throw new IpFailure("Missing action type\n");
    }

    private static byte[] ReadHeader(IpWords words, bool leavesPlace)
    {
        string keyword = words.Next();
        if (keyword != "segs") throw KindWords.Wrong(keyword, "expected \"segs\"\n");
        string segments = words.Next();
        uint key = 0;
        if (words.TryPeek(1) == "hmac")
        {
            words.Advance();
            key = KindWords.Number(words, uint.MaxValue, "\"hmac\" value is invalid\n");
        }
        return SegmentRoutingHeader.Build(segments, leavesPlace, key);
    }
}
