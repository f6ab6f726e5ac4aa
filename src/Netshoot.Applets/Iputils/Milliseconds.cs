using System.Globalization;

namespace Netshoot.Applets.Iputils;

/// <summary>A time of microseconds as ping(8) prints it in milliseconds.</summary>
/// <param name="Microseconds">The time.</param>
/// <param name="IsShort">Three digits that count, rounded, instead of three behind the point, cut.</param>
internal readonly record struct Milliseconds(long Microseconds, bool IsShort = false) : IUtf8SpanFormattable
{
    public double Value => Microseconds / 1000.0;

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        // Each step begins where rounding would make another digit of it.
        var (rounding, unit, digits) = !IsShort || Microseconds < 1000 ? (0, 1, 3)
            : Microseconds < 10_000 - 5 ? (5, 10, 2)
            : Microseconds < 100_000 - 50 ? (50, 100, 1)
            : (500, 1000, 0);
        long rounded = Microseconds + rounding;
        bytesWritten = 0;
        if (digits == 0) return (rounded / 1000).TryFormat(utf8Destination, out bytesWritten, default, CultureInfo.InvariantCulture);
        ReadOnlySpan<char> padded = digits switch { 3 => "D3", 2 => "D2", _ => "D1" };
        if (!(rounded / 1000).TryFormat(utf8Destination, out int whole, default, CultureInfo.InvariantCulture) || whole >= utf8Destination.Length) return false;
        utf8Destination[whole++] = (byte)'.';
        if (!(rounded % 1000 / unit).TryFormat(utf8Destination[whole..], out int fraction, padded, CultureInfo.InvariantCulture)) return false;
        bytesWritten = whole + fraction;
        return true;
    }
}
