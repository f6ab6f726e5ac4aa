using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Lookups;

/// <summary>What BIND's tools share in one call: whom they ask, which names they try, how they say that something went wrong.</summary>
internal class LookupSession(DigGlobals globals, Shell shell)
{
    /// <summary>What the originals that these tools follow call themselves.</summary>
    public const string BindVersion = "9.18.49-1~deb12u3-Debian";

    private ResolverConfiguration? _configuration;

    public Shell Shell => shell;

    public DigGlobals Globals => globals;

    public TextBuffer To => shell.Output.Buffer;

    private ResolverConfiguration Configuration => _configuration ??= shell.Machine.Names.Configuration ?? ResolverConfiguration.Parse(null, shell.Machine.InterfaceIndex);

    /// <summary>The servers of a lookup: those of its words, else those of resolv.conf, else the loopback address.</summary>
    public IReadOnlyList<DigServer> Servers(DigLookup lookup)
    {
        if (lookup.Servers.Count > 0) return lookup.Servers;
        DigServer[] servers = [.. Configuration.Servers.Where(s => globals.Family == NameFamily.Any || s.Address.Is6 == (globals.Family == NameFamily.Ip6)).Select(static s => new DigServer(s, $"{s.Address}"))];
        if (servers.Length > 0) return servers;
        var loopback = globals.Family == NameFamily.Ip6 ? InternetAddress.Loopback6 : InternetAddress.Loopback4;
        return [new(new(loopback, 0), $"{loopback}")];
    }

    /// <summary>A line about what went wrong, on standard output, where dig has it.</summary>
    public void Say(string text)
    {
        if (globals.IsYaml || shell.Json) return;
        bool first = true;
        foreach (string line in text.Split('\n'))
        {
            if (first) shell.Output.Line($";; {line}");
            else shell.Output.Line($"{line}");
            first = false;
        }
    }

    /// <summary>Names to ask, and how they were meant.</summary>
    public IReadOnlyList<DnsName> Candidates(DigLookup lookup)
    {
        string text = lookup.Name!;
        if (!DnsName.TryParse(text, DnsName.Root, out var absolute, out string? problem)) throw new DigFailure($"'{text}' is not a legal name ({Problem(problem)})", 10);
        if (!lookup.Searches || text.EndsWith('.')) return [absolute];
        var search = globals.Domain is { } domain ? [domain] : Configuration.Search;
        // Unlike the C library, BIND's tools do not search for a name that has dots enough.
        if (text.Count(static c => c == '.') >= (globals.Dots ?? Configuration.Dots)) return [absolute];
        var names = new List<DnsName>();
        foreach (string suffix in search)
            if (DnsName.TryParse($"{text}.{suffix.TrimStart('.')}", out var searched)) names.Add(searched);
        names.Add(absolute);
        return names;
    }

    public TextFormat Format(DigLookup lookup) => lookup.Display.Format(shell.Clock.GetUtcNow().ToUnixTimeSeconds(), null);

    public MessageReport Report(DigLookup lookup, string kind, DigAnswer answer)
    {
        var how = new DrillExchange((long)answer.Reply.Took.TotalMilliseconds, answer.Server.Endpoint.Address, answer.Reply.AskedAt, answer.Reply.Bytes.Length);
        return new(kind, answer.Message, how, answer.Reply, 1, 0, Format(lookup)) { Transport = DigAnswer.Word(answer.Transport).ToLowerInvariant() };
    }

    public void AppendTime(TimeSpan time, string milliseconds, string microseconds)
    {
        To.Append((long)(globals.CountsMicroseconds ? time.TotalMicroseconds : time.TotalMilliseconds));
        To.Append(globals.CountsMicroseconds ? microseconds : milliseconds);
    }

    /// <summary>The addresses of a server's name; none when it has none, which dig says and goes on.</summary>
    public async ValueTask<IReadOnlyList<DigServer>> FindServersAsync(DnsName name)
    {
        string text = name.ToString();
        string called = text.Length > 1 ? text.TrimEnd('.') : text;
        try
        {
            var found = await shell.Machine.Names.AddressesAsync(text, globals.Family, shell.Stop);
            return [.. found.Select(e => new DigServer(e, called))];
        }
        catch (Failure)
        {
            Say($"couldn't get address for '{called}': not found");
            return [];
        }
    }

    /// <summary>A name without the dot at its end.</summary>
    public static void AppendBareName(TextBuffer to, DnsName name)
    {
        int start = to.Length;
        DigRecordLine.AppendName(to, name);
        if (to.Length > start + 1) to.CutTo(to.Length - 1);
    }

    private static string Problem(string? problem) => problem switch
    {
        "an empty label" => "empty label",
        "a label longer than 63 bytes" => "label too long",
        "the name is longer than 255 bytes" => "ran out of space",
        _ => problem ?? "bad escape",
    };
}

/// <summary>A lookup that nobody answered, for programs.</summary>
internal sealed record DigErrorReport(string Reason) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "error");
        to.Field("reason", Reason);
    }
}
