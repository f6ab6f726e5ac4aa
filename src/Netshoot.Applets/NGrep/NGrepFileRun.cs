using Netshoot.Capture.Files;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>Searches a capture file (<c>-I</c>), at the pace of its packets where that is wanted (<c>-D</c>).</summary>
internal sealed class NGrepFileRun(NGrepOptions options, Shell shell) : NGrepRun(options, shell)
{
    private CaptureReader? _reader;
    private byte[] _held = [];
    private (int Length, int WireLength, long Seconds, uint Fraction) _heldPacket;

    public override async ValueTask<ExitCode> RunAsync()
    {
        string path = Options.ReadFile!;
        _reader = Open(path);
        if (!Shell.Json) Shell.Output.Line($"input: {path}");
        var filter = await PrepareAsync(new(_reader.LinkType), _reader.SnapLength, KernelMetadata.None, netmask: 0);
        try
        {
            if (Options.Replay) await ReplayAsync(_reader, filter);
            else Search(_reader, filter);
        }
        catch (Failure e) when (e is { Errno: 0, Subject: "" } && e.Reason.StartsWith("truncated dump", StringComparison.Ordinal))
        {
            // The original takes what is there, and ends as if that were all.
            Shell.Error.Line($"{e.Reason}");
        }
        return Result;
    }

    protected override void Close() => _reader?.Dispose();

    private void Search(CaptureReader reader, BpfProgram filter)
    {
        while (reader.TryRead(out var record))
            if (filter.Accepts(record.Bytes, (uint)record.Length) && !Take(record)) return;
    }

    private async ValueTask ReplayAsync(CaptureReader reader, BpfProgram filter)
    {
        long before = -1;
        while (TryHold(reader, filter))
        {
            long time = _heldPacket.Seconds * 1_000_000 + _heldPacket.Fraction;
            if (before >= 0 && time > before)
            {
                Shell.Output.Flush();
                await Task.Delay(TimeSpan.FromMicroseconds(Math.Min(time - before, (long)int.MaxValue * 1000)), Shell.Clock, Shell.Stop);
            }
            before = time;
            if (!TakeHeld()) return;
        }
    }

    private bool TakeHeld() => Take(new(_held.AsSpan(0, _heldPacket.Length), _heldPacket.WireLength, _heldPacket.Seconds, _heldPacket.Fraction));

    /// <summary>Keeps the next packet while its time is waited for.</summary>
    private bool TryHold(CaptureReader reader, BpfProgram filter)
    {
        while (reader.TryRead(out var record))
        {
            if (!filter.Accepts(record.Bytes, (uint)record.Length)) continue;
            if (_held.Length < record.Bytes.Length) _held = new byte[record.Bytes.Length * 2];
            record.Bytes.CopyTo(_held);
            _heldPacket = (record.Bytes.Length, record.Length, record.Seconds, record.Fraction);
            return true;
        }
        return false;
    }

    private CaptureReader Open(string path)
    {
        Stream? stream = Shell.Input;
        var errno = path == "-" ? Errno.None : Shell.Machine.TryOpenRead(path, out stream);
        string no = Shell.Machine.Text(Errno.ENOENT);
        if (errno != Errno.None) throw new Failure("", $"{path}: {Shell.Machine.Text(errno)}: {Shell.Machine.Text(errno)}");
        try
        {
            return CaptureReader.Open(stream!);
        }
        catch (Failure e)
        {
            // What errno was left at, which the original tells too.
            throw new Failure("", $"{e.Reason}: {no}");
        }
    }
}
