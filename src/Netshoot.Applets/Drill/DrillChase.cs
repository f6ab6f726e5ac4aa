using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Shows who vouches for an answer, up to a key that is trusted (<c>-S</c>).</summary>
internal sealed class DrillChase(DrillOptions options, Shell shell, TextFormat format)
{
    public async ValueTask<ExitCode> RunAsync(DnsQuestion question, IReadOnlyList<InternetEndpoint> servers, IReadOnlyList<DnsRecord> anchors)
    {
        // The resolver must not keep back what it finds wrong.
        var asker = new DrillAsker(options, shell, options.Flags | DnsFlags.CheckingDisabled, wantsDnssec: true);
        if (await asker.AskAsync(servers, question) is not { } answer)
        {
            throw new DrillFailure($"Error: error sending query: {asker.Reason}");
        }
        if (!options.IsQuiet && !shell.Json)
        {
            var to = shell.Output.Buffer;
            to.Append(";; Chasing: "u8);
            to.Append(question.Name);
            to.Append((byte)' ');
            AppendType(to, question.Type);
            to.Append((byte)'\n');
        }
        var tree = await new SignatureTree(async q => (await asker.AskAsync(servers, q))?.Message, shell.Clock.GetUtcNow().ToUnixTimeSeconds()).GrowAsync(question, answer.Message);
        TrustLink? fault = null;
        var verdict = tree is null ? TrustVerdict.Unknown : SignatureTree.Judge(tree, anchors, out fault);
        var report = new ChaseReport(question, tree, verdict, fault, anchors.Count, options.Verbosity, format);
        if (!options.IsQuiet || shell.Json) shell.Report(report);
        return new((byte)report.Code);
    }

    internal static void AppendType(TextBuffer to, DnsType type)
    {
        if (DrillDialect.Knows(type) && type != DnsType.Any) DnsNames.Append(to, type);
        else to.Append($"TYPE{(ushort)type}");
    }

    internal static string Word(DnsType type)
    {
        var text = new TextBuffer(16);
        AppendType(text, type);
        return text.ToString();
    }
}
