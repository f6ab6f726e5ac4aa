using Netshoot.Capture.Files;
using Netshoot.Host.Captures;
using Netshoot.Wire;

namespace Netshoot.Probes.Capturing;

/// <summary>Several live captures as one, in the order of time.</summary>
/// <remarks>
/// The kernel hands frames over in blocks, each capture its own, so one may be late: while a capture has nothing to show, the others'
/// frames are held for <see cref="s_grace"/>, then passed on. One frame of each capture is held, in a buffer that is used again.
/// </remarks>
/// <param name="captures">They must be started, and be immediate (<see cref="Netshoot.Capture.Rings.LiveCaptureOptions.Immediate"/>) with nanoseconds.</param>
/// <param name="clock">The clock that frames are stamped by.</param>
public sealed class MergedCapture(IReadOnlyList<ILiveCapture> captures, TimeProvider clock)
{
    /// <summary>A block is handed over a millisecond after its first frame; the rest is for timers that run late on a busy machine.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(50);

    private readonly Head[] _heads = [.. captures.Select(static _ => new Head())];
    private readonly Failure?[] _gone = new Failure?[captures.Count];
    private long _settled = long.MinValue;

    /// <summary>Why a capture ended before its time; null while it goes on.</summary>
    public Failure? WhyGone(int index) => _gone[index];

    /// <summary>Whether no capture goes on.</summary>
    public bool IsOver => Array.TrueForAll(_gone, static reason => reason is not null);

    /// <summary>The next frame, valid until the one after it is read.</summary>
    /// <param name="ending">Whether nothing more is waited for: what is there comes out without delay.</param>
    /// <param name="index">Which capture it is of.</param>
    /// <param name="record">The frame.</param>
    /// <returns>False when there is none yet.</returns>
    public bool TryRead(bool ending, out int index, out CaptureRecord record)
    {
        index = -1;
        bool complete = true;
        for (int i = 0; i < _heads.Length; i++)
        {
            var head = _heads[i];
            if (!head.IsThere && captures[i].TryRead(out var read)) head.Fill(read);
            if (!head.IsThere) complete &= _gone[i] is not null;
            else if (index < 0 || head.Time < _heads[index].Time) index = i;
        }
        if (index < 0 || !(complete || ending || IsSettled(_heads[index].Time)))
        {
            record = default;
            return false;
        }
        record = _heads[index].Take();
        return true;
    }

    /// <summary>Waits until there may be frames.</summary>
    public async ValueTask WaitAsync(CancellationToken stop)
    {
        if (Array.Exists(_heads, static head => head.IsThere))
        {
            await Task.Delay(s_grace / 5, clock, stop);
            return;
        }
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var waits = new Dictionary<int, Task<bool>>();
        for (int i = 0; i < _gone.Length; i++)
            if (_gone[i] is null) waits.Add(i, captures[i].WaitAsync(Timeout.InfiniteTimeSpan, round.Token).AsTask());
        if (waits.Count == 0) return;
        await Task.WhenAny(waits.Values);
        round.Cancel();
        foreach (var (index, wait) in waits)
        {
            try
            {
                await wait;
            }
            catch (OperationCanceledException)
            {
                // It had nothing to tell.
            }
            catch (Failure e)
            {
                _gone[index] = e;
            }
        }
        stop.ThrowIfCancellationRequested();
    }

    private bool IsSettled(long time)
    {
        if (time <= _settled) return true;
        _settled = ((clock.GetUtcNow() - s_grace).Ticks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        return time <= _settled;
    }

    /// <summary>A frame that was read from its ring and not yet passed on.</summary>
    private sealed class Head
    {
        private byte[] _bytes = new byte[2048];
        private int _captured;
        private int _length;
        private long _seconds;
        private uint _fraction;

        public bool IsThere { get; private set; }

        /// <summary>In nanoseconds since 1970.</summary>
        public long Time => _seconds * 1_000_000_000 + _fraction;

        public void Fill(in CaptureRecord record)
        {
            if (_bytes.Length < record.Bytes.Length) _bytes = new byte[record.Bytes.Length];
            record.Bytes.CopyTo(_bytes);
            (_captured, _length, _seconds, _fraction, IsThere) = (record.Bytes.Length, record.Length, record.Seconds, record.Fraction, true);
        }

        public CaptureRecord Take()
        {
            IsThere = false;
            return new(_bytes.AsSpan(0, _captured), _length, _seconds, _fraction);
        }
    }
}
