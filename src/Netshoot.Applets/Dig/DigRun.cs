using System.Globalization;
using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Dig;

/// <summary>One call of dig: its lookups one after the other, and what it prints of each.</summary>
internal sealed class DigRun(DigGlobals globals, Shell shell) : LookupSession(globals, shell)
{
    private static readonly ExitCode s_noReply = new(9);

    private string? _banner;
    private bool _hasShownBanner;
    private bool _hadCommand;
    private int _serversFound;

    public ExitCode Exit { get; private set; } = ExitCode.Ok;

    /// <param name="parser">What to do.</param>
    /// <param name="words">The words it was read from, for the first line.</param>
    public async ValueTask RunAsync(DigParser parser, IReadOnlyList<string> words)
    {
        _banner = string.Join(' ', words);
        (_hadCommand, _serversFound) = (parser.ShowedCommand, parser.ServersFound);
        foreach (var lookup in parser.Lookups)
        {
            bool good = lookup switch
            {
                { IsServerSearch: true } => await new DigServerSearch(this).RunAsync(lookup),
                { IsTrace: true } => await new DigTrace(this).RunAsync(lookup),
                { WantsDns64Prefix: true } => await new DigPrefixSearch(this).RunAsync(lookup),
                { IsTransfer: true } => await new DigTransfer(this).RunAsync(lookup),
                _ => await LookUpAsync(lookup),
            };
            if (!good) Exit = s_noReply;
        }
    }

    public DigAsker Asker(DigLookup lookup) => new(Globals, Shell, Say)
    {
        OnQuery = lookup.ShowsQuery ? (query, server, transport) => ShowQuery(lookup, query, server, transport) : null,
        OnRetry = text =>
        {
            if (lookup.Display.Comments && !Globals.IsYaml && !Shell.Json) Say(text);
        },
        OnBadCookie = answer => Show(lookup, answer, isSigned: true),
    };

    /// <summary>The line with the version and the words, once.</summary>
    /// <param name="isFailure">Nobody answered: dig then shows it even when it was told late not to.</param>
    public void ShowBanner(bool isFailure = false)
    {
        if (_banner is not { } words || !_hadCommand || !isFailure && !Globals.ShowsCommand || Globals.IsYaml || Shell.Json) return;
        _banner = null;
        if (!_hasShownBanner) To.Append((byte)'\n');
        To.Append($"; <<>> DiG {BindVersion} <<>>");
        if (words.Length > 0) To.Append($" {words}");
        To.Append((byte)'\n');
        if (_serversFound > 0) To.Append($"; ({_serversFound} server{(_serversFound == 1 ? "" : "s")} found)\n");
        if (!_hasShownBanner) To.Append(";; global options: +cmd\n"u8);
        _hasShownBanner = true;
    }

    /// <summary>What dig says when no server answered.</summary>
    public bool Fail(DigAsker asker)
    {
        if (Shell.Json)
        {
            Shell.Report(new DigErrorReport("no servers could be reached"));
        }
        else if (Globals.IsYaml)
        {
            To.Append("- type: DIG_ERROR\n  message: |\n    no servers could be reached\n"u8);
        }
        else if (!asker.HasSaidAll)
        {
            ShowBanner(isFailure: true);
            To.Append(";; no servers could be reached\n"u8);
        }
        Shell.Output.Written();
        return asker.EndsWell;
    }

    private async ValueTask<bool> LookUpAsync(DigLookup lookup)
    {
        var names = Candidates(lookup);
        for (int i = 0; i < names.Count; i++)
        {
            var asker = Asker(lookup);
            if (await asker.AskAsync(lookup, names[i], Servers(lookup)) is not { } answer) return Fail(asker);
            bool isLast = i == names.Count - 1 || answer.Message.Rcode != DnsRcode.NameError;
            if (isLast || lookup.ShowsSearch) Show(lookup, answer, !asker.IsUnsigned);
            if (isLast) break;
        }
        return true;
    }

    /// <summary>Shows an answer in the form that was asked for.</summary>
    public void Show(DigLookup lookup, DigAnswer answer, bool isSigned)
    {
        if (Shell.Json) Shell.Report(Report(lookup, "answer", answer));
        else if (Globals.IsYaml) ShowYaml(lookup, answer);
        else if (Globals.IsShort) ShowShort(lookup, answer);
        else ShowWhole(lookup, answer, isSigned);
        Shell.Output.Written();
    }

    private void ShowWhole(DigLookup lookup, DigAnswer answer, bool isSigned)
    {
        ShowBanner();
        if (lookup.Display.Comments) To.Append(";; Got answer:\n"u8);
        new DigMessageText(To, lookup.Display, Format(lookup)).Append(answer.Header, answer.Message, answer.Extra, DigAsker.CookieOf(answer), answer.Query.HasEdns);
        if (!lookup.Display.Statistics) return;
        ShowStatistics(answer.Server, answer.Transport, answer.Reply);
        To.Append($";; MSG SIZE  rcvd: {answer.Reply.Bytes.Length}\n");
        if (Globals.HasLostKey) To.Append(";; WARNING -- TSIG key was not used.\n"u8);
        else if (!isSigned) To.Append(";; WARNING -- Some TSIG could not be validated\n"u8);
        To.Append((byte)'\n');
    }

    /// <summary>Time, server and date.</summary>
    public void ShowStatistics(DigServer server, DnsTransport transport, DnsReply reply)
    {
        To.Append(";; Query time: "u8);
        AppendTime(reply.Took, " msec", " usec");
        To.Append("\n;; SERVER: "u8);
        DigAnswer.AppendServer(To, server);
        To.Append($" ({DigAnswer.Word(transport)})\n;; WHEN: ");
        var zone = Shell.Clock.LocalTimeZone;
        var when = TimeZoneInfo.ConvertTime(reply.AskedAt + reply.Took, zone);
        To.Append(when.ToString("ddd MMM dd HH:mm:ss ", CultureInfo.InvariantCulture));
        To.Append($"{(zone.IsDaylightSavingTime(when) ? zone.DaylightName : zone.StandardName)}");
        To.Append(when.ToString(" yyyy", CultureInfo.InvariantCulture));
        To.Append((byte)'\n');
    }

    private void ShowShort(DigLookup lookup, DigAnswer answer)
    {
        if (!lookup.Display.Answer) return;
        var format = Format(lookup);
        foreach (var record in answer.Message.Answers)
        {
            DigRecordLine.AppendData(To, record, lookup.Display, format);
            if (lookup.Identifies) AppendIdentity(answer);
            To.Append((byte)'\n');
        }
    }

    /// <summary><c> from server 10.9.0.1 in 0 ms.</c></summary>
    public void AppendIdentity(DigAnswer answer)
    {
        To.Append($" from server {answer.Server.Endpoint.Address} in ");
        AppendTime(answer.Reply.Took, " ms.", " us.");
    }

    private void ShowQuery(DigLookup lookup, DigQuery query, DigServer server, DnsTransport transport)
    {
        if (Globals.IsShort || !DnsMessage.TryRead(query.Shown, out var message, out _)) return;
        var wire = new WireReader(query.Shown);
        var header = DnsHeader.Read(ref wire);
        if (Shell.Json)
        {
            Shell.Report(new MessageReport("query", message, new(0, server.Endpoint.Address, Shell.Clock.GetUtcNow(), query.Bytes.Length), null, 0, 0, Format(lookup)));
            return;
        }
        if (Globals.IsYaml)
        {
            AppendYamlFrame((header.Flags & DnsFlags.RecursionDesired) != 0 ? "RECURSIVE_QUERY" : "AUTH_QUERY", Shell.Clock.GetUtcNow(), null, query.Bytes.Length, server, transport);
            To.Append("    query_message_data:\n"u8);
            new DigMessageText(To, lookup.Display, Format(lookup)).AppendYaml(header, message, CookieState.Unknown);
            Shell.Output.Written();
            return;
        }
        ShowBanner();
        if (lookup.Display.Comments) To.Append(";; Sending:\n"u8);
        new DigMessageText(To, lookup.Display, Format(lookup)).Append(header, message, 0, CookieState.Unknown, sentEdns: false);
        if (lookup.Display.Statistics) To.Append($";; QUERY SIZE: {query.Bytes.Length}\n\n");
        Shell.Output.Written();
    }

    private void ShowYaml(DigLookup lookup, DigAnswer answer)
    {
        const DnsFlags Recursive = DnsFlags.RecursionDesired | DnsFlags.RecursionAvailable;
        string type = (answer.Header.Flags & Recursive) == Recursive ? "RECURSIVE_RESPONSE" : "AUTH_RESPONSE";
        AppendYamlFrame(type, answer.Reply.AskedAt, answer.Reply.AskedAt + answer.Reply.Took, answer.Reply.Bytes.Length, answer.Server, answer.Transport);
        To.Append("    response_message_data:\n"u8);
        var display = Globals.IsShort ? lookup.Display.All(false) : lookup.Display;
        new DigMessageText(To, display, Format(lookup)).AppendYaml(answer.Header, answer.Message, DigAsker.CookieOf(answer));
        if (Globals.IsShort) ShowShort(lookup, answer);
    }

    private void AppendYamlFrame(string type, DateTimeOffset asked, DateTimeOffset? answered, int size, DigServer server, DnsTransport transport)
    {
        const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        bool is6 = server.Endpoint.Address.Is6;
        To.Append($"- type: MESSAGE\n  message:\n    type: {type}\n    query_time: !!timestamp {asked.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}\n");
        if (answered is { } when) To.Append($"    response_time: !!timestamp {when.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}\n");
        To.Append($"    message_size: {size}b\n    socket_family: {(is6 ? "INET6" : "INET")}\n    socket_protocol: {(transport == DnsTransport.Udp ? "UDP" : "TCP")}\n");
        To.Append($"    response_address: \"{server.Endpoint.Address}\"\n    response_port: {server.Endpoint.Port}\n    query_address: \"{(is6 ? "::" : "0.0.0.0")}\"\n    query_port: 0\n");
    }
}
