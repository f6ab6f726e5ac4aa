using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>iptables-legacy: the rules in the kernel's old tables, as iptables-legacy(8) shows them.</summary>
[Applet("iptables-legacy", "show the rules of iptables-legacy")]
public sealed class Ip4LegacyApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.CommandLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.ShowAsync(options, shell, false, isLegacy: true);
}
