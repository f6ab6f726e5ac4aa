using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Network time protocol (RFC 5905 section 7.3, RFC 9327).</summary>
[Dissects(Select.UdpPort, 123)]
public readonly struct NetworkTime : IDissector
{
    private const int TimeSize = 48;
    private const int ControlMode = 6;

    /// <summary>Seconds from 1900 to 1970.</summary>
    private const uint UnixEpoch = 2_208_988_800;

    public static string Name => "ntp";

    public static Next Dissect(ref Layer layer)
    {
        int length = layer.Length;
        if (length < 7) return Invalid(ref layer, length);
        byte status = layer.PeekU8();
        if (!layer.Has(1)) layer.EndEarly();
        int version = status >> 3 & 7, mode = status & 7;
        layer.Text($"NTPv{version}, {ModeName(mode)}, length {length}");
        layer.Field("version", version);
        layer.Field("mode", mode);
        if (layer.Verbosity == 0) return Next.Done;
        layer.Text($"\n\tLeap indicator: {LeapName(status & 0xc0)} ({status & 0xc0})");
        layer.Skip(1);
        if (mode == ControlMode) Control(ref layer, length);
        else if (mode != 7) Time(ref layer, length);
        return Next.Done;
    }

    private static Next Invalid(ref Layer layer, int length)
    {
        layer.Text($"NTP, length {length}");
        return layer.Invalid();
    }

    private static void Time(ref Layer layer, int length)
    {
        if (length < TimeSize)
        {
            layer.Invalid();
            return;
        }
        byte stratum = layer.U8();
        layer.Text($", Stratum {stratum} ({StratumName(stratum)})");
        byte poll = layer.U8();
        layer.Text($", poll {(sbyte)poll} (");
        int exponent = (sbyte)poll;
        if (exponent >= 0) layer.Text($"{(exponent < 32 ? 1u << exponent : 0)}s");
        else layer.Text($"1/{(exponent > -32 ? 1u << -exponent : 0)}s");
        layer.Text(")"u8);
        byte precision = layer.U8();
        layer.Text($", precision {(sbyte)precision}");
        layer.Text("\n\tRoot Delay: "u8);
        Fixed(ref layer);
        layer.Text(", Root dispersion: "u8);
        Fixed(ref layer);
        layer.Text(", Reference-ID: "u8);
        var reference = layer.Take(4);
        if (layer.Truncated) return;
        switch (stratum)
        {
            case 0:
                layer.Text("(unspec)"u8);
                break;
            case 1:
                layer.Printable(reference);
                break;
            case 16:
                layer.Text("INFO_QUERY"u8);
                break;
            case 17:
                layer.Text("INFO_REPLY"u8);
                break;
            default:
                layer.Text($"0x{InternetAddress.FromBytes(reference).Value4:x8}");
                break;
        }
        layer.Text("\n\t  Reference Timestamp:  "u8);
        ulong value = layer.U64();
        Stamp(ref layer, value);
        layer.Text("\n\t  Originator Timestamp: "u8);
        ulong originate = layer.U64();
        Stamp(ref layer, originate);
        layer.Text("\n\t  Receive Timestamp:    "u8);
        ulong receive = layer.U64();
        Stamp(ref layer, receive);
        layer.Text("\n\t  Transmit Timestamp:   "u8);
        ulong transmit = layer.U64();
        Stamp(ref layer, transmit);
        layer.Text("\n\t    Originator - Receive Timestamp:  "u8);
        Difference(ref layer, originate, receive);
        layer.Text("\n\t    Originator - Transmit Timestamp: "u8);
        Difference(ref layer, originate, transmit);
        switch (length - TimeSize)
        {
            case 0:
                break;
            case 4:
                uint key = layer.U32();
                layer.Text($"\n\tKey id: {key}");
                break;
            case 20:
                key = layer.U32();
                layer.Text($"\n\tKey id: {key}\n\tAuthentication: ");
                layer.HexBytes(layer.Take(16));
                break;
            case 24:
                key = layer.U32();
                layer.Text($"\n\tKey id: {key}\n\tAuthentication: ");
                layer.HexBytes(layer.Take(20));
                break;
            default:
                layer.Text($"\n\t({length - TimeSize} more header octets)");
                break;
        }
    }

    private static void Control(ref Layer layer, int length)
    {
        if (length < 12)
        {
            layer.Invalid();
            return;
        }
        byte operation = layer.U8();
        layer.Text($", {((operation & 0x80) != 0 ? "Response" : "Request")}, {((operation & 0x40) != 0 ? "Error" : "OK")}, {((operation & 0x20) != 0 ? "More" : "Last")}, OpCode={operation & 31}");
        ushort sequence = layer.U16();
        layer.Text($"\n\tSequence={sequence}");
        ushort status = layer.U16();
        layer.Text(", Status="u8);
        HexOrZero(ref layer, status);
        ushort association = layer.U16();
        layer.Text($", Assoc.={association}");
        ushort offset = layer.U16();
        layer.Text($", Offset={offset}");
        ushort count = layer.U16();
        layer.Text($", Count={count}");
        if (12 + count > length)
        {
            layer.Invalid();
            return;
        }
        if (count == 0) return;
        if (!layer.Has(count)) layer.EndEarly();
        layer.Text("\n\tTO-BE-DONE: data not interpreted"u8);
    }

    private static void HexOrZero(ref Layer layer, uint value)
    {
        if (value == 0) layer.Text("0"u8);
        else layer.Text($"0x{value:x}");
    }

    private static void Fixed(ref Layer layer)
    {
        ushort whole = layer.U16(), fraction = layer.U16();
        layer.Text($"{whole}.{(int)(fraction / 65536.0 * 1_000_000.0):d6}");
    }

    private static void Stamp(ref Layer layer, ulong time)
    {
        uint seconds = (uint)(time >> 32);
        layer.Text($"{seconds}.{(uint)((uint)time / 4294967296.0 * 1_000_000_000.0):d9}");
        if (seconds == 0) return;
        layer.Text($" ({new UtcTime((long)seconds - UnixEpoch)})");
    }

    private static void Difference(ref Layer layer, ulong from, ulong to)
    {
        bool negative = to < from;
        ulong size = negative ? from - to : to - from;
        // The originator may not have been set; then this is an absolute time.
        uint seconds = (uint)(size >> 32);
        string sign = from == 0 || size == 0 ? "" : negative ? "-" : "+";
        layer.Text($"{sign}{seconds}.{(uint)((uint)size / 4294967296.0 * 1_000_000_000.0):d9}");
        if (from != 0 || seconds == 0) return;
        layer.Text($" ({new UtcTime((long)seconds - UnixEpoch)})");
    }

    private static string ModeName(int mode) => mode switch
    {
        0 => "unspecified",
        1 => "symmetric active",
        2 => "symmetric passive",
        3 => "Client",
        4 => "Server",
        5 => "Broadcast",
        ControlMode => "Control Message",
        _ => "Reserved",
    };

    private static string LeapName(int leap) => leap switch
    {
        0x40 => "+1s",
        0x80 => "-1s",
        0xc0 => "clock unsynchronized",
        _ => "",
    };

    private static string StratumName(byte stratum) => stratum switch
    {
        0 => "unspecified",
        1 => "primary reference",
        <= 15 => "secondary reference",
        16 => "unsynchronized",
        _ => "reserved",
    };

    /// <summary>Seconds since 1970 as <c>2017-08-23T13:21:56Z</c>.</summary>
    private readonly record struct UtcTime(long Seconds) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
            => DateTimeOffset.FromUnixTimeSeconds(Seconds).TryFormat(utf8Destination, out bytesWritten, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
