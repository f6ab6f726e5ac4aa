using System.IO.Compression;
using Netshoot.Wire;
using ZstdSharp;

namespace Netshoot.Capture.Files;

/// <summary>
/// A capture file inside gzip (RFC 1952) or zstd (RFC 8878), read as if it were not compressed: nothing of it is held but what is looked at,
/// however much it unpacks to.
/// </summary>
internal sealed class CompressedFile : Stream
{
    // Without it the platform takes a gzip stream that was cut for one that has ended. It is looked at once, when the first stream is opened.
    static CompressedFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private readonly Stream _inner;
    private readonly FileWindow _packed;

    private CompressedFile(Stream inner, FileWindow packed)
    {
        _inner = inner;
        _packed = packed;
    }

    /// <summary>What unpacks the file behind a window; null when it is not compressed.</summary>
    public static CompressedFile? TryOpen(FileWindow window) => window.Peek(4) switch
    {
        [0x1f, 0x8b, ..] => new(new GZipStream(new WindowStream(window), CompressionMode.Decompress), window),
        [0x28, 0xb5, 0x2f, 0xfd] => new(new DecompressionStream(new WindowStream(window)), window),
        _ => null,
    };

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="Failure">The packing is damaged, or cut.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return _inner.Read(buffer, offset, count);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            throw new Failure("", "the compressed file is damaged or was cut; what came before has been read", cause: e);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _packed.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>A window as the stream that unpackers want.</summary>
    private sealed class WindowStream(FileWindow window) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => false;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            // One byte makes the window full again where it was empty.
            if (buffer.IsEmpty || window.Peek(1).IsEmpty) return 0;
            var seen = window.Available(buffer.Length);
            seen.CopyTo(buffer);
            window.Take(seen.Length);
            return seen.Length;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
