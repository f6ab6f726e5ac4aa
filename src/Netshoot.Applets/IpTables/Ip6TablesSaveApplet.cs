using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>ip6tables-save: all rules that ip6tables(8) made, in the form that restores them.</summary>
[Applet("ip6tables-save", "write the rules of ip6tables in the form that restores them")]
public sealed class Ip6TablesSaveApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.SaveLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.SaveAsync(options, shell, is6: true);
}
