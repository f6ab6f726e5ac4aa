using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Nft;

/// <summary>nft: the packet filter of this namespace as nft(8) lists it. It only reads.</summary>
[Applet("nft", "list the rules of nf_tables")]
public sealed class NftApplet : IApplet<NftOptions>
{
    private const string OnlyReads = "this nft only lists";

    public static CommandLine<NftOptions> CommandLine => new Getopt<NftOptions>("[OPTIONS] list { ruleset | tables | table | chains | chain | sets | set | maps | map | … }", usage: ExitCode.Failed, failure: ExitCode.Failed,
        notes: "It lists and never changes: what changes rules is refused.", stopsAtOperand: true)
    {
        { 'h', "help", "how it is used", static o => o.Help = true },
        { 'v', "version", "print the version", static o => o.Version = true },
        { 'a', "handle", "with the handles of rules", static o => o.Handles = true },
        { 's', "stateless", "without counters and other state", static o => o.Stateless = true },
        { 't', "terse", "without the elements of sets", static o => o.Terse = true },
        { 'S', "service", "ports by their names", static o => o.ServiceNames = true },
        { 'u', "guid", "users and groups by their names", static o => o.UserNames = true },
        { 'n', "numeric", "numbers instead of words", static o => o.NumericPriority = o.NumericProtocol = o.NumericTime = o.NumericSymbols = true },
        { 'y', "numeric-priority", "priorities as numbers", static o => o.NumericPriority = true },
        { 'p', "numeric-protocol", "protocols as numbers", static o => o.NumericProtocol = true },
        { 'T', "numeric-time", "times as numbers", static o => o.NumericTime = true },
        { 'j', "json", "print JSON", static o => o.Json = true },
        static (o, v) => o.Words.Add(v.Text),
    }
        .Refuse('f', "file", true, OnlyReads).Refuse('D', "define", true, OnlyReads).Refuse('i', "interactive", false, OnlyReads).Refuse('I', "includepath", true, OnlyReads)
        .Refuse('c', "check", false, OnlyReads).Refuse('o', "optimize", false, OnlyReads).Refuse('e', "echo", false, OnlyReads)
        .Refuse('N', "reversedns", false, "addresses are shown as they are").Refuse('d', "debug", true, "what passes netlink is recorded by NETSHOOT_RECORD=DIR");

    public static ValueTask<ExitCode> RunAsync(NftOptions options, Shell shell) => ValueTask.FromResult(Run(options, shell));

    private static ExitCode Run(NftOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"nftables, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        if (options.Help)
        {
            CommandLine.WriteHelp(shell.Name, AppletTable.SummaryOf("nft"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        if (options.Words.Count == 0)
        {
            shell.Error.Line($"nft: no command specified");
            return ExitCode.Failed;
        }
        try
        {
            // A command may come as one word, quoted from a shell.
            new NftCommand(options, shell, string.Join(' ', options.Words)).Run();
            return ExitCode.Ok;
        }
        catch (NftFailure e)
        {
            shell.Output.Flush();
            shell.Error.Line($"Error: {e.Message}");
            if (e.Length > 0) shell.Error.Line($"{e.Line}\n{new string(' ', e.Position)}{new string('^', e.Length)}");
            if (e.Hint is not null) shell.Hint(e.Hint);
            return ExitCode.Failed;
        }
    }
}

/// <summary>A command that nft(8) does not take, and where in it.</summary>
internal sealed class NftFailure(string message, string line = "", int position = 0, int length = 0, string? hint = null) : Exception(message)
{
    public string Line => line;

    public int Position => position;

    public int Length => length;

    public string? Hint => hint;
}
