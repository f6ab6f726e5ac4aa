using Netshoot.Capture.Files;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>Writes packets to a file, or to several in turn.</summary>
internal sealed class FileSink : IPacketSink
{
    private const long SizeUnit = 1_000_000;

    private readonly Shell _shell;
    private readonly TcpDumpOptions _options;
    private readonly SavefileName? _name;
    private readonly int _linkType;
    private readonly int _snapLength;
    private PcapWriter _writer;
    private string _path = "-";
    private DateTimeOffset _began;
    private int _number;
    private int _files = 1;

    public FileSink(Shell shell, TcpDumpOptions options, LinkType linkType, int snapLength)
    {
        _shell = shell;
        _options = options;
        _linkType = linkType.Value;
        _snapLength = snapLength;
        if (options.WriteFile == "-")
        {
            _writer = new(new OutputStream(shell.Output), _linkType, snapLength, options.Nanoseconds);
            return;
        }
        _name = new(options.WriteFile!, options.FileCount, options.FileSize > 0, options.RotateSeconds > 0);
        _writer = Open();
    }

    public bool IsFull { get; private set; }

    public void Write(in CaptureRecord record)
    {
        if (_name is not null) Rotate();
        if (!IsFull) _writer.Write(record);
    }

    public void Pause()
    {
        if (_options.Unbuffered) _writer.Flush();
    }

    /// <summary>Writes everything out now, as SIGUSR2 asks for.</summary>
    public void Flush() => _writer.Flush();

    public ValueTask EndAsync()
    {
        _writer.Flush();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _writer.Dispose();

    private void Rotate()
    {
        if (_options.RotateSeconds > 0 && _shell.Clock.GetUtcNow() - _began >= TimeSpan.FromSeconds(_options.RotateSeconds))
        {
            if (_options.FileCount > 0 && _options.FileSize == 0 && _files >= _options.FileCount)
            {
                _shell.Error.Line($"Maximum file limit reached: {_options.FileCount}");
                IsFull = true;
                return;
            }
            _number = 0;
            _files++;
            Next();
        }
        else if (_options.FileSize > 0 && _writer.Written > _options.FileSize * SizeUnit)
        {
            _number++;
            if (_options.FileCount > 0 && _number >= _options.FileCount) _number = 0;
            Next();
        }
    }

    private void Next()
    {
        _writer.Dispose();
        if (_options.RotateCommand is { } command) _ = RunAsync(command, _path);
        _writer = Open();
    }

    private PcapWriter Open()
    {
        _began = _shell.Clock.GetUtcNow();
        _path = _name!.At(TimeZoneInfo.ConvertTime(_began, _shell.Clock.LocalTimeZone), _number);
        var errno = _shell.Machine.TryCreate(_path, out var stream);
        return errno == Errno.None ? new(stream!, _linkType, _snapLength, _options.Nanoseconds) : throw new Failure(_path, _shell.Machine.Text(errno), errno: (int)errno);
    }

    private async Task RunAsync(string command, string path)
    {
        if (_shell.Machine.Processes.Find(command) is not { } program)
        {
            _shell.Complain($"{command}: {_shell.Machine.Text(Errno.ENOENT)}");
            return;
        }
        try
        {
            await _shell.Machine.Processes.RunAsync(program, [command, path], new Dictionary<string, string?>(), CancellationToken.None);
        }
        catch (Failure e)
        {
            _shell.Complain(e.Message);
        }
    }

    /// <summary>The tool's own output as a stream.</summary>
    private sealed class OutputStream(Output output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => output.Raw(buffer);

        public override void Write(byte[] buffer, int offset, int count) => output.Raw(buffer.AsSpan(offset, count));

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
