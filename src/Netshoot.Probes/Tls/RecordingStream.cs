using Netshoot.Probes.Streams;

namespace Netshoot.Probes.Tls;

/// <summary>A stream that keeps what passes at its beginning, both ways, so that a handshake of the platform's can be read afterwards. What is kept is bounded.</summary>
public sealed class RecordingStream(Stream inner) : AsynchronousStream
{
    /// <summary>As many bytes as are kept of each side: more than any handshake has.</summary>
    public const int Most = 128 * 1024;

    private readonly Recording _sent = new(), _received = new();

    /// <summary>What was sent so far.</summary>
    public ReadOnlySpan<byte> Sent => _sent.Bytes;

    /// <summary>What was received so far.</summary>
    public ReadOnlySpan<byte> Received => _received.Bytes;

    /// <summary>Nothing more is kept: the handshake is over.</summary>
    public void Stop()
    {
        _sent.IsOver = true;
        _received.IsOver = true;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _received.IsOver ? inner.ReadAsync(buffer, cancellationToken) : KeepAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _sent.Keep(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> KeepAsync(Memory<byte> buffer, CancellationToken stop)
    {
        int count = await inner.ReadAsync(buffer, stop);
        _received.Keep(buffer.Span[..count]);
        return count;
    }

    private sealed class Recording
    {
        private byte[] _bytes = [];
        private int _length;

        public bool IsOver { get; set; }

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Keep(ReadOnlySpan<byte> bytes)
        {
            if (IsOver || _length == Most) return;
            if (bytes.Length > Most - _length) bytes = bytes[..(Most - _length)];
            if (_length + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(4096, 2 * (_length + bytes.Length)));
            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
        }
    }
}
