using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Host.Names;

namespace Netshoot.Applets.Drill;

/// <summary>drill: ask a name server and print all that it says (drill(1) of ldns).</summary>
[Applet("drill", "ask a name server and print all that it says")]
public sealed class DrillApplet : IApplet<DrillOptions>
{
    public static CommandLine<DrillOptions> CommandLine => new Getopt<DrillOptions>("[OPTION...] NAME [@SERVER] [TYPE] [CLASS] [+nsid]", usage: ExitCode.Failed,
        notes: "The words may stand in any order. TYPE is A (PTR with -x), CLASS is IN, the server that of resolv.conf unless given.",
        usageText: "Unknown argument: -?, use -h to see usage\n")
    {
        { 'D', null, "ask for DNSSEC records (DO bit)", static o => o.WantsDnssec = true },
        { 'T', null, "trace NAME from the root down; with -D the signatures, too", static o => o.Traces = true },
        { 'S', null, "chase the signatures of NAME to a trusted key", static o => o.Chases = true },
        { 'I', null, "ADDRESS", "ask from this address", static (o, v) => o.Source = DrillWords.Source(v) },
        { 'V', null, "LEVEL", "5 prints the query, too", static (o, v) => o.Verbosity = DrillWords.Verbosity(v) },
        { 'Q', null, "print only the data of the answer", static o => o.Verbosity = -1 },
        { 'f', null, "FILE", "send the query in this file", static (o, v) => o.QueryInput = v.Text },
        { 'i', null, "FILE", "print the answer in this file, ask nobody", static (o, v) => o.AnswerInput = v.Text },
        { 'w', null, "FILE", "write the answer to this file, too", static (o, v) => o.AnswerOutput = v.Text },
        { 'q', null, "FILE", "write the query to this file, ask nobody", static (o, v) => o.QueryOutput = v.Text },
        { 'v', null, "print the version", static o => o.ShowsVersion = true },
        { 'h', null, "print this help", static o => o.ShowsHelp = true },
        { '4', null, "ask only servers with an IPv4 address", static o => o.Family = NameFamily.Ip4 },
        { '6', null, "ask only servers with an IPv6 address", static o => o.Family = NameFamily.Ip6 },
        { 'a', null, "ask again with EDNS, then over TCP, when the answer is truncated", static o => o.FallsBack = true },
        { 'b', null, "SIZE", "announce this UDP size by EDNS", static (o, v) => o.UdpSize = DrillWords.Number(v, "bufsize") },
        { 'c', null, "FILE", "take servers from this file instead of /etc/resolv.conf", static (o, v) => o.ResolverFile = v.Text },
        { 'd', null, "DOMAIN", "begin a secure trace there instead of at the root", static (o, v) => o.Start = DrillWords.Start(v) },
        { 'k', null, "FILE", "trust the DNSKEY and DS records in this file; without -S and -T the answer is checked with them", static (o, v) => o.KeyFiles.Add(v.Text) },
        { 'r', null, "FILE", "begin a trace at the root servers of this file", static (o, v) => o.HintsFile = v.Text },
        { 'o', null, "BITS", "set (QR AA TC RD CD RA AD) or clear (qr aa …) header bits", static (o, v) => o.Flags = DrillWords.Flags(o.Flags, v) },
        { 'p', null, "PORT", "ask at this port (53)", static (o, v) => o.Port = DrillWords.Number(v, "port") },
        { 's', null, "print the DS records of the keys in the answer", static o => o.ShowsDigests = true },
        { 't', null, "ask over TCP", static o => o.UsesTcp = true },
        { 'u', null, "ask over UDP", static o => o.UsesTcp = false },
        { 'x', null, "ask for the name of the address NAME", static o => o.IsReverse = true },
        { 'y', null, "NAME:KEY[:ALGORITHM]", "sign the query (TSIG) with a base64 key", static (o, v) => o.Key = DrillWords.Key(v) },
        { 'z', null, "ask the servers in the order of the file", static o => o.KeepsServerOrder = true },
        { DrillWords.TakeOperand },
    };

    public static async ValueTask<ExitCode> RunAsync(DrillOptions options, Shell shell)
    {
        if (options.ShowsHelp)
        {
            CommandLine.WriteHelp(shell.Name, AppletTable.SummaryOf("drill"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"drill of {MultiCall.Self} {ProductVersion.Text}, compatible with ldns 1.8.3\n");
            return ExitCode.Ok;
        }
        var run = new DrillRun(options, shell);
        try
        {
            return await run.RunAsync();
        }
        catch (DrillFailure e)
        {
            // The lines are drill's own, for scripts; people at a terminal are told why.
            shell.Output.Flush();
            shell.Error.Literal(e.Message + "\n");
            if (e.Hint is not null && shell.Error.IsTerminal) shell.Hint(e.Hint);
            return new((byte)e.Code);
        }
    }
}
