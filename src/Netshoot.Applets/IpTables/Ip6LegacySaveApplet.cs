using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>ip6tables-legacy-save: all rules in the kernel's old tables, in the form that restores them.</summary>
[Applet("ip6tables-legacy-save", "write the rules of ip6tables-legacy in the form that restores them")]
public sealed class Ip6LegacySaveApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.SaveLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.SaveAsync(options, shell, true, isLegacy: true);
}
