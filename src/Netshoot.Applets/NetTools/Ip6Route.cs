using System.Globalization;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.NetTools;

/// <summary>A line of /proc/net/ipv6_route: destination, source, next hop, metric, references, uses, flags, interface.</summary>
/// <param name="Destination">The prefix's address.</param>
/// <param name="Length">Its length.</param>
/// <param name="NextHop">:: for none.</param>
/// <param name="Metric">-1 is the largest there is.</param>
/// <param name="References">Who holds it.</param>
/// <param name="Uses">How often it was used.</param>
/// <param name="Flags"><c>RTF_*</c> (include/uapi/linux/ipv6_route.h).</param>
/// <param name="Device">The interface.</param>
internal sealed record Ip6Route(InternetAddress Destination, int Length, InternetAddress NextHop, int Metric, int References, int Uses, uint Flags, string Device)
{
    public const int Columns = 10;

    private const int AddressDigits = 32;

    public static Ip6Route? Parse(string[] words)
    {
        if (Address(words[0]) is not { } destination || Address(words[4]) is not { } nextHop) return null;
        return Number(words[1]) is { } length && Number(words[5]) is { } metric && Number(words[6]) is { } references && Number(words[7]) is { } uses && Number(words[8]) is { } flags
            ? new(destination, (int)length, nextHop, (int)metric, (int)references, (int)uses, flags, words[9]) : null;
    }

    private static InternetAddress? Address(string text)
        => text.Length == AddressDigits && text.All(char.IsAsciiHexDigit) ? InternetAddress.FromBytes(Convert.FromHexString(text)) : null;

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) ? value : null;
}

/// <summary>A row of <c>route -6</c>.</summary>
/// <param name="Route">The route.</param>
/// <param name="Destination">Name or text of its destination.</param>
/// <param name="NextHop">Name or text of its next hop.</param>
internal readonly record struct Ip6RouteReport(Ip6Route Route, string Destination, string NextHop) : IReport
{
    public void Write(ReportWriter to)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{Destination}/{Route.Length}");
        string flags = RouteFlagLetters.Text(Route.Flags, RouteFlagLetters.Ip6);
        to.Field("destination", prefix, $"{prefix,-30} ");
        to.Field("nexthop", NextHop, $"{NextHop,-26} ");
        to.Field("flags", flags, $"{flags,-4} ");
        to.Field("metric", Route.Metric, $"{Route.Metric,-3} ");
        to.Field("ref", Route.References, $"{Route.References,-3} ");
        to.Field("use", Route.Uses, $"{Route.Uses,4} ");
        to.Field("iface", Route.Device, $"{Route.Device}");
    }
}
