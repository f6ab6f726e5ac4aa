using Netshoot.Applets.Iproute;
using Netshoot.Cli;

namespace Netshoot.Applets.Bridge;

/// <summary>bridge: ports, forwarding databases, VLANs and multicast groups of bridges, as bridge(8) of iproute2 shows and changes them.</summary>
[Applet("bridge", "show and change forwarding databases, ports, VLANs and multicast groups of bridges")]
public sealed class BridgeApplet : IApplet<BridgeOptions>
{
    private static readonly ExitCode s_failed = new(IpFailure.NotUnderstood);

    public static CommandLine<BridgeOptions> CommandLine => new Keywords<BridgeOptions>("[OPTIONS] OBJECT { COMMAND | help }",
        static word => new UsageFailure("") { Usage = $"Option \"{word}\" is unknown, try \"bridge help\".\n" }, usage: s_failed,
        complete: static _ => ["link", "fdb", "mdb", "vlan", "show", "help"])
    {
        { "help", "how it is used", static o => o.Common.Help = true },
        { "Version", "print the version", static o => o.Common.Version = true },
        { "stats", "more information", static o => o.Common.Statistics++ },
        { "statistics", "the same", static o => o.Common.Statistics++ },
        { "details", "more details", static o => o.Common.Details = true },
        { "oneline", "each entry on one line", static o => o.Common.OneLine = true },
        { "timestamp", "with monitor: the time", static o => o.Common.Timestamp = true },
        { "netns", "NAME", "in that network namespace", static (o, v) => o.Common.Namespace = v.Text },
        { "compressvlans", "VLANs in a row as a range", static o => o.CompressesVlans = true, 3 },
        { "force", "go on after an error", static o => o.Common.Force = true },
        { "json", "print JSON", static o => o.Common.Json = true },
        { "pretty", "with -j: indented", static o => o.Common.Pretty = true },
        { "batch", "FILE", "run the commands of a file", static (o, v) => o.Common.Batch = v.Text },
        static (o, word) => o.Common.Words.Add(word),
    }.Optional("color", "WHEN", "always, auto or never", static (o, v) => o.Common.Color = ColorWord.Read(v.Text, "bridge help"));

    public static async ValueTask<ExitCode> RunAsync(BridgeOptions options, Shell shell)
    {
        if (options.Common.Version)
        {
            shell.Output.Literal($"bridge utility, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        using var context = new IpContext(options.Common, shell);
        try
        {
            if (options.Common.Batch is { } file) return await Batch.RunAsync(context, file, (_, words) => Run(context, options, words));
            if (options.Common.Help || options.Common.Words.Count == 0) throw new IpFailure(BridgeUsage.Whole);
            // A namespace that does not exist is an error whatever the command.
            if (options.Common.Namespace is not null) _ = context.Channel;
            return await Run(context, options, new IpWords(options.Common.Words));
        }
        catch (IpFailure e)
        {
            e.Say(shell);
            return new ExitCode(e.ExitCode);
        }
    }

    private static ValueTask<ExitCode> Run(IpContext context, BridgeOptions options, IpWords words)
    {
        string[] unsupported = ["vni"];
        if (words.Matches("link")) LinkCommands.Run(context, Rest());
        else if (words.Matches("fdb")) ForwardingCommands.Run(context, Rest());
        else if (words.Matches("mdb")) MulticastCommands.Run(context, Rest());
        else if (words.Matches("vlan")) VlanCommands.Run(context, options, Rest());
        else if (words.Matches("monitor")) return MonitorCommands.RunAsync(context, Rest());
        else if (words.Matches("help")) throw new IpFailure(BridgeUsage.Whole);
        else if (Array.Find(unsupported, words.Matches) is { } name) throw new IpFailure($"bridge: object \"{name}\" is not supported\n");
        else throw new IpFailure($"Object \"{words.Current}\" is unknown, try \"bridge help\".\n");
        return ValueTask.FromResult(ExitCode.Ok);

        IpWords Rest()
        {
            words.Advance();
            return words;
        }
    }
}
