using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>Internet Protocol version 4 (RFC 791).</summary>
[Dissects(Select.EtherType, 0x0800)]
public readonly struct Ipv4 : IDissector
{
    public static string Name => "ip";

    public static Next Dissect(ref Layer layer)
    {
        int version = layer.PeekU8() >> 4;
        if (layer.Has(1) && version != 4)
        {
            if (version == 6) layer.Text("IP6, wrong link-layer encapsulation"u8);
            else layer.Text($"IP{version}");
            return layer.Invalid();
        }
        if (!layer.Options.LinkHeader) layer.Text("IP "u8);
        return Packet(ref layer);
    }

    /// <summary>Describes a packet whose version was checked and whose name was printed.</summary>
    internal static Next Packet(ref Layer layer)
    {
        int available = layer.Length;
        if (available < Ipv4Header.Size) return layer.Trunc();
        if (!layer.Has(Ipv4Header.Size))
        {
            layer.EndEarly();
            return Next.Done;
        }
        var ip = layer.Read<Ipv4Header>();
        if (ip.HeaderLength < Ipv4Header.Size)
        {
            layer.Text($"bad-hlen {ip.HeaderLength}");
            return Next.Done;
        }
        if (available < ip.TotalLength) layer.Text($"truncated-ip - {ip.TotalLength - available} bytes missing! ");
        if (ip.TotalLength < ip.HeaderLength)
        {
            layer.Text($"bad-len {ip.TotalLength}");
            return Next.Done;
        }
        layer.Limit(ip.TotalLength);
        layer.Claim(ip.TotalLength);

        ref var flow = ref layer.Flow;
        flow.Source = ip.Source;
        flow.Destination = ip.Destination;
        flow.IpVersion = 4;
        flow.IpProtocol = ip.Protocol;
        flow.HopLimit = ip.Ttl;
        flow.FragmentOffset = (ip.Fragment & Ipv4Header.OffsetMask) * 8;
        flow.MoreFragments = (ip.Fragment & Ipv4Header.MoreFragments) != 0;
        flow.JumboPending = false;
        flow.AddressesPending = false;
        if (layer.WantsFields) Fields(ref layer, ip);
        if (layer.Verbosity > 0 && !Verbose(ref layer, ip))
        {
            Addresses(ref layer);
            return layer.Trunc();
        }
        if (!layer.Has(ip.HeaderLength - Ipv4Header.Size)) Addresses(ref layer);
        layer.Skip(ip.HeaderLength - Ipv4Header.Size);
        if (layer.Truncated) return Next.Done;

        if (flow.FragmentOffset == 0)
        {
            flow.AddressesPending = IpProtocols.HasPorts(ip.Protocol);
            if (!flow.AddressesPending) Addresses(ref layer);
            if (!layer.Finish(Next.IpProtocol(ip.Protocol))) IpProtocols.Unknown(ref layer, ip.Protocol, layer.Left);
            return Next.Done;
        }
        Addresses(ref layer);
        layer.Text($"ip-proto-{ip.Protocol}");
        return Next.Done;
    }

    /// <summary><c>10.0.0.1 > 10.0.0.2: </c></summary>
    internal static void Addresses(ref Layer layer)
    {
        ref var flow = ref layer.Flow;
        layer.Text($"{layer.Host(flow.Source)} > {layer.Host(flow.Destination)}: ");
    }

    private static void Fields(ref Layer layer, in Ipv4Header ip)
    {
        layer.Field("source", ip.Source);
        layer.Field("destination", ip.Destination);
        layer.Field("tos", ip.TypeOfService);
        layer.Field("ttl", ip.Ttl);
        layer.Field("id", ip.Id);
        layer.Field("offset", (ip.Fragment & Ipv4Header.OffsetMask) * 8);
        layer.Field("dont_fragment", ip.Fragment >> 14 & 1);
        layer.Field("more_fragments", ip.Fragment >> 13 & 1);
        layer.Field("carries", ip.Protocol);
        layer.Field("length", ip.TotalLength);
    }

    /// <returns>False when the options are cut off.</returns>
    private static bool Verbose(ref Layer layer, in Ipv4Header ip)
    {
        layer.Text($"(tos 0x{ip.TypeOfService:x}");
        switch (ip.TypeOfService & 3)
        {
            case 1: layer.Text(",ECT(1)"u8); break;
            case 2: layer.Text(",ECT(0)"u8); break;
            case 3: layer.Text(",CE"u8); break;
        }
        if (ip.Ttl >= 1) layer.Text($", ttl {ip.Ttl}");
        layer.Text($", id {ip.Id}, offset {(ip.Fragment & Ipv4Header.OffsetMask) * 8}, flags [");
        uint flags = ip.Fragment & 0xe000u;
        if (flags == Ipv4Header.DontFragment) layer.Text("DF"u8);
        else layer.Bits(flags, static bit => bit switch { 0x2000 => "+", 0x4000 => "DF", 0x8000 => "rsvd", _ => null });
        layer.Text($"], proto {IpProtocols.Name(ip.Protocol) ?? "unknown"} ({ip.Protocol}), length {ip.TotalLength}");
        bool whole = ip.HeaderLength <= Ipv4Header.Size || Ipv4Options.Print(ref layer, layer.Rest, ip.HeaderLength - Ipv4Header.Size);
        if (!layer.Options.SkipChecksums && layer.Bytes.Length >= ip.HeaderLength)
        {
            ushort sum = InternetChecksum.Of(layer.Bytes[..ip.HeaderLength]);
            if (sum != 0) layer.Text($", bad cksum {ip.Checksum:x} (->{LayerText.Expected(ip.Checksum, sum):x})!");
        }
        layer.Text(")\n    "u8);
        return whole;
    }
}
