using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>nc: connects to TCP, UDP and unix sockets, or listens on them, and moves bytes both ways (nc(1), the OpenBSD variant).</summary>
[Applet("nc", "connect, listen and scan: TCP, UDP and unix sockets")]
public sealed class NetCatApplet : IApplet<NetCatOptions>
{
    public static CommandLine<NetCatOptions> CommandLine => NetCatCommandLine.Create();

    public static async ValueTask<ExitCode> RunAsync(NetCatOptions options, Shell shell)
    {
        if (options.Help)
        {
            NetCatCommandLine.WriteHelp(CommandLine, shell.Error.Buffer);
            return ExitCode.Ok;
        }
        Check(options);
        using var session = new NetCatSession(options, shell);
        // The key is asked for before anything is opened.
        _ = session.Settings;
        var words = options.Operands;
        if (options.IsUnix)
        {
            if (words.Count == 0) throw Misused;
            if (words.Count > 1) throw new Failure("", "cannot use port with -U");
            var unix = new NetCatUnix(session);
            return options.Listens ? await unix.ListenAsync(words[0]) : await unix.ConnectAsync(words[0]);
        }
        if (options.Listens)
        {
            var server = new NetCatServer(session);
            bool isSet = options.SourcePort is not null || options.SourceAddress is not null;
            return words switch
            {
                [] when options.SourcePort is not null => await server.RunAsync(options.SourceAddress, options.SourcePort),
                [] => throw new Failure("", "missing port number"),
                [var port] when !isSet => await server.RunAsync(null, port),
                [var host, var port] when !isSet => await server.RunAsync(host, port),
                _ => throw Misused,
            };
        }
        return words switch
        {
            [] => throw Misused,
            [_] => throw new Failure("", "missing port number"),
            [var host, .. var ports] => await new NetCatClient(session).RunAsync(host, ports),
        };
    }

    private static UsageFailure Misused => new("usage") { Usage = NetCatCommandLine.Usage };

    /// <summary>What cannot be asked for together, in the original's words.</summary>
    private static void Check(NetCatOptions options)
    {
        string? wrong = options switch
        {
            { IsUnix: true, PassesSocket: true } => "cannot use -F and -U",
            { IsUnix: true, IsDccp: true } => "cannot use -Z and -U",
            { Proxy: not null, IsUdp: true } => "no proxy support for UDP mode",
            { Proxy: not null, Listens: true } => "no proxy support for listen",
            { Proxy: not null, IsUnix: true } => "no proxy support for unix sockets",
            { Proxy: not null, SourceAddress: not null } => "no proxy support for local source address",
            { Listens: true, OnlyConnects: true } => "cannot use -z and -l",
            { Listens: false, KeepsListening: true } => "must use -l with -k",
            _ => null,
        };
        if (wrong is not null) throw new Failure("", wrong);
    }
}
