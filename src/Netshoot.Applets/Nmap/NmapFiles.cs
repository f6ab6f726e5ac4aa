using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>What a whole scan came to.</summary>
internal readonly record struct NmapTotals(long Addresses, long Up, TimeSpan Elapsed, DateTimeOffset Ended);

/// <summary>A file that a scan is written to; <c>-</c> is standard output.</summary>
internal abstract class NmapFile(Output to, bool isOwn) : IDisposable
{
    protected TextBuffer Text => to.Buffer;

    /// <summary>It takes the place of the text on standard output.</summary>
    public bool IsStandard => !isOwn;

    protected static string Time(DateTimeOffset time) => StrfTime.Format("%a %b %e %H:%M:%S %Y", time);

    public abstract void Begin(NmapOptions options, DateTimeOffset started, IReadOnlyList<(ScanMethod Method, ushort[] Ports)> scans);

    public abstract void Host(NmapHostReport report);

    public abstract void End(in NmapTotals totals);

    public void Written() => to.Written();

    public void Dispose()
    {
        if (!isOwn) return;
        to.Flush();
        to.Dispose();
    }
}

/// <summary>The text of <c>-oN</c>.</summary>
internal sealed class NmapNormalFile(Output to, bool isOwn) : NmapFile(to, isOwn)
{
    public override void Begin(NmapOptions options, DateTimeOffset started, IReadOnlyList<(ScanMethod Method, ushort[] Ports)> scans)
        => Text.Append($"# Nmap 7.93 scan initiated {Time(started)} as: {options.CommandLine}\n");

    public override void Host(NmapHostReport report)
    {
        if (!report.IsHidden) report.Write(new ReportWriter(Text));
    }

    public override void End(in NmapTotals totals)
        => Text.Append($"# Nmap done at {Time(totals.Ended)} -- {totals.Addresses} {NmapWords.Addresses(totals.Addresses)} ({totals.Up} {NmapWords.Hosts(totals.Up)} up) scanned in {totals.Elapsed.TotalSeconds:F2} seconds\n");
}

/// <summary>The lines for grep of <c>-oG</c>.</summary>
internal sealed class NmapGrepableFile(Output to, bool isOwn, NmapPorts names) : NmapFile(to, isOwn)
{
    public override void Begin(NmapOptions options, DateTimeOffset started, IReadOnlyList<(ScanMethod Method, ushort[] Ports)> scans)
    {
        Text.Append($"# Nmap 7.93 scan initiated {Time(started)} as: {options.CommandLine}\n");
        if (options.Verbosity == 0) return;
        Text.Append($"# Ports scanned: TCP({Count(scans, IpProtocols.Tcp)}) UDP({Count(scans, IpProtocols.Udp)}) SCTP({Count(scans, IpProtocols.Sctp)}) PROTOCOLS({Count(scans, 0)})\n");
    }

    public override void Host(NmapHostReport report)
    {
        var host = report.Host;
        if (report.IsHidden) return;
        string name = host.Name ?? host.GivenName ?? "";
        Text.Append($"Host: {host.Address} ({name})\tStatus: ");
        Text.Append(host.IsUp ? "Up\n"u8 : "Down\n"u8);
        if (host.Ports.Count == 0) return;
        Text.Append($"Host: {host.Address} ({name})\t");
        bool isFirst = true;
        foreach (var port in report.Shown)
        {
            host.Services.TryGetValue((port.Protocol, port.Number), out var facts);
            string service = facts is null ? names.Service(port.Protocol, port.Number) ?? "" : facts.IsTls ? $"ssl|{facts.Name}" : facts.Name;
            Text.Append(isFirst ? port.Protocol == 0 ? "Protocols: "u8 : "Ports: "u8 : ", "u8);
            isFirst = false;
            if (port.Protocol == 0) Text.Append($"{port.Number}/{NmapWords.Of(port.Result.State)}/{service}/");
            else Text.Append($"{port.Number}/{NmapWords.Of(port.Result.State)}/{NmapWords.Protocol(port.Protocol)}//{service}//{NmapHostReport.Version(facts).Replace('/', '|')}/");
        }
        // Only where all that is left out is of one state.
        if (report.Ignored.Count > 0 && report.Ignored.TrueForAll(i => i.State == report.Ignored[0].State))
        {
            var most = report.Ignored[0].State;
            int count = 0;
            foreach (var ignored in report.Ignored) count += ignored.Ports.Count;
            if (!isFirst) Text.Append("\t"u8);
            Text.Append($"Ignored State: {NmapWords.Of(most)} ({count})");
        }
        Text.Append("\n"u8);
    }

    public override void End(in NmapTotals totals)
        => Text.Append($"# Nmap done at {Time(totals.Ended)} -- {totals.Addresses} {NmapWords.Addresses(totals.Addresses)} ({totals.Up} {NmapWords.Hosts(totals.Up)} up) scanned in {totals.Elapsed.TotalSeconds:F2} seconds\n");

    private static string Count(IReadOnlyList<(ScanMethod Method, ushort[] Ports)> scans, byte protocol)
    {
        foreach (var (method, ports) in scans)
            if (ScanMethods.ProtocolOf(method) == protocol) return NmapPorts.Count(ports);
        return "0;";
    }
}

/// <summary>The XML of <c>-oX</c>, as nmap's DTD has it; it names no style sheet, since there is none to find.</summary>
internal sealed class NmapXmlFile(Output to, bool isOwn, NmapPorts names) : NmapFile(to, isOwn)
{
    private NmapOptions _options = new();

    public override void Begin(NmapOptions options, DateTimeOffset started, IReadOnlyList<(ScanMethod Method, ushort[] Ports)> scans)
    {
        _options = options;
        Text.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<!-- Nmap 7.93 scan initiated "u8);
        // Two dashes would end the comment.
        Text.Append($"{Time(started)} as: {Escaped(options.CommandLine).Replace("--", "&#45;&#45;", StringComparison.Ordinal)} -->\n");
        Text.Append($"<nmaprun scanner=\"nmap\" args=\"{Escaped(options.CommandLine)}\" start=\"{started.ToUnixTimeSeconds()}\" startstr=\"{Time(started)}\" version=\"7.93\" xmloutputversion=\"1.05\">\n");
        foreach (var (method, ports) in scans)
            Text.Append($"<scaninfo type=\"{NmapWords.Type(method)}\" protocol=\"{NmapWords.Protocol(ScanMethods.ProtocolOf(method))}\" numservices=\"{ports.Length}\" services=\"{Scans.PortSet.Text(ports)}\"/>\n");
        Text.Append($"<verbose level=\"{options.Verbosity}\"/>\n<debugging level=\"{options.Debugging}\"/>\n");
    }

    public override void Host(NmapHostReport report)
    {
        var host = report.Host;
        if (report.IsHidden) return;
        Text.Append("<host"u8);
        if (host.Ports.Count > 0) Text.Append($" starttime=\"{host.Started.ToUnixTimeSeconds()}\" endtime=\"{host.Ended.ToUnixTimeSeconds()}\"");
        Text.Append($"><status state=\"{(host.IsUp ? "up" : "down")}\" reason=\"{NmapWords.Of(host.IsUp ? host.Reason : ScanReason.NoResponse)}\" reason_ttl=\"{host.ReasonHopLimit}\"/>\n");
        Text.Append($"<address addr=\"{host.Address}\" addrtype=\"{(host.Address.Is6 ? "ipv6" : "ipv4")}\"/>\n");
        if (host.IsUp)
        {
            if (host.Mac.Value != 0)
            {
                Text.Append("<address addr=\""u8);
                Scans.PacketLine.WriteMac(Text, host.Mac);
                Text.Append("\" addrtype=\"mac\"/>\n"u8);
            }
            Text.Append("<hostnames>\n"u8);
            if (host.GivenName is { } given) Text.Append($"<hostname name=\"{Escaped(given)}\" type=\"user\"/>\n");
            if (host.Name is { } name) Text.Append($"<hostname name=\"{Escaped(name)}\" type=\"PTR\"/>\n");
            Text.Append("</hostnames>\n"u8);
            if (host.Ports.Count > 0) Ports(report);
            if (host.Hops.Count > 0) Hops(host);
            if (host.RoundTrips.IsKnown)
                Text.Append($"<times srtt=\"{(long)host.RoundTrips.Smoothed}\" rttvar=\"{(long)host.RoundTrips.Variation}\" to=\"{(long)host.RoundTrips.Timeout(ScanTiming.OfTemplate(_options.Template)).TotalMicroseconds}\"/>\n");
        }
        Text.Append("</host>\n"u8);
    }

    public override void End(in NmapTotals totals)
    {
        string time = Time(totals.Ended);
        Text.Append($"<runstats><finished time=\"{totals.Ended.ToUnixTimeSeconds()}\" timestr=\"{time}\" summary=\"Nmap done at {time}; {totals.Addresses} {NmapWords.Addresses(totals.Addresses)} ({totals.Up} {NmapWords.Hosts(totals.Up)} up) scanned in {totals.Elapsed.TotalSeconds:F2} seconds\" elapsed=\"{totals.Elapsed.TotalSeconds:F2}\" exit=\"success\"/>");
        Text.Append($"<hosts up=\"{totals.Up}\" down=\"{totals.Addresses - totals.Up}\" total=\"{totals.Addresses}\"/>\n</runstats>\n</nmaprun>\n");
    }

    private void Ports(NmapHostReport report)
    {
        Text.Append("<ports>"u8);
        for (int i = 0; i < report.Ignored.Count; i++)
        {
            var state = report.Ignored[i].State;
            if (report.Ignored.FindIndex(g => g.State == state) != i) continue;
            int count = 0;
            foreach (var group in report.Ignored)
                if (group.State == state) count += group.Ports.Count;
            Text.Append($"<extraports state=\"{NmapWords.Of(state)}\" count=\"{count}\">\n");
            foreach (var group in report.Ignored)
            {
                if (group.State != state) continue;
                Text.Append($"<extrareasons reason=\"{NmapWords.Of(group.Reason)}\" count=\"{group.Ports.Count}\" proto=\"{NmapWords.Protocol(group.Protocol)}\" ports=\"{Scans.PortSet.Text(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(group.Ports))}\"/>\n");
            }
            Text.Append("</extraports>\n"u8);
        }
        foreach (var port in report.Shown)
        {
            Text.Append($"<port protocol=\"{NmapWords.Protocol(port.Protocol)}\" portid=\"{port.Number}\"><state state=\"{NmapWords.Of(port.Result.State)}\" reason=\"{NmapWords.Of(port.Result.Reason)}\" reason_ttl=\"{port.Result.HopLimit}\"/>");
            Service(report.Host, in port);
            Text.Append("</port>\n"u8);
        }
        Text.Append("</ports>\n"u8);
    }

    private void Service(ScanHost host, in ScannedPort port)
    {
        if (host.Services.TryGetValue((port.Protocol, port.Number), out var facts))
        {
            Text.Append($"<service name=\"{Escaped(facts.Name)}\"");
            if (facts.Product is { } product) Text.Append($" product=\"{Escaped(product)}\"");
            if (facts.Version is { } version) Text.Append($" version=\"{Escaped(version)}\"");
            if (facts.Information is { } information) Text.Append($" extrainfo=\"{Escaped(information)}\"");
            if (facts.IsTls) Text.Append(" tunnel=\"ssl\""u8);
            Text.Append(" method=\"probed\" conf=\"10\"/>"u8);
        }
        else if (names.Service(port.Protocol, port.Number) is { } name)
        {
            Text.Append($"<service name=\"{Escaped(name)}\" method=\"table\" conf=\"3\"/>");
        }
    }

    private void Hops(ScanHost host)
    {
        Text.Append("<trace>\n"u8);
        foreach (var hop in host.Hops)
            if (hop.Address is { } address) Text.Append($"<hop ttl=\"{hop.Number}\" ipaddr=\"{address}\" rtt=\"{hop.RoundTrip.TotalMilliseconds:F2}\"/>\n");
        Text.Append("</trace>\n"u8);
    }

    private static string Escaped(string text)
    {
        var escaped = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            switch (c)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                // XML 1.0 has no other control characters, however they are written.
                case < ' ' when c is not ('\t' or '\n' or '\r'): escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); break;
                default: escaped.Append(c); break;
            }
        }
        return escaped.ToString();
    }
}
