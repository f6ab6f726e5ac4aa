using System.Globalization;
using System.Security;
using Netshoot.Cli;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.Mtr;

/// <summary>The report of mtr(8) at the end (<c>-r</c>, <c>-w</c>).</summary>
internal sealed record MtrReport(MtrHost Host, PathMonitor Monitor) : IReport
{
    private const int NarrowName = 25, Prefix = 2;

    public void Write(ReportWriter to)
    {
        if (to.Buffer is not { } text)
        {
            MtrJson.WriteMembers(to, Host, Monitor);
            return;
        }
        var hops = Host.Hops(Monitor).Select(h => (h.Hop, h.Statistics, Name: Host.NameOf(h.Statistics))).ToList();
        string self = Host.Self;
        int width = Host.Options.IsWide ? hops.Select(static h => h.Name.Length).Append(self.Length).Max() : NarrowName;
        var fields = MtrField.Of(Host.Options.Fields);
        text.Append($"Start: {Host.Began:yyyy-MM-ddTHH:mm:ss}{Offset(Host.Began)}\nHOST: ");
        WritePadded(text, self, Host.Options.IsWide ? width : width + Prefix);
        foreach (var field in fields) text.Append(field.Title.PadLeft(field.Width));
        foreach (var (hop, statistics, name) in hops)
        {
            text.Append($"\n{hop,3}.|-- ");
            WritePadded(text, name.Length > width ? name[..width] : name, width);
            foreach (var field in fields) text.Append(field.Cell(statistics));
        }
    }

    private static void WritePadded(TextBuffer text, string name, int width)
    {
        int start = text.Length;
        text.Foreign(name);
        text.Align(start, -width);
    }

    private static string Offset(DateTimeOffset time) => time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}

/// <summary>The same as XML (<c>-x</c>).</summary>
internal static class MtrXml
{
    public static void Write(Output to, MtrHost host, PathMonitor monitor)
    {
        var options = host.Options;
        to.Literal("<?xml version=\"1.0\"?>\n");
        to.Line($"<MTR SRC=\"{Escaped(host.Self)}\" DST=\"{Escaped(host.Name)}\" TOS=\"0x{options.TrafficClass:X}\" PSIZE=\"{options.Length}\" BITPATTERN=\"0x{options.Pattern & 255:X2}\" TESTS=\"{options.Cycles ?? 0}\">");
        foreach (var (hop, statistics) in host.Hops(monitor))
        {
            to.Line($"    <HUB COUNT=\"{hop}\" HOST=\"{Escaped(host.NameOf(statistics))}\">");
            foreach (var field in MtrField.Of(options.Fields))
            {
                if (field.Form == MtrFieldForm.Space) continue;
                string name = field.Title.TrimEnd('%');
                to.Line($"        <{name}>{field.Text(statistics)}</{name}>");
            }
            to.Literal("    </HUB>\n");
        }
        to.Literal("</MTR>\n");
    }

    private static string Escaped(string text) => SecurityElement.Escape(text);
}

/// <summary>The same as comma-separated values (<c>-C</c>).</summary>
internal static class MtrCsv
{
    public static void Write(Output to, MtrHost host, PathMonitor monitor)
    {
        var fields = MtrField.Of(host.Options.Fields);
        to.Literal("Mtr_Version,Start_Time,Status,Host,Hop,Ip,");
        foreach (var field in fields) to.Literal($"{field.Title},");
        to.Literal("\n");
        foreach (var (hop, statistics) in host.Hops(monitor))
        {
            to.Text($"MTR.0.95,{host.Began.ToUnixTimeSeconds()},OK,{host.Name},{hop},{host.NameOf(statistics)}");
            foreach (var field in fields)
            {
                double number = field.Number(statistics);
                bool isWhole = field.Form is MtrFieldForm.Count or MtrFieldForm.Space;
                to.Literal($",{number.ToString(isWhole ? "F0" : "F2", CultureInfo.InvariantCulture)}");
            }
            to.Literal("\n");
        }
    }
}

/// <summary>The same as JSON in the original's form (<c>-j</c>).</summary>
internal static class MtrJson
{
    public static void Write(Output to, MtrHost host, PathMonitor monitor)
    {
        var json = new JsonText(to.Buffer, JsonLayout.Spaces);
        json.OpenObject();
        json.OpenObject("report");
        WriteMembers(new ReportWriter(json), host, monitor);
        json.CloseObject();
        json.CloseObject();
        to.Literal("\n");
    }

    public static void WriteMembers(ReportWriter to, MtrHost host, PathMonitor monitor)
    {
        var options = host.Options;
        to.OpenObject("mtr");
        to.Field("src", host.Self);
        to.Field("dst", host.Name);
        to.Field("tos", options.TrafficClass);
        to.Field("tests", options.Cycles ?? monitor.Cycle);
        to.Field("psize", options.Length.ToString(CultureInfo.InvariantCulture));
        string pattern = $"0x{options.Pattern & 255:X2}";
        to.Field("bitpattern", pattern);
        to.CloseObject();
        to.OpenArray("hubs");
        foreach (var (hop, statistics) in host.Hops(monitor))
        {
            to.OpenObject();
            to.Field("count", hop);
            to.Field("host", host.NameOf(statistics));
            foreach (var field in MtrField.Of(options.Fields))
            {
                if (field.Form == MtrFieldForm.Space) continue;
                if (field.Form == MtrFieldForm.Count) to.Field(field.Title, (long)field.Number(statistics));
                else to.Field(field.Title, field.Number(statistics), "0.0##");
            }
            to.CloseObject();
        }
        to.CloseArray();
    }
}

/// <summary>Each event on a line of its own, for programs that keep account themselves (<c>-l</c>).</summary>
internal sealed class MtrRaw(Output to, MtrHost host)
{
    private readonly HashSet<(int Hop, InternetEndpoint Endpoint)> _named = [];

    public void Tell(in PathMonitorEvent happened, PathMonitor monitor)
    {
        int hop = happened.Hop - 1, number = MtrHost.FirstSequence + happened.Number % ITraceMethod.Identifiers;
        if (happened.Kind == PathMonitorEventKind.Sent) to.Line($"x {hop} {number}");
        if (happened.Kind != PathMonitorEventKind.Answered) return;
        var statistics = monitor[happened.Hop];
        var address = statistics.Address!.Value;
        // The original says it twice, and readers count on a line for each address that is new.
        for (int i = 0; i < 2 && happened.IsNew; i++)
        {
            to.Line($"h {hop} {address.Address}");
            if (!host.Options.ShowsLabels) continue;
            foreach (var label in statistics.Labels) to.Line($"m {hop} {label.Label} {label.TrafficClass} {(label.IsBottom ? 1 : 0)} {label.TimeToLive}");
        }
        if (!host.Options.IsNumeric && host.Names.TryFind(address.Address, out string? name) && name is not null && _named.Add((hop, address))) to.Line($"d {hop} {name}");
        to.Line($"p {hop} {happened.RoundTrip} {number}");
    }
}
