using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>A stream over a descriptor with nothing in between: no buffer, no thread, no look at the file before it is used.</summary>
public sealed class DescriptorStream(FileDescriptor descriptor) : Stream
{
    public FileDescriptor Descriptor => descriptor;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var errno = descriptor.Read(buffer, out int count);
        // A terminal that hung up answers EIO: for the reader that is the end.
        return errno is Errno.None or Errno.EIO ? count : throw KernelFailure.Of(errno, "read");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var errno = descriptor.Write(buffer, out int count);
            if (errno == Errno.EAGAIN) Poll.Wait(descriptor, PollEvents.Write, Timeout.InfiniteTimeSpan);
            else if (errno != Errno.None) throw KernelFailure.Of(errno, "write");
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) descriptor.Dispose();
        base.Dispose(disposing);
    }
}
