using Netshoot.Packets.Link;
using Netshoot.Wire;

namespace Netshoot.Packets.Tunnel;

/// <summary>Generic routing encapsulation (RFC 2784, RFC 2890) and PPTP's version of it (RFC 2637 section 4.1).</summary>
[Dissects(Select.IpProtocol, 47)]
public readonly struct GenericRouting : IDissector
{
    private const ushort ChecksumPresent = 0x8000;
    private const ushort RoutingPresent = 0x4000;
    private const ushort KeyPresent = 0x2000;
    private const ushort SequencePresent = 0x1000;
    private const ushort AcknowledgmentPresent = 0x0080;
    private const ushort EthernetBridging = 0x6558;
    private const ushort Osi = 0x00fe;

    public static string Name => "gre";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < 2) return layer.Trunc();
        int length = layer.Length;
        ushort flags = layer.U16();
        if (layer.Truncated) return Next.Done;
        int version = flags & 7;
        layer.Text($"GREv{version}");
        layer.Field("version", version);
        switch (version)
        {
            case 0: return Version0(ref layer, flags, length);
            case 1: return Version1(ref layer, flags, length);
        }
        layer.Text(" ERROR: unknown-version"u8);
        return Next.Done;
    }

    private static void Flags(ref Layer layer, ushort flags)
    {
        if (layer.Verbosity == 0) return;
        layer.Text(", Flags ["u8);
        layer.Bits(flags, static bit => bit switch
        {
            ChecksumPresent => "checksum present",
            RoutingPresent => "routing present",
            KeyPresent => "key present",
            SequencePresent => "sequence# present",
            0x0800 => "source routing present",
            AcknowledgmentPresent => "ack present",
            _ => null,
        }, highestFirst: true);
        layer.Text("]"u8);
    }

    private static Next Version0(ref Layer layer, ushort flags, int length)
    {
        Flags(ref layer, flags);
        ushort type = layer.U16();
        if ((flags & (ChecksumPresent | RoutingPresent)) != 0)
        {
            ushort checksum = layer.U16();
            if ((flags & ChecksumPresent) != 0 && layer.Verbosity > 0) layer.Text($", sum 0x{checksum:x}");
            ushort offset = layer.U16();
            layer.Text($", off 0x{offset:x}");
        }
        if ((flags & KeyPresent) != 0)
        {
            uint key = layer.U32();
            layer.Text($", key=0x{key:x}");
            layer.Field("key", key);
        }
        if ((flags & SequencePresent) != 0)
        {
            uint sequence = layer.U32();
            layer.Text($", seq {sequence}");
        }
        if ((flags & RoutingPresent) != 0) Routes(ref layer);
        if (layer.Options.LinkHeader) layer.Text($", proto {EtherTypes.Name(type) ?? "unknown"} (0x{type:x4})");
        layer.Text($", length {length}");
        layer.Text(layer.Verbosity > 0 ? "\n\t"u8 : ": "u8);
        bool known = type switch
        {
            EthernetBridging => layer.Inner(Next.LinkType(1)),
            0x0800 or 0x86dd or 0x0806 or 0x8847 or 0x8848 or 0x809b => layer.Inner(Next.EtherType(type)),
            Osi => layer.Inner(Next.Sap(0xfe)),
            _ => false,
        };
        if (!known) layer.Text($"gre-proto-0x{type:x}");
        return Next.Done;
    }

    private static void Routes(ref Layer layer)
    {
        while (!layer.Truncated)
        {
            ushort family = layer.U16();
            byte offset = layer.U8(), size = layer.U8();
            if (family == 0 && size == 0 || layer.Truncated) return;
            layer.Text($", (rtaf=0x{family:x}");
            if (family != 0x0800) layer.Text(")"u8);
            var rest = layer.Take(size);
            if (family == 0x0800)
            {
                layer.Text(") "u8);
                for (int i = 0; i + 4 <= rest.Length; i += 4)
                    layer.Text($" {(i == offset ? "*" : "")}{layer.Host(InternetAddress.FromBytes(rest.Slice(i, 4)))}");
            }
            if (family == 0x0800) layer.Text(")"u8);
        }
    }

    private static Next Version1(ref Layer layer, ushort flags, int length)
    {
        Flags(ref layer, flags);
        ushort type = layer.U16();
        if ((flags & KeyPresent) != 0)
        {
            uint key = layer.U32();
            layer.Text($", call {key & 0xffff}");
        }
        if ((flags & SequencePresent) != 0)
        {
            uint sequence = layer.U32();
            layer.Text($", seq {sequence}");
        }
        if ((flags & AcknowledgmentPresent) != 0)
        {
            uint acknowledgment = layer.U32();
            layer.Text($", ack {acknowledgment}");
        }
        if ((flags & SequencePresent) == 0)
        {
            layer.Text($", no-payload, length {length}");
            return Next.Done;
        }
        if (layer.Options.LinkHeader) layer.Text($", proto {EtherTypes.Name(type) ?? "unknown"} (0x{type:x4})");
        layer.Text($", length {length}");
        layer.Text(layer.Verbosity > 0 ? "\n\t"u8 : ": "u8);
        if (type != 0x880b || !layer.Inner(Next.LinkType(Link.Ppp.Pseudo))) layer.Text($"gre-proto-0x{type:x}");
        return Next.Done;
    }
}
