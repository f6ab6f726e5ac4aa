using Netshoot.Applets.Addresses;
using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.TraceRoute;

/// <summary>The line before the first hop.</summary>
internal sealed record TraceRouteHeading(string Host, ScopedAddress Address, int MostHops, int Length) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "trace");
        to.Field("host", Host, $"traceroute to {Host} ");
        to.Field("address", Address, $"({Address}), ");
        to.Field("max_hops", MostHops, $"{MostHops} hops max, ");
        to.Field("length", Length, $"{Length} byte packets");
    }
}

/// <summary>One probe of a hop, as it stands behind those before it.</summary>
/// <param name="Probe">What became of it.</param>
/// <param name="Node">Who answered; null when nobody did, or this machine itself.</param>
/// <param name="ShowsNode">Whether the line does not name it yet.</param>
/// <param name="Options">What is to be shown.</param>
/// <param name="ShowsTcpFlags">Whether the flags of a TCP answer are wanted.</param>
internal sealed record TraceRouteProbe(TracedProbe Probe, TraceNode? Node, bool ShowsNode, TraceRouteOptions Options, bool ShowsTcpFlags) : IReport
{
    public void Write(ReportWriter to)
    {
        if (Probe.Answer is not { } answer)
        {
            to.Text($" *");
            to.Field("answered", false);
            return;
        }
        to.Field("answered", true);
        if (Node is null) to.Text($" *");
        else WriteNode(to, Node, in answer);
        to.Field("time_ms", Probe.RoundTrip.TotalMilliseconds, $"  {Probe.RoundTrip.TotalMilliseconds:F3} ms");
        if (Word(in answer) is { } word) to.Field("error", word, $" !{word}");
        if (answer.Error.Origin is QueuedErrorOrigin.Icmp or QueuedErrorOrigin.Icmp6)
        {
            to.Field("icmp_type", answer.Error.Type);
            to.Field("icmp_code", answer.Error.Code);
        }
        if (Probe.Mtu > 0) to.Field("mtu", Probe.Mtu, $" F={Probe.Mtu}");
    }

    private void WriteNode(ReportWriter to, TraceNode node, in TraceAnswer answer)
    {
        if (node.Name is not null) to.Field("name", node.Name);
        to.Field("address", node.Address);
        int back = HopsBack(answer.HopLimit);
        if (Options.ShowsBackwardHops && back >= 0 && !to.IsText) to.Field("hops_back", back);
        if (to.IsText && ShowsNode)
        {
            if (Options.IsNumeric) to.Text($" {node.Address}");
            else if (node.Name is { } name) to.Text($" {name} ({node.Address})");
            else to.Text($" {node.Address} ({node.Address})");
        }
        // What belongs to the answer is told with each that brings it.
        if (ShowsTcpFlags && answer.TcpFlags != 0)
        {
            string flags = FlagNames(answer.TcpFlags);
            to.Field("tcp_flags", flags);
            if (ShowsNode) to.Text($" <{flags}>");
        }
        if (Options.ShowsExtensions && !answer.Objects.IsEmpty)
        {
            string objects = IcmpObjectText.Of(answer.Objects);
            to.Field("extensions", objects);
            if (ShowsNode) to.Text($" <{objects}>");
        }
        if (Options.ShowsBackwardHops && back >= 0 && back != Probe.Hop && ShowsNode) to.Text($" '-{back}'");
    }

    /// <summary>Nodes start at 64, 128 or 255: what is missing was used up on the way.</summary>
    private static int HopsBack(int hopLimit) => hopLimit switch { < 0 => -1, <= 64 => 65 - hopLimit, <= 128 => 129 - hopLimit, _ => 256 - hopLimit };

    private static string FlagNames(ushort flags)
    {
        ReadOnlySpan<string> names = ["fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"];
        var found = new List<string>();
        for (int i = 0; i < names.Length; i++)
            if ((flags & 1 << i) != 0) found.Add(names[i]);
        return string.Join(',', found);
    }

    /// <summary>What stands behind the exclamation mark (traceroute(1)); null when the probe arrived or its hops ran out.</summary>
    private static string? Word(in TraceAnswer answer)
    {
        if (answer.Kind != TraceAnswerKind.Unreachable) return null;
        var error = answer.Error;
        if (answer.IsTooLong) return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"F-{error.Info}");
        return (error.Origin, error.Type, error.Code) switch
        {
            (QueuedErrorOrigin.Icmp, 3, 0 or 6 or 11) or (QueuedErrorOrigin.Icmp6, 1, 0) => "N",
            (QueuedErrorOrigin.Icmp, 3, 1 or 7 or 8 or 12) or (QueuedErrorOrigin.Icmp6, 1, 3) => "H",
            (QueuedErrorOrigin.Icmp, 3, 2) => "P",
            (QueuedErrorOrigin.Icmp, 3, 5) or (QueuedErrorOrigin.Icmp6, 1, 2) => "S",
            (QueuedErrorOrigin.Icmp, 3, 9 or 10 or 13) or (QueuedErrorOrigin.Icmp6, 1, 1) => "X",
            (QueuedErrorOrigin.Icmp, 3, 14) => "V",
            (QueuedErrorOrigin.Icmp, 3, 15) => "C",
            (QueuedErrorOrigin.Icmp, 3, _) or (QueuedErrorOrigin.Icmp6, 1, _) => $"<{error.Code}>",
            (QueuedErrorOrigin.Local, _, _) => error.Errno switch { Errno.EHOSTUNREACH => "H", Errno.ENETUNREACH => "N", Errno.EACCES => "X", _ => "<local>" },
            _ => $"<{error.Type}-{error.Code}>",
        };
    }
}

/// <summary>Who answered.</summary>
internal sealed record TraceNode(ScopedAddress Address, string? Name);

/// <summary>All probes of a hop, for programs.</summary>
internal sealed record TraceRouteHop(int Hop, IReadOnlyList<TraceRouteProbe> Probes) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "hop");
        to.Field("hop", Hop);
        to.OpenArray("probes");
        foreach (var probe in Probes)
        {
            to.OpenObject();
            probe.Write(to);
            to.CloseObject();
        }
        to.CloseArray();
    }
}
