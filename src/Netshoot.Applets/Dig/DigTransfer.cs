using Netshoot.Applets.Lookups;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Dig;

/// <summary>Shows a zone as it comes (AXFR, IXFR).</summary>
internal sealed class DigTransfer(DigRun run)
{
    public async ValueTask<bool> RunAsync(DigLookup lookup)
    {
        var name = run.Candidates(lookup)[0];
        var transport = lookup.Carrier is DnsTransport.Udp ? DnsTransport.Tcp : lookup.Carrier;
        var servers = run.Servers(lookup);
        var shell = run.Shell;
        for (int i = 0; i < servers.Count; i++)
        {
            var server = servers[i] with { Endpoint = servers[i].Endpoint with { Port = run.Globals.Port ?? DigAsker.DefaultPort(transport) } };
            var query = DigQuery.Make(lookup, name, run.Globals.Key, shell.Clock.GetUtcNow());
            var began = shell.Clock.GetUtcNow();
            long start = shell.Clock.GetTimestamp();
            run.Asker(lookup).OnQuery?.Invoke(query, server, transport);
            var plan = new DnsPlan(server.Endpoint) { Source = run.Globals.Source, SourcePort = run.Globals.SourcePort, Transport = transport, Patience = TimeSpan.FromSeconds(lookup.Timeout) };
            using var transfer = new ZoneTransfer(shell.Machine, plan) { Serial = lookup.Type == DnsType.Ixfr ? lookup.Serial : null };
            if (!await transfer.BeginAsync(query.Bytes, shell.Stop))
            {
                run.Say($"Connection to {server.Endpoint.Address}#{server.Endpoint.Port}({server.Name}) for {name.ToString().TrimEnd('.')} failed: {Words(transfer.Errno)}.");
                if (i == servers.Count - 1) run.Say("no servers could be reached");
                continue;
            }
            await ShowAsync(lookup, query, server, transport, transfer);
            if (transfer.End != ZoneTransferEnd.Whole)
            {
                Fail(server, transfer);
                return transfer.End != ZoneTransferEnd.Lost;
            }
            if (transfer.Signature is { } signature && lookup.Display.Additional && !IsYaml) Show(lookup, signature);
            if (!lookup.Display.Statistics || shell.Json || IsYaml) return true;
            run.ShowStatistics(server, transport, new(default, true, began, shell.Clock.GetElapsedTime(start)));
            run.To.Append($";; XFR size: {transfer.Records} records (messages {transfer.Messages}, bytes {transfer.Bytes})\n\n");
            return true;
        }
        return false;
    }

    private async ValueTask ShowAsync(DigLookup lookup, DigQuery query, DigServer server, DnsTransport transport, ZoneTransfer transfer)
    {
        bool sawSoa = false;
        int messages = 0;
        while (await transfer.NextAsync(run.Shell.Stop) is { } record)
        {
            if (transfer.Messages != messages && transfer.Message is { } message)
            {
                messages = transfer.Messages;
                Begin(lookup, query, server, transport, transfer, message);
            }
            if (record.Type == DnsType.Soa && lookup.Display.OneSoa && lookup.Type == DnsType.Axfr && sawSoa) continue;
            sawSoa |= record.Type == DnsType.Soa;
            if (lookup.Display.Answer && !IsYaml) Show(lookup, record);
        }
    }

    private bool IsYaml => run.Globals.IsYaml && !run.Shell.Json;

    /// <summary>What stands before the records of a message; in YAML it is all of the message.</summary>
    private void Begin(DigLookup lookup, DigQuery query, DigServer server, DnsTransport transport, ZoneTransfer transfer, DnsMessage message)
    {
        if (IsYaml)
        {
            var reply = new DnsReply(new byte[transfer.MessageSize], true, run.Shell.Clock.GetUtcNow(), TimeSpan.Zero);
            run.Show(lookup, new(query, server, transport, reply, message, message.Header, 0), isSigned: true);
        }
        else if (lookup.Display.Question && !run.Shell.Json && !run.Globals.IsShort)
        {
            run.ShowBanner();
            foreach (var question in message.Questions) DigRecordLine.AppendQuestion(run.To, question, lookup.Display);
        }
    }

    private void Show(DigLookup lookup, DnsRecord record)
    {
        var format = run.Format(lookup);
        if (run.Shell.Json)
        {
            run.Shell.Report(new RecordReport(record, format));
            return;
        }
        run.ShowBanner();
        if (run.Globals.IsShort)
        {
            DigRecordLine.AppendData(run.To, record, lookup.Display, format);
            run.To.Append((byte)'\n');
        }
        else
        {
            DigRecordLine.Append(run.To, record, lookup.Display, format);
        }
        run.Shell.Output.Written();
    }

    private void Fail(DigServer server, ZoneTransfer transfer)
    {
        run.ShowBanner();
        if (transfer.End == ZoneTransferEnd.Lost)
        {
            run.Say($"communications error to {server.Endpoint.Address}#{server.Endpoint.Port}: {Words(transfer.Errno)}");
        }
        else if (transfer.End == ZoneTransferEnd.Malformed)
        {
            run.Say($"Got bad packet: {(transfer.Fault.Kind == DnsFaultKind.None ? "the zone does not begin with its SOA record" : transfer.Fault.ToString())}");
        }
        if (!run.Shell.Json) run.To.Append("; Transfer failed.\n"u8);
        else run.Shell.Report(new DigErrorReport("transfer failed"));
    }

    private string Words(Errno errno) => errno switch
    {
        Errno.ETIMEDOUT => "timed out",
        Errno.ECONNREFUSED => "connection refused",
        Errno.ECONNRESET => "end of file",
        _ => run.Shell.Machine.Text(errno),
    };
}
