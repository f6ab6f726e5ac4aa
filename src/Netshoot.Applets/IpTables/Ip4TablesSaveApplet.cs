using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>iptables-save: all rules that iptables(8) made, in the form that restores them.</summary>
[Applet("iptables-save", "write the rules of iptables in the form that restores them")]
public sealed class Ip4TablesSaveApplet : IApplet<IpTablesOptions>
{
    public static CommandLine<IpTablesOptions> CommandLine => IpTablesRun.SaveLine;

    public static ValueTask<ExitCode> RunAsync(IpTablesOptions options, Shell shell) => IpTablesRun.SaveAsync(options, shell, is6: false);
}
