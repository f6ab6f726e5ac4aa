using System.Text;
using Netshoot.Cli;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>nc -U: streams and datagrams over unix sockets (unix(7)).</summary>
internal sealed class NetCatUnix(NetCatSession session)
{
    private const int Backlog = 16;

    /// <summary><c>sun_path</c> with its NUL has 108 bytes (include/uapi/linux/un.h).</summary>
    private const int LongestPath = 107;

    private readonly NetCatOptions _options = session.Options;

    public async ValueTask<ExitCode> ConnectAsync(string path)
    {
        string? directory = null, own = null;
        using var socket = Open();
        try
        {
            if (_options.IsUdp)
            {
                // Datagrams are answered only to a sender that has a name.
                if (_options.SourceAddress is null) directory = Directory.CreateTempSubdirectory("nc-").FullName;
                own = _options.SourceAddress ?? Path.Combine(directory!, "recv.sock");
                Bind(socket, own);
                session.Say($"Bound on {own}");
            }
            var errno = TooLong(path) ? Errno.ENAMETOOLONG : socket.ConnectUnix(path);
            if (errno == Errno.EAGAIN)
            {
                // A stream's listener has no room: it is asked again once it may have some (unix(7) has no other way to wait).
                errno = await AgainAsync(socket, path);
            }
            if (errno != Errno.None)
            {
                string reason = session.Machine.Text(errno);
                // The original says this without -v, too.
                if (!session.Shell.Json) session.Shell.Complain($"{path}: {reason}");
                session.Tell(new("failed", "unix") { Host = path, Errno = errno, Reason = reason });
                return ExitCode.Failed;
            }
            session.Tell(new("connected", "unix") { Host = path });
            return _options.OnlyConnects ? ExitCode.Ok : await session.RelayAsync(socket, readsInput: true);
        }
        finally
        {
            if (directory is not null) Directory.Delete(directory, recursive: true);
            else if (own is not null) Remove(own);
        }
    }

    public async ValueTask<ExitCode> ListenAsync(string path)
    {
        Remove(path);
        using var listener = Open();
        Bind(listener, path);
        session.Say($"Bound on {path}");
        if (_options.IsUdp) return await ServeDatagramsAsync(listener, path);

        if (listener.Listen(Backlog) is var errno and not Errno.None) throw Refused(errno);
        session.Say($"Listening on {path}");
        session.Tell(new("listening", "unix") { Host = path });
        while (true)
        {
            var (connection, _) = await Listener.AcceptAsync(session.Machine, listener, CancellationToken.None);
            using (connection)
            {
                session.Say($"Connection received on {path}");
                session.Tell(new("accepted", "unix") { Host = path });
                var code = await session.RelayAsync(connection, readsInput: true);
                if (!_options.KeepsListening) return code;
            }
        }
    }

    private async ValueTask<ExitCode> ServeDatagramsAsync(ISocket socket, string path)
    {
        session.Tell(new("bound", "unix") { Host = path });
        if (_options.KeepsListening)
        {
            while (true) await session.RelayAsync(socket, readsInput: false);
        }
        bool canAnswer = await FirstSenderAsync(socket) is { Length: > 0 } peer && socket.ConnectUnix(peer) == Errno.None;
        session.Say($"Connection received on {path}");
        session.Tell(new("accepted", "unix") { Host = path });
        return await session.RelayAsync(socket, readsInput: canAnswer);
    }

    private static async ValueTask<string> FirstSenderAsync(ISocket socket)
    {
        while (true)
        {
            await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, CancellationToken.None);
            if (socket.TryPeekUnixSender(out string path) == Errno.None) return path;
        }
    }

    private async ValueTask<Errno> AgainAsync(ISocket socket, string path)
    {
        var pause = TimeSpan.FromMilliseconds(20);
        long began = session.Shell.Clock.GetTimestamp();
        while (true)
        {
            if (_options.Timeout is { } patience && session.Shell.Clock.GetElapsedTime(began) >= patience) return Errno.ETIMEDOUT;
            await Task.Delay(pause, session.Shell.Clock);
            if (socket.ConnectUnix(path) is var errno and not Errno.EAGAIN) return errno;
        }
    }

    private ISocket Open()
    {
        var errno = session.Machine.TryOpen(SocketFamily.Unix, session.Kind, 0, out var socket);
        return socket ?? throw Refused(errno);
    }

    private void Bind(ISocket socket, string path)
    {
        var errno = TooLong(path) ? Errno.ENAMETOOLONG : socket.BindUnix(path);
        if (errno != Errno.None) throw Refused(errno);
    }

    private Failure Refused(Errno errno) => new("", session.Machine.Text(errno), errno: (int)errno);

    private static bool TooLong(string path) => Encoding.UTF8.GetByteCount(path) > LongestPath;

    /// <summary>Takes away the socket that an earlier run left; what is no file has none.</summary>
    private static void Remove(string path)
    {
        if (path.StartsWith('@')) return;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Binding will say what is wrong with it.
        }
    }
}
