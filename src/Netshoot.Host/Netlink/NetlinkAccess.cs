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

    public Errno TryJoin(NetlinkChannel channel, int group, int receiveBuffer = 0)
    {
        var socket = SocketOf(channel.Transport);
        if (receiveBuffer > 0) socket.SetReceiveBuffer(receiveBuffer);
        return socket.Join(group);
    }

    public ValueTask<bool> WaitAsync(NetlinkChannel channel, TimeSpan patience, CancellationToken stop)
        => loop.WaitAsync(SocketOf(channel.Transport).Descriptor, PollEvents.Read, patience, stop);

    private static NetlinkSocket SocketOf(INetlinkTransport transport) => transport is NetlinkRecorder recorder ? SocketOf(recorder.Inner) : (NetlinkSocket)transport;

    // For whoever wants to reproduce what this machine's kernel said: the transcripts are what tests replay.
    private INetlinkTransport Recorded(NetlinkSocket socket)
        => Environment.GetEnvironmentVariable("NETSHOOT_RECORD") is { Length: > 0 } directory
            ? new NetlinkRecorder(socket, new StreamWriter(Path.Combine(directory, $"{Environment.ProcessId}-{++_recorded}.nl")))
            : socket;
}
