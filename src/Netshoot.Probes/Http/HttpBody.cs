using Netshoot.Wire;

namespace Netshoot.Probes.Http;

/// <summary>How the end of a body is known (RFC 9112 section 6.3).</summary>
public enum HttpFraming
{
    None,
    Length,
    Chunked,
    UntilClosed,
}

/// <summary>What was wrong with a body.</summary>
public enum HttpBodyFault
{
    None,

    /// <summary>The connection was closed before its end.</summary>
    Short,

    /// <summary>A chunk's size is none.</summary>
    BadChunk,

    /// <summary>The connection broke; its error tells why.</summary>
    Broken,

    /// <summary>A trailer that does not end.</summary>
    TooLong,
}

/// <summary>The body of a response as pieces of the connection's buffer, without a copy. Chunks are joined, their trailers handed over as header lines.</summary>
public sealed class HttpBody(HttpConnection connection, HttpFraming framing, long length, CancellationToken stop)
{
    private const int LongestLine = 100 * 1024;

    private readonly List<byte> _line = [];
    private long _left = framing == HttpFraming.Length ? length : 0;
    private State _state = framing == HttpFraming.Chunked ? State.Size : State.Data;
    private int _use;
    private int _trailers;

    private enum State { Size, Data, DataEnd, Trailer, Done }

    public HttpFraming Framing => framing;

    /// <summary>Bytes that are still to come, as far as it is known.</summary>
    public long Left => _left;

    public HttpBodyFault Fault { get; private set; }

    /// <summary>Takes every trailer line with its end.</summary>
    public Action<ReadOnlyMemory<byte>>? OnTrailer { get; init; }

    /// <summary>Takes what comes from the connection, chunk sizes and all.</summary>
    public Action<ReadOnlyMemory<byte>>? OnReceived { get; init; }

    /// <summary>The chunks are passed on as they are, sizes and all.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The next piece, which is valid until the next call; empty at the end or at a fault.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        connection.Use(_use);
        _use = 0;
        if (framing == HttpFraming.None || (framing == HttpFraming.Length && _left == 0)) return default;
        while (true)
        {
            if (_state == State.Done) return default;
            if (connection.Waiting.IsEmpty)
            {
                if (!await connection.FillAsync(stop))
                {
                    if (framing != HttpFraming.UntilClosed || connection.Error != Errno.None) Fault = connection.Error != Errno.None ? HttpBodyFault.Broken : HttpBodyFault.Short;
                    _state = State.Done;
                    return default;
                }
                OnReceived?.Invoke(connection.Waiting);
            }
            var waiting = connection.Waiting;
            if (framing == HttpFraming.UntilClosed) return Taken(waiting);
            if (framing == HttpFraming.Length)
            {
                if (waiting.Length > _left) waiting = waiting[..(int)_left];
                _left -= waiting.Length;
                return Taken(waiting);
            }
            if (Chunk(waiting) is { IsEmpty: false } piece) return piece;
        }
    }

    /// <summary>What was buffered with the head counts as received, too.</summary>
    public void Begin()
    {
        if (!connection.Waiting.IsEmpty && framing != HttpFraming.None)
            OnReceived?.Invoke(framing == HttpFraming.Length && connection.Waiting.Length > _left ? connection.Waiting[..(int)_left] : connection.Waiting);
    }

    private ReadOnlyMemory<byte> Taken(ReadOnlyMemory<byte> piece)
    {
        _use = piece.Length;
        return piece;
    }

    private ReadOnlyMemory<byte> Chunk(ReadOnlyMemory<byte> waiting)
    {
        if (_state == State.Data)
        {
            if (waiting.Length > _left) waiting = waiting[..(int)_left];
            _left -= waiting.Length;
            if (_left == 0) _state = State.DataEnd;
            return Taken(waiting);
        }
        int end = waiting.Span.IndexOf((byte)'\n');
        int count = end < 0 ? waiting.Length : end + 1;
        _line.AddRange(waiting.Span[..count]);
        if (IsRaw) _use = count;
        else connection.Use(count);
        if (_line.Count > LongestLine) return Failed(HttpBodyFault.TooLong);
        var raw = IsRaw ? waiting[..count] : default;
        if (end < 0) return _state == State.Size && !LooksLikeSize() ? Failed(HttpBodyFault.BadChunk) : raw;
        switch (_state)
        {
            case State.DataEnd:
                if (_line is not [(byte)'\n'] and not [(byte)'\r', (byte)'\n']) return Failed(HttpBodyFault.BadChunk);
                _state = State.Size;
                break;
            case State.Size:
                if (!TryReadSize(out _left)) return Failed(HttpBodyFault.BadChunk);
                _state = _left == 0 ? State.Trailer : State.Data;
                break;
            case State.Trailer:
                if (_line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'])
                {
                    _state = State.Done;
                    break;
                }
                if (++_trailers > 1000) return Failed(HttpBodyFault.TooLong);
                // Lines of the header end with CR LF, however the server ended them.
                if (_line is not [.., (byte)'\r', (byte)'\n']) _line.Insert(_line.Count - 1, (byte)'\r');
                OnTrailer?.Invoke(_line.ToArray());
                break;
        }
        _line.Clear();
        return raw;
    }

    private ReadOnlyMemory<byte> Failed(HttpBodyFault fault)
    {
        Fault = fault;
        _state = State.Done;
        return default;
    }

    private bool LooksLikeSize() => _line.Count == 0 || Uri.IsHexDigit((char)_line[0]);

    private bool TryReadSize(out long size)
    {
        size = 0;
        int digits = 0;
        while (digits < _line.Count && Uri.IsHexDigit((char)_line[digits]))
        {
            if (digits == 16 || size >> 59 != 0) return false;
            size = (size << 4) | (uint)Convert.ToInt32(((char)_line[digits]).ToString(), 16);
            digits++;
        }
        return digits > 0;
    }
}
