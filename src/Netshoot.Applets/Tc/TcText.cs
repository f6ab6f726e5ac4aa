using System.Globalization;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>Rates, sizes, times, shares and handles as tc(8) writes them.</summary>
internal static class TcText
{
    private const double Kilo = 1024, Mega = 1024 * 1024;

    /// <summary>A rate of bytes a second in bits: <c>1500Kbit</c>.</summary>
    public static string Rate(ulong bytes, bool binary)
    {
        const string Units = "KMGT";
        ulong step = binary ? 1024u : 1000u, rate = bytes * 8;
        int unit = 0;
        // A whole number of units; what is not whole stays in smaller ones as long as it is readable.
        while (unit < Units.Length && rate >= step && !(rate % step != 0 && rate < 1000 * step))
        {
            rate /= step;
            unit++;
        }
        return unit == 0 ? Invariant($"{rate}bit") : Invariant($"{rate}{Units[unit - 1]}{(binary ? "i" : "")}bit");
    }

    /// <summary>Bytes: <c>1600b</c>, <c>4Kb</c>.</summary>
    public static string Size(uint size)
    {
        const double NearMega = 1024, NearKilo = 16;
        double mega = Math.Round(size / Mega, MidpointRounding.ToEven), kilo = Math.Round(size / Kilo, MidpointRounding.ToEven);
        if (size >= Mega && Math.Abs(Mega * mega - size) < NearMega) return Invariant($"{mega}Mb");
        if (size >= Kilo && Math.Abs(Kilo * kilo - size) < NearKilo) return Invariant($"{kilo}Kb");
        return Invariant($"{size}b");
    }

    /// <summary>Microseconds with three digits that count: <c>50ms</c>.</summary>
    public static string Time(uint microseconds) => microseconds switch
    {
        >= 1_000_000 => $"{Short(microseconds / 1e6)}s",
        >= 1_000 => $"{Short(microseconds / 1e3)}ms",
        _ => Invariant($"{microseconds}us"),
    };

    /// <summary>Nanoseconds, likewise.</summary>
    public static string FineTime(long nanoseconds) => nanoseconds switch
    {
        >= 1_000_000_000 => $"{Short(nanoseconds / 1e9)}s",
        >= 1_000_000 => $"{Short(nanoseconds / 1e6)}ms",
        >= 1_000 => $"{Short(nanoseconds / 1e3)}us",
        _ => Invariant($"{nanoseconds}ns"),
    };

    /// <summary>A share of the largest number in percent.</summary>
    public static string Percent(uint share) => $"{Plain(100.0 * share / uint.MaxValue)}%";

    /// <summary>A number as printf(3) writes it with <c>%g</c>.</summary>
    public static string Plain(double value) => value.ToString("g6", CultureInfo.InvariantCulture);

    /// <summary>The number of a class: <c>1:10</c>.</summary>
    public static string Class(uint number)
    {
        uint major = TrafficHandle.Major(number) >> 16, minor = TrafficHandle.Minor(number);
        return number switch
        {
            TrafficHandle.Root => "root",
            TrafficHandle.Unspecified => "none",
            _ when major == 0 => Invariant($":{minor:x}"),
            _ when minor == 0 => Invariant($"{major:x}:"),
            _ => Invariant($"{major:x}:{minor:x}"),
        };
    }

    public static string Hex(ulong number) => Invariant($"{number:x}");

    public static string LinkLayer(uint number) => number switch
    {
        RateSpecification.Unaware => "unspec",
        RateSpecification.Ethernet => "ethernet",
        RateSpecification.Atm => "atm",
        _ => "unknown",
    };

    public static string Invariant(ref System.Runtime.CompilerServices.DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);

    private static string Short(double value) => value.ToString("g3", CultureInfo.InvariantCulture);
}
