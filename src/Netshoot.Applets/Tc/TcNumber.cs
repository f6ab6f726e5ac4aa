using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>Rates, sizes, times, shares and handles as tc(8) reads them (PARAMETERS).</summary>
internal static class TcNumber
{
    private static readonly (string Suffix, double Factor)[] s_rates =
    [
        ("bit", 1), ("kibit", 1024), ("kbit", 1e3), ("mibit", 1048576), ("mbit", 1e6), ("gibit", 1073741824), ("gbit", 1e9), ("tibit", 1099511627776), ("tbit", 1e12),
        ("bps", 8), ("kibps", 8192), ("kbps", 8e3), ("mibps", 8388608), ("mbps", 8e6), ("gibps", 8589934592), ("gbps", 8e9), ("tibps", 8796093022208), ("tbps", 8e12),
    ];

    private static readonly (string Suffix, double Factor)[] s_sizes =
        [("b", 1), ("k", 1024), ("kb", 1024), ("m", 1048576), ("mb", 1048576), ("g", 1073741824), ("gb", 1073741824), ("kbit", 128), ("mbit", 131072), ("gbit", 134217728)];

    private static readonly (string Suffix, double Factor)[] s_times =
        [("s", 1e6), ("sec", 1e6), ("secs", 1e6), ("ms", 1e3), ("msec", 1e3), ("msecs", 1e3), ("us", 1), ("usec", 1), ("usecs", 1)];

    private static readonly (string Suffix, double Factor)[] s_fineTimes =
    [
        ("s", 1e9), ("sec", 1e9), ("secs", 1e9), ("ms", 1e6), ("msec", 1e6), ("msecs", 1e6), ("us", 1e3), ("usec", 1e3), ("usecs", 1e3), ("ns", 1), ("nsec", 1), ("nsecs", 1),
    ];

    /// <summary>Bytes a second.</summary>
    public static bool TryRate(string word, out ulong rate)
    {
        rate = 0;
        if (!TryScaled(word, s_rates, out double bits) || bits < 0) return false;
        rate = (ulong)(bits / 8);
        return true;
    }

    /// <summary>Bytes.</summary>
    public static bool TrySize(string word, out uint size)
    {
        size = 0;
        if (!TryScaled(word, s_sizes, out double bytes) || bytes is < 0 or > uint.MaxValue) return false;
        size = (uint)bytes;
        return true;
    }

    /// <summary>Bytes, and behind a slash the size of a cell, which is a power of two.</summary>
    /// <param name="word">The word.</param>
    /// <param name="size">The bytes.</param>
    /// <param name="cellLog">The power; unchanged when there is none.</param>
    public static bool TrySizeAndCell(string word, out uint size, ref int cellLog)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        if (!TrySize(slash < 0 ? word : word[..slash], out size)) return false;
        if (slash < 0) return true;
        if (!IprouteNumber.TryParse(word[(slash + 1)..], out uint cell) || !System.Numerics.BitOperations.IsPow2(cell)) return false;
        cellLog = System.Numerics.BitOperations.Log2(cell);
        return true;
    }

    /// <summary>Microseconds.</summary>
    public static bool TryTime(string word, out uint time)
    {
        time = 0;
        if (!TryScaled(word, s_times, out double microseconds)) return false;
        // What is negative or too large wraps around, and is found to be too large where it matters.
        time = (uint)(long)microseconds;
        return true;
    }

    /// <summary>Nanoseconds.</summary>
    public static bool TryFineTime(string word, out long time)
    {
        bool understood = TryScaled(word, s_fineTimes, out double nanoseconds);
        time = (long)nanoseconds;
        return understood;
    }

    /// <summary>A share from nothing to all as the kernel has it: from 0 to the largest number of 32 bits.</summary>
    public static bool TryShare(string word, out uint share)
    {
        share = 0;
        var text = word.AsSpan();
        if (!TryDouble(ref text, out double percent) || text is not ("" or "%") || percent is < 0 or > 100) return false;
        share = (uint)Math.Round(percent / 100 * uint.MaxValue, MidpointRounding.ToEven);
        return true;
    }

    /// <summary>The handle of a qdisc, <c>10:</c>; what stands behind the colon does not count.</summary>
    public static bool TryHandle(string word, out uint handle)
    {
        handle = TrafficHandle.Unspecified;
        if (word == "none") return true;
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (!TryHex(colon < 0 ? word : word[..colon], ushort.MaxValue, out uint major) || word.Length == 0) return false;
        handle = major << 16;
        return true;
    }

    /// <summary>The number of a class, <c>1:10</c>.</summary>
    public static bool TryClass(string word, out uint number)
    {
        number = word switch { "root" => TrafficHandle.Root, _ => TrafficHandle.Unspecified };
        if (word is "root" or "none") return true;
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return word.Length > 0 && TryHex(word, uint.MaxValue, out number);
        uint major = 0, minor = 0;
        if (colon > 0 && !TryHex(word.AsSpan(0, colon), ushort.MaxValue, out major) || colon + 1 < word.Length && !TryHex(word.AsSpan(colon + 1), ushort.MaxValue, out minor)) return false;
        number = major << 16 | minor;
        return true;
    }

    public static bool TryHex(ReadOnlySpan<char> word, uint largest, out uint number)
    {
        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) word = word[2..];
        return uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) && number <= largest;
    }

    /// <summary>A number with a fraction, of which the rest stands behind it (strtod(3)).</summary>
    public static bool TryDouble(ref ReadOnlySpan<char> text, out double value)
    {
        int end = 0;
        if (end < text.Length && text[end] is '+' or '-') end++;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (!double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return false;
        text = text[end..];
        return true;
    }

    private static bool TryScaled(string word, (string Suffix, double Factor)[] units, out double value)
    {
        var text = word.AsSpan();
        if (!TryDouble(ref text, out value)) return false;
        if (text.IsEmpty) return true;
        foreach (var (suffix, factor) in units)
        {
            if (!text.Equals(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            value *= factor;
            return true;
        }
        return false;
    }
}
