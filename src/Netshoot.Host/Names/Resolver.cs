using System.Buffers.Binary;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>
/// The stub resolver of a target, as its C library would do it (resolv.conf(5)): search list and ndots, each server in turn with its
/// timeout, again for each attempt, over UDP and over TCP where an answer is cut. It keeps account of every question.
/// </summary>
public sealed class Resolver(ResolverConfiguration configuration, IMachine machine)
{
    private int _turn;

    /// <summary>Looks a host up: the records of the given types, all asked at once.</summary>
    public async ValueTask<Resolution> LookUpAsync(string host, IReadOnlyList<DnsType> types, CancellationToken stop)
    {
        var steps = new List<ResolverStep>();
        var best = ResolverOutcome.NoName;
        foreach (var name in Candidates(host))
        {
            var (outcome, records) = await AskAllServersAsync(name, types, steps, stop);
            if (outcome == ResolverOutcome.Answer) return new(outcome, records, steps);
            // "Exists without such a record" is worth more than "does not exist", and "nobody knows" more than both: it may come right.
            if (Rank(outcome) > Rank(best)) best = outcome;
        }
        return new(best, [], steps);

        static int Rank(ResolverOutcome outcome) => outcome switch { ResolverOutcome.NoName => 0, ResolverOutcome.NoData => 1, _ => 2 };
    }

    /// <summary>The name of an address; null when it has none, or nobody answered.</summary>
    public async ValueTask<string?> HostAsync(InternetAddress address, CancellationToken stop)
    {
        var found = await LookUpAsync($"{DnsName.Reverse(address)}", [DnsType.Ptr], stop);
        return found.Records is [{ Data: Target target }, ..] ? target.Name.ToString().TrimEnd('.') : null;
    }

    /// <summary>The names to ask, in order: as it is first when it has dots enough, else the search list first.</summary>
    public IEnumerable<DnsName> Candidates(string host)
    {
        if (!DnsName.TryParse(host, out var absolute)) yield break;
        if (host.EndsWith('.'))
        {
            yield return absolute;
            yield break;
        }
        bool first = host.Count(static c => c == '.') >= configuration.Dots;
        if (first) yield return absolute;
        foreach (string domain in configuration.Search)
            if (DnsName.TryParse($"{host}.{domain.TrimStart('.')}", out var searched)) yield return searched;
        if (!first) yield return absolute;
    }

    private async ValueTask<(ResolverOutcome, IReadOnlyList<DnsRecord>)> AskAllServersAsync(DnsName name, IReadOnlyList<DnsType> types, List<ResolverStep> steps, CancellationToken stop)
    {
        int begin = configuration.Rotate ? _turn++ % configuration.Servers.Count : 0;
        var failure = ResolverOutcome.Timeout;
        for (int attempt = 0; attempt < configuration.Attempts; attempt++)
        {
            for (int i = 0; i < configuration.Servers.Count; i++)
            {
                var server = configuration.Servers[(begin + i) % configuration.Servers.Count];
                var records = new List<DnsRecord>();
                var outcome = await AskAsync(name, types, server, steps, records, stop);
                if (outcome is ResolverOutcome.Answer or ResolverOutcome.NoData or ResolverOutcome.NoName) return (outcome, records);
                failure = outcome;
            }
        }
        return (failure, []);
    }

    /// <summary>Asks one server for every type; the outcome is the best of them, and a failure when one of them failed and none was answered.</summary>
    private async ValueTask<ResolverOutcome> AskAsync(DnsName name, IReadOnlyList<DnsType> types, InternetEndpoint server, List<ResolverStep> steps, List<DnsRecord> records, CancellationToken stop)
    {
        var questions = types.Select(t => new PendingQuestion(new(name, t), DnsId.New())).ToList();
        long began = machine.Clock.GetTimestamp();
        if (!configuration.UseTcp)
        {
            if (configuration.SingleRequest)
                foreach (var question in questions) await AskUdpAsync([question], server, began, stop);
            else await AskUdpAsync(questions, server, began, stop);
        }
        foreach (var question in questions.Where(q => configuration.UseTcp || q.Message is { IsTruncated: true }))
            await AskTcpAsync(question, server, began, stop);

        ResolverOutcome? best = null;
        foreach (var question in questions)
        {
            int before = records.Count;
            var outcome = Judge(question, records);
            steps.Add(new(name, question.Question.Type, server, outcome, question.Took, question.Message?.ExtendedRcode ?? DnsRcode.NoError, question.OverTcp, question.Errno)
            {
                Records = [.. records.Skip(before)],
            });
            if (best is null || Order(outcome) < Order(best.Value)) best = outcome;
        }
        return best ?? ResolverOutcome.Timeout;

        // An answer to one question is an answer; a server that failed on one of two has not denied the name.
        static int Order(ResolverOutcome outcome) => outcome switch
        {
            ResolverOutcome.Answer => 0,
            ResolverOutcome.Timeout or ResolverOutcome.ServerFailure or ResolverOutcome.Unreachable or ResolverOutcome.Nonsense => 1,
            ResolverOutcome.NoData => 2,
            _ => 3,
        };
    }

    private static ResolverOutcome Judge(PendingQuestion question, List<DnsRecord> records)
    {
        if (question.Message is not { } message)
            return question.Errno != Errno.None ? ResolverOutcome.Unreachable : question.SawNonsense ? ResolverOutcome.Nonsense : ResolverOutcome.Timeout;
        if (message.Rcode == DnsRcode.NameError) return ResolverOutcome.NoName;
        if (message.Rcode != DnsRcode.NoError) return ResolverOutcome.ServerFailure;
        int before = records.Count;
        var asked = question.Question;
        var owner = asked.Type == DnsType.Cname ? asked.Name : message.Canonical(asked.Name);
        records.AddRange(message.Answers.Where(r => r.Type == asked.Type && r.Name == owner));
        return records.Count > before ? ResolverOutcome.Answer : ResolverOutcome.NoData;
    }

    private async ValueTask AskUdpAsync(List<PendingQuestion> questions, InternetEndpoint server, long began, CancellationToken stop)
    {
        var errno = machine.TryOpen(server.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Datagram, 0, out var opened);
        using var socket = opened;
        if (socket is not null) errno = socket.Connect(server);
        var buffer = new byte[DnsMessage.MaxSize];
        foreach (var question in questions)
        {
            if (errno != Errno.None) break;
            int length = question.Write(buffer);
            errno = socket!.TrySend(buffer.AsSpan(0, length), out _);
        }

        int open = questions.Count;
        while (errno == Errno.None && open > 0)
        {
            var rest = configuration.Timeout - machine.Clock.GetElapsedTime(began);
            if (rest <= TimeSpan.Zero || !await socket!.WaitAsync(SocketReadiness.Readable, rest, stop)) return;
            errno = socket.TryReceive(buffer, out int received);
            if (errno == Errno.EAGAIN) errno = Errno.None;
            else if (errno == Errno.None && Take(questions, buffer.AsSpan(0, received), machine.Clock.GetElapsedTime(began))) open--;
        }
        foreach (var question in questions.Where(q => q.Message is null && errno != Errno.None))
        {
            question.Errno = errno;
            question.Took = machine.Clock.GetElapsedTime(began);
        }
    }

    private async ValueTask AskTcpAsync(PendingQuestion question, InternetEndpoint server, long began, CancellationToken stop)
    {
        question.OverTcp = true;
        question.Message = null;
        var until = machine.Clock.GetElapsedTime(began) + configuration.Timeout;
        var errno = machine.TryOpen(server.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Stream, 0, out var opened);
        using var socket = opened;
        if (socket is not null)
        {
            errno = socket.Connect(server);
            if (errno == Errno.EINPROGRESS)
            {
                if (!await WaitAsync(SocketReadiness.Writable)) return;
                socket.Get(SocketOption.PendingError, out int pending);
                errno = (Errno)pending;
            }
        }
        var buffer = new byte[sizeof(ushort) + DnsMessage.MaxSize];
        if (errno == Errno.None)
        {
            int length = question.Write(buffer.AsSpan(sizeof(ushort)));
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)length);
            // So few bytes always fit into the buffer of a new connection.
            errno = socket!.TrySend(buffer.AsSpan(0, sizeof(ushort) + length), out _);
        }
        int have = 0;
        while (errno == Errno.None)
        {
            if (!await WaitAsync(SocketReadiness.Readable)) return;
            errno = socket!.TryReceive(buffer.AsSpan(have), out int received);
            if (errno == Errno.EAGAIN) errno = Errno.None;
            else if (errno == Errno.None && received == 0) errno = Errno.ECONNRESET;
            have += received;
            if (have < sizeof(ushort) || have < sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(buffer)) continue;
            question.SawNonsense |= !Take([question], buffer.AsSpan(sizeof(ushort), BinaryPrimitives.ReadUInt16BigEndian(buffer)), machine.Clock.GetElapsedTime(began));
            return;
        }
        question.Errno = errno;
        question.Took = machine.Clock.GetElapsedTime(began);

        async ValueTask<bool> WaitAsync(SocketReadiness readiness)
        {
            var rest = until - machine.Clock.GetElapsedTime(began);
            return rest > TimeSpan.Zero && await socket!.WaitAsync(readiness, rest, stop);
        }
    }

    /// <summary>Gives a datagram to the question it answers: the same id and the same question (RFC 5452 section 9.1). Anything else is not for us.</summary>
    private static bool Take(List<PendingQuestion> questions, ReadOnlySpan<byte> bytes, TimeSpan took)
    {
        bool whole = DnsMessage.TryRead(bytes, out var message, out _);
        var question = questions.Find(q => q.Message is null && q.Id == message.Id);
        if (question is null || !message.IsResponse) return false;
        // A server that did not understand the question may leave it out.
        bool echoed = message.Questions is [var asked] ? asked == question.Question : message.Questions.Count == 0 && message.Rcode != DnsRcode.NoError;
        if (!echoed || !whole && !message.IsTruncated)
        {
            question.SawNonsense = true;
            return false;
        }
        question.Message = message;
        question.Took = took;
        return true;
    }

    private sealed class PendingQuestion(DnsQuestion question, ushort id)
    {
        public DnsQuestion Question => question;

        public ushort Id => id;

        public DnsMessage? Message { get; set; }

        public TimeSpan Took { get; set; }

        public Errno Errno { get; set; }

        public bool OverTcp { get; set; }

        public bool SawNonsense { get; set; }

        public int Write(Span<byte> buffer)
        {
            DnsMessage.Query(id, question).TryWrite(buffer, out int length);
            return length;
        }
    }
}
