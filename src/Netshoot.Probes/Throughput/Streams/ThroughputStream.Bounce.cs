using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Streams;

/// <summary>Messages that come back: the one end sends and waits, the other one answers.</summary>
public sealed partial class ThroughputStream
{
    private Errno SendBounces(BouncePlan plan)
    {
        var message = new byte[Math.Max(_plan.BlockSize, plan.Format.HeaderSize)];
        Payload.Fill(message, digits: true);
        Volatile.Write(ref _firstTick, _clock.GetTimestamp());
        var answer = new byte[message.Length];
        long began = _clock.GetTimestamp();
        for (long burst = 1; !_stopped; burst++)
        {
            for (int i = 0; i < plan.Writes && !_stopped; i++)
            {
                if (_plan.Budget.Take(1, message.Length) == 0) return Errno.None;
                long sent = TimeOfDay(), tick = _clock.GetTimestamp();
                plan.Format.Stamp(message, sent, plan, plan.OneWay is not null);
                var errno = SendAll(message);
                if (errno == Errno.None) errno = ReceiveAll(answer);
                if (errno != Errno.None || _stopped) return errno;
                double now = TimeOfDay() / 1e9;
                _plan.Latency!.Add(_clock.GetElapsedTime(tick).TotalSeconds, now);
                if (plan.OneWay is not { } ways) continue;
                var (received, answered) = plan.Format.Times(answer);
                double to = received - sent / 1e9, from = now - answered;
                ways.To.Add(to);
                ways.From.Add(from);
                ways.Asymmetry.Add(Math.Abs(from - to));
            }
            while (!_stopped && plan.Period * burst - _clock.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero) _bulk.Pause(wait < s_pause ? wait : s_pause);
        }
        return Errno.None;
    }

    private Errno AnswerBounces(BouncePlan plan)
    {
        const int Tcp = 6, QuickAcknowledge = 12, Largest = 1 << 20;
        var message = new byte[plan.Format.HeaderSize];
        while (!_stopped)
        {
            int header = plan.Format.HeaderSize;
            var errno = ReceiveAll(message.AsSpan(0, header));
            if (errno != Errno.None) return errno == Errno.EPIPE ? Errno.None : errno;
            if (_stopped || !plan.Format.TryRead(message, out int size, out var hold, out bool quick) || size > Largest) return Errno.None;
            if (message.Length < size) Array.Resize(ref message, size);
            errno = ReceiveAll(message.AsSpan(header, size - header));
            if (errno != Errno.None || _stopped) return errno;
            long received = TimeOfDay();
            if (quick) Socket.SetRaw(Tcp, QuickAcknowledge, [1, 0, 0, 0]);
            long from = _clock.GetTimestamp();
            while (!_stopped && hold - _clock.GetElapsedTime(from) is var wait && wait > TimeSpan.Zero) _bulk.Pause(wait < s_pause ? wait : s_pause);
            plan.Format.Answer(message, received, TimeOfDay());
            errno = SendAll(message.AsSpan(0, size));
            if (errno != Errno.None) return errno;
        }
        return Errno.None;
    }

    /// <summary>Fills the buffer; EPIPE at the end of the stream.</summary>
    private Errno ReceiveAll(Span<byte> buffer)
    {
        long heard = _clock.GetTimestamp();
        while (!buffer.IsEmpty && !_stopped)
        {
            var errno = _bulk.Receive(buffer, out int received);
            if (errno == Errno.EAGAIN)
            {
                if (IsSilentSince(heard)) return Errno.ETIMEDOUT;
                continue;
            }
            if (errno != Errno.None) return errno;
            if (received == 0) return Errno.EPIPE;
            Count(received);
            buffer = buffer[received..];
            heard = _lastTick;
        }
        return Errno.None;
    }
}
