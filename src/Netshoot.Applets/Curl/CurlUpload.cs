using System.Text;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>What a request sends as its body: bytes, files, and standard input, one behind the other.</summary>
internal sealed class CurlUpload(CurlFiles files) : IDisposable
{
    private readonly List<Segment> _segments = [];
    private int _index;
    private long _offset;
    private FileStream? _file;
    private IByteChannel? _input;
    private bool _hasReadInput;
    private bool _afterReturn;

    private readonly record struct Segment(byte[]? Bytes, string? Path, long Length);

    /// <summary>Bytes in all; -1 when standard input decides.</summary>
    public long Length { get; private set; }

    /// <summary>Line ends become CR LF.</summary>
    public bool ConvertsLines { get; init; }

    /// <summary>The multipart type with its boundary, where it is a form.</summary>
    public string? ContentType { get; set; }

    /// <summary>Whether bytes were sent that cannot be had again.</summary>
    public bool CanRewind => !_hasReadInput;

    public bool IsEmpty => Length == 0;

    public void Add(string text) => Add(Encoding.Latin1.GetBytes(text));

    public void Add(byte[] bytes)
    {
        _segments.Add(new(bytes, null, bytes.Length));
        if (Length >= 0) Length += bytes.Length;
    }

    /// <summary>A file, standard input for <c>-</c> and <c>.</c>; false when it cannot be read.</summary>
    public bool TryAddFile(string name)
    {
        if (name is "-" or ".")
        {
            _segments.Add(new(null, null, -1));
            Length = -1;
            return true;
        }
        string path = CurlText.Word(name);
        try
        {
            using var file = Open(path);
            long length = file.CanSeek ? file.Length : -1;
            _segments.Add(new(null, path, length));
            Length = length < 0 || Length < 0 ? -1 : Length + length;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Rewind(long skip = 0)
    {
        _file?.Dispose();
        _file = null;
        _index = 0;
        _offset = skip;
    }

    /// <summary>Bytes of the body, 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
    {
        if (!ConvertsLines) return await ReadPlainAsync(buffer, stop);
        var half = new byte[buffer.Length / 2];
        int read = await ReadPlainAsync(half, stop), at = 0;
        for (int i = 0; i < read; i++)
        {
            if (half[i] == '\n' && !_afterReturn) buffer.Span[at++] = (byte)'\r';
            buffer.Span[at++] = half[i];
            _afterReturn = half[i] == '\r';
        }
        return at;
    }

    private async ValueTask<int> ReadPlainAsync(Memory<byte> buffer, CancellationToken stop)
    {
        while (_index < _segments.Count)
        {
            var segment = _segments[_index];
            int count;
            if (segment.Bytes is { } bytes)
            {
                if (_offset >= bytes.Length)
                {
                    Next(bytes.Length);
                    continue;
                }
                count = (int)Math.Min(buffer.Length, bytes.Length - _offset);
                bytes.AsMemory((int)_offset, count).CopyTo(buffer);
                _offset += count;
                return count;
            }
            if (segment.Path is { } path)
            {
                if (_file is null)
                {
                    if (segment.Length >= 0 && _offset >= segment.Length)
                    {
                        Next(segment.Length);
                        continue;
                    }
                    _file = Open(path);
                    if (_offset > 0 && _file.CanSeek) _file.Seek(_offset, SeekOrigin.Begin);
                }
                count = _file.Read(buffer.Span);
            }
            else
            {
                count = await ReadInputAsync(buffer, stop);
            }
            if (count > 0)
            {
                _offset += count;
                return count;
            }
            Next(_offset);
        }
        return 0;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _input?.Dispose();
    }

    private void Next(long length)
    {
        _file?.Dispose();
        _file = null;
        _index++;
        _offset = Math.Max(_offset - length, 0);
    }

    private async ValueTask<int> ReadInputAsync(Memory<byte> buffer, CancellationToken stop)
    {
        _hasReadInput = true;
        _input ??= files.Shell.Machine.OpenInput();
        while (true)
        {
            var errno = _input.TryRead(buffer.Span, out int count);
            if (errno != Errno.EAGAIN) return errno == Errno.None ? count : 0;
            await _input.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
}
