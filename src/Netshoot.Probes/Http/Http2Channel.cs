using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Netshoot.Probes.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Http;

/// <summary>What ended a stream or the connection before its time.</summary>
public enum Http2Fault
{
    None,

    /// <summary>The server took the stream back; <see cref="Http2Channel.ErrorCode"/> says why.</summary>
    Reset,

    /// <summary>The server takes no more streams, and not this one either.</summary>
    GoneAway,

    /// <summary>The connection ended in the middle of the stream.</summary>
    Short,

    /// <summary>What came is no HTTP/2, or breaks its rules.</summary>
    Protocol,
}

/// <summary>
/// HTTP/2 on one connection (RFC 9113), one stream at a time. What is read has the form of HTTP/1: the fields as lines behind <c>HTTP/2 200 </c>, the body behind an empty
/// line, 0 bytes at the end of the stream. Windows, tables, blocks of fields and frames that lead nowhere are bounded.
/// </summary>
public sealed class Http2Channel(Stream inner) : AsynchronousStream
{
    private const byte DataFrame = 0, HeadersFrame = 1, ResetFrame = 3, SettingsFrame = 4, PushFrame = 5, PingFrame = 6, GoAwayFrame = 7, WindowFrame = 8, ContinuationFrame = 9;
    private const byte EndStream = 1, Acknowledges = 1, EndHeaders = 4, Padded = 8, Prioritized = 0x20;
    private const int HeaderLength = 9, LargestFrame = 16384, MostBlock = 256 * 1024, MostIdle = 10_000;

    /// <summary>How much a server may send before it must wait, as curl 7.88 has it.</summary>
    private const int Window = 32 * 1024 * 1024;

    private const uint ProtocolError = 1, Cancel = 8;

    private readonly Hpack _hpack = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _raw = new byte[64 * 1024];
    private readonly List<byte> _block = [];
    private byte[] _text = [];
    private int _textAt, _rawStart, _rawEnd, _dataLeft, _padLeft, _idle;
    private uint _stream, _blockStream;
    private byte _blockFlags;
    private bool _dataEnds, _dataIsOurs, _hasSettings, _hasFinalHead, _isDone = true, _hasBegun, _inBlock;
    private long _sendWindow = 65535, _streamWindow, _initialWindow = 65535, _length = -1;
    private int _consumed, _streamConsumed, _peerFrame = LargestFrame;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Http2Fault Fault { get; private set; }

    /// <summary>The error that the server gave (RFC 9113 section 7).</summary>
    public uint ErrorCode { get; private set; }

    /// <summary>The stream that is spoken on.</summary>
    public uint StreamId => _stream;

    /// <summary>No new stream may be begun here.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What the server said in its farewell: the error and the last stream; null before.</summary>
    public (uint Error, uint LastStream)? Farewell { get; private set; }

    /// <summary>Fields behind the body, as lines.</summary>
    public List<byte[]> Trailers { get; } = [];

    /// <summary>Whether the stream has ended in order.</summary>
    public bool HasEnded => _isDone && Fault == Http2Fault.None;

    /// <summary>Begins a stream with these fields.</summary>
    /// <param name="fields">Names in lower case, those of the request itself first.</param>
    /// <param name="hasBody">Whether <see cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/> and <see cref="EndAsync"/> follow.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="IOException">The connection does not take it.</exception>
    public async ValueTask BeginAsync(IReadOnlyList<KeyValuePair<string, string>> fields, bool hasBody, CancellationToken stop)
    {
        var bytes = new List<byte>();
        if (!_hasBegun) AddPreface(bytes);
        else if (!_isDone) AddFrame(bytes, ResetFrame, 0, _stream, Number(Cancel));
        _stream = _stream == 0 ? 1 : _stream + 2;
        Reset();
        byte[] block = Hpack.Write(fields);
        for (int at = 0; at == 0 || at < block.Length; at += LargestFrame)
        {
            int size = Math.Min(LargestFrame, block.Length - at);
            byte flags = at + size == block.Length ? EndHeaders : (byte)0;
            if (at == 0 && !hasBody) flags |= EndStream;
            AddFrame(bytes, at == 0 ? HeadersFrame : ContinuationFrame, flags, _stream, block.AsSpan(at, size));
        }
        await SendAsync(bytes.ToArray(), stop);
    }

    /// <summary>What settings are told in a request of HTTP/1.1 that asks to go on in HTTP/2 (RFC 7540 section 3.2.1): those of the preface, in base64url.</summary>
    public const string UpgradeSettings = "AAMAAABkAAQCAAAAAAIAAAAA";

    /// <summary>Goes on where a request of HTTP/1.1 has left off: its answer comes on the first stream (RFC 7540 section 3.2).</summary>
    /// <param name="waiting">What was read behind the answer of HTTP/1.1.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="IOException">The connection does not take it.</exception>
    public async ValueTask ResumeAsync(ReadOnlyMemory<byte> waiting, CancellationToken stop)
    {
        var bytes = new List<byte>();
        AddPreface(bytes);
        _stream = 1;
        Reset();
        if (waiting.Length > _raw.Length) throw new IOException("more than any server says at once");
        waiting.CopyTo(_raw);
        _rawEnd = waiting.Length;
        await SendAsync(bytes.ToArray(), stop);
    }

    /// <summary>Bytes of the request's body, as the server's windows let them pass.</summary>
    /// <exception cref="IOException">The stream is over.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_isDone) throw new IOException("the stream is over");
            int size = (int)Math.Min(Math.Min(buffer.Length, _peerFrame), Math.Min(_sendWindow, _streamWindow));
            if (size <= 0)
            {
                // The reader hears of it when the window opens.
                await _moved.Task.WaitAsync(cancellationToken);
                continue;
            }
            _sendWindow -= size;
            _streamWindow -= size;
            var frame = new List<byte>(size + HeaderLength);
            AddFrame(frame, DataFrame, 0, _stream, buffer.Span[..size]);
            await SendAsync(frame.ToArray(), cancellationToken);
            buffer = buffer[size..];
        }
    }

    /// <summary>The request's body is whole.</summary>
    public async ValueTask EndAsync(CancellationToken stop)
    {
        if (_isDone) return;
        var frame = new List<byte>();
        AddFrame(frame, DataFrame, EndStream, _stream, default);
        await SendAsync(frame.ToArray(), stop);
    }

    /// <exception cref="IOException">The stream or the connection broke; <see cref="Fault"/> tells.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_textAt < _text.Length)
            {
                int count = Math.Min(buffer.Length, _text.Length - _textAt);
                _text.AsMemory(_textAt, count).CopyTo(buffer);
                _textAt += count;
                return count;
            }
            if (Fault != Http2Fault.None) throw new IOException("the stream broke");
            if (_dataLeft + _padLeft > 0)
            {
                if (_rawStart == _rawEnd && !await FillAsync(cancellationToken)) continue;
                int count = TakeData(buffer.Span);
                await UpdateWindowsAsync(cancellationToken);
                if (_dataLeft + _padLeft == 0 && _dataEnds && _dataIsOurs) End();
                if (count > 0) return count;
                continue;
            }
            if (_isDone) return 0;
            if (_rawEnd - _rawStart < HeaderLength || _rawEnd - _rawStart < Whole(_raw.AsSpan(_rawStart)))
            {
                await FillAsync(cancellationToken);
                continue;
            }
            await TakeFrameAsync(cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _writing.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Reset()
    {
        _text = [];
        _textAt = 0;
        _hasFinalHead = _isDone = false;
        _streamWindow = _initialWindow;
        _streamConsumed = _idle = 0;
        _length = -1;
        _dataIsOurs = false;
        Trailers.Clear();
        Fault = Http2Fault.None;
    }

    private void AddPreface(List<byte> bytes)
    {
        const ushort EnablePush = 2, MaxStreams = 3, InitialWindow = 4;
        _hasBegun = true;
        bytes.AddRange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        byte[] settings = new byte[18];
        var to = new WireWriter(settings);
        to.U16(MaxStreams);
        to.U32(100);
        to.U16(InitialWindow);
        to.U32(Window);
        to.U16(EnablePush);
        to.U32(0);
        AddFrame(bytes, SettingsFrame, 0, 0, settings);
        AddFrame(bytes, WindowFrame, 0, 0, Number(Window - 65535));
    }

    /// <summary>As much of a frame as must be there before it can be taken: of data its beginning, of others all.</summary>
    private static int Whole(ReadOnlySpan<byte> raw)
    {
        int length = raw[0] << 16 | raw[1] << 8 | raw[2];
        if (length > LargestFrame) return HeaderLength;
        return raw[3] == DataFrame ? HeaderLength + ((raw[4] & Padded) != 0 ? Math.Min(1, length) : 0) : HeaderLength + length;
    }

    private async ValueTask TakeFrameAsync(CancellationToken stop)
    {
        var header = new WireReader(_raw.AsSpan(_rawStart, HeaderLength));
        int length = (int)header.U24();
        byte type = header.U8(), flags = header.U8();
        uint stream = header.U32() & 0x7fffffff;
        // The first frame is one of settings (RFC 9113 section 3.4), and none is larger than we allowed.
        if (length > LargestFrame || (!_hasSettings && type != SettingsFrame) || (_inBlock && (type != ContinuationFrame || stream != _blockStream)) || ++_idle > MostIdle)
        {
            Break(Http2Fault.Protocol);
            return;
        }
        _rawStart += HeaderLength;
        if (type == DataFrame)
        {
            TakeDataFrame(length, flags, stream);
            return;
        }
        byte[] payload = _raw.AsSpan(_rawStart, length).ToArray();
        _rawStart += length;
        byte[]? reply = TakeControlFrame(type, flags, stream, payload);
        if (reply is not null) await SendAsync(reply, stop);
    }

    private void TakeDataFrame(int length, byte flags, uint stream)
    {
        int padding = (flags & Padded) == 0 || length == 0 ? 0 : _raw[_rawStart] + 1;
        if (padding > length || stream == 0 || ((flags & Padded) != 0 && length == 0))
        {
            Break(Http2Fault.Protocol);
            return;
        }
        _dataIsOurs = stream == _stream && !_isDone;
        if (_dataIsOurs && !_hasFinalHead)
        {
            Break(Http2Fault.Protocol);
            return;
        }
        if (padding > 0) _rawStart++;
        _dataLeft = length - padding;
        _padLeft = Math.Max(padding - 1, 0);
        _dataEnds = (flags & EndStream) != 0;
        Consume(length - _dataLeft - _padLeft);
        if (length > 0) _idle = 0;
        if (_dataLeft + _padLeft == 0 && _dataEnds && _dataIsOurs) End();
    }

    private int TakeData(Span<byte> buffer)
    {
        int count = Math.Min(_rawEnd - _rawStart, _dataLeft);
        bool isOurs = _dataIsOurs;
        if (isOurs) count = Math.Min(count, buffer.Length);
        if (isOurs) _raw.AsSpan(_rawStart, count).CopyTo(buffer);
        _rawStart += count;
        _dataLeft -= count;
        int padding = _dataLeft == 0 ? Math.Min(_rawEnd - _rawStart, _padLeft) : 0;
        _rawStart += padding;
        _padLeft -= padding;
        Consume(count + padding);
        if (!isOurs) return 0;
        if (_length >= 0)
        {
            _length -= count;
            if (_length < 0) Fail(ProtocolError);
        }
        return count;
    }

    private void Consume(int count)
    {
        _consumed += count;
        if (_dataIsOurs) _streamConsumed += count;
    }

    private async ValueTask UpdateWindowsAsync(CancellationToken stop)
    {
        if (_consumed < Window / 2 && _streamConsumed < Window / 2) return;
        var frames = new List<byte>();
        if (_consumed >= Window / 2) AddFrame(frames, WindowFrame, 0, 0, Number((uint)_consumed));
        if (_consumed >= Window / 2) _consumed = 0;
        if (_streamConsumed >= Window / 2 && !_isDone) AddFrame(frames, WindowFrame, 0, _stream, Number((uint)_streamConsumed));
        if (_streamConsumed >= Window / 2) _streamConsumed = 0;
        if (frames.Count > 0) await SendAsync(frames.ToArray(), stop);
    }

    /// <returns>What is to be answered; null for nothing.</returns>
    private byte[]? TakeControlFrame(byte type, byte flags, uint stream, byte[] payload)
    {
        var reader = new WireReader(payload);
        var reply = new List<byte>();
        switch (type)
        {
            case SettingsFrame when stream == 0 && (flags & Acknowledges) != 0 && payload.Length == 0:
                return null;
            case SettingsFrame when stream == 0 && payload.Length % 6 == 0 && (flags & Acknowledges) == 0:
                _hasSettings = true;
                while (reader.Remaining > 0)
                    if (!Apply(reader.U16(), reader.U32())) return null;
                AddFrame(reply, SettingsFrame, Acknowledges, 0, default);
                return reply.ToArray();
            case PingFrame when stream == 0 && payload.Length == 8:
                if ((flags & Acknowledges) != 0) return null;
                AddFrame(reply, PingFrame, Acknowledges, 0, payload);
                return reply.ToArray();
            case GoAwayFrame when stream == 0 && payload.Length >= 8:
                uint last = reader.U32() & 0x7fffffff, error = reader.U32();
                Farewell = (error, last);
                IsOver = true;
                if (last >= _stream && error == 0) return null;
                ErrorCode = error;
                Break(Http2Fault.GoneAway);
                return null;
            case WindowFrame when payload.Length == 4:
                Widen(stream, reader.U32() & 0x7fffffff);
                return null;
            case ResetFrame when payload.Length == 4 && stream != 0:
                if (stream != _stream || _isDone) return null;
                ErrorCode = reader.U32();
                if (ErrorCode == 0 && _hasFinalHead) End();
                else Break(Http2Fault.Reset);
                return null;
            case HeadersFrame when stream != 0:
                return Headers(flags, stream, payload);
            case ContinuationFrame when _inBlock:
                return Continue(flags, payload);
            case SettingsFrame or PingFrame or GoAwayFrame or WindowFrame or ResetFrame or HeadersFrame or ContinuationFrame or PushFrame:
                Break(Http2Fault.Protocol);
                return null;
            default:
                return null;
        }
    }

    private bool Apply(ushort setting, uint value)
    {
        const ushort InitialWindow = 4, FrameSize = 5;
        switch (setting)
        {
            case InitialWindow when value <= int.MaxValue:
                _streamWindow += value - _initialWindow;
                _initialWindow = value;
                Moved();
                return true;
            case FrameSize when value is >= LargestFrame and < 1 << 24:
                _peerFrame = (int)Math.Min(value, 256 * 1024);
                return true;
            case InitialWindow or FrameSize:
                Break(Http2Fault.Protocol);
                return false;
            default:
                return true;
        }
    }

    private void Widen(uint stream, uint more)
    {
        if (stream == 0) _sendWindow += more;
        else if (stream == _stream) _streamWindow += more;
        if (_sendWindow > int.MaxValue || _streamWindow > int.MaxValue || (more == 0 && stream == 0)) Break(Http2Fault.Protocol);
        Moved();
    }

    private byte[]? Headers(byte flags, uint stream, byte[] payload)
    {
        var reader = new WireReader(payload);
        int padding = (flags & Padded) != 0 ? reader.U8() : 0;
        if ((flags & Prioritized) != 0) reader.Skip(5);
        if (reader.Truncated || padding > reader.Remaining)
        {
            Break(Http2Fault.Protocol);
            return null;
        }
        _block.Clear();
        _block.AddRange(reader.Rest[..^padding]);
        (_inBlock, _blockStream, _blockFlags) = (true, stream, flags);
        return (flags & EndHeaders) != 0 ? TakeBlock() : null;
    }

    private byte[]? Continue(byte flags, byte[] payload)
    {
        _block.AddRange(payload);
        if (_block.Count > MostBlock)
        {
            Break(Http2Fault.Protocol);
            return null;
        }
        return (flags & EndHeaders) != 0 ? TakeBlock() : null;
    }

    private byte[]? TakeBlock()
    {
        _inBlock = false;
        var fields = new List<KeyValuePair<string, string>>();
        // The tables of both sides go on together: a block that nobody waits for is read, too.
        if (!_hpack.TryRead(_block.ToArray(), fields))
        {
            Break(Http2Fault.Protocol);
            return null;
        }
        if (_blockStream != _stream || _isDone) return null;
        _idle = 0;
        bool ends = (_blockFlags & EndStream) != 0;
        if (_hasFinalHead) return TakeTrailers(fields, ends);
        var text = new StringBuilder();
        int status = 0;
        foreach (var (name, value) in fields)
        {
            if (!IsField(name, value)) return Fail(ProtocolError);
            if (name == ":status" && status == 0 && value.Length == 3 && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status >= 100)
                text.Append("HTTP/2 ").Append(value).Append(" \r\n");
            else if (name[0] == ':' || status == 0) return Fail(ProtocolError);
            else text.Append(name).Append(": ").Append(value).Append("\r\n");
            if (name == "content-length") _length = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : -1;
        }
        _hasFinalHead = status >= 200;
        if (status is 0 or 101 || (ends && !_hasFinalHead)) return Fail(ProtocolError);
        if (status is 204 or 304 || IsHead) _length = -1;
        byte[] rest = _text[_textAt..];
        _text = [.. rest, .. Encoding.Latin1.GetBytes(text.Append("\r\n").ToString())];
        _textAt = 0;
        if (ends) End();
        return null;
    }

    /// <summary>Whether the request was one whose answer has a length and no body.</summary>
    public bool IsHead { get; set; }

    private byte[]? TakeTrailers(List<KeyValuePair<string, string>> fields, bool ends)
    {
        if (!ends) return Fail(ProtocolError);
        foreach (var (name, value) in fields)
        {
            if (!IsField(name, value) || name[0] == ':') return Fail(ProtocolError);
            Trailers.Add(Encoding.Latin1.GetBytes($"{name}: {value}\r\n"));
        }
        End();
        return null;
    }

    /// <summary>RFC 9113 section 8.2.1: no upper case in names, and nothing in either that would end a line.</summary>
    private static bool IsField(string name, string value)
    {
        if (name.Length == 0 || value.AsSpan().IndexOfAny('\0', '\r', '\n') >= 0) return false;
        for (int i = 0; i < name.Length; i++)
            if (name[i] is <= ' ' or >= (char)0x7f or (>= 'A' and <= 'Z') || (name[i] == ':' && i > 0)) return false;
        return true;
    }

    private void End()
    {
        // A length that was promised and not met is an error of the stream (RFC 9113 section 8.1.1).
        if (_length > 0) Fail(ProtocolError);
        _isDone = true;
        Moved();
    }

    /// <summary>The stream breaks the rules: it is given up, and the connection stays.</summary>
    /// <returns>The frame that says so.</returns>
    private byte[] Fail(uint error)
    {
        var frame = new List<byte>();
        AddFrame(frame, ResetFrame, 0, _stream, Number(error));
        ErrorCode = error;
        Break(Http2Fault.Reset);
        return frame.ToArray();
    }

    private void Break(Http2Fault fault)
    {
        if (Fault == Http2Fault.None) Fault = fault;
        if (fault is not Http2Fault.Reset) IsOver = true;
        _isDone = true;
        Moved();
    }

    private void Moved()
    {
        // A new one first: whoever is woken may wait again at once.
        (var moved, _moved) = (_moved, new(TaskCreationOptions.RunContinuationsAsynchronously));
        moved.TrySetResult();
    }

    private async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        if (_rawStart > 0)
        {
            _raw.AsSpan(_rawStart, _rawEnd - _rawStart).CopyTo(_raw);
            _rawEnd -= _rawStart;
            _rawStart = 0;
        }
        int count = 0;
        try
        {
            count = await inner.ReadAsync(_raw.AsMemory(_rawEnd), stop);
        }
        catch (IOException)
        {
            // What broke the connection ended it, too.
        }
        _rawEnd += count;
        if (count == 0) Break(Http2Fault.Short);
        return count > 0;
    }

    private async ValueTask SendAsync(byte[] bytes, CancellationToken stop)
    {
        await _writing.WaitAsync(stop);
        try
        {
            await inner.WriteAsync(bytes, stop);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static byte[] Number(uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static void AddFrame(List<byte> to, byte type, byte flags, uint stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var writer = new WireWriter(header);
        writer.U24((uint)payload.Length);
        writer.U8(type);
        writer.U8(flags);
        writer.U32(stream);
        to.AddRange(header);
        to.AddRange(payload);
    }
}
