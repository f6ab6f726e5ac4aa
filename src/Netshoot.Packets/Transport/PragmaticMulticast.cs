using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>Pragmatic general multicast (RFC 3208), on IP and in UDP.</summary>
[Dissects(Select.IpProtocol, 113)]
[Dissects(Select.Payload, (int)PayloadType.Pgm)]
[Dissects(Select.Payload, (int)PayloadType.PgmZmtp1)]
public readonly struct PragmaticMulticast : IDissector
{
    private const int HeaderSize = 16;
    private const byte HasOptions = 0x01;

    public static string Name => "pgm";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        ref var flow = ref layer.Flow;
        if (!layer.Has(4))
        {
            Internet.Ipv4.Addresses(ref layer);
            layer.Text($"{layer.Host(flow.Source)} > {layer.Host(flow.Destination)}:");
            return layer.Trunc();
        }
        ushort source = layer.U16(), destination = layer.U16();
        if (flow.IpProtocol == 17) layer.Text($"{layer.Port(source)} > {layer.Port(destination)}: ");
        else layer.Text($"{layer.Host(flow.Source)}.{layer.Port(source)} > {layer.Host(flow.Destination)}.{layer.Port(destination)}: ");
        if (!layer.Has(HeaderSize - 4)) layer.EndEarly();
        byte type = layer.U8(), options = layer.U8();
        ushort checksum = layer.U16();
        var identifier = layer.Take(6);
        ushort data = layer.U16();
        layer.Text($"PGM, length {data} 0x");
        layer.HexBytes(identifier);
        layer.Field("type", type);
        if (layer.Verbosity > 1)
        {
            if (checksum == 0) layer.Text("No cksum "u8);
            else if (layer.Bytes.Length >= length && !layer.Options.SkipChecksums)
            {
                ushort sum = InternetChecksum.Of(layer.Bytes[..length]);
                if (sum != 0) layer.Text($", cksum 0x{checksum:x4} (incorrect -> 0x{LayerText.Expected(checksum, sum):x4}) ");
            }
        }
        layer.Text(" "u8);
        if (!Message(ref layer, type)) return Next.Done;
        if ((options & HasOptions) != 0 && !PragmaticOptions.Print(ref layer)) return Next.Done;
        layer.Text($" [{length}]");
        if (type is 4 or 5 && layer.Options.Payload == PayloadType.PgmZmtp1)
        {
            layer.Inner(Next.Payload(PayloadType.Zmtp1), layer.Rest, layer.Left);
        }
        return Next.Done;
    }

    /// <returns>False when nothing follows.</returns>
    private static bool Message(ref Layer layer, byte type)
    {
        switch (type)
        {
            case 0x00:
                layer.Text("SPM"u8);
                uint sequence = layer.U32(), trail = layer.U32(), lead = layer.U32();
                layer.Text($" seq {sequence} trail {trail} lead {lead}");
                return Address(ref layer, " nla ");
            case 0x01:
                layer.Text("POLL"u8);
                sequence = layer.U32();
                ushort round = layer.U16();
                layer.Skip(2);
                layer.Text($" seq {sequence} round {round}");
                if (!Address(ref layer, " nla ")) return false;
                uint interval = layer.U32(), random = layer.U32(), mask = layer.U32();
                layer.Text($" ivl {interval} rnd 0x{random:x8} mask 0x{mask:x8}");
                return true;
            case 0x02:
                layer.Text("POLR"u8);
                sequence = layer.U32();
                round = layer.U16();
                layer.Skip(2);
                layer.Text($" seq {sequence} round {round}");
                return true;
            case 0x04 or 0x05:
                layer.Text(type == 4 ? "ODATA"u8 : "RDATA"u8);
                sequence = layer.U32();
                trail = layer.U32();
                layer.Text($" trail {trail} seq {sequence}");
                return true;
            case 0x08 or 0x09 or 0x0a:
                sequence = layer.U32();
                if (!TryAddress(ref layer, out var from) || !TryAddress(ref layer, out var group))
                {
                    layer.Trunc();
                    return false;
                }
                layer.Text(type == 8 ? "NAK "u8 : type == 9 ? "NNAK "u8 : "NCF "u8);
                layer.Text($"({layer.Host(from)} -> {layer.Host(group)}), seq [{sequence}");
                layer.Text("]"u8);
                return true;
            case 0x0c:
                layer.Text("SPMR"u8);
                return true;
            case 0x0d:
                layer.Text("ACK seq "u8);
                sequence = layer.U32();
                layer.Text($"{sequence}");
                return true;
        }
        layer.Text($"UNKNOWN type 0x{type:x2}");
        // Where the options of an unknown message begin nobody knows: the header is taken for them.
        layer.Back(layer.Position);
        return true;
    }

    internal static bool Address(ref Layer layer, string before)
    {
        if (!TryAddress(ref layer, out var address))
        {
            layer.Trunc();
            return false;
        }
        layer.Text($"{before}{layer.Host(address)}");
        return true;
    }

    /// <returns>False when it is of no known family.</returns>
    private static bool TryAddress(ref Layer layer, out InternetAddress address)
    {
        ushort family = layer.U16();
        layer.Skip(2);
        address = family == 2 ? layer.Ip6() : layer.Ip4();
        return layer.Truncated || family is 1 or 2;
    }
}
