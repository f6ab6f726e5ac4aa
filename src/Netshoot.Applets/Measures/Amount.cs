using System.Globalization;
using System.Text;

namespace Netshoot.Applets.Measures;

/// <summary>An amount of bytes or bits as both iperfs write it: three digits that count and a prefix, <c>1.25 MBytes</c>, <c> 127 KBytes</c>, <c>10.5 Mbits</c>.</summary>
/// <param name="Bytes">The amount.</param>
/// <param name="Format">The letter of -f: k m g t for bits, K M G T for bytes, a and A to choose the prefix by the amount.</param>
internal readonly record struct Amount(double Bytes, char Format) : IUtf8SpanFormattable
{
    private const string Prefixes = "\0KMGT";

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        => Encoding.UTF8.TryGetBytes(ToString(), utf8Destination, out bytesWritten);

    public override string ToString()
    {
        bool isBits = char.IsAsciiLetterLower(Format);
        double step = isBits ? 1000 : 1024;
        double value = isBits ? Bytes * 8 : Bytes;
        int power = char.ToUpperInvariant(Format) switch { 'B' => 0, 'K' => 1, 'M' => 2, 'G' => 3, 'T' => 4, _ => -1 };
        if (power >= 0)
        {
            value /= Math.Pow(step, power);
        }
        else
        {
            power = 0;
            while (value >= step && power < Prefixes.Length - 1)
            {
                value /= step;
                power++;
            }
        }
        string digits = value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
        string unit = isBits ? "bits" : "Bytes";
        return power == 0 ? $"{digits,4} {unit}" : $"{digits,4} {Prefixes[power]}{unit}";
    }
}
