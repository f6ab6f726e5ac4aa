using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>ip6tables-legacy: the rules in the kernel's old tables, as iptables-legacy(8) shows them.</summary>
[Applet("ip6tables-legacy", "show the rules of ip6tables-legacy")]
public sealed class Ip6LegacyApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.CommandLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.ShowAsync(options, shell, true, isLegacy: true);
}
