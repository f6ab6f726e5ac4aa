using System.Buffers.Binary;
using System.Globalization;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.NetTools;

/// <summary>A line of /proc/net/route (proc(5)).</summary>
/// <param name="Device">The interface; <c>*</c> for none.</param>
/// <param name="Destination">The prefix's address.</param>
/// <param name="Gateway">0.0.0.0 for none.</param>
/// <param name="Mask">The prefix's mask.</param>
/// <param name="Flags"><c>RTF_*</c> (include/uapi/linux/route.h).</param>
/// <param name="Numbers">Reference count, uses, metric, MSS, window, round-trip time.</param>
public sealed record Ip4Route(string Device, InternetAddress Destination, InternetAddress Gateway, InternetAddress Mask, uint Flags, IReadOnlyList<long> Numbers)
{
    public const int Columns = 11;

    public bool IsDefault => Destination.IsAny && Mask.IsAny;

    public bool IsHost => Mask.Value4 == uint.MaxValue;

    public static Ip4Route? Parse(string[] words)
    {
        if (Address(words[1]) is not { } destination || Address(words[2]) is not { } gateway || Address(words[7]) is not { } mask
            || !uint.TryParse(words[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint flags)) return null;
        int[] columns = [4, 5, 6, 8, 9, 10];
        var numbers = new long[columns.Length];
        for (int i = 0; i < columns.Length; i++)
            if (!long.TryParse(words[columns[i]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])) return null;
        return new(words[0], destination, gateway, mask, flags, numbers);
    }

    // The kernel prints addresses as numbers of this machine.
    private static InternetAddress? Address(string text)
        => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            ? InternetAddress.From4(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value) : null;
}

/// <summary>A row of <c>route</c>.</summary>
/// <param name="Route">The route.</param>
/// <param name="DestinationName">The name of its destination; null for numbers.</param>
/// <param name="GatewayName">The name of its gateway; null for numbers.</param>
/// <param name="Extended">Which columns.</param>
public readonly record struct Ip4RouteReport(Ip4Route Route, string? DestinationName, string? GatewayName, int Extended) : IReport
{
    private const int NameWidth = 15;

    public void Write(ReportWriter to)
    {
        bool isRejected = (Route.Flags & RouteFlagLetters.Reject) != 0;
        string destination = Cut(DestinationName ?? Route.Destination.ToString());
        string gateway = isRejected ? "-" : Cut(GatewayName ?? Route.Gateway.ToString());
        string flags = RouteFlagLetters.Text(Route.Flags, RouteFlagLetters.Ip4);
        string device = isRejected ? "-" : Route.Device;
        var (references, uses, metric, segment, window, time) = (Route.Numbers[0], Route.Numbers[1], Route.Numbers[2], Route.Numbers[3], Route.Numbers[4], Route.Numbers[5]);
        to.Field("destination", Route.Destination, $"{destination,-15} ");
        to.Field("gateway", Route.Gateway, $"{gateway,-15} ");
        to.Field("genmask", Route.Mask, $"{Route.Mask,-15} ");
        to.Field("flags", flags, $"{flags,-5} ");
        if (!to.IsText)
        {
            to.Field("metric", metric);
            to.Field("ref", references);
            to.Field("use", uses);
            to.Field("mss", segment);
            to.Field("window", window);
            to.Field("irtt", time);
            to.Field("iface", Route.Device);
        }
        else if (Extended == 1)
        {
            if (isRejected) to.Text($"{"-",5} {"-",-6} {"-",5} {device}");
            else to.Text($"{segment,5} {window,-6} {time,5} {device}");
        }
        else
        {
            if (isRejected) to.Text($"{metric,-6} {"-",-2} {uses,7} ");
            else to.Text($"{metric,-6} {references,-2} {uses,7} ");
            if (Extended == 0) to.Text($"{device}");
            else if (isRejected) to.Text($"{device,-8} {"-",-5} {"-",-6} -");
            else to.Text($"{device,-8} {segment,-5} {window,-6} {time}");
        }
    }

    private static string Cut(string name) => name.Length > NameWidth ? name[..NameWidth] : name;
}
