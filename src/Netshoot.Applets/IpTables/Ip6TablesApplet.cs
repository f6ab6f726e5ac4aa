using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>ip6tables: the rules that ip6tables(8) made, in nf_tables, as it shows them.</summary>
[Applet("ip6tables", "show the rules of ip6tables")]
public sealed class Ip6TablesApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.CommandLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.ShowAsync(options, shell, is6: true);
}
