using System.Buffers.Binary;
using Netshoot.Dns;
using Netshoot.Dns.Security;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Lookups;

/// <summary>Asks the servers of a lookup in turn, as often as it says, and tells of everything that goes wrong in the words of BIND's tools.</summary>
/// <param name="globals">What holds for the whole call.</param>
/// <param name="shell">Where.</param>
/// <param name="say">Takes a line about what went wrong, without the semicolons before it.</param>
internal sealed class DigAsker(DigGlobals globals, Shell shell, Action<string> say)
{
    private int _tries;

    /// <summary>Called before each query leaves.</summary>
    public Action<DigQuery, DigServer, DnsTransport>? OnQuery { get; init; }

    /// <summary>Called for an answer that is not the last word: truncated, or wanting another cookie.</summary>
    public Action<string>? OnRetry { get; init; }

    /// <summary>Called for a message with the code BADCOOKIE before it is asked again.</summary>
    public Action<DigAnswer>? OnBadCookie { get; init; }

    /// <summary>Whether the last failure has been said to its end.</summary>
    public bool HasSaidAll { get; private set; }

    /// <summary>Whether the original ends well all the same: it counts a broken answer and a refused certificate as an answer.</summary>
    public bool EndsWell { get; private set; }

    /// <summary>The last message that came, whatever it was worth.</summary>
    public DnsReply? LastReply { get; private set; }

    /// <summary>The answer that counts; null when no server gave one.</summary>
    public async ValueTask<DigAnswer?> AskAsync(DigLookup lookup, DnsName name, IReadOnlyList<DigServer> servers)
    {
        DigAnswer? failed = null;
        (HasSaidAll, EndsWell, _tries) = (false, false, lookup.Tries);
        for (int i = 0; i < servers.Count; i++)
        {
            bool isLast = i == servers.Count - 1;
            var server = servers[i] with { Endpoint = servers[i].Endpoint with { Port = globals.Port ?? DefaultPort(lookup.Carrier) } };
            var answer = await AskAsync(lookup, name, server, isLast);
            if (answer is null) continue;
            if (answer.Message.Rcode != DnsRcode.ServerFailure || !lookup.TriesNextOnFailure) return answer;
            say($"Got SERVFAIL reply from {server.Endpoint.Address}");
            if (isLast) return answer;
            failed = answer;
        }
        return failed;
    }

    public static ushort DefaultPort(DnsTransport transport) => transport switch
    {
        DnsTransport.Tls => 853,
        DnsTransport.Https or DnsTransport.HttpsGet => 443,
        DnsTransport.Http or DnsTransport.HttpGet => 80,
        _ => 53,
    };

    private async ValueTask<DigAnswer?> AskAsync(DigLookup lookup, DnsName name, DigServer server, bool isLast)
    {
        var transport = lookup.Carrier;
        bool followedVersion = false, followedCookie = false;
        while (true)
        {
            var query = DigQuery.Make(lookup, name, globals.Key, shell.Clock.GetUtcNow());
            OnQuery?.Invoke(query, server, transport);
            var (exchange, setup) = await ExchangeAsync(lookup, query, server, transport);
            if (exchange?.Reply is not { } reply)
            {
                // The tries are the whole lookup's: the first server that fails uses them up, the others are asked once.
                bool asksAgain = _tries > 1;
                Tell(exchange, setup, lookup, name, server, transport, saysEnd: asksAgain || isLast);
                if (EndsWell || !asksAgain) return null;
                _tries--;
                continue;
            }
            LastReply = reply;
            if (Read(lookup, query, server, transport, reply) is not { } answer) return null;
            if (answer.Message.IsTruncated && transport == DnsTransport.Udp && !lookup.IgnoresTruncation)
            {
                OnRetry?.Invoke("Truncated, retrying in TCP mode.");
                transport = DnsTransport.Tcp;
                continue;
            }
            if (answer.Message is { Rcode: DnsRcode.NoError, ExtendedRcode: DnsRcode.BadVersionOrSignature, Edns: { } edns } && lookup.Negotiates && !followedVersion && edns.Version < lookup.EdnsVersion)
            {
                followedVersion = true;
                OnRetry?.Invoke($"BADVERS, retrying with EDNS version {edns.Version}.");
                lookup = lookup with { EdnsVersion = edns.Version };
                continue;
            }
            if (answer.Message.ExtendedRcode == DnsRcode.BadCookie && lookup.RetriesBadCookie && !followedCookie && ServerCookie(answer) is { } cookie)
            {
                followedCookie = true;
                if (lookup.ShowsBadCookie) OnBadCookie?.Invoke(answer);
                OnRetry?.Invoke("BADCOOKIE, retrying.");
                lookup = lookup with { Cookie = cookie };
                continue;
            }
            return answer;
        }
    }

    private async ValueTask<(DnsExchange? Exchange, Errno Setup)> ExchangeAsync(DigLookup lookup, DigQuery query, DigServer server, DnsTransport transport)
    {
        try
        {
            var plan = new DnsPlan(server.Endpoint)
            {
                Source = globals.Source,
                SourcePort = globals.SourcePort,
                Transport = transport,
                Tls = Tls(lookup),
                HttpPath = lookup.HttpPath,
                Patience = TimeSpan.FromSeconds(lookup.Timeout),
                Attempts = 1,
                Connections = lookup.KeepsOpen ? globals.Connections : null,
                Accepts = datagram => Accepts(query, datagram.Span),
            };
            return (await new DnsAsker(shell.Machine, plan).AskAsync(query.Bytes, shell.Stop), Errno.None);
        }
        catch (Failure e) when (e.Errno != 0)
        {
            return (null, (Errno)e.Errno);
        }
    }

    private DnsTls Tls(DigLookup lookup)
    {
        if (lookup.TlsCertificate is null && lookup.TlsKey is null && !lookup.VerifiesTls) return new() { HostName = lookup.TlsHostName };
        if (lookup.TlsCertificate is null != lookup.TlsKey is null) throw new DigFailure(";; both TLS client certificate and key file must be specified a the same time", 10) { HasNoName = true };
        return new()
        {
            Verifies = lookup.VerifiesTls,
            HostName = lookup.TlsHostName,
            Authorities = lookup.TlsAuthorities is null ? null : File(lookup.TlsAuthorities),
            Client = lookup.TlsCertificate is null ? null : (File(lookup.TlsCertificate), File(lookup.TlsKey!)),
        };
    }

    private string File(string path) => shell.Machine.TryReadText(path) ?? throw new DigFailure($";; TLS context cannot be created: {path} cannot be read", 10) { HasNoName = true };

    /// <summary>Says why there is no reply.</summary>
    private void Tell(DnsExchange? exchange, Errno setup, DigLookup lookup, DnsName name, DigServer server, DnsTransport transport, bool saysEnd)
    {
        string address = $"{server.Endpoint.Address}#{server.Endpoint.Port}";
        string asked = lookup.Name ?? $"{name}";
        var (stage, errno) = exchange is null ? (DnsStage.Setup, setup) : (exchange.Stage, exchange.Errno);
        HasSaidAll = false;
        switch (stage)
        {
            case DnsStage.Certificate:
                say($"TLS peer certificate verification for {address} failed: {exchange!.Detail}");
                HasSaidAll = EndsWell = true;
                break;
            case DnsStage.Connect when transport != DnsTransport.Udp:
            case DnsStage.Protocol:
            case DnsStage.Setup when exchange is null:
                string what = transport == DnsTransport.Udp ? "UDP setup with" : "Connection to";
                say($"{what} {address}({server.Name}) for {asked} failed: {exchange?.Detail ?? Words(errno)}.");
                if (saysEnd) say("no servers could be reached");
                HasSaidAll = true;
                break;
            default:
                say($"communications error to {address}: {Words(errno)}");
                if (exchange!.Detail is { } detail && shell.Error.IsTerminal) shell.Hint(detail);
                break;
        }
    }

    private string Words(Errno errno) => errno switch
    {
        Errno.ETIMEDOUT => "timed out",
        Errno.ECONNREFUSED => "connection refused",
        Errno.ECONNRESET or Errno.EPIPE => "end of file",
        Errno.EHOSTUNREACH => "host unreachable",
        Errno.ENETUNREACH => "network unreachable",
        Errno.EADDRNOTAVAIL => "address not available",
        Errno.EADDRINUSE => "address in use",
        Errno.EACCES or Errno.EPERM => "permission denied",
        Errno.EPROTO => "failure",
        _ => shell.Machine.Text(errno),
    };

    /// <summary>Whether a datagram answers the query; what does not is told.</summary>
    private bool Accepts(DigQuery query, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < DnsHeader.Size)
        {
            say("Warning: short (< header size) message received");
            return false;
        }
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        if (id != query.Id)
        {
            say($"Warning: ID mismatch: expected ID {query.Id}, got {id}");
            return false;
        }
        var wire = new WireReader(datagram);
        var header = DnsHeader.Read(ref wire);
        var sent = new WireReader(query.Bytes);
        var asked = DnsHeader.Read(ref sent);
        if ((header.Flags & DnsFlags.Response) == 0) say("Warning: query response not set");
        if (header.Opcode != asked.Opcode)
        {
            say($"Warning: Opcode mismatch: expected {OpcodeText(asked.Opcode)}, got {OpcodeText(header.Opcode)}");
            return false;
        }
        DnsMessage.TryRead(datagram, out var message, out _);
        if (query.Question is not { } question || message.Questions is not [var echoed, ..] || echoed == question) return true;
        var text = new TextBuffer(128);
        text.Append(";; Question section mismatch: got "u8);
        LookupSession.AppendBareName(text, echoed.Name);
        text.Append((byte)'/');
        DnsNames.Append(text, echoed.Type);
        text.Append((byte)'/');
        DnsNames.Append(text, echoed.Class);
        say(text.ToString());
        return false;
    }

    private static string OpcodeText(DnsOpcode opcode)
        => DnsNames.Mnemonic(opcode) is { IsEmpty: false } name && opcode != DnsOpcode.StatefulOperations ? System.Text.Encoding.ASCII.GetString(name) : $"RESERVED{(int)opcode}";

    private DigAnswer? Read(DigLookup lookup, DigQuery query, DigServer server, DnsTransport transport, DnsReply reply)
    {
        var bytes = reply.Bytes.Span;
        if (bytes.Length < DnsHeader.Size)
        {
            say("ERROR: short (< header size) message");
            HasSaidAll = EndsWell = true;
            return null;
        }
        var wire = new WireReader(bytes);
        var header = DnsHeader.Read(ref wire);
        int extra = 0;
        if (DnsMessage.TryRead(bytes, out var message, out var fault)) extra = message.Trailing;
        else if (lookup.BestEffort && fault.Kind is DnsFaultKind.Truncated or DnsFaultKind.NameTruncated or DnsFaultKind.Malformed)
        {
            say("Warning: Message parser reports malformed message packet.");
            extra = Math.Max(0, bytes.Length - fault.Offset);
        }
        else
        {
            TellBad(bytes, fault);
            HasSaidAll = EndsWell = true;
            return null;
        }
        if (transport != DnsTransport.Udp && (header.Flags & DnsFlags.Response) == 0) say("Warning: query response not set");
        var answer = new DigAnswer(query, server, transport, reply, message, header, extra);
        if (CookieOf(answer) == CookieState.Bad) say("Warning: Client COOKIE mismatch");
        if (globals.Key is not null) Verify(query, bytes, message);
        return answer;
    }

    /// <summary>Whether the message's signature is what it should be; dig shows the message in any case.</summary>
    public bool IsUnsigned { get; private set; }

    private void Verify(DigQuery query, ReadOnlySpan<byte> bytes, DnsMessage message)
    {
        var outcome = TransactionSignature.Verify(bytes, globals.Key!, (ulong)shell.Clock.GetUtcNow().ToUnixTimeSeconds(), out _, query.Mac.Span);
        IsUnsigned = outcome != TsigOutcome.Good;
        if (outcome == TsigOutcome.Good) return;
        var error = message.Additionals.LastOrDefault(static r => r.Type == DnsType.Tsig)?.Data is Netshoot.Dns.Records.Tsig tsig ? tsig.Error : DnsRcode.NoError;
        say("Couldn't verify signature: " + (error switch
        {
            DnsRcode.BadTime => "clocks are unsynchronized",
            not DnsRcode.NoError => "tsig indicates error",
            _ => outcome switch
            {
                TsigOutcome.Missing => "expected a TSIG or SIG(0)",
                TsigOutcome.WrongTime => "clocks are unsynchronized",
                TsigOutcome.WrongKey or TsigOutcome.WrongCode => "tsig verify failure",
                _ => "message has an error in its TSIG record",
            },
        }));
    }

    public static CookieState CookieOf(DigAnswer answer)
    {
        if (answer.Query.Cookie.IsEmpty || answer.Message.Edns?[Netshoot.Dns.Options.EdnsOptionCode.Cookie] is not { } option) return CookieState.Unknown;
        return option.Data.Span.StartsWith(answer.Query.Cookie.Span) ? CookieState.Good : CookieState.Bad;
    }

    private static byte[]? ServerCookie(DigAnswer answer)
        => CookieOf(answer) == CookieState.Good && answer.Message.Edns![Netshoot.Dns.Options.EdnsOptionCode.Cookie] is { Data.Count: > 8 } option ? option.Data.Span.ToArray() : null;

    private void TellBad(ReadOnlySpan<byte> bytes, DnsFault fault)
    {
        const int Row = 16;
        var text = new TextBuffer(bytes.Length * 5);
        text.Append("Got bad packet: "u8);
        text.Append(fault.Kind switch
        {
            DnsFaultKind.PointerForward or DnsFaultKind.PointerChain => "bad compression pointer"u8,
            DnsFaultKind.LabelType => "bad label type"u8,
            DnsFaultKind.NameTooLong => "ran out of space"u8,
            _ => "unexpected end of input"u8,
        });
        text.Append($"\n{bytes.Length} bytes\n");
        for (int start = 0; start < bytes.Length; start += Row)
        {
            var row = bytes[start..Math.Min(start + Row, bytes.Length)];
            foreach (byte b in row)
            {
                text.AppendHex(b, 2);
                text.Append((byte)' ');
            }
            for (int i = row.Length; i < Row; i++) text.Append("   "u8);
            text.Append("         "u8);
            foreach (byte b in row) text.Append(b is >= 0x20 and < 0x7f ? b : (byte)'.');
            if (start + Row < bytes.Length) text.Append((byte)'\n');
        }
        say(text.ToString());
    }
}
