using System.Text;
using Netshoot.Probes.Trace;

namespace Netshoot.Applets.TraceRoute;

/// <summary>The objects of an ICMP message in the form of traceroute(1): MPLS labels as fields, everything else in hexadecimal.</summary>
internal static class IcmpObjectText
{
    private const byte MplsLabelStack = 1, IncomingStack = 1;

    public static string Of(IcmpObjects objects)
    {
        var text = new StringBuilder();
        foreach (var item in objects)
        {
            if (text.Length > 0) text.Append(';');
            if (item is { Class: MplsLabelStack, Type: IncomingStack } && item.Body.Length >= 4) AppendLabels(text, item.Body);
            else AppendBytes(text, item);
        }
        return text.ToString();
    }

    private static void AppendLabels(StringBuilder text, ReadOnlySpan<byte> body)
    {
        text.Append("MPLS:");
        bool isFirst = true;
        foreach (var label in MplsLabel.ReadStack(body))
        {
            if (!isFirst) text.Append('/');
            isFirst = false;
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"L={label.Label},E={label.TrafficClass},S={(label.IsBottom ? 1 : 0)},T={label.TimeToLive}");
        }
    }

    private static void AppendBytes(StringBuilder text, IcmpObject item)
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{item.Class}/{item.Type}:");
        foreach (byte b in item.Body) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{b:x2}");
    }
}
