using System.Text;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Resolve;

/// <summary>The two ways to a name, side by side.</summary>
internal sealed record ResolveReport(string Name, IReadOnlyList<DnsType> Types, NameWays Ways, NameWay Glibc, NameWay Musl, IReadOnlyList<string> Notes, IMachine Machine) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("name", Name, $"{Name}");
        to.OpenArray("types");
        foreach (var type in Types) to.Field(null, Word(type), $" {Word(type)}");
        to.CloseArray();
        WriteFiles(to);
        WriteWay(to, Glibc);
        WriteWay(to, Musl);
        to.OpenArray("differences");
        if (Notes.Count == 0) to.Text($"\n\nBoth libraries go the same way.");
        else to.Text($"\n");
        foreach (string note in Notes) to.Field(null, note, $"\nnote: {note}");
        to.CloseArray();
    }

    private void WriteFiles(ReportWriter to)
    {
        var configuration = Ways.Configuration;
        to.OpenArray("nsswitch_hosts");
        to.Text($"\n  nsswitch.conf  hosts:");
        foreach (var source in Ways.Sources) to.Field(null, source.Name, $" {source.Name}");
        if (Machine.Names.File("nsswitch.conf") is null) to.Text($"  (no such file; this is what glibc does then)");
        to.CloseArray();
        to.OpenArray("hosts_file");
        to.Text($"\n  hosts         ");
        foreach (var address in Ways.Known) to.Field(null, address, $" {address}");
        if (Ways.Known.Count == 0) to.Text($" no line for this name");
        to.CloseArray();
        to.OpenArray("nameservers");
        to.Text($"\n  resolv.conf    nameserver");
        foreach (var server in configuration.Servers) to.Field(null, server.Address, $" {server.Address}");
        if (!configuration.NamesServers) to.Text($"  (none named; this is what the libraries ask then)");
        to.CloseArray();
        to.OpenArray("search");
        to.Text($"; search");
        foreach (string domain in configuration.Search) to.Field(null, domain, $" {domain}");
        if (configuration.Search.Count == 0) to.Text($" nothing");
        to.CloseArray();
        to.Field("ndots", configuration.Dots, $"; ndots {configuration.Dots}");
        to.Field("timeout_s", configuration.Timeout.TotalSeconds, $", timeout {configuration.Timeout.TotalSeconds:0} s");
        to.Field("attempts", configuration.Attempts, $", attempts {configuration.Attempts}");
    }

    private void WriteWay(ReportWriter to, NameWay way)
    {
        string library = way.Library == NameLibrary.Glibc ? "glibc" : "musl";
        to.OpenObject(library);
        to.Text($"\n\nAs {library} goes:");
        to.OpenArray("stations");
        foreach (var station in way.Stations) WriteStation(to, station);
        to.CloseArray();
        to.Field("outcome", Key(way.Outcome));
        to.Field("time_ms", way.Took.TotalMilliseconds, "0.###");
        to.OpenArray("addresses");
        if (way.Outcome == ResolverOutcome.Answer) to.Text($"\n  a program gets");
        foreach (var address in way.Addresses) to.Field(null, address.Address, $" {address.Address}");
        to.CloseArray();
        if (way.Outcome != ResolverOutcome.Answer) to.Field("error", Error(way), $"\n  a program gets the error '{Error(way)}'");
        else if (way.Addresses.Count == 0) to.Text($" {way.Records.Count} record{(way.Records.Count == 1 ? "" : "s")}");
        to.Text($" after {way.Took.TotalMilliseconds:0.0} ms");
        to.CloseObject();
    }

    private void WriteStation(ReportWriter to, NameStation station)
    {
        to.OpenObject();
        to.Field("source", station.Source, $"\n  {station.Source,-6}");
        if (station.Outcome is { } outcome) to.Field("outcome", Key(outcome));
        if (station.Outcome is null) to.Text($" not looked at");
        else if (station.Steps.Count == 0) to.Text($" {(station.Addresses.Count > 0 ? "found" : "not found")}");
        to.OpenArray("addresses");
        foreach (var address in station.Addresses) to.Field(null, address, $" {address}");
        to.CloseArray();
        to.OpenArray("questions");
        foreach (var step in station.Steps) WriteStep(to, step, isFirst: ReferenceEquals(step, station.Steps[0]));
        to.CloseArray();
        to.CloseObject();
    }

    private void WriteStep(ReportWriter to, ResolverStep step, bool isFirst)
    {
        to.OpenObject();
        if (isFirst) to.Text($" ");
        else to.Text($"\n         ");
        to.Field("name", step.Name, $"{step.Name} ");
        to.Field("type", Word(step.Type), $"{Word(step.Type)} ");
        to.Field("server", step.Server.Address, $"of {step.Server.Address}");
        to.Field("transport", step.OverTcp ? "tcp" : "udp", $"{(step.OverTcp ? " over TCP" : "")}: ");
        to.Field("outcome", Key(step.Outcome), $"{Words(step)}");
        if (step.Outcome == ResolverOutcome.ServerFailure) to.Field("rcode", Rcode(step.Rcode));
        to.Field("time_ms", step.Took.TotalMilliseconds, "0.###");
        to.OpenArray("records");
        foreach (var record in step.Records)
        {
            var data = new TextBuffer(64);
            RecordLine.AppendData(data, record, TextFormat.Zone);
            to.Field(null, data.ToString(), $" {data.ToString()}");
        }
        to.CloseArray();
        to.Text($", {step.Took.TotalMilliseconds:0.0} ms");
        to.CloseObject();
    }

    /// <summary>What gai_strerror(3) of the library says.</summary>
    private static string Error(NameWay way) => (way.Outcome, way.Library) switch
    {
        (ResolverOutcome.NoName, NameLibrary.Glibc) => "Name or service not known",
        (ResolverOutcome.NoName, _) => "Name does not resolve",
        (ResolverOutcome.NoData, NameLibrary.Glibc) => "No address associated with hostname",
        (ResolverOutcome.NoData, _) => "Name has no usable address",
        (_, NameLibrary.Glibc) => "Temporary failure in name resolution",
        _ => "Try again",
    };

    private string Words(ResolverStep step) => step.Outcome switch
    {
        ResolverOutcome.Answer => "answer",
        ResolverOutcome.NoData => "the name has no such record",
        ResolverOutcome.NoName => "no such name",
        ResolverOutcome.ServerFailure => $"the server says {Rcode(step.Rcode)}",
        ResolverOutcome.Timeout => "no answer",
        ResolverOutcome.Unreachable => Machine.Text(step.Errno),
        _ => "an answer to something else, or none that can be read",
    };

    private static string Key(ResolverOutcome outcome) => outcome switch
    {
        ResolverOutcome.Answer => "answer",
        ResolverOutcome.NoData => "no_data",
        ResolverOutcome.NoName => "no_name",
        ResolverOutcome.ServerFailure => "server_failure",
        ResolverOutcome.Timeout => "timeout",
        ResolverOutcome.Unreachable => "unreachable",
        _ => "nonsense",
    };

    private static string Rcode(DnsRcode rcode) => DnsNames.Mnemonic(rcode) is { IsEmpty: false } name ? Encoding.ASCII.GetString(name) : $"code {(int)rcode}";

    private static string Word(DnsType type) => DnsNames.Mnemonic(type) is { IsEmpty: false } name ? Encoding.ASCII.GetString(name) : $"TYPE{(ushort)type}";
}
