using Netshoot.Applets.Links;
using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.IfConfig;

/// <summary>ifconfig: interfaces with their addresses and counters, as ifconfig(8) of net-tools shows and changes them.</summary>
[Applet("ifconfig", "show and change network interfaces")]
public sealed class IfConfigApplet : IApplet<IfConfigOptions>
{
    // Its options stand before the interface; behind it, a dash takes something away.
    public static CommandLine<IfConfigOptions> CommandLine => new Getopt<IfConfigOptions>("[-a] [-v] [-s] [INTERFACE [SETTING…]]", usage: ExitCode.Failed, stopsAtOperand: true)
    {
        { 'a', null, "also interfaces that are down", static o => o.All = true },
        { 's', null, "a table", static o => o.Short = true },
        { 'v', null, "say more about errors", static o => o.Verbose = true },
        { 'V', "version", "print the version", static o => o.Version = true },
        static (o, v) => o.Words.Add(v.Text),
    };

    public static async ValueTask<ExitCode> RunAsync(IfConfigOptions options, Shell shell)
    {
        if (options.Version)
        {
            shell.Output.Literal($"net-tools, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        using var links = new LinkTable(shell);
        if (options.Words.Count > 1) return await new IfConfigChange(shell, links, options.Words[0]).RunAsync(options.Words[1..]);
        var interfaces = InterfaceListing.Read(shell, links);
        IReadOnlyList<IfConfigInterface> shown;
        if (options.Words is [var name])
        {
            if (interfaces.Find(one => one.Name == name) is not { } one)
            {
                shell.Error.Line($"{name}: error fetching interface information: Device not found");
                return ExitCode.Failed;
            }
            shown = [one];
        }
        else
        {
            shown = [.. interfaces.Where(one => options.All || one.Has(LinkFlags.Up))];
        }
        InterfaceListing.Show(shell, shown, options.Short, wideHeading: false);
        return ExitCode.Ok;
    }
}
