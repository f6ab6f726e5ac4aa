using System.Buffers.Binary;
using Netshoot.Packets.Internet;
using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>Datagram congestion control protocol (RFC 4340).</summary>
[Dissects(Select.IpProtocol, IpProtocols.Dccp)]
public readonly struct Datagrams : IDissector
{
    private const int ShortHeader = 12;
    private const int LongHeader = 16;

    public static string Name => "dccp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        ref var flow = ref layer.Flow;
        if (!layer.Has(4))
        {
            Ipv4.Addresses(ref layer);
            return layer.Trunc();
        }
        flow.SourcePort = layer.PeekU16();
        flow.DestinationPort = layer.PeekU16(2);
        Ports.Print(ref layer, tcp: true);
        if (length < ShortHeader)
        {
            layer.Text($"truncated-dccp - {ShortHeader - length} bytes missing!");
            return Next.Done;
        }
        layer.Skip(4);
        byte offset = layer.U8(), word = layer.U8();
        ushort checksum = layer.U16();
        byte type = layer.U8();
        if (layer.Truncated) return Next.Done;
        bool wide = (type & 1) != 0;
        int kind = type >> 1 & 15;
        int basic = wide ? LongHeader : ShortHeader;
        if (length < basic)
        {
            layer.Text($"truncated-dccp - {basic - length} bytes missing!");
            return Next.Done;
        }
        layer.Text("DCCP"u8);
        if (layer.Quiet)
        {
            layer.Text($" {length - offset * 4}");
            if (offset * 4 > length) layer.Text($" [bad hdr length {offset * 4}, > {length}]");
            return Next.Done;
        }
        layer.Text(" ("u8);
        if (layer.Verbosity > 0)
        {
            layer.Text($"CCVal {word >> 4}, CsCov {word & 15}");
            int covered = (word & 15) == 0 ? length : Math.Min(length, offset * 4 + ((word & 15) - 1) * 4);
            if (layer.Bytes.Length >= covered && !layer.Options.SkipChecksums && layer.Bytes.Length >= basic)
            {
                ushort sum = Sum(layer.Flow, layer.Bytes[..covered], length);
                layer.Text($", cksum 0x{checksum:x4}");
                if (sum == 0) layer.Text(" (correct)"u8);
                else layer.Text($" (incorrect -> 0x{LayerText.Expected(checksum, sum):x4})");
            }
        }
        layer.Text(")"u8);
        ulong sequence = wide ? Wide(ref layer) : layer.U24();
        layer.Field("type", kind);
        int extension = Extension(kind, wide);
        if (extension < 0)
        {
            layer.Text($" DCCP-unknown-type-{kind}");
            return Next.Done;
        }
        layer.Text($" DCCP-{KindName(kind)}");
        if (length < basic + extension)
        {
            layer.Text($"truncated-dccp - {basic + extension - length} bytes missing!");
            return Next.Done;
        }
        Body(ref layer, kind, wide, extension);
        if (layer.Truncated) return Next.Done;
        if (layer.Verbosity < 2) return Next.Done;
        layer.Text($" seq {sequence}");
        int header = offset * 4, fixedPart = basic + extension;
        if (header > length)
        {
            layer.Text($" [bad hdr length {header}, > {length}]");
            return Next.Done;
        }
        if (layer.Position > fixedPart) layer.Back(layer.Position - fixedPart);
        else layer.Skip(fixedPart - layer.Position);
        if (header <= fixedPart) return Next.Done;
        layer.Text(" <"u8);
        if (!DatagramOptions.Print(ref layer, header)) return Next.Done;
        layer.Text(">"u8);
        return Next.Done;
    }

    private static ulong Wide(ref Layer layer)
    {
        layer.Skip(1);
        return layer.U48();
    }

    private static void Body(ref Layer layer, int kind, bool wide, int extension)
    {
        switch (kind)
        {
            case 0:
                uint service = layer.U32();
                layer.Text($" (service={service})");
                return;
            case 1:
                layer.Skip(8);
                service = layer.U32();
                layer.Text($" (service={service})");
                layer.Back(12);
                break;
            case 2 or 8 or 9 or 5 or 6 or 3 or 4:
                break;
            case 7:
                layer.Skip(wide ? 8 : 4);
                byte code = layer.U8();
                layer.Text($" (code={CodeName(code)})");
                layer.Back((wide ? 8 : 4) + 1);
                break;
        }
        if (kind is 2 or 0 || layer.Verbosity == 0) return;
        if (extension == 0) return;
        layer.Skip(wide ? 2 : 1);
        ulong acknowledged = wide ? layer.U48() : layer.U24();
        layer.Text($" (ack={acknowledged})");
    }

    private static ushort Sum(in Flow flow, ReadOnlySpan<byte> bytes, int length)
    {
        // The pseudo header has the whole length, whatever the checksum covers.
        Span<byte> pseudo = stackalloc byte[40];
        pseudo.Clear();
        int size = flow.Source.Is6 ? 40 : 12;
        if (flow.Source.Is6)
        {
            flow.Source.CopyTo(pseudo);
            (flow.FinalDestination.Is6 ? flow.FinalDestination : flow.Destination).CopyTo(pseudo[16..]);
            BinaryPrimitives.WriteInt32BigEndian(pseudo[32..], length);
            pseudo[39] = IpProtocols.Dccp;
        }
        else
        {
            flow.Source.CopyTo(pseudo);
            flow.Destination.CopyTo(pseudo[4..]);
            pseudo[9] = IpProtocols.Dccp;
            BinaryPrimitives.WriteUInt16BigEndian(pseudo[10..], (ushort)length);
        }
        ushort first = (ushort)~InternetChecksum.Of(pseudo[..size]), second = (ushort)~InternetChecksum.Of(bytes);
        uint total = (uint)first + second;
        return (ushort)~((total & 0xffff) + (total >> 16));
    }

    private static int Extension(int kind, bool wide) => kind switch
    {
        0 => 4,
        1 => 12,
        2 => 0,
        3 or 4 or 5 or 6 or 8 or 9 => wide ? 8 : 4,
        7 => wide ? 12 : 8,
        _ => -1,
    };

    private static string KindName(int kind) => kind switch
    {
        0 => "Request",
        1 => "Response",
        2 => "Data",
        3 => "Ack",
        4 => "DataAck",
        5 => "CloseReq",
        6 => "Close",
        7 => "Reset",
        8 => "Sync",
        _ => "SyncAck",
    };

    private static string CodeName(byte code) => code switch
    {
        0 => "unspecified",
        1 => "closed",
        2 => "aborted",
        3 => "no_cnxn",
        4 => "packet_error",
        5 => "option_error",
        6 => "mandatory_error",
        7 => "cnxn_refused",
        8 => "bad_service_code",
        9 => "too_busy",
        10 => "bad_init_cookie",
        11 => "aggression_penalty",
        _ => "unknown",
    };
}
