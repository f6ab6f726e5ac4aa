namespace Netshoot.Capture.Files;

/// <summary>A stream seen through a buffer that is read in place: what is peeked at stays where it is until it is taken.</summary>
internal sealed class FileWindow(Stream stream) : IDisposable
{
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next bytes, fewer only where the file ends; they are not consumed.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count) Fill(count);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>What is there already, without reading on.</summary>
    public ReadOnlySpan<byte> Available(int most) => _buffer.AsSpan(_start, Math.Min(most, _end - _start));

    /// <summary>Consumes bytes that were peeked at.</summary>
    public void Take(int count) => _start += count;

    /// <summary>Passes over bytes without holding them all.</summary>
    /// <returns>How many there were.</returns>
    public long Skip(long count)
    {
        long left = count;
        while (left > 0)
        {
            int seen = Peek((int)Math.Min(left, _buffer.Length)).Length;
            if (seen == 0) break;
            Take(seen);
            left -= seen;
        }
        return count - left;
    }

    public void Dispose() => stream.Dispose();

    private void Fill(int count)
    {
        if (_start > 0) _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(count, _buffer.Length * 2));
        while (_end < count)
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0) return;
            _end += read;
        }
    }
}
