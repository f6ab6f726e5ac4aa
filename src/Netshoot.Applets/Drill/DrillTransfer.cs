using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Prints a zone as it comes (AXFR). drill ends well even when the transfer failed.</summary>
internal sealed class DrillTransfer(DrillOptions options, Shell shell, TextFormat format)
{
    public async ValueTask<ExitCode> RunAsync(DrillQuery query, IReadOnlyList<InternetEndpoint> servers)
    {
        string? hint = null;
        foreach (var server in servers)
        {
            using var transfer = new ZoneTransfer(shell.Machine, new(server) { Source = options.Source });
            try
            {
                if (await transfer.BeginAsync(query.Bytes, shell.Stop))
                {
                    while (await transfer.NextAsync(shell.Stop) is { } record) Print(record);
                    if (transfer.End == ZoneTransferEnd.Whole) return ExitCode.Ok;
                    return Fail(transfer, $"{server}: {Words(transfer)}");
                }
                hint = $"{server}: {Words(transfer)}";
            }
            catch (Failure e)
            {
                hint = $"{server}: {e.Message}";
            }
        }
        return Fail(null, hint);
    }

    private void Print(DnsRecord record)
    {
        if (shell.Json)
        {
            shell.Report(new RecordReport(record, format));
        }
        else if (!options.IsQuiet)
        {
            RecordLine.Append(shell.Output.Buffer, record, format);
            shell.Output.Buffer.Append((byte)'\n');
            shell.Output.Written();
        }
    }

    private ExitCode Fail(ZoneTransfer? transfer, string? hint)
    {
        shell.Output.Flush();
        shell.Error.Literal("AXFR failed.\n");
        if (hint is not null && shell.Error.IsTerminal) shell.Hint(hint);
        if (transfer?.Message is { } message)
        {
            var exchange = new DrillExchange(0, null, DateTimeOffset.UnixEpoch, transfer.MessageSize);
            if (shell.Json) shell.Report(new MessageReport("answer", message, exchange, null, 0, 0, format));
            else DrillMessageText.Append(shell.Output.Buffer, message, exchange, format);
        }
        else if (!shell.Json)
        {
            // What drill prints of a message that it does not have.
            shell.Output.Literal("null");
        }
        return ExitCode.Ok;
    }

    private string Words(ZoneTransfer transfer) => transfer.End switch
    {
        ZoneTransferEnd.Lost => shell.Machine.Text(transfer.Errno),
        ZoneTransferEnd.Refused => $"the server answered with code {(int)transfer.Message!.Rcode}",
        _ => transfer.Fault.Kind == DnsFaultKind.None ? "the zone does not begin with its SOA record" : transfer.Fault.ToString(),
    };
}
