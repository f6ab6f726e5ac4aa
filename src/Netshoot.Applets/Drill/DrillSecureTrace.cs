using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Security;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>
/// Follows the delegations from the root, or from a zone below it, and shows of each key, digest and proof whether it is trusted (<c>-TD</c>).
/// </summary>
internal sealed class DrillSecureTrace(DrillOptions options, Shell shell, TextFormat format, IReadOnlyList<DnsRecord> anchors)
{
    // What drill ends with, by where it last found a signature that does not hold.
    private const int BogusKeys = 2, BogusDigest = 3, BogusAnswer = 5, BogusDenial = 6;

    private readonly DrillAsker _asker = new(options, shell, options.Flags & ~DnsFlags.RecursionDesired, wantsDnssec: true);
    private readonly long _now = shell.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Keys whose zone is signed with them, trusted or not.</summary>
    private readonly List<DnsRecord> _keys = [];

    private readonly List<DnsRecord> _trusted = [.. anchors];

    /// <summary>Trusted digests of the zone that comes next.</summary>
    private List<DnsRecord> _digests = [];

    private int _code;

    public async ValueTask<ExitCode> RunAsync(DnsQuestion question)
    {
        var zone = options.Start;
        if (!question.Name.IsWithin(zone)) throw new DrillFailure($"Error; {question.Name} is not a subdomain of {zone}", code: 0);
        var servers = RootServers.Find(options, shell);
        var first = await AskAsync(servers, new(DnsName.Root, DnsType.Ns));
        servers = await NextServersAsync(first) ?? servers;
        if (!zone.IsRoot) servers = await NextServersAsync(await AskAsync(servers, new(zone, DnsType.Ns))) ?? servers;

        while (true)
        {
            Say(new("domain") { Name = zone, Words = ";; Domain: " });
            ShowKeys(zone, await AskAsync(servers, new(zone, DnsType.Dnskey)));
            if (zone == question.Name) break;
            bool found = false, isBelowName = false;
            while (!found && zone != question.Name)
            {
                zone = question.Name.Last(zone.LabelCount + 1);
                // drill asks for digests below a zone only, not below a name in it.
                if (!isBelowName) ShowDigests(zone, await AskAsync(servers, new(zone, DnsType.Ds)));
                isBelowName = true;
                var delegation = await AskAsync(servers, new(zone, DnsType.Ns));
                found = IsDelegation(delegation);
                if (found) servers = await NextServersAsync(delegation) ?? servers;
                else if (zone != question.Name && !ShowNoDelegation(zone, delegation)) return new((byte)_code);
            }
        }
        ShowAnswer(question, await AskAsync(servers, question));
        if (!shell.Json)
        {
            shell.Output.Buffer.Append(";;[S] self sig OK; [B] bogus; [T] trusted; [U] unsigned\n"u8);
            shell.Output.Written();
        }
        return new((byte)_code);
    }

    private async ValueTask<DnsMessage> AskAsync(IReadOnlyList<InternetEndpoint> servers, DnsQuestion question)
        => (await _asker.AskAsync(servers, question))?.Message ?? throw new DrillFailure($"Error sending query: {_asker.Reason}", code: _asker.Code);

    private ValueTask<List<InternetEndpoint>?> NextServersAsync(DnsMessage message)
        => DrillTrace.FindServersAsync(options, shell, message, message.Answers.Any(static r => r.Type == DnsType.Ns) ? message.Answers : message.Authorities);

    private static bool IsDelegation(DnsMessage message) => message.Answers.Concat(message.Authorities).Any(static r => r.Type == DnsType.Ns);

    private void ShowKeys(DnsName zone, DnsMessage message)
    {
        if (Find(message.Answers, DnsType.Dnskey) is not { } set)
        {
            Say(new("keys") { Name = zone, Words = ";; No DNSKEY record found for " });
            return;
        }
        if (SignatureInspector.Check(set, set.Records, _now, out _) is not SignatureState.Good and var state)
        {
            _code = BogusKeys;
            Say(new("keys") { Mark = 'B', Records = set.Records, IsShort = true, Fault = DrillReasons.Words(state) });
            return;
        }
        DnsRecord[] entries = [.. set.Records.Where(k => _trusted.Concat(_digests).Any(a => SignatureInspector.IsSameKey(a, k)))];
        bool isTrusted = entries.Length > 0 && SignatureInspector.Check(set, entries, _now, out _) == SignatureState.Good;
        _keys.AddRange(set.Records);
        if (isTrusted) _trusted.AddRange(set.Records);
        else Tell(";; Signature ok but no chain to a trusted key or ds record\n");
        Say(new("keys") { Mark = isTrusted ? 'T' : 'S', Records = set.Records, IsShort = true });
    }

    private void ShowDigests(DnsName zone, DnsMessage message)
    {
        _digests = [];
        if ((Find(message.Answers, DnsType.Ds) ?? Find(message.Authorities, DnsType.Ds)) is { } set)
        {
            if (SignatureInspector.Check(set, _keys, _now, out var by) is not SignatureState.Good and var state)
            {
                _code = BogusDigest;
                Say(new("digests") { Mark = 'B', Records = set.Records, IsShort = true, Fault = DrillReasons.Words(state) });
                return;
            }
            TellWhoIsTrusted(by!);
            bool isTrusted = IsTrusted(by!);
            if (isTrusted) _digests = [.. set.Records];
            Say(new("digests") { Mark = isTrusted ? 'T' : 'S', Records = set.Records, IsShort = true });
            return;
        }
        if (Find(message.Answers, DnsType.Cname) is { } alias)
        {
            bool isGood = SignatureInspector.Check(alias, _keys, _now, out _) == SignatureState.Good;
            Say(isGood ? new("digests") { Name = zone, Words = ";; No DS record found for ", Tail = ", but valid CNAME" }
                : new("digests") { Mark = 'B', Name = zone, Words = "Unable to verify denial of existence for ", Tail = ", because of BOGUS CNAME" });
            return;
        }
        switch (Denial(message, zone, DnsType.Ds, out var by2))
        {
            case null:
                // No newline: drill's own.
                Say(new("digests") { Name = zone, Words = ";; No DS for ", IsOpen = true });
                break;
            case SignatureState.Good:
                Say(new("digests") { Mark = Mark(by2), Name = zone, Words = "Existence denied: ", Tail = " DS" });
                break;
            case var state:
                Say(new("digests") { Mark = 'B', Name = zone, Words = "Error verifying denial of existence for ", Tail = $" DS: {DrillReasons.Words(state.Value)}", Fault = DrillReasons.Words(state.Value) });
                break;
        }
        Tell(";; No ds record for delegation\n");
    }

    /// <summary>Whether the trace goes on below a name that is no zone.</summary>
    private bool ShowNoDelegation(DnsName name, DnsMessage message)
    {
        var state = Denial(message, name, DnsType.Ns, out var by) ?? SignatureState.Unsigned;
        if (state == SignatureState.Good)
        {
            Say(new("delegation") { Mark = Mark(by), Name = name, Words = "Existence denied: ", Tail = " NS" });
        }
        else
        {
            string reason = DrillReasons.Words(state);
            Say(new("delegation") { Mark = 'B', Name = name, Words = ";; Error verifying denial of existence for name ", Tail = $"NS: {reason}", Fault = reason });
            if (state == SignatureState.Unsigned) _code = 1;
        }
        if (!new AbsenceEvidence(message, name, DnsType.Ns).HasNamesBelow) return false;
        if (!shell.Json) Literal(";; There is an empty non-terminal here, continue\n");
        return true;
    }

    private void ShowAnswer(DnsQuestion question, DnsMessage message)
    {
        string type = DrillChase.Word(question.Type);
        if (RecordSet.Collect(message.Answers).FirstOrDefault(s => s.Name == question.Name && s.Type == question.Type && s.Records.Count > 0) is { } set)
        {
            var state = SignatureInspector.Check(set, _keys, _now, out var by);
            if (state == SignatureState.Unsigned)
            {
                Say(new("answer") { Mark = 'U', Records = set.Records });
            }
            else if (state == SignatureState.Good)
            {
                Say(new("answer") { Mark = Mark(by), Records = set.Records });
            }
            else
            {
                _code = BogusAnswer;
                Say(new("answer") { Mark = 'B', Records = set.Records, Fault = DrillReasons.Words(state) });
                if (!shell.Json) Literal($";; Error: {DrillReasons.Words(state)}\n");
            }
            return;
        }
        var evidence = new AbsenceEvidence(message, question.Name, question.Type);
        switch (Denial(message, question.Name, question.Type, out var denier))
        {
            case null when evidence.State != AbsenceState.None:
                Say(new("answer") { Mark = 'B', Name = question.Name, Words = "Unable to verify denial of existence for ", Tail = $" type {type}" });
                break;
            case null:
                Say(new("answer") { Mark = 'U', Name = question.Name, Words = "No data found for: ", Tail = $" type {type}" });
                break;
            case SignatureState.Good:
                Say(new("answer") { Mark = Mark(denier), Name = question.Name, Words = "Existence denied: ", Tail = $" {type}" });
                break;
            case var state:
                _code = BogusDenial;
                string reason = DrillReasons.Words(state.Value);
                Say(new("answer") { Mark = 'B', Name = question.Name, Words = "Error verifying denial of existence for ", Tail = $" type {type}: {reason}", Fault = reason });
                break;
        }
    }

    /// <summary>What the proofs of an answer are worth; null when there are none, or none about the name.</summary>
    private SignatureState? Denial(DnsMessage message, DnsName name, DnsType type, out DnsRecord? by)
    {
        by = null;
        var evidence = new AbsenceEvidence(message, name, type);
        if (evidence.About.Count == 0 || evidence.State is AbsenceState.None or AbsenceState.HashNotCovered) return null;
        var worst = SignatureState.Good;
        foreach (var proof in evidence.About)
        {
            var state = SignatureInspector.Check(proof, _keys, _now, out by);
            if (state != SignatureState.Good) worst = state;
        }
        return worst;
    }

    private static RecordSet? Find(IReadOnlyList<DnsRecord> records, DnsType type) => RecordSet.Collect(records).FirstOrDefault(s => s.Type == type && s.Records.Count > 0);

    private bool IsTrusted(DnsRecord key) => _trusted.Any(t => t.Name == key.Name && t.Data == key.Data);

    private char Mark(DnsRecord? by) => by is not null && IsTrusted(by) ? 'T' : 'S';

    private void TellWhoIsTrusted(DnsRecord key)
    {
        if (shell.Json || options.Verbosity < DrillOptions.UsualVerbosity) return;
        var to = shell.Output.Buffer;
        to.Append("Checking if signing key is trusted:\nNew key: "u8);
        RecordLine.Append(to, key, format);
        to.Append((byte)'\n');
        foreach (var trusted in _trusted)
        {
            to.Append("\tTrusted key: "u8);
            RecordLine.Append(to, trusted, format);
            to.Append((byte)'\n');
            if (trusted.Name == key.Name && trusted.Data == key.Data) to.Append("Key is now trusted!\n"u8);
        }
        shell.Output.Written();
    }

    /// <summary>What only those want to know who did not ask for less.</summary>
    private void Tell(string line)
    {
        if (!shell.Json && options.Verbosity >= DrillOptions.UsualVerbosity) Literal(line);
    }

    private void Literal(string line) => shell.Output.Literal(line);

    private void Say(TraceLine line)
    {
        line = line with { Format = format };
        if (shell.Json)
        {
            shell.Report(line);
            return;
        }
        line.Write(shell.Output.Buffer);
        shell.Output.Written();
    }
}
