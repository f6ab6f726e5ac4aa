using System.Buffers.Binary;
using Netshoot.Wire;

namespace Netshoot.Packets.Internet;

/// <summary>Options of IPv4 headers (RFC 791 section 3.1, RFC 2113).</summary>
internal static class Ipv4Options
{
    private const byte End = 0;
    private const byte NoOperation = 1;
    private const byte RecordRoute = 7;
    private const byte Timestamp = 68;
    private const byte Security = 130;
    private const byte LooseRoute = 131;
    private const byte StrictRoute = 137;
    private const byte RouterAlert = 148;

    /// <returns>False when an option is cut off: nothing behind the header is described.</returns>
    public static bool Print(ref Layer layer, ReadOnlySpan<byte> captured, int length)
    {
        layer.Text(", options ("u8);
        int at = 0;
        string separator = "";
        while (at < length)
        {
            if (at >= captured.Length)
            {
                return Cut(ref layer);
            }
            byte kind = captured[at];
            layer.Text($"{separator}");
            separator = ",";
            if (KindName(kind) is { } name) layer.Text($"{name}");
            else layer.Text($"unknown {kind}");
            int size = 1;
            if (kind is not (End or NoOperation))
            {
                if (at + 1 >= captured.Length || at + 1 >= length)
                {
                    return Cut(ref layer);
                }
                size = captured[at + 1];
                if (size < 2 || at + size > length)
                {
                    layer.Text($" [bad length {size}]");
                    break;
                }
                if (at + size > captured.Length)
                {
                    return Cut(ref layer);
                }
            }
            bool stop = false;
            var option = captured.Slice(at, size);
            switch (kind)
            {
                case End:
                    layer.Text(")"u8);
                    return true;
                case Timestamp:
                    stop = !PrintTimestamp(ref layer, option);
                    break;
                case RecordRoute or LooseRoute or StrictRoute:
                    stop = !PrintRoute(ref layer, option);
                    break;
                case RouterAlert when size != 4:
                    layer.Text($" [bad length {size}]");
                    break;
                case RouterAlert when BinaryPrimitives.ReadUInt16BigEndian(option[2..]) is not 0 and var value:
                    layer.Text($" value {value}");
                    break;
            }
            if (stop)
            {
                layer.Text(")"u8);
                return false;
            }
            at += size;
        }
        layer.Text(")"u8);
        return true;
    }

    private static bool Cut(ref Layer layer)
    {
        layer.Text("[truncated-option])"u8);
        return false;
    }

    private static bool PrintRoute(ref Layer layer, ReadOnlySpan<byte> option)
    {
        if (option.Length < 3)
        {
            layer.Text($" [bad length {option.Length}]");
            return true;
        }
        if ((option.Length + 1 & 3) != 0) layer.Text($" [bad length {option.Length}]");
        int pointer = option[2] - 1;
        if (pointer < 3 || (pointer + 1 & 3) != 0) layer.Text($" [bad ptr {option[2]}]");
        for (int at = 3; at < option.Length; at += 4)
        {
            if (at + 4 > option.Length)
            {
                layer.Text(" [truncated-option]"u8);
                return false;
            }
            layer.Text($" {layer.Host(InternetAddress.FromBytes(option.Slice(at, 4)))}");
            if (pointer > at) layer.Text(","u8);
        }
        return true;
    }

    private static bool PrintTimestamp(ref Layer layer, ReadOnlySpan<byte> option)
    {
        if (option.Length < 4)
        {
            layer.Text($"[bad length {option.Length}]");
            return true;
        }
        layer.Text(" TS{"u8);
        int hop = (option[3] & 15) != 0 ? 8 : 4;
        if ((option.Length - 4) % hop != 0) layer.Text($"[bad length {option.Length}]");
        int pointer = option[2] - 1;
        if (pointer < 4 || (pointer - 4) % hop != 0 || pointer > option.Length) layer.Text($"[bad ptr {option[2]}]");
        switch (option[3] & 15)
        {
            case 0: layer.Text("TSONLY"u8); break;
            case 1: layer.Text("TS+ADDR"u8); break;
            case 3: layer.Text("PRESPEC"u8); break;
            default:
                layer.Text($"[bad ts type {option[3] & 15}]");
                layer.Text("}"u8);
                return true;
        }
        bool marked = false;
        for (int at = 4; at < option.Length; at += hop)
        {
            if (pointer == at)
            {
                layer.Text(" ^ "u8);
                marked = true;
            }
            if (at + hop > option.Length)
            {
                layer.Text(" [truncated-option]"u8);
                return false;
            }
            uint time = BinaryPrimitives.ReadUInt32BigEndian(option[(at + hop - 4)..]);
            layer.Text($"{(marked && pointer == at ? "" : " ")}{time}");
            if (hop != 4) layer.Text($"@{layer.Host(InternetAddress.FromBytes(option.Slice(at, 4)))}");
        }
        layer.Text($"{(pointer == option.Length ? " ^ " : "")}");
        if (option[3] >> 4 is not 0 and var missed) layer.Text($" [{missed} hops not recorded]}} ");
        else layer.Text("}"u8);
        return true;
    }

    private static string? KindName(byte kind) => kind switch
    {
        End => "EOL",
        NoOperation => "NOP",
        RecordRoute => "RR",
        Timestamp => "timestamp",
        Security => "security",
        LooseRoute => "LSRR",
        StrictRoute => "SSRR",
        RouterAlert => "RA",
        _ => null,
    };
}
