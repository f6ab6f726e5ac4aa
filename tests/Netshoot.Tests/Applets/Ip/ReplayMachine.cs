using System.Text;
using Netshoot.Applets;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Netlink;
using Netshoot.Host.Sockets;
using Netshoot.Host;
using Netshoot.Netlink;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;

namespace Netshoot.Tests.Applets.Ip;

/// <summary>A machine whose kernel says what was recorded: each channel that is opened replays the next transcript.</summary>
internal sealed class ReplayMachine(params IEnumerable<NetlinkTranscript> transcripts) : IMachine, INetlinkAccess
{
    /// <summary>Runs a tool on this machine and keeps what it says.</summary>
    /// <param name="run">The tool.</param>
    /// <param name="name">What it is called by.</param>
    /// <param name="json">Whether it speaks to programs.</param>
    /// <param name="columns">The width of the terminal that it writes to; 0 for none.</param>
    public async Task<(ExitCode Code, string Output, string Error)> RunAsync(Func<Shell, ValueTask<ExitCode>> run, string name = "netshoot", bool json = false, int columns = 0)
    {
        using var outputBytes = new MemoryStream();
        using var errorBytes = new MemoryStream();
        using var output = new Output(outputBytes, isTerminal: columns > 0, columns);
        using var error = new Output(errorBytes);
        var code = await run(new Shell(output, error, this) { Name = name, Json = json });
        output.Flush();
        error.Flush();
        return (code, Encoding.UTF8.GetString(outputBytes.ToArray()), Encoding.UTF8.GetString(errorBytes.ToArray()));
    }

    private readonly Queue<NetlinkTranscript> _transcripts = new(transcripts);

    public TimeProvider Clock => TimeProvider.System;

    public INames Names { get; } = new FakeMachine(TimeProvider.System);

    public string Executable => "/netshoot";

    public INetlinkAccess Netlink => this;

    public string? TryReadText(string path) => path == "/etc/iproute2/rt_protos" ? "# number name\n11\tzebra\n" : null;

    public Errno TryOpen(NetlinkProtocol protocol, out NetlinkChannel? channel)
    {
        channel = _transcripts.TryDequeue(out var transcript) ? new(transcript) : null;
        return channel is null ? Errno.EMFILE : Errno.None;
    }

    public Errno TryOpenIn(string path, NetlinkProtocol protocol, out NetlinkChannel? channel)
    {
        channel = null;
        return Errno.ENOENT;
    }

    public Errno TryOpenFile(string path, out HeldFile? file)
    {
        file = null;
        return Errno.ENOENT;
    }

    public ValueTask<bool> WaitAsync(NetlinkChannel channel, TimeSpan patience, CancellationToken stop) => ValueTask.FromResult(true);

    public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket) => throw new NotSupportedException();

    public int InterfaceIndex(string name) => 0;

    public string? InterfaceName(int index) => null;

    public string Text(Errno errno) => errno switch
    {
        Errno.ENOENT => "No such file or directory",
        _ => $"{errno}",
    };

    public string HowToGet(string capability, string purpose) => "";
}
