using Netshoot.Dns;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>What musl's look-up found.</summary>
/// <param name="Outcome">An answer, or why there is none.</param>
/// <param name="Records">The records that a program gets.</param>
/// <param name="Steps">Every question to every server.</param>
/// <param name="Took">How long a program waits: the first good answer to each question counts.</param>
public sealed record MuslResolution(ResolverOutcome Outcome, IReadOnlyList<DnsRecord> Records, IReadOnlyList<ResolverStep> Steps, TimeSpan Took);

/// <summary>
/// The stub resolver as musl documents it: all servers are asked at once and the first that says yes or no is believed; a name with
/// dots enough is never searched; a search ends where a name exists without the record, or where nobody knows. Here all servers are
/// waited for, so that it is seen whether they agree.
/// </summary>
public sealed class MuslResolver(IMachine machine, ResolverConfiguration configuration)
{
    public async ValueTask<MuslResolution> LookUpAsync(string host, IReadOnlyList<DnsType> types, CancellationToken stop)
    {
        var steps = new List<ResolverStep>();
        var took = TimeSpan.Zero;
        var outcome = ResolverOutcome.NoName;
        foreach (var name in Candidates(host))
        {
            var found = await AskAsync(name, types, stop);
            steps.AddRange(found.Steps);
            took += found.Took;
            outcome = found.Outcome;
            if (outcome != ResolverOutcome.NoName) return found with { Steps = steps, Took = took };
        }
        return new(outcome, [], steps, took);
    }

    /// <summary>The names to ask: with fewer dots than ndots the search list, then the name itself; else the name alone.</summary>
    public IEnumerable<DnsName> Candidates(string host)
    {
        if (!DnsName.TryParse(host, out var absolute)) yield break;
        if (!host.EndsWith('.') && host.Count(static c => c == '.') < configuration.Dots)
        {
            foreach (string domain in configuration.Search)
                if (DnsName.TryParse($"{host}.{domain.TrimStart('.')}", out var searched)) yield return searched;
        }
        yield return absolute;
    }

    private async ValueTask<MuslResolution> AskAsync(DnsName name, IReadOnlyList<DnsType> types, CancellationToken stop)
    {
        var asked = types.SelectMany(t => configuration.Servers.Select(s => (Type: t, Server: s, Task: AskAsync(name, t, s, stop).AsTask()))).ToArray();
        await Task.WhenAll(asked.Select(static a => a.Task));
        ResolverStep[] steps = [.. asked.Select(static a => a.Task.Result)];
        var records = new List<DnsRecord>();
        var took = TimeSpan.Zero;
        ResolverOutcome? worst = null;
        bool anyData = false, exists = false;
        foreach (var type in types)
        {
            var first = steps.Where(s => s.Type == type && IsDecisive(s.Outcome)).MinBy(static s => s.Took);
            // Without a word from anybody musl waits its whole time.
            took = Max(took, first?.Took ?? configuration.Timeout);
            if (first is null) worst = steps.First(s => s.Type == type).Outcome;
            exists |= first is { Outcome: not ResolverOutcome.NoName };
            if (first?.Outcome != ResolverOutcome.Answer) continue;
            anyData = true;
            records.AddRange(first.Records);
        }
        // One question without an answer spoils the whole look-up: the program is told to try again.
        var outcome = worst ?? (anyData ? ResolverOutcome.Answer : exists ? ResolverOutcome.NoData : ResolverOutcome.NoName);
        return new(outcome, outcome == ResolverOutcome.Answer ? records : [], steps, took);
    }

    private static bool IsDecisive(ResolverOutcome outcome) => outcome is ResolverOutcome.Answer or ResolverOutcome.NoData or ResolverOutcome.NoName;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private async ValueTask<ResolverStep> AskAsync(DnsName name, DnsType type, InternetEndpoint server, CancellationToken stop)
    {
        var plan = new DnsPlan(server) { FollowsTruncation = true, Attempts = configuration.Attempts, Patience = configuration.Timeout / configuration.Attempts };
        var buffer = new byte[DnsMessage.MaxSize];
        var question = new DnsQuestion(name, type);
        if (!DnsMessage.Query(DnsId.New(), question).TryWrite(buffer, out int length)) return new(name, type, server, ResolverOutcome.Nonsense, TimeSpan.Zero);
        long began = machine.Clock.GetTimestamp();
        var exchange = await new DnsAsker(machine, plan).AskAsync(buffer.AsMemory(0, length), stop);
        var took = machine.Clock.GetElapsedTime(began);
        if (exchange.Reply is not { } reply)
        {
            var silence = exchange.Errno == Errno.ETIMEDOUT ? ResolverOutcome.Timeout : ResolverOutcome.Unreachable;
            return new(name, type, server, silence, took, Errno: silence == ResolverOutcome.Timeout ? Errno.None : exchange.Errno);
        }
        bool whole = DnsMessage.TryRead(reply.Bytes.Span, out var message, out _);
        bool echoed = message.Questions is [var echo] ? echo == question : message.Questions.Count == 0 && message.Rcode != DnsRcode.NoError;
        if (!whole || !echoed || !message.IsResponse) return new(name, type, server, ResolverOutcome.Nonsense, took, message.ExtendedRcode, reply.OverTcp);
        var records = Records(message, question);
        var outcome = message.Rcode switch
        {
            DnsRcode.NameError => ResolverOutcome.NoName,
            DnsRcode.NoError => records.Count > 0 ? ResolverOutcome.Answer : ResolverOutcome.NoData,
            _ => ResolverOutcome.ServerFailure,
        };
        return new(name, type, server, outcome, took, message.ExtendedRcode, reply.OverTcp) { Records = records };
    }

    /// <summary>The records of the wanted type behind the aliases of an answer.</summary>
    private static IReadOnlyList<DnsRecord> Records(DnsMessage message, DnsQuestion question)
    {
        var owner = question.Type == DnsType.Cname ? question.Name : message.Canonical(question.Name);
        return [.. message.Answers.Where(r => r.Type == question.Type && r.Name == owner)];
    }
}
