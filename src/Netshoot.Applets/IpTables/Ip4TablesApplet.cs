using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>iptables: the rules that iptables(8) made, in nf_tables, as it shows them.</summary>
[Applet("iptables", "show the rules of iptables")]
public sealed class Ip4TablesApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.CommandLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.ShowAsync(options, shell, is6: false);
}
