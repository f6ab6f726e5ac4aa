using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Packets.Routing.Pim;

/// <summary>Protocol independent multicast (RFC 7761, RFC 3973, RFC 5015, RFC 5059).</summary>
[Dissects(Select.IpProtocol, 103)]
public readonly struct PimVersion2 : IDissector
{
    private const int HeaderSize = 4;
    private const int RegisterSize = 8;
    private const uint Border = 0x8000_0000;
    private const uint NullRegister = 0x4000_0000;

    public static string Name => "pim";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (!layer.Has(1) || length < 1)
        {
            layer.Trunc();
            return Next.Done;
        }
        byte first = layer.U8();
        int version = first >> 4, type = first & 15;
        layer.Field("version", version);
        layer.Field("type", type);
        if (version != 2)
        {
            layer.Text($"PIMv{version}, length {length}");
            return Next.Done;
        }
        if (layer.Verbosity == 0)
        {
            layer.Text($"PIMv{version}, {TypeName(type)}, length {length}");
            return Next.Done;
        }
        layer.Text($"PIMv{version}, length {length}\n\t{TypeName(type)}");
        layer.Protocol("pimv2");
        byte reserved = layer.U8();
        byte addressSize = reserved is 4 or 16 && type != 10 ? reserved : (byte)0;
        if (addressSize != 0) layer.Text(", RFC2117-encoding"u8);
        ushort checksum = layer.U16();
        layer.Text($", cksum 0x{checksum:x4} ");
        Checksum(ref layer, type, checksum, length);
        var addresses = new PimAddresses(addressSize);
        bool whole = true;
        switch (type)
        {
            case 0: return PimHello.Print(ref layer, addresses);
            case 1: return Register(ref layer);
            case 2:
                layer.Text(" group="u8);
                whole = addresses.Group(ref layer);
                if (!whole) break;
                layer.Text(" source="u8);
                whole = addresses.Unicast(ref layer);
                break;
            case 3 or 6 or 7: whole = JoinPrune(ref layer, type, addresses); break;
            case 4: whole = Bootstrap(ref layer, addresses); break;
            case 5: whole = Assert(ref layer, addresses); break;
            case 8: whole = Candidate(ref layer, addresses); break;
            case 9: whole = Refresh(ref layer, addresses); break;
            case 10: whole = Election(ref layer, addresses, reserved >> 4); break;
            default:
                layer.Text($" [type {type}]");
                break;
        }
        return whole ? Next.Done : layer.Trunc();
    }

    private static void Checksum(ref Layer layer, int type, ushort checksum, int length)
    {
        if (layer.Truncated) return;
        if (checksum == 0)
        {
            layer.Text("(unverified)"u8);
            return;
        }
        // A register's checksum covers its first eight bytes only; others count all of it.
        if (type == 1 && layer.Bytes.Length >= RegisterSize && Sum(ref layer, RegisterSize) == 0 || layer.Bytes.Length >= length && Sum(ref layer, length) == 0) layer.Text("(correct)"u8);
        else if (layer.Bytes.Length < length) layer.Text("(unverified)"u8);
        else layer.Text("(incorrect)"u8);
    }

    private static ushort Sum(ref Layer layer, int length) => layer.Flow.IpVersion == 6
        ? PseudoHeader.Checksum(layer.Flow, 103, layer.Bytes[..Math.Min(length, layer.Bytes.Length)])
        : InternetChecksum.Of(layer.Bytes[..Math.Min(length, layer.Bytes.Length)]);

    internal static void Time(ref Layer layer, uint seconds)
    {
        if (layer.Line is { } line) RelativeTime.Append(line, seconds);
    }

    private static Next Register(ref Layer layer)
    {
        uint flags = layer.U32();
        layer.Text($", Flags [ {flags switch { Border => "Border", NullRegister => "Null", _ => "none" }} ]\n\t");
        if (layer.Truncated) return Next.Done;
        if (layer.Left <= 0) return layer.Trunc();
        if (!layer.Has(1))
        {
            layer.EndEarly();
            return Next.Done;
        }
        int version = layer.PeekU8() >> 4;
        switch (version)
        {
            case 0:
                if (!layer.Has(20)) layer.EndEarly();
                var source = layer.Has(20) ? InternetAddress.FromBytes(layer.Rest.Slice(12, 4)) : default;
                var destination = layer.Has(20) ? InternetAddress.FromBytes(layer.Rest.Slice(16, 4)) : default;
                layer.Text($"IP-Null-header {layer.Host(source)} > {layer.Host(destination)}");
                return Next.Done;
            case 4 or 6:
                layer.Inner(Next.EtherType(version == 4 ? 0x0800 : 0x86dd), layer.Rest, layer.Left);
                return Next.Done;
        }
        layer.Text($"IP ver {version}");
        return Next.Done;
    }

    private static bool JoinPrune(ref Layer layer, int type, PimAddresses addresses)
    {
        if (type != 7)
        {
            layer.Text(", upstream-neighbor: "u8);
            if (!addresses.Unicast(ref layer)) return false;
        }
        if (layer.Left < 4) return false;
        layer.Skip(1);
        byte groups = layer.U8();
        ushort holding = layer.U16();
        layer.Text($"\n\t  {groups} group(s)");
        if (type != 7)
        {
            layer.Text(", holdtime: "u8);
            if (holding == 0xffff) layer.Text("infinite"u8);
            else Time(ref layer, holding);
        }
        for (int i = 1; i <= groups && !layer.Truncated; i++)
        {
            layer.Text($"\n\t    group #{i}: ");
            if (!addresses.Group(ref layer)) return false;
            if (layer.Left < 4)
            {
                layer.Text("...)"u8);
                return false;
            }
            ushort joined = layer.U16(), pruned = layer.U16();
            layer.Text($", joined sources: {joined}, pruned sources: {pruned}");
            for (int j = 0; j < joined + pruned && !layer.Truncated; j++)
            {
                bool join = j < joined;
                layer.Text($"\n\t      {(join ? "joined" : "pruned")} source #{(join ? j : j - joined) + 1}: ");
                if (!addresses.Source(ref layer)) return false;
            }
        }
        return true;
    }

    private static bool Bootstrap(ref Layer layer, PimAddresses addresses)
    {
        ushort tag = layer.U16();
        byte hash = layer.U8(), priority = layer.U8();
        layer.Text($" tag={tag:x} hashmlen={hash} BSRprio={priority} BSR=");
        if (!addresses.Unicast(ref layer)) return false;
        for (int i = 0; layer.Left > 0 && !layer.Truncated; i++)
        {
            layer.Text($" (group{i}: ");
            if (!addresses.Group(ref layer)) return false;
            byte points = layer.U8();
            layer.Text($" RPcnt={points}");
            byte fragment = layer.U8();
            layer.Text($" FRPcnt={fragment}");
            layer.Skip(2);
            for (int j = 0; j < fragment && layer.Left > 0 && !layer.Truncated; j++)
            {
                layer.Text($" RP{j}=");
                if (!addresses.Unicast(ref layer)) return false;
                ushort holding = layer.U16();
                layer.Text(",holdtime="u8);
                Time(ref layer, holding);
                byte rank = layer.U8();
                layer.Text($",prio={rank}");
                layer.Skip(1);
            }
            layer.Text(")"u8);
        }
        return true;
    }

    private static bool Assert(ref Layer layer, PimAddresses addresses)
    {
        layer.Text(" group="u8);
        if (!addresses.Group(ref layer)) return false;
        layer.Text(" src="u8);
        if (!addresses.Unicast(ref layer)) return false;
        uint preference = layer.U32();
        if ((preference & 0x8000_0000) != 0) layer.Text(" RPT"u8);
        layer.Text($" pref={preference & 0x7fff_ffff}");
        uint metric = layer.U32();
        layer.Text($" metric={metric}");
        return true;
    }

    private static bool Candidate(ref Layer layer, PimAddresses addresses)
    {
        byte count = layer.U8();
        layer.Text($" prefix-cnt={count}");
        byte priority = layer.U8();
        layer.Text($" prio={priority}");
        ushort holding = layer.U16();
        layer.Text(" holdtime="u8);
        Time(ref layer, holding);
        layer.Text(" RP="u8);
        if (!addresses.Unicast(ref layer)) return false;
        for (int i = 0; i < count && layer.Left > 0 && !layer.Truncated; i++)
        {
            layer.Text($" Group{i}=");
            if (!addresses.Group(ref layer)) return false;
        }
        return true;
    }

    private static bool Refresh(ref Layer layer, PimAddresses addresses)
    {
        layer.Text(" src="u8);
        if (!addresses.Unicast(ref layer)) return false;
        layer.Text(" grp="u8);
        if (!addresses.Group(ref layer)) return false;
        layer.Text(" forwarder="u8);
        if (!addresses.Unicast(ref layer)) return false;
        ushort interval = layer.U16();
        layer.Text(" TUNR "u8);
        Time(ref layer, interval);
        return true;
    }

    private static bool Election(ref Layer layer, PimAddresses addresses, int subtype)
    {
        layer.Text($"\n\t  {subtype switch { 1 => "Offer", 2 => "Winner", 3 => "Backoff", 4 => "Pass", _ => "Unknown" }}, rpa=");
        if (!addresses.Unicast(ref layer)) return false;
        uint preference = layer.U32(), metric = layer.U32();
        layer.Text($" sender pref={preference} sender metric={metric}");
        switch (subtype)
        {
            case 3:
                layer.Text("\n\t  offer addr="u8);
                if (!addresses.Unicast(ref layer)) return false;
                preference = layer.U32();
                metric = layer.U32();
                ushort interval = layer.U16();
                layer.Text($" offer pref={preference} offer metric={metric} interval {interval}ms");
                break;
            case 4:
                layer.Text("\n\t  new winner addr="u8);
                if (!addresses.Unicast(ref layer)) return false;
                preference = layer.U32();
                metric = layer.U32();
                layer.Text($" new winner pref={preference} new winner metric={metric}");
                break;
        }
        return true;
    }

    private static string TypeName(int type) => type switch
    {
        0 => "Hello",
        1 => "Register",
        2 => "Register Stop",
        3 => "Join / Prune",
        4 => "Bootstrap",
        5 => "Assert",
        6 => "Graft",
        7 => "Graft Acknowledgement",
        8 => "Candidate RP Advertisement",
        9 => "Prune Refresh",
        10 => "DF Election",
        11 => "ECMP Redirect",
        _ => "Unknown Type",
    };
}
