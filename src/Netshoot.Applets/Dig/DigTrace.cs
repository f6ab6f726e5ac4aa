using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;

namespace Netshoot.Applets.Dig;

/// <summary>Follows the delegations from the root to the zone of a name (<c>+trace</c>).</summary>
internal sealed class DigTrace(DigRun run)
{
    /// <summary>No name has so many zones above it that are not a loop.</summary>
    private const int MostSteps = 40;

    public async ValueTask<bool> RunAsync(DigLookup lookup)
    {
        var wanted = run.Candidates(lookup)[0];
        var step = lookup with { Type = DnsType.Ns, Class = DnsClass.Internet };
        var name = DnsName.Root;
        var zone = DnsName.Root;
        var servers = run.Servers(lookup);
        for (int i = 0; i < MostSteps; i++)
        {
            var asker = run.Asker(step);
            if (await asker.AskAsync(step, name, servers) is not { } answer) return run.Fail(asker);
            Show(step, answer);

            bool isRoot = i == 0;
            var section = isRoot ? answer.Message.Answers : answer.Message.Authorities;
            if (!isRoot && (answer.Message.Answers.Count > 0 || answer.Message.Rcode != DnsRcode.NoError || section.Any(static r => r.Type == DnsType.Soa))) return true;
            DnsRecord[] delegation = [.. section.Where(static r => r.Type == DnsType.Ns)];
            if (delegation.Length == 0) return true;
            var below = delegation[0].Name;
            if (!isRoot && (!below.IsWithin(zone) || below == zone || !wanted.IsWithin(below)))
            {
                run.Say($"BAD ({(below == zone ? "HORIZONTAL) " : "")}REFERRAL{(below == zone ? "" : ")")}");
                return true;
            }
            zone = below;
            var next = new List<DigServer>();
            foreach (var record in delegation)
                if (record.Data is Target target) next.AddRange(await run.FindServersAsync(target.Name));
            if (next.Count == 0) return true;
            servers = next;
            name = wanted;
            step = lookup with { Servers = [] };
            step.SetFlag(DnsFlags.RecursionDesired | DnsFlags.AuthenticData, false);
        }
        run.Say("Too many lookups");
        return true;
    }

    private void Show(DigLookup lookup, DigAnswer answer)
    {
        if (run.Globals.IsShort && !run.Shell.Json)
        {
            var format = run.Format(lookup);
            foreach (var record in answer.Message.Answers)
            {
                DnsNames.Append(run.To, record.Type);
                run.To.Append((byte)' ');
                DigRecordLine.AppendData(run.To, record, lookup.Display, format);
                run.AppendIdentity(answer);
                run.To.Append((byte)'\n');
            }
            run.Shell.Output.Written();
            return;
        }
        run.Show(lookup, answer, isSigned: true);
        if (lookup.Display.Statistics || run.Shell.Json || run.Globals.IsYaml) return;
        run.To.Append($";; Received {answer.Reply.Bytes.Length} bytes from ");
        DigAnswer.AppendServer(run.To, answer.Server);
        run.To.Append(" in "u8);
        run.AppendTime(answer.Reply.Took, " ms\n\n", " us\n\n");
    }
}
