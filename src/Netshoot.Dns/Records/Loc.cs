using System.Globalization;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>A place on earth (RFC 1876 section 2).</summary>
/// <param name="Version">0; any other version has its bytes in <paramref name="Other"/>.</param>
/// <param name="Size">Diameter: a digit in the upper four bits, and in the lower how often it is multiplied by ten; centimeters.</param>
/// <param name="HorizontalPrecision">As <paramref name="Size"/>.</param>
/// <param name="VerticalPrecision">As <paramref name="Size"/>.</param>
/// <param name="Latitude">Thousandths of a second of arc; 2^31 is the equator, above it lies the north.</param>
/// <param name="Longitude">Thousandths of a second of arc; 2^31 is the prime meridian, above it lies the east.</param>
/// <param name="Altitude">Centimeters above 100,000 m below the WGS 84 spheroid.</param>
[Rdata(DnsType.Loc, "LOC")]
public sealed record Loc(byte Version, byte Size, byte HorizontalPrecision, byte VerticalPrecision, uint Latitude, uint Longitude, uint Altitude, ValueList<byte> Other = default)
    : Rdata, IRdata<Loc>
{
    private const uint Equator = 1u << 31;
    private const uint Ground = 10_000_000;
    private const uint Degree = 3_600_000;
    private const uint Minute = 60_000;

    public static Loc Read(ref DnsReader wire)
    {
        byte version = wire.U8();
        return version == 0
            ? new(version, wire.U8(), wire.U8(), wire.U8(), wire.U32(), wire.U32(), wire.U32())
            : new(version, 0, 0, 0, 0, 0, 0, ValueList.Create(wire.TakeRest()));
    }

    /// <summary><c>d [m [s]] N|S d [m [s]] E|W altitude [size [horizontal [vertical]]]</c> (RFC 1876 section 3).</summary>
    public static Loc Parse(ref RecordParser text)
    {
        uint latitude = ParseAngle(ref text, "N", "S", 90 * Degree), longitude = ParseAngle(ref text, "E", "W", 180 * Degree);
        long altitude = ParseCentimeters(ref text) + Ground;
        if (altitude is < 0 or > uint.MaxValue) text.Fail("an altitude that does not fit");
        byte size = 0x12, horizontal = 0x16, vertical = 0x13;
        if (text.HasMore) size = ParsePrecision(ref text);
        if (text.HasMore) horizontal = ParsePrecision(ref text);
        if (text.HasMore) vertical = ParsePrecision(ref text);
        return new(0, size, horizontal, vertical, latitude, longitude, (uint)altitude);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Version);
        if (Version != 0)
        {
            wire.Put(Other.Span);
            return;
        }
        wire.U8(Size);
        wire.U8(HorizontalPrecision);
        wire.U8(VerticalPrecision);
        wire.U32(Latitude);
        wire.U32(Longitude);
        wire.U32(Altitude);
    }

    public override void Print(ref RecordText text)
    {
        bool drill = text.Format.Style == TextStyle.Drill;
        if (Version != 0 && drill)
        {
            var to = text.Field();
            DnsText.AppendHex(to, [Version], TextStyle.Drill);
            DnsText.AppendHex(to, Other.Span, TextStyle.Drill);
        }
        else if (Version != 0)
        {
            text.Opaque(this);
        }
        else
        {
            PrintAngle(ref text, Latitude, "N"u8, "S"u8);
            PrintAngle(ref text, Longitude, "E"u8, "W"u8);
            PrintAltitude(text.Field(), always: !drill);
            PrintPrecision(text.Field(), Size);
            PrintPrecision(text.Field(), HorizontalPrecision);
            PrintPrecision(text.Field(), VerticalPrecision);
        }
    }

    private static void PrintAngle(ref RecordText text, uint angle, ReadOnlySpan<byte> above, ReadOnlySpan<byte> below)
    {
        uint rest = angle > Equator ? angle - Equator : Equator - angle;
        uint minutes = rest / Minute % 60;
        // drill pads degrees and minutes, the others do not.
        if (text.Format.Style == TextStyle.Drill) text.Field().Append($"{rest / Degree:00} {minutes:00}");
        else text.Field().Append($"{rest / Degree} {minutes}");
        text.Field().Append($"{rest / 1000 % 60}.{rest % 1000:000}");
        text.Word(angle > Equator ? above : below);
    }

    private void PrintAltitude(TextBuffer to, bool always)
    {
        long centimeters = (long)Altitude - Ground;
        if (centimeters < 0) to.Append((byte)'-');
        long amount = Math.Abs(centimeters);
        to.Append(amount / 100);
        if (always || amount % 100 != 0) to.Append($".{amount % 100:00}");
        to.Append((byte)'m');
    }

    private static void PrintPrecision(TextBuffer to, byte precision)
    {
        int digit = precision >> 4, zeros = precision & 15;
        // Centimeters below a meter: two digits, or a digit and the zero that multiplies it.
        if (zeros == 0)
        {
            to.Append($"0.{digit:00}");
        }
        else if (zeros == 1)
        {
            to.Append($"0.{digit}0");
        }
        else
        {
            to.Append(digit);
            for (int i = 2; i < zeros; i++) to.Append((byte)'0');
        }
        to.Append((byte)'m');
    }

    private static uint ParseAngle(ref RecordParser text, string above, string below, uint most)
    {
        ReadOnlySpan<uint> units = [Degree, Minute, 1000];
        double angle = 0;
        for (int i = 0; i <= units.Length && !text.Failed; i++)
        {
            var word = text.Word();
            bool isAbove = word.Equals(above, StringComparison.OrdinalIgnoreCase);
            if (i > 0 && (isAbove || word.Equals(below, StringComparison.OrdinalIgnoreCase)))
            {
                double rounded = Math.Round(angle);
                if (rounded > most) text.Fail("an angle that is too large");
                return isAbove ? Equator + (uint)rounded : Equator - (uint)rounded;
            }
            if (i < units.Length && double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= 180) angle += value * units[i];
            else text.Fail($"'{word}' is not degrees, minutes, seconds, {above} or {below}");
        }
        text.Fail($"{above} or {below} is missing");
        return 0;
    }

    private static long ParseCentimeters(ref RecordParser text)
    {
        var word = text.Word();
        var number = word.EndsWith("m", StringComparison.OrdinalIgnoreCase) ? word[..^1] : word;
        if (decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal meters) && Math.Abs(meters) < 100_000_000)
            return (long)(meters * 100);
        text.Fail($"'{word}' is not a number of meters");
        return 0;
    }

    private static byte ParsePrecision(ref RecordParser text)
    {
        long centimeters = ParseCentimeters(ref text);
        if (centimeters < 0) text.Fail("a size below zero");
        int zeros = 0;
        for (; centimeters > 9; centimeters /= 10) zeros++;
        return (byte)(centimeters << 4 | (uint)zeros);
    }
}
