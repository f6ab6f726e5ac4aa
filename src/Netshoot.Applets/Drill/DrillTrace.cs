using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Follows the delegations from the root to the answer, and behind an alias once more (<c>-T</c>).</summary>
internal sealed class DrillTrace(DrillOptions options, Shell shell, TextFormat format)
{
    /// <summary>No name has so many zones above it that are not a loop.</summary>
    private const int MostSteps = 40;

    private const int MostAliases = 16;

    private readonly DrillAsker _asker = new(options, shell, options.Flags & ~DnsFlags.RecursionDesired, options.WantsDnssec);

    public async ValueTask<ExitCode> RunAsync(DnsQuestion question)
    {
        var first = await _asker.AskAsync(RootServers.Find(options, shell), new(DnsName.Root, DnsType.Ns));
        if (first is null || !first.Message.Answers.Any(static r => r.Type == DnsType.Ns))
        {
            throw new DrillFailure("Warning: No root server information received\nError: cannot use local resolver", first is null ? _asker.Reason : null);
        }
        Show(first, first.Message.Answers.Where(static r => r.Type == DnsType.Ns));
        var root = await DelegatedAsync(first.Message, first.Message.Answers) ?? throw new DrillFailure("Error: Could not find the nameserver ip addr; abort");

        for (int aliases = 0; aliases <= MostAliases; aliases++)
        {
            var answer = await DescendAsync(question, root, isShown: aliases == 0);
            var name = answer.Message.Canonical(question.Name);
            bool isWhole = name == question.Name || question.Type is DnsType.Cname or DnsType.Any || answer.Message.Answers.Any(r => r.Name == name && r.Type == question.Type);
            Show(answer, isWhole ? answer.Message.Answers.Concat(answer.Message.Authorities) : answer.Message.Answers);
            if (isWhole) break;
            question = question with { Name = name };
        }
        return ExitCode.Ok;
    }

    private async ValueTask<DrillAnswer> DescendAsync(DnsQuestion question, IReadOnlyList<InternetEndpoint> servers, bool isShown)
    {
        for (int step = 0; step < MostSteps; step++)
        {
            if (await _asker.AskAsync(servers, question) is not { } answer) throw new DrillFailure($"Error: error sending query: {_asker.Reason}");
            var message = answer.Message;
            bool isReferral = message.Answers.Count == 0 && message.Rcode == DnsRcode.NoError && (message.Flags & DnsFlags.AuthoritativeAnswer) == 0
                && message.Authorities.Any(static r => r.Type == DnsType.Ns) && !message.Authorities.Any(static r => r.Type == DnsType.Soa);
            if (!isReferral) return answer;
            if (isShown) Show(answer, message.Authorities.Where(static r => r.Type == DnsType.Ns));
            servers = await DelegatedAsync(message, message.Authorities) ?? throw new DrillFailure("Error: Could not find the nameserver ip addr; abort");
        }
        throw new DrillFailure("Error: too many delegations");
    }

    /// <summary>The servers that NS records name, by the addresses that came with them, or else by what the resolver says; null when there are none.</summary>
    private ValueTask<List<InternetEndpoint>?> DelegatedAsync(DnsMessage message, IReadOnlyList<DnsRecord> records) => FindServersAsync(options, shell, message, records);

    internal static async ValueTask<List<InternetEndpoint>?> FindServersAsync(DrillOptions options, Shell shell, DnsMessage message, IReadOnlyList<DnsRecord> records)
    {
        const int MostNames = 8;
        var names = new List<DnsName>();
        foreach (var record in records)
            if (record is { Type: DnsType.Ns, Data: Target target } && names.Count < MostNames) names.Add(target.Name);
        var servers = new List<InternetEndpoint>();
        RootServers.Collect(servers, message.Additionals, names.Contains, options.Port);
        if (servers.Count == 0 && names.Count > 0) await ResolveAsync(options, shell, names, servers);
        return servers.Count > 0 ? servers : null;
    }

    /// <summary>Asks the resolver for the addresses of the first name that has some.</summary>
    private static async ValueTask ResolveAsync(DrillOptions options, Shell shell, List<DnsName> names, List<InternetEndpoint> to)
    {
        InternetEndpoint[] resolvers;
        try
        {
            resolvers = await DrillServers.FindAsync(options, shell);
        }
        catch (DrillFailure)
        {
            // Who traces may have no resolver.
            return;
        }
        var asker = new DrillAsker(options, shell, DnsFlags.RecursionDesired, wantsDnssec: false);
        foreach (var name in names)
        {
            foreach (var type in (DnsType[])[DnsType.Aaaa, DnsType.A])
                if (await asker.AskAsync(resolvers, new(name, type)) is { } answer) RootServers.Collect(to, answer.Message.Answers, static _ => true, options.Port);
            if (to.Count > 0) return;
        }
    }

    private void Show(DrillAnswer answer, IEnumerable<DnsRecord> records)
    {
        if (shell.Json)
        {
            shell.Report(new MessageReport("answer", answer.Message, new(0, answer.Server.Address, answer.Reply.AskedAt, answer.Reply.Bytes.Length), answer.Reply, 1, 0, format));
            return;
        }
        if (options.IsQuiet) return;
        foreach (var record in records)
        {
            RecordLine.Append(shell.Output.Buffer, record, format);
            shell.Output.Buffer.Append((byte)'\n');
        }
        shell.Output.Written();
    }
}
