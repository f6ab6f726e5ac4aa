using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Host.Names;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.HostTool;

/// <summary>One call of host.</summary>
internal sealed class HostRun(HostOptions options, Shell shell)
{
    private static readonly DnsType[] s_usual = [DnsType.A, DnsType.Aaaa, DnsType.Mx];

    private readonly DigDisplay _display = new() { Statistics = false };
    private readonly DigGlobals _globals = new() { Port = options.Port, Family = options.Family };
    private readonly DigLookup _lookup = new()
    {
        EdnsVersion = DigLookup.NoEdns,
        SendsCookie = false,
        BestEffort = false,
        Class = options.Class,
        Flags = options.Recurses ? DnsFlags.RecursionDesired : DnsFlags.None,
        Transport = options.UsesTcp switch { true => DnsTransport.Tcp, false => DnsTransport.Udp, null => options.ShowsAll ? DnsTransport.Udp : null },
        TriesNextOnFailure = !options.StopsAtFailure,
        Timeout = options.Timeout,
        Tries = Math.Max(1, options.Retries) + 1,
        ShowsQuery = options.IsVerbose,
    };
    private LookupSession _run = null!;
    private bool _hasNamedServer;
    private (DnsQuestion Question, DnsTransport Transport)? _tried;

    private TextBuffer To => shell.Output.Buffer;

    public async ValueTask<ExitCode> RunAsync()
    {
        _globals.Dots = options.Dots;
        _run = new LookupSession(_globals, shell);
        _lookup.Searches = true;
        await TakeServerAsync();
        string name = options.Name!;
        if (name.Length == 0) throw new DigFailure("'' is not in legal name syntax (unexpected end of input)", 1);
        bool isReverse = InternetAddress.TryParse(name, out var address);
        // The name of an IPv4 address keeps its dot where it is told back, that of an IPv6 address does not.
        _lookup.Name = !isReverse ? name : address.Is6 ? $"{DnsName.Reverse(address)}".TrimEnd('.') : $"{DnsName.Reverse(address)}";
        if (isReverse) _lookup.Searches = false;
        bool good = options switch
        {
            { ComparesServers: true } => await CompareAsync(),
            { ListsZone: true } or { Type: DnsType.Axfr or DnsType.Ixfr } => await ListAsync(),
            _ => await LookUpAsync(isReverse ? [DnsType.Ptr] : options.Type is { } type ? [type] : options.ShowsAll ? [DnsType.Any] : s_usual, isReverse),
        };
        return good ? ExitCode.Ok : ExitCode.Failed;
    }

    private async ValueTask TakeServerAsync()
    {
        if (options.Server is not { } server) return;
        try
        {
            var found = await shell.Machine.Names.AddressesAsync(server, options.Family, shell.Stop);
            _lookup.Servers = [.. found.Select(e => new DigServer(e, server))];
        }
        catch (Failure e)
        {
            throw new DigFailure($"couldn't get address for '{server}': {(e.Message.Contains("family", StringComparison.Ordinal) ? "address family not supported" : "not found")}", 1);
        }
    }

    private DigAsker Asker() => new(_globals, shell, Say)
    {
        OnQuery = options.IsVerbose ? (query, _, transport) => ShowTrying(query, transport) : null,
    };

    private void Say(string text)
    {
        if (!text.StartsWith("Got SERVFAIL", StringComparison.Ordinal)) _run.Say(text);
    }

    /// <summary>Says what is asked, once for as long as the same goes out by the same way.</summary>
    private void ShowTrying(DigQuery query, DnsTransport transport)
    {
        if (shell.Json || query.Question is not { } question || _tried == (question, transport)) return;
        _tried = (question, transport);
        To.Append("Trying \""u8);
        LookupSession.AppendBareName(To, question.Name);
        To.Append("\"\n"u8);
        shell.Output.Written();
    }

    /// <summary>Asks for each type in turn; an alias that the first answer leads through is asked for by its own name.</summary>
    private async ValueTask<bool> LookUpAsync(DnsType[] types, bool isReverse)
    {
        DnsName? found = null;
        bool isGood = true;
        foreach (var type in types)
        {
            var lookup = _lookup with { Type = type };
            var answer = found is { } known ? await AskAsync(lookup, known) : await SearchAsync(lookup);
            if (answer is null) return false;
            if (answer.Message.Rcode != DnsRcode.NoError) return ShowFailure(answer, isReverse || answer.Message.Rcode == DnsRcode.NameError);
            ShowAnswer(answer, type, isAlone: types.Length == 1);
            if (type == DnsType.A && types.Length > 1) found = answer.Message.Canonical(answer.Query.Question!.Value.Name);
        }
        return isGood;
    }

    private async ValueTask<DigAnswer?> SearchAsync(DigLookup lookup)
    {
        DigAnswer? answer = null;
        foreach (var name in _run.Candidates(lookup))
        {
            answer = await AskAsync(lookup, name);
            if (answer is null || answer.Message.Rcode != DnsRcode.NameError) break;
        }
        return answer;
    }

    private async ValueTask<DigAnswer?> AskAsync(DigLookup lookup, DnsName name)
    {
        var asker = Asker();
        if (await asker.AskAsync(lookup, name, _run.Servers(lookup)) is { } answer) return answer;
        if (shell.Json) shell.Report(new DigErrorReport("no servers could be reached"));
        else if (!asker.HasSaidAll) To.Append(";; no servers could be reached\n"u8);
        shell.Output.Written();
        return null;
    }

    private bool ShowFailure(DigAnswer answer, bool isAsTyped)
    {
        if (shell.Json)
        {
            shell.Report(_run.Report(_lookup, "answer", answer));
            return false;
        }
        NameServer(answer.Server);
        To.Append("Host "u8);
        if (isAsTyped) To.Append($"{_lookup.Name}");
        else LookupSession.AppendBareName(To, answer.Query.Question!.Value.Name);
        To.Append(" not found: "u8);
        AppendRcode(answer.Message.Rcode);
        To.Append((byte)'\n');
        if (options.IsVerbose)
        {
            // host says this twice where a name does not exist.
            ShowReceived(answer);
            if (answer.Message.Rcode == DnsRcode.NameError) ShowReceived(answer);
        }
        shell.Output.Written();
        return false;
    }

    private void AppendRcode(DnsRcode rcode)
    {
        To.Append((ulong)rcode);
        To.Append((byte)'(');
        var name = DnsNames.Mnemonic(rcode);
        if (name.IsEmpty) To.Append($"RESERVED{(int)rcode}");
        else To.Append(name);
        To.Append((byte)')');
    }

    private void NameServer(DigServer server)
    {
        if (_hasNamedServer || options.Server is null) return;
        _hasNamedServer = true;
        To.Append($"Using domain server:\nName: {server.Name}\nAddress: {server.Endpoint.Address}#{server.Endpoint.Port}\nAliases: \n\n");
    }

    private void ShowAnswer(DigAnswer answer, DnsType type, bool isAlone)
    {
        if (shell.Json)
        {
            shell.Report(_run.Report(_lookup, "answer", answer));
            return;
        }
        NameServer(answer.Server);
        if (options.IsVerbose)
        {
            ShowMessage(answer, answer.Message);
        }
        else
        {
            var format = _run.Format(_lookup);
            foreach (var record in answer.Message.Answers) HostText.Append(To, record, format);
            if (isAlone && answer.Message.Answers.Count == 0)
            {
                LookupSession.AppendBareName(To, answer.Query.Question!.Value.Name);
                To.Append(" has no "u8);
                DnsNames.Append(To, type);
                To.Append(" record\n"u8);
            }
        }
        shell.Output.Written();
    }

    private void ShowMessage(DigAnswer answer, DnsMessage message)
    {
        if (options.ShowsAlmostAll) message = Without(message);
        new DigMessageText(To, _display, _run.Format(_lookup)).Append(answer.Header, message, 0, CookieState.Unknown, sentEdns: false);
        ShowReceived(answer);
    }

    private void ShowReceived(DigAnswer answer)
    {
        To.Append($"Received {answer.Reply.Bytes.Length} bytes from {answer.Server.Endpoint.Address}#{answer.Server.Endpoint.Port} in ");
        _run.AppendTime(answer.Reply.Took, " ms\n", " us\n");
    }

    private static DnsMessage Without(DnsMessage message) => new()
    {
        Id = message.Id,
        Flags = message.Flags,
        Opcode = message.Opcode,
        Rcode = message.Rcode,
        Questions = message.Questions,
        Answers = [.. message.Answers.Where(static r => r.Type is not (DnsType.Rrsig or DnsType.Nsec or DnsType.Nsec3))],
        Authorities = message.Authorities,
        Additionals = message.Additionals,
    };

    /// <summary>The SOA record of each server of the zone (-C).</summary>
    private async ValueTask<bool> CompareAsync()
    {
        var lookup = _lookup with { Type = DnsType.Ns };
        if (await SearchAsync(lookup) is not { } answer) return false;
        if (answer.Message.Rcode != DnsRcode.NoError)
        {
            To.Append($"Nameserver {answer.Server.Endpoint.Address}:\n\t{_lookup.Name} not found: ");
            AppendRcode(answer.Message.Rcode);
            To.Append((byte)'\n');
            return false;
        }
        if (options.IsVerbose && !shell.Json) ShowReceived(answer);
        var zone = answer.Query.Question!.Value.Name;
        var each = _lookup with { Type = DnsType.Soa };
        each.SetFlag(DnsFlags.RecursionDesired, false);
        bool any = false;
        foreach (var record in answer.Message.Answers.Where(static r => r.Type == DnsType.Ns))
        {
            if (record.Data is not Target target) continue;
            foreach (var server in await _run.FindServersAsync(target.Name))
            {
                each.Servers = [server];
                if (await AskAsync(each, zone) is not { } reply) continue;
                any = true;
                ShowSoa(reply);
            }
        }
        return any;
    }

    private void ShowSoa(DigAnswer reply)
    {
        if (shell.Json)
        {
            shell.Report(_run.Report(_lookup, "answer", reply));
        }
        else if (options.IsVerbose)
        {
            ShowMessage(reply, reply.Message);
        }
        else
        {
            To.Append($"Nameserver {reply.Server.Endpoint.Address}:\n");
            var format = _run.Format(_lookup);
            foreach (var soa in reply.Message.Answers.Where(static r => r.Type == DnsType.Soa))
            {
                To.Append((byte)'\t');
                HostText.Append(To, soa, format);
            }
        }
        shell.Output.Written();
    }

    /// <summary>The records of a zone that say where hosts are, or those that were asked for.</summary>
    private async ValueTask<bool> ListAsync()
    {
        var type = options.ListsZone ? DnsType.Axfr : options.Type!.Value;
        var lookup = _lookup with { Type = type, Serial = options.Serial };
        lookup.SetFlag(DnsFlags.RecursionDesired, false);
        var name = _run.Candidates(lookup)[0];
        foreach (var listed in _run.Servers(lookup))
        {
            var server = listed with { Endpoint = listed.Endpoint with { Port = options.Port } };
            var query = DigQuery.Make(lookup, name, null, shell.Clock.GetUtcNow());
            if (options.IsVerbose) ShowTrying(query, DnsTransport.Tcp);
            long began = shell.Clock.GetTimestamp();
            var plan = new DnsPlan(server.Endpoint) { Transport = DnsTransport.Tcp, Patience = TimeSpan.FromSeconds(options.Timeout) };
            using var transfer = new ZoneTransfer(shell.Machine, plan) { Serial = type == DnsType.Ixfr ? options.Serial : null };
            if (!await transfer.BeginAsync(query.Bytes, shell.Stop))
            {
                Say($"communications error to {server.Endpoint.Address}#{server.Endpoint.Port}: {(transfer.Errno == Errno.ECONNREFUSED ? "connection refused" : "timed out")}");
                continue;
            }
            int messages = 0;
            while (await transfer.NextAsync(shell.Stop) is { } record)
            {
                if (messages != transfer.Messages)
                {
                    messages = transfer.Messages;
                    Begin(server, transfer);
                }
                if (IsWanted(record.Type)) Show(record);
            }
            if (transfer.End == ZoneTransferEnd.Whole)
            {
                if (options.IsVerbose && !shell.Json)
                {
                    To.Append($"\nReceived {transfer.Bytes} bytes from {server.Endpoint.Address}#{server.Endpoint.Port} in ");
                    _run.AppendTime(shell.Clock.GetElapsedTime(began), " ms\n", " us\n");
                }
                return true;
            }
            FailTransfer(server, name, transfer);
            return false;
        }
        if (!shell.Json) To.Append(";; no servers could be reached\n"u8);
        return false;
    }

    private void Begin(DigServer server, ZoneTransfer transfer)
    {
        if (shell.Json) return;
        NameServer(server);
        if (!options.IsVerbose || transfer.Message is not { } message) return;
        new DigMessageText(To, _display with { Answer = false, Authority = false, Additional = false }, _run.Format(_lookup)).Append(message.Header, message, 0, CookieState.Unknown, sentEdns: false);
        To.Append(";; ANSWER SECTION:\n"u8);
    }

    private bool IsWanted(DnsType type)
    {
        if (options is { ListsZone: true, ShowsAll: false }) return options.Type is { } wanted ? type == wanted || wanted == DnsType.Any : type is DnsType.A or DnsType.Aaaa or DnsType.Ns or DnsType.Ptr;
        return !options.ShowsAlmostAll || type is not (DnsType.Rrsig or DnsType.Nsec or DnsType.Nsec3);
    }

    private void Show(DnsRecord record)
    {
        var format = _run.Format(_lookup);
        if (shell.Json) shell.Report(new RecordReport(record, format));
        else if (options.IsVerbose) DigRecordLine.Append(To, record, _display, format);
        else HostText.Append(To, record, format);
        shell.Output.Written();
    }

    private void FailTransfer(DigServer server, DnsName name, ZoneTransfer transfer)
    {
        if (shell.Json)
        {
            shell.Report(new DigErrorReport("transfer failed"));
            return;
        }
        if (transfer is { End: ZoneTransferEnd.Refused, Message: { } message })
        {
            NameServer(server);
            To.Append("Host "u8);
            LookupSession.AppendBareName(To, name);
            To.Append(" not found: "u8);
            AppendRcode(message.Rcode);
            To.Append((byte)'\n');
        }
        To.Append("; Transfer failed.\n"u8);
    }
}
