using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>iptables-legacy-save: all rules in the kernel's old tables, in the form that restores them.</summary>
[Applet("iptables-legacy-save", "write the rules of iptables-legacy in the form that restores them")]
public sealed class Ip4LegacySaveApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.SaveLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.SaveAsync(options, shell, false, isLegacy: true);
}
