using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>tcpdump(8) 4.99.3.</summary>
[Applet("tcpdump", "print or save the packets on a network, or those in a capture file")]
public sealed class TcpDumpApplet : IApplet<TcpDumpOptions>
{
    public static CommandLine<TcpDumpOptions> CommandLine => TcpDumpCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(TcpDumpOptions options, Shell shell)
    {
        if (options.ShowHelp || options.ShowVersion)
        {
            shell.Output.Literal(options.ShowHelp ? TcpDumpCommandLine.Usage : TcpDumpCommandLine.Version);
            return ExitCode.Ok;
        }
        if (options.ListDevices)
        {
            DeviceLists.WriteDevices(shell);
            return ExitCode.Ok;
        }
        Check(options);
        foreach (string ignored in options.Ignored) shell.Complain(ignored);
        if (options.ReadFile is not null || options.FileList is not null)
        {
            using var files = new FileRun(options, shell);
            return await files.RunAsync();
        }
        var live = new LiveRun(options, shell);
        if (options is not { DumpFilter: > 0, Interface: null }) return await live.RunAsync();
        if (options.LinkType is null) shell.Error.Line($"Warning: assuming Ethernet");
        return live.Dump(await live.CompileAsync(options.LinkType ?? LinkType.Ethernet, options.SnapLength, KernelMetadata.None));
    }

    private static void Check(TcpDumpOptions options)
    {
        const int MostTimeLetters = 5;
        bool reads = options.ReadFile is not null || options.FileList is not null;
        if (options.TimeLetters > MostTimeLetters) throw new Failure("", "only -t, -tt, -ttt, -tttt and -ttttt are supported");
        if (options.ForeignNumeric && reads) throw new Failure("", "-f can not be used with -V or -r");
        if (options.ForeignNumeric) throw new UsageFailure("option '-f' is not supported: use -n");
        if (options.ReadFile is not null && options.FileList is not null) throw new Failure("", "-V and -r are mutually exclusive.");
    }
}
