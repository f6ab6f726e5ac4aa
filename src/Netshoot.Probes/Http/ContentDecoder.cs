using System.IO.Compression;
using ZstdSharp;

namespace Netshoot.Probes.Http;

/// <summary>Takes the codings off a body (RFC 9110 section 8.4.1): gzip, deflate in both its meanings, br, zstd (RFC 8878).</summary>
public static class ContentDecoder
{
    /// <summary>The most codings that may lie upon each other: more are no compression but an attack.</summary>
    public const int MostLayers = 5;

    /// <summary>Whether a coding can be taken off.</summary>
    public static bool Knows(string coding) => coding is "gzip" or "x-gzip" or "deflate" or "br" or "zstd" or "identity" or "none" or "";

    /// <param name="body">The body.</param>
    /// <param name="coding">In lower case.</param>
    public static Stream Over(Stream body, string coding) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "zstd" => new DecompressionStream(body),
        "deflate" => new DeflateBody(body),
        _ => body,
    };

    /// <summary>"deflate" means zlib (RFC 9110 section 8.4.1.2), but some servers send it without zlib's wrapping: the first byte tells.</summary>
    private sealed class DeflateBody(Stream body) : ReadOnlyBody
    {
        private Stream? _inner;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_inner is null)
            {
                byte[] first = new byte[1];
                if (await body.ReadAsync(first, cancellationToken) == 0) return 0;
                var whole = new Prefixed(first[0], body);
                // RFC 1950 section 2.2: the low four bits of zlib's first byte are 8; a block of deflate cannot begin so.
                _inner = (first[0] & 0x0f) == 8 ? new ZLibStream(whole, CompressionMode.Decompress) : new DeflateStream(whole, CompressionMode.Decompress);
            }
            return await _inner.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class Prefixed(byte first, Stream body) : ReadOnlyBody
    {
        private bool _isRead;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isRead) return body.ReadAsync(buffer, cancellationToken);
            _isRead = true;
            buffer.Span[0] = first;
            return ValueTask.FromResult(1);
        }
    }
}

/// <summary>A stream that can only be read, and only asynchronously.</summary>
public abstract class ReadOnlyBody : Stream
{
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("nothing here waits for itself");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>A body as a stream, for decoders. They go on wherever their awaits end; what touches the connection is brought back to the event loop.</summary>
public sealed class HttpBodyStream(HttpBody body) : ReadOnlyBody
{
    private readonly SynchronizationContext? _loop = SynchronizationContext.Current;
    private ReadOnlyMemory<byte> _piece;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_piece.IsEmpty) return ValueTask.FromResult(Copy(buffer));
        if (_loop is null || SynchronizationContext.Current == _loop) return ReadHereAsync(buffer);
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(async _ =>
        {
            try
            {
                done.SetResult(await ReadHereAsync(buffer));
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (IOException e)
            {
                done.SetException(e);
            }
        }, null);
        return new(done.Task);
    }

    private async ValueTask<int> ReadHereAsync(Memory<byte> buffer)
    {
        _piece = await body.NextAsync();
        return Copy(buffer);
    }

    private int Copy(Memory<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }
}
