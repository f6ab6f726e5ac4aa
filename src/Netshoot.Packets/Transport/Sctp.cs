using Netshoot.Packets.Internet;

namespace Netshoot.Packets.Transport;

/// <summary>Stream control transmission protocol (RFC 9260).</summary>
[Dissects(Select.IpProtocol, IpProtocols.Sctp)]
public readonly struct Sctp : IDissector
{
    private const int HeaderSize = 12;
    private const int ChunkHeader = 4;

    public static string Name => "sctp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < HeaderSize)
        {
            layer.Text($"truncated-sctp - {HeaderSize - length} bytes missing!");
            return Next.Done;
        }
        ref var flow = ref layer.Flow;
        flow.SourcePort = layer.U16();
        flow.DestinationPort = layer.U16();
        if (layer.Truncated) return Next.Done;
        Ports.Print(ref layer, tcp: false);
        layer.Field("source_port", flow.SourcePort);
        layer.Field("destination_port", flow.DestinationPort);
        layer.Text("sctp"u8);
        layer.Skip(8);
        int count = 0;
        while (layer.Left > 0 && !layer.Truncated)
        {
            if (layer.Left < ChunkHeader) return layer.Invalid();
            int chunkStart = layer.Position;
            byte type = layer.U8(), flags = layer.U8();
            ushort size = layer.U16();
            if (layer.Truncated) return Next.Done;
            if (size < ChunkHeader || size > length - chunkStart) return layer.Invalid();
            count++;
            if (layer.Verbosity > 0) layer.Text($"\n\t{count}) ");
            else layer.Text($"{(count > 1 ? "," : "")} ({count}) ");
            if (ChunkName(type) is { } name) layer.Text($"[{name}] ");
            else layer.Text($"[Unknown chunk type: 0x{type:x}] ");
            bool known = Chunk(ref layer, type, flags, size);
            if (!known || layer.Truncated) return Next.Done;
            int padded = size + 3 & ~3;
            int taken = layer.Position - chunkStart;
            int rest = Math.Min(padded, length - chunkStart) - taken;
            if (rest > 0) layer.Skip(rest);
        }
        return Next.Done;
    }

    private static bool Chunk(ref Layer layer, byte type, byte flags, int size)
    {
        int left = size - ChunkHeader;
        switch (type)
        {
            case 0 or 64:
                layer.Text($"{((flags & 4) != 0 ? "(U)" : "")}{((flags & 2) != 0 ? "(B)" : "")}{((flags & 1) != 0 ? "(E)" : "")}{((flags & 7) != 0 ? " " : "")}");
                if (left < 12) return Broken(ref layer);
                uint tsn = layer.U32();
                ushort stream = layer.U16(), sequence = layer.U16();
                uint protocol = layer.U32();
                layer.Text($"[TSN: {tsn}] [SID: {stream}] [SSEQ {sequence}] [PPID ");
                if (PayloadName(protocol) is { } name) layer.Text($"{name}] ");
                else layer.Text($"0x{protocol:x}] ");
                if (layer.Verbosity > 1)
                {
                    layer.Text("[Payload"u8);
                    var payload = layer.Rest[..Math.Min(left - 12, layer.Captured)];
                    if (layer.Inner(new Next(Select.SctpPayload, (int)protocol), payload, left - 12)) layer.Text("]"u8);
                    else
                    {
                        if (!layer.Options.SuppressUnknownDump) layer.Text(":"u8);
                        if (!layer.Options.SuppressUnknownDump && layer.Line is { } line) PayloadDump.HexAndText(line, payload, "\n\t"u8);
                        layer.Text("]"u8);
                    }
                }
                break;
            case 1 or 2:
                if (left < 16) return Broken(ref layer);
                uint tag = layer.U32(), window = layer.U32();
                ushort outbound = layer.U16(), inbound = layer.U16();
                uint initial = layer.U32();
                layer.Text($"[init tag: {tag}] [rwnd: {window}] [OS: {outbound}] [MIS: {inbound}] [init TSN: {initial}] ");
                if (left > 16 && layer.Verbosity > 1) layer.Text("with bad/unknown params"u8);
                break;
            case 3:
                if (left < 12) return Broken(ref layer);
                uint cumulative = layer.U32();
                window = layer.U32();
                ushort gaps = layer.U16(), duplicates = layer.U16();
                layer.Text($"[cum ack {cumulative}] [a_rwnd {window}] [#gap acks {gaps}] [#dup tsns {duplicates}] ");
                for (int i = 0; i < gaps && !layer.Truncated && left >= 12 + 4 * (i + 1); i++)
                {
                    ushort from = layer.U16(), to = layer.U16();
                    layer.Text($"\n\t\t[gap ack block #{i + 1}: start = {from + cumulative}, end = {to + cumulative}] ");
                }
                for (int i = 0; i < duplicates && !layer.Truncated && left >= 12 + 4 * (gaps + i + 1); i++)
                {
                    uint duplicate = layer.U32();
                    layer.Text($"\n\t\t[dup TSN #{i + 1}: {duplicate}] ");
                }
                break;
        }
        return true;
    }

    private static bool Broken(ref Layer layer)
    {
        layer.Invalid();
        return false;
    }

    private static string? ChunkName(byte type) => type switch
    {
        0 => "DATA",
        1 => "INIT",
        2 => "INIT ACK",
        3 => "SACK",
        4 => "HB REQ",
        5 => "HB ACK",
        6 => "ABORT",
        7 => "SHUTDOWN",
        8 => "SHUTDOWN ACK",
        9 => "OP ERR",
        10 => "COOKIE ECHO",
        11 => "COOKIE ACK",
        12 => "ECN ECHO",
        13 => "CWR",
        14 => "SHUTDOWN COMPLETE",
        0xa2 => "REL REQ",
        0xa3 => "REL ACK",
        _ => null,
    };

    private static string? PayloadName(uint protocol) => protocol switch
    {
        1 => "IUA",
        2 => "M2UA",
        3 => "M3UA",
        4 => "SUA",
        5 => "M2PA",
        6 => "V5UA",
        7 => "H.248",
        8 => "BICC/Q.2150.3",
        9 => "TALI",
        _ => null,
    };
}
