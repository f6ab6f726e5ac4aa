using Netshoot.Applets.Scans;
using Netshoot.Cli;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>Ports of one state and reason that are counted instead of shown.</summary>
internal sealed record NmapIgnored(PortState State, byte Protocol, ScanReason Reason, List<ushort> Ports);

/// <summary>What was found of a host.</summary>
internal sealed class NmapHostReport : IReport
{
    private const int MostShown = 25;

    private readonly NmapOptions _options;
    private readonly NmapPorts _names;

    public NmapHostReport(ScanHost host, NmapOptions options, NmapPorts names)
    {
        (Host, _options, _names) = (host, options, names);
        host.Ports.Sort(static (a, b) => Rank(a).CompareTo(Rank(b)));
        var counts = new int[(int)PortState.ClosedOrFiltered + 1];
        foreach (var port in host.Ports) counts[(int)port.Result.State]++;
        foreach (var port in host.Ports)
        {
            var state = port.Result.State;
            bool mayBeOpen = state is PortState.Open or PortState.OpenOrFiltered or PortState.Unfiltered;
            bool isIgnored = state != PortState.Open && counts[(int)state] > MostShown && options.Debugging < 3 || options.ShowsOpenOnly && !mayBeOpen;
            if (!isIgnored)
            {
                Shown.Add(port);
                continue;
            }
            var group = Ignored.Find(i => i.State == state && i.Protocol == port.Protocol && i.Reason == port.Result.Reason);
            if (group is null) Ignored.Add(group = new(state, port.Protocol, port.Result.Reason, []));
            group.Ports.Add(port.Number);
        }
        // States that have most ports first, and of a state the commonest reasons.
        Ignored.Sort((a, b) => counts[(int)b.State] != counts[(int)a.State] ? counts[(int)b.State].CompareTo(counts[(int)a.State]) : b.Ports.Count.CompareTo(a.Ports.Count));
    }

    public ScanHost Host { get; }

    public List<ScannedPort> Shown { get; } = [];

    public List<NmapIgnored> Ignored { get; } = [];

    /// <summary>Nothing of it is what the user asked for.</summary>
    public bool IsHidden => !Host.IsUp && _options.Verbosity == 0 && _options.ScansAnything() || _options.ShowsOpenOnly && _options.ScansPorts && (!Host.IsUp || Shown.Count == 0);

    public void Write(ReportWriter to)
    {
        WriteHead(to);
        if (!Host.IsUp) return;
        if (_options.ScansPorts) WritePorts(to);
        if (Host.Mac.Value != 0)
        {
            to.Field("mac", Host.Mac);
            if (to.Buffer is { } text)
            {
                text.Append("MAC Address: "u8);
                PacketLine.WriteMac(text, Host.Mac);
                text.Append(" (Unknown)\n"u8);
            }
        }
        if (_options.Debugging > 0 && Host.RoundTrips.IsKnown)
            to.Text($"Final times for host: srtt: {(long)Host.RoundTrips.Smoothed} rttvar: {(long)Host.RoundTrips.Variation}  to: {(long)Host.RoundTrips.Timeout(ScanTiming.OfTemplate(_options.Template)).TotalMicroseconds}\n");
        if (Host.Hops.Count > 0) WriteHops(to);
        if (_options.ScansPorts || Host.Hops.Count > 0) to.Text($"\n");
    }

    private void WriteHead(ReportWriter to)
    {
        to.Field("type", "host");
        to.Field("address", Host.Address);
        if (Host.GivenName is not null) to.Field("given_name", Host.GivenName);
        if (Host.Name is not null) to.Field("name", Host.Name);
        to.Text($"Nmap scan report for {NmapWords.Label(Host)}");
        if (_options.Scans.Contains('L'))
        {
            to.Text($"\n");
            return;
        }
        to.Field("up", Host.IsUp);
        if (!Host.IsUp)
        {
            to.Text($" [host down");
            if (_options.HasReasons) to.Text($", received no-response");
            to.Text($"]\n");
            return;
        }
        to.Text($"\nHost is up");
        if (_options.HasReasons)
        {
            to.Text($", received {NmapWords.Of(Host.Reason)}");
            if (Host.ReasonHopLimit > 0) to.Text($" ttl {Host.ReasonHopLimit}");
        }
        to.Field("reason", NmapWords.Of(Host.Reason));
        if (Host.RoundTrips.IsKnown)
        {
            double seconds = Host.RoundTrips.Smoothed / 1e6;
            to.Field("latency_s", seconds, $" ({NmapWords.Latency(seconds)}s latency)");
        }
        to.Text($".\n");
        if (Host.GivenName is not null && Host.Name is not null && Host.Name != Host.GivenName) to.Text($"rDNS record for {Host.Address}: {Host.Name}\n");
        if (_options.Verbosity > 1 && _options.ScansPorts && Host.Ended >= Host.Started)
            to.Text($"Scanned at {Host.Started:yyyy-MM-dd HH:mm:ss} {ScanTime.Zone(Host.Started)} for {(long)(Host.Ended - Host.Started).TotalSeconds}s\n");
    }

    private void WritePorts(ReportWriter to)
    {
        if (Host.IsTimedOut)
        {
            to.Flag("timed_out", $"Skipping host {NmapWords.Label(Host)} due to host timeout\n");
            return;
        }
        if (Shown.Count == 0 && Host.Ports.Count > 0)
            to.Text($"{(Host.Ports.Count == 1 ? "" : "All ")}{Host.Ports.Count} scanned port{(Host.Ports.Count == 1 ? "" : "s")} on {NmapWords.Label(Host)} {(Host.Ports.Count == 1 ? "is" : "are")} in ignored states.\n");
        to.OpenArray("not_shown");
        for (int i = 0; i < Ignored.Count; i++)
        {
            var ignored = Ignored[i];
            int count = ignored.Ports.Count;
            to.OpenObject();
            to.Text($"{(i == 0 ? "Not shown: " : ", ")}");
            to.Field("count", count, $"{count} ");
            to.Field("state", NmapWords.Of(ignored.State), $"{NmapWords.Of(ignored.State)} ");
            string kind = ignored.Protocol == 0 ? "n/a protocol" : NmapWords.Protocol(ignored.Protocol) + " port";
            to.Field("protocol", NmapWords.Protocol(ignored.Protocol), $"{kind}{(count == 1 ? "" : "s")} ");
            to.Field("reason", NmapWords.Of(ignored.Reason), $"({NmapWords.Of(ignored.Reason)})");
            to.CloseObject();
        }
        to.CloseArray();
        if (Ignored.Count > 0 || Shown.Count > 0) to.Text($"\n");
        WriteTable(to);
    }

    private void WriteTable(ReportWriter to)
    {
        bool isProtocols = Host.Ports.Count > 0 && Host.Ports[0].Protocol == 0;
        var rows = new List<string[]> { Header(isProtocols) };
        to.OpenArray("ports");
        foreach (var port in Shown)
        {
            Host.Services.TryGetValue((port.Protocol, port.Number), out var facts);
            string? service = facts is null ? _names.Service(port.Protocol, port.Number) : facts.IsTls ? $"ssl/{facts.Name}" : facts.Name;
            string reason = NmapWords.Of(port.Result.Reason), state = NmapWords.Of(port.Result.State);
            to.OpenObject();
            to.Field("port", port.Number);
            to.Field("protocol", NmapWords.Protocol(port.Protocol));
            to.Field("state", state);
            to.Field("service", service);
            to.Field("reason", reason);
            if (port.Result.HopLimit > 0) to.Field("reason_hop_limit", (int)port.Result.HopLimit);
            if (facts?.Product is { } product) to.Field("product", product);
            if (facts?.Version is { } version) to.Field("version", version);
            if (facts?.Information is { } information) to.Field("information", information);
            to.CloseObject();
            if (!to.IsText) continue;
            string name = port.Protocol == 0 ? $"{port.Number}" : $"{port.Number}/{NmapWords.Protocol(port.Protocol)}";
            string why = !_options.HasReasons ? "" : port.Result.HopLimit > 0 ? $"{reason} ttl {port.Result.HopLimit}" : reason;
            rows.Add([name, state, service ?? "unknown", why, Version(facts)]);
        }
        to.CloseArray();
        if (to.Buffer is { } text && Shown.Count > 0) WriteRows(text, rows);
    }

    private string[] Header(bool isProtocols)
        => [isProtocols ? "PROTOCOL" : "PORT", "STATE", "SERVICE", _options.HasReasons ? "REASON" : "", _options.FindsVersions ? "VERSION" : ""];

    /// <summary>Product, version and what else is known, as one text.</summary>
    internal static string Version(ServiceFacts? facts)
    {
        if (facts is null) return "";
        string text = facts.Product ?? "";
        if (facts.Version is not null) text += (text.Length > 0 ? " " : "") + facts.Version;
        return facts.Information is null ? text : text.Length > 0 ? $"{text} ({facts.Information})" : $"({facts.Information})";
    }

    private static void WriteRows(TextBuffer text, List<string[]> rows)
    {
        int columns = rows[0].Length;
        var widths = new int[columns];
        foreach (string[] row in rows)
            for (int i = 0; i < columns; i++) widths[i] = Math.Max(widths[i], row[i].Length);
        foreach (string[] row in rows)
        {
            int last = columns - 1;
            while (last > 0 && row[last].Length == 0) last--;
            for (int i = 0; i <= last; i++)
            {
                if (rows[0][i].Length == 0) continue;
                int start = text.Length;
                text.Foreign(row[i]);
                if (i == last) continue;
                text.Align(start, -widths[i]);
                text.Append(" "u8);
            }
            text.Append("\n"u8);
        }
    }

    private void WriteHops(ReportWriter to)
    {
        to.Text($"\nTRACEROUTE\n");
        to.OpenArray("hops");
        var rows = new List<string[]> { new[] { "HOP", "RTT", "ADDRESS" } };
        foreach (var hop in Host.Hops)
        {
            double milliseconds = hop.RoundTrip.TotalMilliseconds;
            to.OpenObject();
            to.Field("hop", hop.Number);
            if (hop.Address is { } address)
            {
                to.Field("address", address);
                to.Field("rtt_ms", milliseconds);
            }
            to.CloseObject();
            rows.Add([$"{hop.Number}", hop.Address is null ? "..." : FormattableString.Invariant($"{milliseconds:F2} ms"), hop.Address is null ? "" : hop.Name is null ? $"{hop.Address}" : $"{hop.Name} ({hop.Address})"]);
        }
        to.CloseArray();
        if (to.Buffer is { } text) WriteRows(text, rows);
    }

    private static int Rank(in ScannedPort port) => (port.Protocol switch { IpProtocols.Tcp => 0, IpProtocols.Udp => 1, IpProtocols.Sctp => 2, _ => 3 }) << 16 | port.Number;
}

/// <summary>What is asked of the options again and again.</summary>
internal static class NmapOptionFacts
{
    /// <summary>Whether hosts are looked at, and not only listed.</summary>
    public static bool ScansAnything(this NmapOptions options) => !options.Scans.Contains('L');
}
