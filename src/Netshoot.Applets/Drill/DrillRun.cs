using System.Text;
using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Security;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>One call of drill: makes or reads the query, asks, prints or writes the answer.</summary>
internal sealed class DrillRun(DrillOptions options, Shell shell)
{
    private static readonly DateTimeOffset s_never = DateTimeOffset.UnixEpoch;

    private readonly TextFormat _format = new(TextStyle.Drill, shell.Clock.GetUtcNow().ToUnixTimeSeconds(), new DrillNetworkNames(shell.Machine.Names));

    private List<DnsRecord> _anchors = [];

    public async ValueTask<ExitCode> RunAsync()
    {
        if (options.AnswerInput is { } path) return PrintFile(path);
        if (options.Traces && options.Chases) throw new DrillFailure("-T and -S cannot be used at the same time.");
        if (options.Traces || options.Chases || options.KeyFiles.Count > 0) return await FollowAsync();
        var question = DrillWords.Question(options);
        if (options.QueryOutput is { } output)
        {
            return Write(output, DrillQuery.Make(options, question, options.UdpSize, DnsId.New(), shell.Clock.GetUtcNow()).Bytes) ? ExitCode.Ok : ExitCode.Failed;
        }
        var servers = await DrillServers.FindAsync(options, shell);
        if (options.QueryInput is null && question.Type == DnsType.Axfr)
        {
            return await new DrillTransfer(options, shell, _format).RunAsync(DrillQuery.Transfer(options, question, shell.Clock.GetUtcNow()), servers);
        }
        return await AskAsync(question, servers);
    }

    /// <summary>What looks at signatures or delegations.</summary>
    private async ValueTask<ExitCode> FollowAsync()
    {
        bool isSecure = options.Chases || options.WantsDnssec || !options.Traces;
        // Nobody reads what is said between the lines of a trace; the queries can be seen with tcpdump.
        if ((options.Traces || options.Chases) && options.Verbosity > DrillOptions.UsualVerbosity)
            throw new DrillFailure($"-V {options.Verbosity} is not supported with -T and -S", $"-V {DrillOptions.UsualVerbosity} says what was found; tcpdump shows the queries");
        _anchors = isSecure ? TrustAnchors.Read(options, shell) : [];
        if (_anchors.Count > 0 && !shell.Json) shell.Output.Literal($";; Number of trusted keys: {_anchors.Count}\n");
        else if (_anchors.Count == 0 && isSecure) shell.Error.Literal(options.Chases ? "Warning: No trusted keys specified\n" : "Warning: No trusted keys were given. Will not be able to verify authenticity!\n");
        var question = DrillWords.Question(options);
        if (options.Traces) return isSecure ? await new DrillSecureTrace(options, shell, _format, _anchors).RunAsync(question) : await new DrillTrace(options, shell, _format).RunAsync(question);
        var servers = await DrillServers.FindAsync(options, shell);
        if (options.Chases) return await new DrillChase(options, shell, _format).RunAsync(question, servers, _anchors);
        options.WantsDnssec = true;
        return await AskAsync(question, servers);
    }

    private async ValueTask<ExitCode> AskAsync(DnsQuestion question, InternetEndpoint[] servers)
    {
        bool fromFile = options.QueryInput is not null;
        string subject = fromFile ? "Error: " : "Error: error sending query: ";
        ushort id = DnsId.New();
        DrillQuery query;
        if (options.QueryInput is { } path)
        {
            query = new(new(), ReadQuery(path), default);
        }
        else
        {
            query = DrillQuery.Make(options, question, options.UdpSize, id, shell.Clock.GetUtcNow());
            if (options.ShowsQuery) PrintQuery(question);
        }

        string reason = "", hint = "";
        foreach (var server in servers)
        {
            var plan = new DnsPlan(server) { Source = options.Source, UsesTcp = options.UsesTcp, FollowsTruncation = options.FallsBack && query.Message.Edns is not null };
            var asking = query;
            DnsExchange exchange;
            try
            {
                exchange = await new DnsAsker(shell.Machine, plan).AskAsync(asking.Bytes, shell.Stop);
                if (options.FallsBack && !fromFile && !plan.FollowsTruncation && exchange.Reply is { IsTruncated: true, OverTcp: false })
                {
                    asking = DrillQuery.Make(options, question, DrillOptions.UsualUdpSize, id, shell.Clock.GetUtcNow());
                    exchange = await new DnsAsker(shell.Machine, plan with { FollowsTruncation = true }).AskAsync(asking.Bytes, shell.Stop);
                }
            }
            catch (Failure e)
            {
                // The source address does not fit this server; it may fit the next one.
                (reason, hint) = ("Error creating socket", e.Message);
                continue;
            }
            if (exchange.Reply is not { } reply)
            {
                (reason, hint) = (Reason(exchange.Errno, options.UsesTcp), $"{server}: {shell.Machine.Text(exchange.Errno)} after {exchange.Sent} queries");
                continue;
            }
            if (!DnsMessage.TryRead(reply.Bytes.Span, out var message, out var fault))
            {
                throw new DrillFailure($"{subject}{Encoding.ASCII.GetString(DrillDialect.Reason(fault))}", $"{server} sent {reply.Bytes.Length} bytes: {fault}");
            }
            return Finish(asking, message, reply, exchange, server);
        }
        throw new DrillFailure(subject + reason, hint);
    }

    private ExitCode Finish(DrillQuery query, DnsMessage message, DnsReply reply, DnsExchange exchange, InternetEndpoint server)
    {
        var how = new DrillExchange((long)reply.Took.TotalMilliseconds, server.Address, Local(reply.AskedAt), reply.Bytes.Length);
        Print(new("answer", message, how, reply, exchange.Sent, exchange.Strangers, _format));
        if (message.IsTruncated && !options.IsQuiet && !shell.Json)
        {
            shell.Output.Literal("\n;; WARNING: The answer packet was truncated; you might want to\n;; query again with TCP (-t argument), or EDNS0 (-b for buffer size)\n");
        }
        if (options.ShowsDigests && !options.IsQuiet && !shell.Json) PrintDigests(message);
        bool good = options.AnswerOutput is not { } output || Write(output, reply.Bytes.Span);
        if (options.Key is { } key && options.QueryInput is null)
        {
            var outcome = TransactionSignature.Verify(reply.Bytes.Span, key, (ulong)shell.Clock.GetUtcNow().ToUnixTimeSeconds(), out _, query.Mac.Span);
            if (outcome != TsigOutcome.Good)
            {
                shell.Complain($"the answer is not signed with key {key.Name}: {Words(outcome)}");
                good = false;
            }
        }
        if (!good) return ExitCode.Failed;
        return _anchors.Count == 0 ? ExitCode.Ok : CheckWithAnchors(query.Message.Questions, message);
    }

    /// <summary>Whether one of the keys that were given signed the answer. drill believes a proof of absence without a look at its signatures.</summary>
    private ExitCode CheckWithAnchors(IReadOnlyList<DnsQuestion> questions, DnsMessage message)
    {
        if (questions is not [{ Type: not DnsType.Any } question]) return ExitCode.Ok;
        var set = RecordSet.Collect(message.Answers).FirstOrDefault(s => s.Name == question.Name && s.Type == question.Type && s.Records.Count > 0);
        DnsRecord? by = null;
        var state = set is null ? SignatureState.Unsigned : SignatureInspector.Check(set, _anchors, shell.Clock.GetUtcNow().ToUnixTimeSeconds(), out by);
        bool isDenied = set is null && new AbsenceEvidence(message, question.Name, question.Type).State != AbsenceState.None;
        int code = isDenied ? 0 : DrillReasons.Code(state);
        if (shell.Json)
        {
            shell.Report(new CheckReport(isDenied ? "denied" : code == 0 ? "validated" : "not validated", DrillReasons.Words(state)));
            return new((byte)code);
        }
        if (options.IsQuiet) return new((byte)code);
        var to = shell.Output.Buffer;
        to.Append("; "u8);
        foreach (var record in set?.Records ?? [])
        {
            RecordLine.Append(to, record, _format);
            to.Append((byte)'\n');
        }
        if (isDenied)
        {
            to.Append("Existence denied for "u8);
            to.Append(question.Name);
            to.Append((byte)'\t');
            DrillChase.AppendType(to, question.Type);
            to.Append((byte)'\n');
        }
        else if (state == SignatureState.Unsigned)
        {
            to.Append("Bad data; RR for name and type not found or failed to verify, and denial of existence failed.\n"u8);
        }
        else
        {
            // drill names the first owner, whichever key it was.
            to.Append($"; {(code == 0 ? "VALIDATED by" : DrillReasons.Words(state) + " for")} id = {((by ?? _anchors[0]).Data as Dnskey)?.KeyTag ?? 0}, owner = ");
            to.Append(_anchors[0].Name);
            to.Append((byte)'\n');
        }
        shell.Output.Written();
        return new((byte)code);
    }

    private ExitCode PrintFile(string path)
    {
        byte[] bytes = ReadFile(path);
        if (bytes.Length == 0) return Refuse("General LDNS error"u8);
        if (!DnsMessage.TryRead(bytes, out var message, out var fault)) return Refuse(DrillDialect.Reason(fault));
        // drill has nothing to say of the data alone where nobody was asked.
        if (!options.IsQuiet || shell.Json) Print(new("answer", message, new(0, null, s_never, bytes.Length), null, 0, 0, _format));
        return ExitCode.Ok;

        ExitCode Refuse(ReadOnlySpan<byte> reason)
        {
            shell.Error.Literal($"Error parsing hex file: {Encoding.ASCII.GetString(reason)}\n");
            return ExitCode.Ok;
        }
    }

    private byte[] ReadQuery(string path)
        => ReadFile(path) is { Length: > 0 } bytes ? bytes : throw new DrillFailure("Error: Error creating socket", $"{path} has no message");

    /// <summary>The message in a file; an empty one, said to the user, when it cannot be read.</summary>
    private byte[] ReadFile(string path)
    {
        try
        {
            return PacketFile.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shell.Error.Literal($"Unable to open file for reading: {Words(e)}\n");
            return [];
        }
    }

    private bool Write(string path, ReadOnlySpan<byte> message)
    {
        try
        {
            PacketFile.Write(path, message);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            shell.Output.Flush();
            shell.Error.Line($"Error: Unable to open {path} for writing");
            return false;
        }
    }

    private void PrintQuery(DnsQuestion question)
    {
        Print(new("query", DrillQuery.Draft(options, question), new(0, null, Local(shell.Clock.GetUtcNow()), 0), null, 0, 0, _format));
    }

    private void Print(MessageReport report)
    {
        if (shell.Json)
        {
            shell.Report(report);
            return;
        }
        var to = shell.Output.Buffer;
        if (options.IsQuiet)
        {
            foreach (var record in report.Message.Answers)
            {
                RecordLine.AppendData(to, record, _format);
                to.Append((byte)'\n');
            }
        }
        else
        {
            DrillMessageText.Append(to, report.Message, report.Exchange, _format);
        }
        shell.Output.Written();
    }

    private void PrintDigests(DnsMessage message)
    {
        const byte Sha1 = 1, Sha256 = 2;
        var to = shell.Output.Buffer;
        foreach (var record in message.Answers)
        {
            if (record is not { Type: DnsType.Dnskey, Data: Dnskey key }) continue;
            to.Append($";\n; equivalent DS records for key {key.KeyTag}:\n");
            foreach (byte kind in (ReadOnlySpan<byte>)[Sha1, Sha256])
            {
                if (Ds.Of(record.Name, key, kind) is not { } digest) continue;
                to.Append(kind == Sha1 ? "; sha1: "u8 : "; sha256: "u8);
                RecordLine.Append(to, record with { Type = DnsType.Ds, Data = digest }, _format);
                to.Append((byte)'\n');
            }
        }
        to.Append((byte)'\n');
        shell.Output.Written();
    }

    private DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, shell.Clock.LocalTimeZone);

    private static string Reason(Errno errno, bool overTcp) => errno switch
    {
        Errno.ECONNREFUSED when overTcp => "General LDNS error",
        Errno.ETIMEDOUT or Errno.ECONNRESET or Errno.ECONNREFUSED or Errno.EPIPE => "Could not send or receive, because of network error",
        _ => "Error creating socket",
    };

    private string Words(Exception e) => shell.Machine.Text(e switch
    {
        FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT,
        UnauthorizedAccessException => Errno.EACCES,
        _ => Errno.EIO,
    });

    private static string Words(TsigOutcome outcome) => outcome switch
    {
        TsigOutcome.Malformed => "its TSIG record cannot be read",
        TsigOutcome.Missing => "it has no TSIG record",
        TsigOutcome.WrongKey => "it names another key or algorithm",
        TsigOutcome.WrongCode => "the signature does not belong to it",
        TsigOutcome.TooShort => "the signature is too short",
        _ => "it was signed too long ago, or a clock is wrong",
    };
}

/// <summary>Whether the keys that were given signed the answer, for programs.</summary>
internal sealed record CheckReport(string Outcome, string Reason) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "check");
        to.Field("outcome", Outcome);
        to.Field("reason", Reason);
    }
}
