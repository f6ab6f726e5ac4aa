using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Streams;

/// <summary>Streams whose blocks say when they were sent, and frames that go at fixed times.</summary>
public sealed partial class ThroughputStream
{
    private Errno SendBursts(IBurstFormat format)
    {
        long began = _clock.GetTimestamp();
        Volatile.Write(ref _firstTick, began);
        if (_plan.Preamble.Length > 0 && SendAll(_plan.Preamble.Span) is var failed and not Errno.None) return failed;
        var header = new byte[format.HeaderSize];
        byte[]? buffer = null;
        long total = 0;
        var schedule = new FrameSchedule(_clock, _plan.Frames);
        for (long number = 1; !_stopped; number++)
        {
            int size = _plan.BlockSize;
            if (_plan.Frames is { } frames)
            {
                if (!AwaitFrame(ref schedule)) break;
                number = schedule.Number;
                size = frames.NextSize(format.HeaderSize);
            }
            else if (_plan.Pace.Due(_clock.GetElapsedTime(began), Meter.Bytes, size, 1) == 0)
            {
                _bulk.Pause(_plan.Pace.Tick);
                number--;
                continue;
            }
            long taken = _plan.Budget.Take(1, size);
            if (taken == 0) break;
            size = (int)Math.Max(taken, format.HeaderSize);
            total += size;
            format.Stamp(header, number, size, total, TimeOfDay());
            var errno = SendAll(header);
            long left = size - header.Length;
            if (errno == Errno.None) errno = SendAny(ref left, ref buffer);
            if (errno != Errno.None) return errno;
            Rest();
        }
        if (!_stopped) AwaitAcknowledgement();
        return Errno.None;
    }

    private Errno ReceiveBursts(IBurstFormat format)
    {
        var header = new byte[format.HeaderSize];
        int have = 0, skip = format.PreambleSize;
        long rest = 0;
        double sent = 0;
        bool isPlain = false;
        long heard = _clock.GetTimestamp();
        while (!_stopped)
        {
            int received;
            Errno errno;
            bool isHeader = rest == 0 && !isPlain;
            if (isHeader && skip == 0) errno = _bulk.Receive(header.AsSpan(have), out received);
            else errno = _bulk.Discard((int)Math.Min(_plan.BlockSize, skip > 0 ? skip : isPlain ? ReceiveBatch : rest), out received);
            if (errno == Errno.EAGAIN)
            {
                if (IsSilentSince(heard)) return Errno.ETIMEDOUT;
                continue;
            }
            if (errno != Errno.None) return errno;
            if (received == 0) break;
            Count(received);
            Meter.AddRead(received, _plan.BlockSize);
            heard = _lastTick;
            if (skip > 0)
            {
                skip -= received;
                continue;
            }
            if (isPlain) continue;
            if (isHeader)
            {
                have += received;
                if (have < header.Length) continue;
                have = 0;
                // Whoever marks nothing, or lies, is a stream of bytes like any other.
                isPlain = !format.TryRead(header, out int size, out sent);
                rest = isPlain ? 0 : size - header.Length;
            }
            else
            {
                rest -= received;
            }
            if (rest > 0 || isPlain) continue;
            double now = TimeOfDay() / 1e9;
            _plan.Latency?.Add(now - sent, now);
        }
        return TakeRest();
    }

    private Errno SendFrames(IDatagramFormat format, FramePlan plan)
    {
        const int LeastRest = 128;
        int block = _plan.BlockSize;
        int least = Math.Min(block, LeastRest);
        var buffer = new byte[block];
        Payload.Fill(buffer, _plan.Digits);
        _plan.Preamble.Span[..Math.Min(_plan.Preamble.Length, Math.Max(0, block - format.HeaderSize))].CopyTo(buffer.AsSpan(Math.Min(format.HeaderSize, block)));
        long number = format.FirstNumber;
        var schedule = new FrameSchedule(_clock, plan);
        Volatile.Write(ref _firstTick, _clock.GetTimestamp());
        long start = TimeOfDay();
        long previous = 0;
        while (!_stopped && AwaitFrame(ref schedule))
        {
            int size = plan.NextSize(least);
            // A rest too short for its header grows: the last datagram of a frame is told by what is left being its own length.
            if (size % block is > 0 and var rest && rest < least) size += least - rest;
            int left = size;
            while (left > 0 && !_stopped)
            {
                int length = Math.Min(block, left);
                length = (int)Math.Min(length, _plan.Budget.Take(1, length));
                if (length == 0) return Errno.None;
                long now = TimeOfDay();
                format.Stamp(buffer, number, now);
                format.StampFrame(buffer, new() { Number = schedule.Number, Previous = previous, Size = size, Left = left, Start = start, Period = plan.Period });
                var errno = _bulk.SendMessages(buffer.AsSpan(0, length), block, out int sent);
                if (errno is not (Errno.None or Errno.EAGAIN or Errno.ENOBUFS)) return errno;
                if (sent == 0)
                {
                    Meter.AddError();
                    continue;
                }
                number++;
                left -= length;
                Meter.AddSent(length, 1);
                Tick();
            }
            previous = schedule.Number;
        }
        return Errno.None;
    }

    /// <summary>Waits for the next frame's time, and counts it.</summary>
    private bool AwaitFrame(ref FrameSchedule schedule)
    {
        bool isLate = schedule.Next(out long missed) < TimeSpan.Zero;
        while (!_stopped && schedule.Left > TimeSpan.Zero) _bulk.Pause(schedule.Left < s_pause ? schedule.Left : s_pause);
        if (_stopped) return false;
        _plan.FrameMeter?.Add(missed, isLate && missed == 0 && schedule.Number > 1);
        return true;
    }

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits the share of a round trip that keeps the path's queues short.</summary>
    private void Rest()
    {
        if (_plan.CongestionWeight > 0) _bulk.Pause(TimeSpan.FromMicroseconds(Math.Min(1e6, ReadTcp().RoundTrip * _plan.CongestionWeight)));
    }

    private long TimeOfDay() => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>When frames are due. One whose whole time has passed is left out.</summary>
    private struct FrameSchedule(TimeProvider clock, FramePlan? plan)
    {
        private readonly long _began = clock.GetTimestamp();

        /// <summary>From 1 on.</summary>
        public long Number { get; private set; }

        /// <summary>Time until the frame is due.</summary>
        public readonly TimeSpan Left => plan!.Period * (Number - 1) - clock.GetElapsedTime(_began);

        public TimeSpan Next(out long missed)
        {
            missed = 0;
            Number++;
            var late = -Left;
            if (late > plan!.Period)
            {
                missed = (long)(late / plan.Period);
                Number += missed;
            }
            return Left;
        }
    }
}
