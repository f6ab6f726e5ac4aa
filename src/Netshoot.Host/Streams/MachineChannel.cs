using Netshoot.Host.Loop;
using Netshoot.Host.Sockets;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Streams;

/// <summary>What a stream is, as far as it matters for how it is read and written.</summary>
internal enum ChannelKind
{
    /// <summary>Never waits: a regular file.</summary>
    File,

    /// <summary>Never waits for long, but is no file: <c>/dev/null</c>.</summary>
    Device,

    Pipe,

    /// <summary>May wait, and tells beforehand: a terminal, a socket.</summary>
    Waiting,
}

/// <summary>A standard stream of this process.</summary>
internal sealed class MachineChannel(FileDescriptor descriptor, ChannelKind kind, bool neverBlocks, EventLoop loop) : IByteChannel
{
    /// <summary>poll(2) calls a pipe or a terminal writable when there is room for a page of it: more could block.</summary>
    private const int SurelyFits = 4096;

    public FileDescriptor Descriptor => descriptor;

    public ChannelKind Kind => kind;

    public bool IsTerminal => Terminal.IsTerminal(descriptor);

    public static MachineChannel Open(int number, FileAccess access, EventLoop loop)
    {
        var standard = new FileDescriptor(number, ownsHandle: false);
        // A closed stream is one that has ended: the error comes when it is used.
        var kind = Files.TryIdentify(standard, out var identity) != Errno.None ? ChannelKind.Waiting
            : identity.IsRegular ? ChannelKind.File
            : identity.IsPipe ? ChannelKind.Pipe
            : identity.IsCharacterDevice && !Terminal.IsTerminal(standard) ? ChannelKind.Device
            : ChannelKind.Waiting;
        if (kind == ChannelKind.Pipe && Files.TryReopenNonBlocking(standard, access, out var own) == Errno.None) return new(own, kind, neverBlocks: true, loop);
        return new(standard, kind, neverBlocks: kind is ChannelKind.File or ChannelKind.Device, loop);
    }

    public Errno TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        if (!neverBlocks && Poll.Wait(descriptor, PollEvents.Read, TimeSpan.Zero) == PollEvents.None) return Errno.EAGAIN;
        var errno = descriptor.Read(buffer, out count);
        // A terminal that hung up answers EIO: for the reader that is the end.
        return errno == Errno.EIO ? Errno.None : errno;
    }

    public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count)
    {
        count = 0;
        if (neverBlocks) return descriptor.Write(bytes, out count);
        if (Poll.Wait(descriptor, PollEvents.Write, TimeSpan.Zero) == PollEvents.None) return Errno.EAGAIN;
        return descriptor.Write(bytes[..Math.Min(bytes.Length, SurelyFits)], out count);
    }

    public ValueTask<bool> WaitAsync(SocketReadiness readiness, TimeSpan patience, CancellationToken stop)
        => loop.WaitAsync(descriptor, EventsOf(readiness), patience, stop);

    public void Dispose() => descriptor.Dispose();

    internal static PollEvents EventsOf(SocketReadiness readiness) => readiness switch
    {
        SocketReadiness.Readable => PollEvents.Read,
        SocketReadiness.Writable => PollEvents.Write,
        // Errors and hang-ups are always told.
        _ => PollEvents.None,
    };
}
