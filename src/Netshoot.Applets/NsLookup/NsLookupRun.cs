using System.Text;
using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.NsLookup;

/// <summary>One call of nslookup: its settings, its server, and what it is asked.</summary>
internal sealed class NsLookupRun(Shell shell)
{
    private const int LongestLine = 4096;

    private readonly NsLookupSettings _settings = new();
    private IReadOnlyList<DigServer> _servers = [];

    /// <summary>Something was not found, or nobody answered.</summary>
    public bool HasFailed { get; private set; }

    private TextBuffer To => shell.Output.Buffer;

    public void Set(string option)
    {
        if (option == "all") ShowSettings();
        else _settings.Apply(option, text => shell.Output.Line($"{text}"));
    }

    public async ValueTask UseServerAsync(string name, bool isQuiet)
    {
        try
        {
            var found = await shell.Machine.Names.AddressesAsync(name, Host.Names.NameFamily.Any, shell.Stop);
            _servers = [.. found.Select(e => new DigServer(e, name))];
        }
        catch (Failure)
        {
            throw new DigFailure($"couldn't get address for '{name}': not found", 1);
        }
        if (!isQuiet) ShowServers();
    }

    /// <summary>Reads commands until there are no more.</summary>
    public async ValueTask ConverseAsync()
    {
        using var input = shell.Machine.OpenInput();
        var buffer = new byte[LongestLine];
        var line = new List<byte>();
        while (true)
        {
            if (input.IsTerminal && line.Count == 0) shell.Output.Literal("> ");
            if (!await input.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, shell.Stop)) continue;
            var errno = input.TryRead(buffer, out int count);
            if (errno == Errno.EAGAIN) continue;
            if (errno != Errno.None || count == 0) break;
            foreach (byte b in buffer.AsSpan(0, count).ToArray())
            {
                if (b != '\n')
                {
                    if (line.Count < LongestLine) line.Add(b);
                    continue;
                }
                if (!await ObeyAsync(Encoding.UTF8.GetString([.. line]))) return;
                line.Clear();
            }
        }
        if (line.Count > 0) await ObeyAsync(Encoding.UTF8.GetString([.. line]));
    }

    /// <summary>Does what a line says; false when it was the last one.</summary>
    private async ValueTask<bool> ObeyAsync(string line)
    {
        string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                break;
            case ["exit", ..]:
                return false;
            case ["set", var option, ..]:
                Set(option);
                break;
            case ["server" or "lserver"]:
                ShowServers();
                break;
            case ["server" or "lserver", var name, ..]:
                await UseServerAsync(name, isQuiet: false);
                break;
            case ["help" or "?"]:
                shell.Output.Line($"The '{words[0]}' command is not yet implemented.");
                break;
            case ["root" or "ls" or "finger" or "view", ..]:
                shell.Output.Line($"The '{words[0]}' command is not implemented.");
                break;
            default:
                await LookUpAsync(words[0]);
                break;
        }
        return true;
    }

    public async ValueTask LookUpAsync(string name)
    {
        var run = Run();
        bool isReverse = InternetAddress.TryParse(name, out var address);
        var lookup = _settings.Lookup(_servers);
        lookup.Name = isReverse ? $"{DnsName.Reverse(address)}" : name;
        if (isReverse && _settings.HasUsualType || isReverse && _settings.Type == DnsType.A) lookup.Type = DnsType.Ptr;
        if (isReverse) lookup.Searches = false;

        var asker = new DigAsker(run.Globals, shell, run.Say);
        DigAnswer? answer = null;
        var names = run.Candidates(lookup);
        for (int i = 0; i < names.Count; i++)
        {
            answer = await asker.AskAsync(lookup, names[i], run.Servers(lookup));
            if (answer is null || answer.Message.Rcode != DnsRcode.NameError || i == names.Count - 1) break;
            // In the middle of a search only whoever debugs sees what was not found.
            if (_settings.IsDebug && !shell.Json) Show(run, lookup, answer, isReverse, isFirst: true);
        }
        if (answer is null)
        {
            HasFailed = true;
            if (shell.Json) shell.Report(new DigErrorReport("no servers could be reached"));
            else if (!asker.HasSaidAll) To.Append(";; no servers could be reached\n"u8);
            shell.Output.Written();
            return;
        }
        bool wantsBoth = _settings.HasUsualType && lookup.Type == DnsType.A && answer.Message.Rcode == DnsRcode.NoError;
        bool found = Show(run, lookup, answer, isReverse, isFirst: true, isSilent: wantsBoth);
        if (wantsBoth) await LookUpSixAsync(run, lookup, answer, found);
    }

    /// <summary>The second half of a usual look-up: the IPv6 addresses of the name that the first half led to.</summary>
    private async ValueTask LookUpSixAsync(LookupSession run, DigLookup lookup, DigAnswer first, bool found)
    {
        var six = lookup with { Type = DnsType.Aaaa };
        if (await new DigAsker(run.Globals, shell, run.Say).AskAsync(six, first.Message.Canonical(first.Query.Question!.Value.Name), run.Servers(lookup)) is { Message.Rcode: DnsRcode.NoError } second)
            found |= Show(run, six, second, isReverse: true, isFirst: false, isSilent: true);
        if (!found && !shell.Json) ShowNothing(first);
    }

    private LookupSession Run() => new(new DigGlobals { Port = _settings.Port, Dots = _settings.Dots, Domain = _settings.Domain }, shell);

    /// <param name="run">The call.</param>
    /// <param name="lookup">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="isReverse">Whether the lines about the server are left out.</param>
    /// <param name="isFirst">Whether this begins what is shown of a look-up.</param>
    /// <param name="isSilent">Whether nothing is said of an answer without records: another comes.</param>
    /// <returns>Whether there were records.</returns>
    private bool Show(LookupSession run, DigLookup lookup, DigAnswer answer, bool isReverse, bool isFirst, bool isSilent = false)
    {
        var message = answer.Message;
        if (shell.Json)
        {
            HasFailed |= message.Rcode != DnsRcode.NoError;
            shell.Report(run.Report(lookup, "answer", answer));
            return true;
        }
        if (_servers.Count == 0 && lookup.Flags.HasFlag(DnsFlags.RecursionDesired) && (message.Flags & DnsFlags.RecursionAvailable) == 0) run.Say($"Got recursion not available from {answer.Server.Endpoint.Address}");
        if (!isReverse) To.Append($"Server:\t\t{answer.Server.Name}\nAddress:\t{answer.Server.Endpoint.Address}#{answer.Server.Endpoint.Port}\n\n");
        var format = run.Format(lookup);
        if (_settings.IsDebug) ShowDetails(message, format);
        if (message.Rcode != DnsRcode.NoError)
        {
            HasFailed = true;
            To.Append("** server can't find "u8);
            LookupSession.AppendBareName(To, answer.Query.Question!.Value.Name);
            To.Append(": "u8);
            var rcode = DnsNames.Mnemonic(message.Rcode);
            if (rcode.IsEmpty) To.Append($"RESERVED{(int)message.Rcode}");
            else To.Append(rcode);
            To.Append((byte)'\n');
            shell.Output.Written();
            return false;
        }
        bool isForeign = (message.Flags & DnsFlags.AuthoritativeAnswer) == 0 && isFirst;
        if (isForeign && lookup.Type != DnsType.Ptr) To.Append("Non-authoritative answer:\n"u8);
        foreach (var record in message.Answers) NsLookupText.Append(To, record, format);
        if (message.Answers.Count == 0 && !isSilent) ShowNothing(answer);
        if (isForeign && !(_settings.HasUsualType && lookup.Type is DnsType.A or DnsType.Aaaa))
        {
            To.Append("\nAuthoritative answers can be found from:\n"u8);
            foreach (var record in message.Authorities) NsLookupText.Append(To, record, format);
            foreach (var record in message.Additionals) ShowAdditional(record);
        }
        shell.Output.Written();
        return message.Answers.Count > 0;
    }

    /// <summary>An address behind the names of servers: <c>ns.test	internet address = 10.9.0.4</c>.</summary>
    private void ShowAdditional(DnsRecord record)
    {
        if (record.Data is not (A or Aaaa)) return;
        LookupSession.AppendBareName(To, record.Name);
        if (record.Data is A a) To.Append($"\tinternet address = {a.Address}\n");
        else if (record.Data is Aaaa six) To.Append($"\thas AAAA address {six.Address}\n");
    }

    private void ShowNothing(DigAnswer answer)
    {
        To.Append("*** Can't find "u8);
        LookupSession.AppendBareName(To, answer.Query.Question!.Value.Name);
        To.Append(": No answer\n"u8);
    }

    private void ShowDetails(DnsMessage message, TextFormat format)
    {
        To.Append("------------\n    QUESTIONS:\n"u8);
        foreach (var question in message.Questions)
        {
            To.Append((byte)'\t');
            LookupSession.AppendBareName(To, question.Name);
            To.Append(", type = "u8);
            DnsNames.Append(To, question.Type);
            To.Append(", class = "u8);
            DnsNames.Append(To, question.Class);
            To.Append((byte)'\n');
        }
        To.Append("    ANSWERS:\n"u8);
        foreach (var record in message.Answers) NsLookupText.AppendDetailed(To, record, format);
        To.Append("    AUTHORITY RECORDS:\n"u8);
        foreach (var record in message.Authorities) NsLookupText.AppendDetailed(To, record, format);
        To.Append("    ADDITIONAL RECORDS:\n"u8);
        foreach (var record in message.Additionals) NsLookupText.AppendDetailed(To, record, format);
        To.Append("------------\n"u8);
    }

    private void ShowServers()
    {
        var run = Run();
        foreach (var server in run.Servers(_settings.Lookup(_servers)))
            To.Append($"Default server: {server.Name}\nAddress: {server.Endpoint.Address}#{_settings.Port}\n");
        shell.Output.Written();
    }

    private void ShowSettings()
    {
        ShowServers();
        var configuration = shell.Machine.Names.Configuration;
        To.Append($"\nSet options:\n  {(_settings.UsesTcp ? "vc" : "novc")}\t\t\t{(_settings.IsDebug ? "debug" : "nodebug")}\t\tnod2\n");
        To.Append($"  {(_settings.Searches ? "search" : "nosearch")}\t\t{(_settings.Recurses ? "recurse" : "norecurse")}\n");
        To.Append($"  timeout = {_settings.Timeout}\t\tretry = {_settings.Retries}\tport = {_settings.Port}\tndots = {_settings.Dots ?? configuration?.Dots ?? 1}\n");
        To.Append($"  querytype = {_settings.TypeText,-8}\tclass = {_settings.ClassText}\n");
        var search = _settings.Domain is { } domain ? [domain] : configuration?.Search ?? [];
        To.Append($"  srchlist = {string.Join('/', search)}\n");
        shell.Output.Written();
    }
}
