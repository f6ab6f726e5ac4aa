using System.Buffers.Binary;
using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;
using Netshoot.Wire;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>The words for a filter by the fields of a flow (tc-flower(8)), and the attributes they become.</summary>
internal sealed class FlowerChange(TcContext context, FilterRequest wanted)
{
    private const byte Tcp = 6, Udp = 17, Sctp = 132, Icmp4 = 1, Icmp6 = 58;
    private const uint Verbose = 16;

    private const string Usage = """
        Usage: ... flower	[ MATCH-LIST ] [ verbose ]
        			[ skip_sw | skip_hw ]
        			[ action ACTION-SPEC ] [ classid CLASSID ]

        Where: MATCH-LIST := [ MATCH-LIST ] MATCH
               MATCH      := {	indev DEV-NAME |
        			num_of_vlans VLANS_COUNT |
        			vlan_id VID |
        			vlan_prio PRIORITY |
        			vlan_ethtype [ ipv4 | ipv6 | ETH-TYPE ] |
        			cvlan_id VID |
        			cvlan_prio PRIORITY |
        			cvlan_ethtype [ ipv4 | ipv6 | ETH-TYPE ] |
        			dst_mac MASKED-LLADDR |
        			src_mac MASKED-LLADDR |
        			ip_proto [tcp | udp | sctp | icmp | icmpv6 | IP-PROTO ] |
        			ip_tos MASKED-IP_TOS |
        			ip_ttl MASKED-IP_TTL |
        			mpls_label LABEL |
        			mpls_tc TC |
        			mpls_bos BOS |
        			mpls_ttl TTL |
        			dst_ip PREFIX |
        			src_ip PREFIX |
        			dst_port PORT-NUMBER |
        			src_port PORT-NUMBER |
        			tcp_flags MASKED-TCP_FLAGS |
        			type MASKED-ICMP-TYPE |
        			code MASKED-ICMP-CODE |
        			arp_tip IPV4-PREFIX |
        			arp_sip IPV4-PREFIX |
        			arp_op [ request | reply | OP ] |
        			arp_tha MASKED-LLADDR |
        			arp_sha MASKED-LLADDR |
        			enc_dst_ip [ IPV4-ADDR | IPV6-ADDR ] |
        			enc_src_ip [ IPV4-ADDR | IPV6-ADDR ] |
        			enc_key_id [ KEY-ID ] |
        			enc_tos MASKED-IP_TOS |
        			enc_ttl MASKED-IP_TTL |
        			ip_flags IP-FLAGS |
        			enc_dst_port [ port_number ] |
        			ct_state MASKED_CT_STATE |
        			ct_label MASKED_CT_LABEL |
        			ct_mark MASKED_CT_MARK |
        			ct_zone MASKED_CT_ZONE }

        """;

    private static readonly string[] s_unsupported = ["pppoe_sid", "ppp_proto", "mpls", "geneve_opts", "vxlan_opts", "erspan_opts", "gtp_opts", "l2tpv3_sid", "enc_src_port"];

    private ushort _type = wanted.Protocol ?? EtherTypes.All;
    private byte? _protocol;

    public void Parse(IpWords words, NetlinkRequest request)
    {
        uint flags = 0;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (FilterKinds.TryCommon(context, words, request, FlowerKey.Class, FlowerKey.Action) || FilterKinds.TryOffload(words, ref flags)) continue;
            string word = words.Current;
            if (word == "verbose") flags |= Verbose;
            else if (Find(word) is { Name: not null } key) Key(words, key, request);
            else if (word == "indev") request.Attribute(FlowerKey.Interface, words.Next());
            else if (word == "hw_tc") request.Attribute(FlowerKey.Class, HardwareClass(words));
            else if (word == "ip_proto") request.Attribute(FlowerKey.Protocol, Protocol(words));
            else if (word is "dst_port" or "src_port") Port(words, word, request);
            else if (word == "tcp_flags") TcpFlags(words, request);
            else if (word is "type" or "code") Message(words, word, request);
            else if (word == "ip_flags") PacketFlags(words, request);
            else if (word == "ct_state") TrackState(words, request);
            else if (word == "ct_label") TrackLabels(words, request);
            else if (Array.IndexOf(s_unsupported, word) >= 0) throw new IpFailure($"tc: option \"{word}\" of flower is not supported\n", IpFailure.Missing);
            else if (word == "help") throw KindOptions.Usage(Usage);
            else throw KindOptions.Unknown(word, Usage);
        }
        if (flags != 0) request.Attribute(FlowerKey.Flags, flags);
        ushort outer = wanted.Protocol ?? EtherTypes.All;
        if (outer != EtherTypes.All) request.AttributeBigEndian(FlowerKey.EtherType, outer);
        request.End(nest);
    }

    private static FlowerKey Find(string word)
    {
        foreach (FlowerKey[] keys in (FlowerKey[][])[FlowerKey.First, FlowerKey.Second, FlowerKey.Third, FlowerKey.Fourth])
            foreach (var key in keys)
                if (key.Name == word) return key;
        return default;
    }

    private void Key(IpWords words, FlowerKey key, NetlinkRequest request)
    {
        string option = key.Name, word = words.Next();
        switch (key.Form)
        {
            case FlowerForm.Mac: Mac(word, key, request); break;
            case FlowerForm.Address: Address(word, key, request); break;
            case FlowerForm.Address4: Address(word, key, request); break;
            case FlowerForm.Port: request.AttributeBigEndian(key.Attribute, (ushort)Number(word, option, ushort.MaxValue)); break;
            case FlowerForm.Word: request.Attribute(key.Attribute, (ushort)Number(word, option, 0xfff)); break;
            case FlowerForm.Label: request.Attribute(key.Attribute, Number(word, option, 0xfffff)); break;
            case FlowerForm.KeyNumber: request.AttributeBigEndian(key.Attribute, Number(word, option, uint.MaxValue)); break;
            case FlowerForm.ByteText: request.Attribute(key.Attribute, (byte)Number(word, option, byte.MaxValue)); break;
            case FlowerForm.Operation: request.Attribute(key.Attribute, word switch { "request" => (byte)1, "reply" => (byte)2, _ => throw KindOptions.Illegal(option) }).Attribute(key.Mask, byte.MaxValue); break;
            case FlowerForm.EtherType: EtherType(word, key, request); break;
            case FlowerForm.Byte when key.Mask == 0: request.Attribute(key.Attribute, (byte)Number(word, option, option == "num_of_vlans" ? byte.MaxValue : 7u)); break;
            case FlowerForm.Byte:
                var (octet, octetMask) = Masked(word, option, byte.MaxValue);
                request.Attribute(key.Attribute, (byte)octet).Attribute(key.Mask, (byte)octetMask);
                break;
            case FlowerForm.Mark when key.Name == "ct_zone":
                var (zone, zoneMask) = Masked(word, option, ushort.MaxValue);
                request.Attribute(key.Attribute, (ushort)zone).Attribute(key.Mask, (ushort)zoneMask);
                break;
            case FlowerForm.Mark:
                var (mark, markMask) = Masked(word, option, uint.MaxValue);
                request.Attribute(key.Attribute, mark).Attribute(key.Mask, markMask);
                break;
        }
    }

    private static uint Number(string word, string option, uint largest) => IpWords.TryNumber(word, out uint number) && number <= largest ? number : throw KindOptions.Illegal(option);

    private static (uint Value, uint Mask) Masked(string word, string option, uint largest)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (Number(word, option, largest), largest) : (Number(word[..slash], option, largest), Number(word[(slash + 1)..], option, largest));
    }

    private void EtherType(string word, FlowerKey key, NetlinkRequest request)
    {
        ushort type = EtherTypes.TryNumber(word, out ushort number) ? number : throw KindOptions.Illegal(key.Name);
        _type = type;
        request.AttributeBigEndian(key.Attribute, type);
    }

    private byte Protocol(IpWords words)
    {
        if (_type is not (EtherTypes.Ip or EtherTypes.Ip6)) throw KindOptions.Illegal("ip_proto");
        byte protocol = words.Next() switch
        {
            "tcp" => Tcp,
            "udp" => Udp,
            "sctp" => Sctp,
            "icmp" when _type == EtherTypes.Ip => Icmp4,
            "icmpv6" when _type == EtherTypes.Ip6 => Icmp6,
            var word => TcNumber.TryHex(word, byte.MaxValue, out uint number) ? (byte)number : throw KindOptions.Illegal("ip_proto"),
        };
        _protocol = protocol;
        return protocol;
    }

    private static void Mac(string word, FlowerKey key, NetlinkRequest request)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        if (!MacAddress.TryParse(slash < 0 ? word : word.AsSpan(0, slash), out var address)) throw KindOptions.Illegal(key.Name);
        Span<byte> mask = stackalloc byte[8];
        if (slash < 0)
        {
            mask.Fill(0xff);
        }
        else if (int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is >= 0 and <= 48)
        {
            BinaryPrimitives.WriteUInt64BigEndian(mask, bits == 0 ? 0 : ulong.MaxValue << (64 - bits));
        }
        else if (MacAddress.TryParse(word.AsSpan(slash + 1), out var given))
        {
            given.CopyTo(mask);
        }
        else
        {
            throw KindOptions.Illegal(key.Name);
        }
        request.Attribute(key.Attribute, address).Attribute(key.Mask, mask[..MacAddress.Size]);
    }

    private void Address(string word, FlowerKey key, NetlinkRequest request)
    {
        bool tunnel = key.Name.StartsWith("enc_", StringComparison.Ordinal), arp = key.Form == FlowerForm.Address4;
        byte family = arp || _type == EtherTypes.Ip && !tunnel ? AddressFamilyNumber.Inet : tunnel ? AddressFamilyNumber.Unspecified : AddressFamilyNumber.Inet6;
        if (arp ? _type is not (EtherTypes.Arp or 0x8035) : !tunnel && _type is not (EtherTypes.Ip or EtherTypes.Ip6)) throw KindOptions.Illegal(key.Name);
        var prefix = IpWords.Prefix(word, family);
        if (prefix.Address is not { } address) throw KindOptions.Illegal(key.Name);
        Span<byte> mask = stackalloc byte[16];
        for (int i = 0; i < address.Size; i++) mask[i] = (byte)(0xff00 >> Math.Clamp(prefix.Length - 8 * i, 0, 8));
        bool six = address.Is6 && key.Attribute6 != 0;
        request.Attribute(six ? key.Attribute6 : key.Attribute, address).Attribute(six ? key.Mask6 : key.Mask, mask[..address.Size]);
    }

    private void Port(IpWords words, string option, NetlinkRequest request)
    {
        string word = words.Next();
        bool destination = option == "dst_port";
        ushort attribute = _protocol switch
        {
            Tcp => destination ? FlowerKey.TcpDestination : FlowerKey.TcpSource,
            Udp => destination ? FlowerKey.UdpDestination : FlowerKey.UdpSource,
            Sctp => destination ? FlowerKey.SctpDestination : FlowerKey.SctpSource,
            _ => throw KindOptions.Illegal(option),
        };
        int dash = word.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            request.AttributeBigEndian(attribute, (ushort)Number(word, option, ushort.MaxValue));
            return;
        }
        uint first = Number(word[..dash], option, ushort.MaxValue), last = Number(word[(dash + 1)..], option, ushort.MaxValue);
        if (last <= first) throw KindOptions.Illegal(option);
        request.AttributeBigEndian(destination ? FlowerKey.DestinationMinimum : FlowerKey.SourceMinimum, (ushort)first)
            .AttributeBigEndian(destination ? FlowerKey.DestinationMaximum : FlowerKey.SourceMaximum, (ushort)last);
    }

    private void TcpFlags(IpWords words, NetlinkRequest request)
    {
        string word = words.Next();
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        uint mask = ushort.MaxValue;
        if (_type is not (EtherTypes.Ip or EtherTypes.Ip6) || !TcNumber.TryHex(slash < 0 ? word : word.AsSpan(0, slash), 0xfff, out uint flags) || slash >= 0 && !TcNumber.TryHex(word.AsSpan(slash + 1), 0xffff, out mask)) throw KindOptions.Illegal("tcp_flags");
        request.AttributeBigEndian(FlowerKey.TcpFlags, (ushort)flags).AttributeBigEndian(FlowerKey.TcpFlagsMask, (ushort)mask);
    }

    private void Message(IpWords words, string option, NetlinkRequest request)
    {
        var (value, mask) = Masked(words.Next(), option, byte.MaxValue);
        bool type = option == "type";
        var (valueAttribute, maskAttribute) = _protocol switch
        {
            Icmp4 when type => (FlowerKey.Icmp4Type, FlowerKey.Icmp4TypeMask),
            Icmp4 => (FlowerKey.Icmp4Code, FlowerKey.Icmp4CodeMask),
            Icmp6 when type => (FlowerKey.Icmp6Type, FlowerKey.Icmp6TypeMask),
            Icmp6 => (FlowerKey.Icmp6Code, FlowerKey.Icmp6CodeMask),
            _ => throw KindOptions.Illegal(type ? "icmp type" : "icmp code"),
        };
        request.Attribute(valueAttribute, (byte)value).Attribute(maskAttribute, (byte)mask);
    }

    private static void PacketFlags(IpWords words, NetlinkRequest request)
    {
        uint value = 0, mask = 0;
        foreach (string word in words.Next().Split('/'))
        {
            bool clear = word.StartsWith("no", StringComparison.Ordinal);
            uint flag = (clear ? word[2..] : word) switch { "frag" => 1u, "firstfrag" => 2u, _ => throw KindOptions.Illegal("ip_flags") };
            mask |= flag;
            if (!clear) value |= flag;
        }
        request.AttributeBigEndian(FlowerKey.PacketFlags, value).AttributeBigEndian(FlowerKey.PacketFlagsMask, mask);
    }

    private static void TrackState(IpWords words, NetlinkRequest request)
    {
        const int NameLength = 3;
        ushort value = 0, mask = 0;
        for (string rest = words.Next(); rest.Length > 0; rest = rest[(1 + NameLength)..])
        {
            if (rest.Length <= NameLength || rest[0] is not ('+' or '-')) throw KindOptions.Illegal("ct_state");
            ushort flag = 0;
            foreach (var (known, name) in FlowerFilter.TrackStates)
                if (rest.AsSpan(1, NameLength).SequenceEqual(name)) flag = known;
            if (flag == 0) throw KindOptions.Illegal("ct_state");
            mask |= flag;
            if (rest[0] == '+') value |= flag;
        }
        request.Attribute(FlowerKey.TrackState, value).Attribute(FlowerKey.TrackStateMask, mask);
    }

    private static void TrackLabels(IpWords words, NetlinkRequest request)
    {
        const int Size = 16;
        string word = words.Next();
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        byte[] value = new byte[Size], mask = new byte[Size];
        Array.Fill(mask, (byte)0xff);
        Read(slash < 0 ? word : word[..slash], value);
        if (slash >= 0) Read(word[(slash + 1)..], mask);
        request.Attribute(FlowerKey.TrackLabels, value).Attribute(FlowerKey.TrackLabelsMask, mask);

        static void Read(string digits, byte[] to)
        {
            Array.Clear(to);
            if (digits.Length is 0 or > 2 * Size || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit)) throw KindOptions.Illegal("ct_label");
            Convert.FromHexString(digits).CopyTo(to, 0);
        }
    }

    private static uint HardwareClass(IpWords words)
    {
        const uint Major = 0xffff0000, First = 0xffe0, Classes = 16;
        return Major | First + (IpWords.TryNumber(words.Next(), out uint number) && number < Classes ? number : throw KindOptions.Illegal("TC index"));
    }
}
