using System.Text;
using Netshoot.Capture.Files;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>Reads capture files (<c>-r</c>, <c>-V</c>).</summary>
internal sealed class FileRun(TcpDumpOptions options, Shell shell) : TcpDumpRun(options, shell), IDisposable
{
    /// <summary>So many packets are held back at most until the names in them are known.</summary>
    private const int MostHeld = 4096;

    private IPacketSink? _sink;
    private LinkType _linkType;
    private ulong _count;

    public async ValueTask<ExitCode> RunAsync()
    {
        foreach (string path in Options.FileList is { } list ? ReadList(list) : [Options.ReadFile!])
        {
            if (await ReadAsync(path) is { } code) return code;
        }
        if (_sink is not null) await _sink.EndAsync();
        if (Options.OnlyCount)
        {
            AppendCount(Shell.Output.Buffer, _count, "\n");
            Shell.Output.Written();
        }
        return ExitCode.Ok;
    }

    public void Dispose() => _sink?.Dispose();

    /// <returns>The exit code when this is the end, else null.</returns>
    private async ValueTask<ExitCode?> ReadAsync(string path)
    {
        using var reader = Open(path);
        var linkType = new LinkType(reader.LinkType);
        Shell.Output.Flush();
        Shell.Error.Line($"reading from file {path}, link-type {Describe(linkType)}, snapshot length {reader.SnapLength}");
        Shell.Error.Flush();
        var filter = await CompileAsync(linkType, reader.SnapLength, KernelMetadata.None);
        if (Options.DumpFilter > 0) return Dump(filter);

        if (_sink is null || linkType != _linkType)
        {
            if (_sink is not null)
            {
                await _sink.EndAsync();
                if (Options.WriteFile is not null) throw new Failure(path, $"new dlt {linkType.Name} doesn't match {_linkType.Name}");
                _sink.Dispose();
            }
            var file = Options.WriteFile is null ? null : new FileSink(Shell, Options, linkType, reader.SnapLength);
            _sink = Options is { OnlyCount: true, WriteFile: null } ? new CountSink() : MakeSink(linkType, file, CancellationToken.None);
            _linkType = linkType;
        }
        var program = Options.FilterFile is null && Options.FilterWords.Count == 0 ? null : filter;
        ulong before = _count;
        try
        {
            while (ReadSome(reader, program, _sink, before)) await _sink.EndAsync();
        }
        catch (Failure e) when (e.Errno == 0 && e.Subject.Length == 0 && !e.Reason.StartsWith("packet printing", StringComparison.Ordinal))
        {
            await _sink.EndAsync();
            throw new Failure("pcap_loop", e.Reason);
        }
        return _sink.IsFull ? ExitCode.Ok : null;
    }

    /// <returns>Whether there may be more, once the names are known.</returns>
    private bool ReadSome(CaptureReader reader, BpfProgram? filter, IPacketSink sink, ulong before)
    {
        int held = 0;
        while (reader.TryRead(out var record))
        {
            if (filter is not null && !filter.Accepts(record.Bytes, (uint)record.Length)) continue;
            _count++;
            sink.Write(record);
            if (sink.IsFull || Options.Count > 0 && _count - before >= (ulong)Options.Count) return false;
            if (sink.IsHolding && ++held >= MostHeld) return true;
        }
        return false;
    }

    private CaptureReader Open(string path)
    {
        Stream? stream = Shell.Input;
        var errno = path == "-" ? Errno.None : Shell.Machine.TryOpenRead(path, out stream);
        return errno == Errno.None ? CaptureReader.Open(stream!, Options.Nanoseconds) : throw new Failure(path, Shell.Machine.Text(errno), errno: (int)errno);
    }

    private string[] ReadList(string path)
    {
        Stream? stream = Shell.Input;
        var errno = path == "-" ? Errno.None : Shell.Machine.TryOpenRead(path, out stream);
        if (errno != Errno.None) throw new Failure("", $"Unable to open file: {Shell.Machine.Text(errno)}", errno: (int)errno);
        using var reader = new StreamReader(stream!, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
