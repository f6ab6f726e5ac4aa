using Netshoot.Wire;

namespace Netshoot.Testing.Fakes;

/// <summary>One direction of a simulated connection: bytes on their way from a writer to a reader, with a limit, an end, and errors.</summary>
public sealed class FakeStream(TimeProvider clock, int capacity = int.MaxValue)
{
    private readonly List<byte> _bytes = [];
    private bool _ended;
    private TaskCompletionSource _changed = new();

    /// <summary>Bytes in each read at most; a network that cuts a stream into pieces.</summary>
    public int Piece { get; set; } = int.MaxValue;

    /// <summary>Room for bytes; less than what is in it means that nobody reads.</summary>
    public int Capacity { get; set; } = capacity;

    /// <summary>What the reader gets once the bytes are read.</summary>
    public Errno ReadError { get; private set; }

    /// <summary>What the writer gets.</summary>
    public Errno WriteError { get; private set; }

    public int Count => _bytes.Count;

    public bool Ended => _ended;

    public string Text => System.Text.Encoding.Latin1.GetString([.. _bytes]);

    public byte[] Bytes => [.. _bytes];

    public void Feed(string latin1) => Feed(System.Text.Encoding.Latin1.GetBytes(latin1));

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        Changed();
    }

    public void End()
    {
        _ended = true;
        Changed();
    }

    /// <summary>The reader sees an error instead of more bytes.</summary>
    public void FailReads(Errno errno)
    {
        ReadError = errno;
        Changed();
    }

    /// <summary>The writer sees an error instead of room.</summary>
    public void FailWrites(Errno errno)
    {
        WriteError = errno;
        Changed();
    }

    /// <summary>Takes bytes out, as the reader at the other end would.</summary>
    public byte[] Take(int most = int.MaxValue)
    {
        byte[] taken = [.. _bytes.Take(most)];
        _bytes.RemoveRange(0, taken.Length);
        Changed();
        return taken;
    }

    public Errno TryRead(Span<byte> buffer, out int count)
    {
        count = Math.Min(Math.Min(buffer.Length, _bytes.Count), Piece);
        if (count == 0) return ReadError != Errno.None ? ReadError : _ended ? Errno.None : Errno.EAGAIN;
        _bytes.GetRange(0, count).CopyTo(buffer);
        _bytes.RemoveRange(0, count);
        Changed();
        return Errno.None;
    }

    public Errno TryWrite(ReadOnlySpan<byte> bytes, out int count)
    {
        count = 0;
        if (WriteError != Errno.None) return WriteError;
        count = Math.Clamp(Capacity - _bytes.Count, 0, bytes.Length);
        if (count == 0 && bytes.Length > 0) return Errno.EAGAIN;
        _bytes.AddRange(bytes[..count]);
        Changed();
        return Errno.None;
    }

    public ValueTask<bool> ReadableAsync(TimeSpan patience, CancellationToken stop) => WhenAsync(() => _bytes.Count > 0 || _ended || ReadError != Errno.None, patience, stop);

    public ValueTask<bool> WritableAsync(TimeSpan patience, CancellationToken stop) => WhenAsync(() => _bytes.Count < Capacity || WriteError != Errno.None, patience, stop);

    public ValueTask<bool> BrokenAsync(TimeSpan patience, CancellationToken stop) => WhenAsync(() => WriteError != Errno.None, patience, stop);

    private async ValueTask<bool> WhenAsync(Func<bool> ready, TimeSpan patience, CancellationToken stop)
    {
        long began = clock.GetTimestamp();
        while (true)
        {
            // Taken before the look: what changes behind it, on another thread, is not missed.
            var changed = _changed.Task;
            if (ready()) break;
            try
            {
                var rest = patience < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience - clock.GetElapsedTime(began);
                if (patience >= TimeSpan.Zero && rest <= TimeSpan.Zero) return false;
                await changed.WaitAsync(rest, clock, stop);
            }
            catch (TimeoutException)
            {
                return ready();
            }
        }
        stop.ThrowIfCancellationRequested();
        return true;
    }

    private void Changed()
    {
        // A new one first: whoever is woken may wait again at once.
        (var changed, _changed) = (_changed, new());
        changed.SetResult();
    }
}
