using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;

namespace Netshoot.Applets.Dig;

/// <summary>Asks every server of a zone for its SOA record (<c>+nssearch</c>).</summary>
internal sealed class DigServerSearch(DigRun run)
{
    private const int MostServers = 64;

    public async ValueTask<bool> RunAsync(DigLookup lookup)
    {
        var name = run.Candidates(lookup)[0];
        var first = lookup with { Type = DnsType.Ns, ShowsQuery = false };
        var asker = run.Asker(first);
        if (await asker.AskAsync(first, name, run.Servers(lookup)) is not { } answer) return run.Fail(asker);

        var each = first with { Type = DnsType.Soa, Servers = [] };
        each.SetFlag(DnsFlags.RecursionDesired, false);
        int asked = 0, answered = 0;
        foreach (var record in answer.Message.Answers.Where(static r => r.Type == DnsType.Ns))
        {
            if (record.Data is not Target target) continue;
            foreach (var server in await run.FindServersAsync(target.Name))
            {
                if (++asked > MostServers) break;
                if (await run.Asker(each).AskAsync(each, name, [server]) is not { } reply) continue;
                answered++;
                Show(each, reply);
            }
        }
        if (asked == 0 && answer.Message.Answers.Count > 0 || asked > 0 && answered == 0)
        {
            run.Say("NS servers could not be reached");
            return false;
        }
        return true;
    }

    private void Show(DigLookup lookup, DigAnswer answer)
    {
        if (run.Shell.Json)
        {
            run.Shell.Report(run.Report(lookup, "answer", answer));
            return;
        }
        var format = run.Format(lookup) with { IsMultiline = false };
        foreach (var record in answer.Message.Answers.Where(static r => r.Type == DnsType.Soa))
        {
            run.To.Append("SOA "u8);
            DigRecordLine.AppendData(run.To, record, lookup.Display, format);
            run.AppendIdentity(answer);
            run.To.Append((byte)'\n');
        }
        run.Shell.Output.Written();
    }
}
