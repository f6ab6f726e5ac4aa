using Netshoot.Applets.Iproute;
using Netshoot.Cli;

namespace Netshoot.Applets.Tc;

/// <summary>tc: queueing disciplines, classes, filters and actions, as tc(8) of iproute2 shows and changes them.</summary>
[Applet("tc", "show and change queueing disciplines, classes and filters")]
public sealed class TcApplet : IApplet<TcOptions>
{
    private static readonly ExitCode s_failed = new(IpFailure.NotUnderstood);

    public static CommandLine<TcOptions> CommandLine => new Keywords<TcOptions>("[OPTIONS] OBJECT { COMMAND | help }",
        static word => new UsageFailure("") { Usage = $"Option \"{word}\" is unknown, try \"tc -help\".\n" }, usage: s_failed,
        complete: static _ => ["qdisc", "class", "filter", "chain", "action", "monitor", "show", "help"])
    {
        { "stats", "more information", static o => o.Common.Statistics++ },
        { "statistics", "the same", static o => o.Common.Statistics++ },
        { "details", "more details", static o => o.Common.Details = true },
        { "raw", "handles and buffers as the kernel has them", static o => o.Raw = true },
        { "pretty", "u32 in words; with -j: indented", static o => o.Common.Pretty = true },
        { "graph", "classes as a tree", static o => o.Graph = true },
        { "Version", "print the version", static o => o.Common.Version = true },
        { "iec", "rates in powers of 1024", static o => o.Common.BinaryUnits = true },
        { "help", "how it is used", static o => o.Common.Help = true },
        { "force", "go on after an error", static o => o.Common.Force = true },
        { "batch", "FILE", "run the commands of a file", static (o, v) => o.Common.Batch = v.Text },
        { "netns", "NAME", "in that network namespace", static (o, v) => o.Common.Namespace = v.Text },
        { "Numeric", "numbers instead of names", static o => o.Common.Numeric = true },
        { "nm", "names of classes", static o => o.Names = true, 2 },
        { "names", "the same", static o => o.Names = true, 3 },
        { "cf", "FILE", "where the names of classes stand", static (o, v) => o.NameFile = v.Text, 2 },
        { "conf", "FILE", "the same", static (o, v) => o.NameFile = v.Text },
        { "timestamp", "with monitor: the time", static o => o.Common.Timestamp = true },
        { "tshort", "with monitor: the time, shorter", static o => o.Common.Timestamp = o.Common.ShortTimestamp = true, 2 },
        { "oneline", "each entry on one line", static o => o.Common.OneLine = true },
        { "json", "print JSON", static o => o.Common.Json = true },
        { "brief", "only what tells filters and actions apart", static o => o.Common.Brief = true, 2 },
        static (o, word) => o.Common.Words.Add(word),
    }.Optional("color", "WHEN", "always, auto or never", static (o, v) => o.Common.Color = ColorWord.Read(v.Text, "tc -help"));

    public static async ValueTask<ExitCode> RunAsync(TcOptions options, Shell shell)
    {
        if (options.Common.Version)
        {
            shell.Output.Literal($"tc utility, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        using var ip = new IpContext(options.Common, shell);
        var context = new TcContext(options, ip);
        try
        {
            if (options.Names) context.ClassNames();
            if (options.Common.Batch is { } file) return await Batch.RunAsync(ip, file, (_, words) => Run(context, words));
            if (options.Common.Help || options.Common.Words.Count == 0) throw new IpFailure(TcUsage.Whole, 0);
            // A namespace that does not exist is an error whatever the command.
            if (options.Common.Namespace is not null) _ = ip.Channel;
            return await Run(context, new IpWords(options.Common.Words));
        }
        catch (IpFailure e)
        {
            e.Say(shell);
            return new ExitCode(e.ExitCode);
        }
    }

    private static ValueTask<ExitCode> Run(TcContext context, IpWords words)
    {
        if (words.Matches("qdisc")) QdiscCommands.Run(context, Rest());
        else if (words.Matches("class")) ClassCommands.Run(context, Rest());
        else if (words.Matches("filter")) FilterCommands.Run(context, Rest());
        else if (words.Matches("chain")) ChainCommands.Run(context, Rest());
        else if (words.Matches("actions")) ActionCommands.Run(context, Rest());
        else if (words.Matches("monitor")) return MonitorCommands.RunAsync(context, Rest());
        else if (words.Matches("exec")) throw new IpFailure("tc: object \"exec\" is not supported\n");
        else if (words.Matches("help")) throw new IpFailure(TcUsage.Whole, 0);
        else throw new IpFailure($"Object \"{words.Current}\" is unknown, try \"tc help\".\n");
        return ValueTask.FromResult(ExitCode.Ok);

        IpWords Rest()
        {
            words.Advance();
            return words;
        }
    }
}
