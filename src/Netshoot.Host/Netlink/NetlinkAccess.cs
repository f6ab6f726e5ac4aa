using Netshoot.Host.Loop;
using Netshoot.Kernel;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Host.Netlink;

/// <summary>Netlink for tools: channels in this namespace or another, and the namespaces that ip-netns(8) gives names.</summary>
internal sealed class NetlinkAccess(EventLoop loop) : INetlinkAccess
{
    private int _recorded;

    public Errno TryOpen(NetlinkProtocol protocol, out NetlinkChannel? channel)
    {
        var errno = NetlinkSocket.TryOpen(protocol, out var socket);
        channel = socket is null ? null : new(Recorded(socket));
        return errno;
    }

    public Errno TryOpenIn(string path, NetlinkProtocol protocol, out NetlinkChannel? channel)
    {
        channel = null;
        var errno = Files.TryOpen(path, out var descriptor);
        using (descriptor)
        {
            if (errno != Errno.None) return errno;
            if (Namespaces.KindOf(descriptor) != NamespaceKinds.Network) return Errno.EINVAL;
            try
            {
                channel = new(Recorded(NetlinkSocket.OpenIn(descriptor, protocol)));
                return Errno.None;
            }
            catch (Failure e)
            {
                return (Errno)e.Errno;
            }
        }
    }

    public Errno TryOpenFile(string path, out HeldFile? file)
    {
        var errno = Files.TryOpen(path, out var descriptor);
        file = errno == Errno.None ? new(descriptor) : null;
        return errno;
    }

    public Errno TryListen(NetlinkChannel channel, IEnumerable<int> groups, bool allNamespaces, int receiveBuffer)
    {
        var socket = SocketOf(channel.Transport);
        if (receiveBuffer > 0) socket.SetReceiveBuffer(receiveBuffer);
        if (allNamespaces && socket.ListenToAll() is var errno and not Errno.None) return errno;
        foreach (int group in groups)
            if (socket.Join(group) is var refused and not Errno.None) return refused;
        return Errno.None;
    }

    public ValueTask<bool> WaitAsync(NetlinkChannel channel, TimeSpan patience, CancellationToken stop)
        => loop.WaitAsync(SocketOf(channel.Transport).Descriptor, PollEvents.Read, patience, stop);

    private static NetlinkSocket SocketOf(INetlinkTransport transport) => transport is NetlinkRecorder recorder ? SocketOf(recorder.Inner) : (NetlinkSocket)transport;

    // For whoever wants to reproduce what this machine's kernel said: the transcripts are what tests replay.
    private INetlinkTransport Recorded(NetlinkSocket socket)
    {
        if (Environment.GetEnvironmentVariable("NETSHOOT_RECORD") is not { Length: > 0 } directory) return socket;
        try
        {
            return new NetlinkRecorder(socket, new StreamWriter(Path.Combine(directory, $"{Environment.ProcessId}-{++_recorded}.nl")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new Failure("NETSHOOT_RECORD", $"no transcript can be written into {directory}", "name a directory that exists and may be written to, or unset the variable", cause: e);
        }
    }
}
