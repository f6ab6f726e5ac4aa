using System.Buffers;
using Netshoot.Host.Bulk;
using Netshoot.Host.Sockets;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Streams;

/// <summary>
/// One stream of a test and its thread: a dedicated one, since at full speed it waits in system calls and would block the event loop.
/// It touches nothing but its meter; the loop starts it, stops it, and waits for <see cref="Completion"/>.
/// </summary>
public sealed partial class ThroughputStream : IDisposable
{
    // What one call moves: as much as the usual pipe holds less than half of, and few enough calls that none of them counts.
    private const int Batch = 512 * 1024;
    private const int ReceiveBatch = 1024 * 1024;

    private readonly IBulkSocket _bulk;
    private readonly StreamPlan _plan;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource<Errno> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopped;
    private bool _started;
    private long _firstTick, _lastTick;

    public ThroughputStream(ISocket socket, StreamPlan plan, TimeProvider clock)
    {
        Socket = socket;
        _plan = plan;
        _clock = clock;
        _bulk = socket.OpenBulk();
    }

    public ISocket Socket { get; }

    public StreamPlan Plan => _plan;

    public StreamMeter Meter { get; } = new();

    /// <summary>Done when the thread has ended: by itself at its budget, at the end of the peer's stream, or in error; or because it was stopped.</summary>
    public Task<Errno> Completion => _ended.Task;

    /// <summary>When the first and last bytes moved, in ticks of the clock; 0 before.</summary>
    public (long First, long Last) Moved => (Volatile.Read(ref _firstTick), Volatile.Read(ref _lastTick));

    public void Start()
    {
        _started = true;
        _bulk.Run(Run, _plan.Sends ? "sender" : "receiver");
    }

    /// <summary>Ends the thread's work; a receiver of a stream takes what has come already.</summary>
    public void Stop()
    {
        _stopped = true;
        if (!_plan.Sends) _bulk.WakeReceiver();
    }

    /// <summary>Counts a datagram that came before the thread was there; after the <paramref name="isLast"/> one it has nothing to do.</summary>
    /// <param name="number">Its own.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="isLast">Whether it said so.</param>
    /// <param name="tick">When it came, by the clock.</param>
    /// <param name="transit">Seconds that it was under way.</param>
    /// <param name="head">Its first bytes, where there is more in them to heed.</param>
    /// <param name="at">When it came, in seconds of the time of day.</param>
    public void AddEarly(long number, int bytes, bool isLast, long tick, double transit, ReadOnlySpan<byte> head, double at)
    {
        if (!isLast && !head.IsEmpty) _plan.Datagrams!.Heed(head, at);
        if (!isLast) _plan.Latency?.Add(transit);
        Meter.AddReceived(bytes, number, _plan.Datagrams!.FirstNumber);
        if (_firstTick == 0) _firstTick = tick;
        _lastTick = tick;
        _stopped |= isLast;
    }

    /// <summary>What the kernel knows of the connection; all zero where there is nothing to know.</summary>
    public TcpInformation ReadTcp()
    {
        const int Tcp = 6, TcpInfo = 11;
        Span<byte> bytes = stackalloc byte[256];
        return Socket.GetRaw(Tcp, TcpInfo, bytes, out int length) == Errno.None ? TcpInformation.Read(bytes[..length]) : default;
    }

    public void Dispose()
    {
        if (_started && !Completion.IsCompleted) Stop();
        if (_started) _ = Completion.ContinueWith(static (_, state) => ((ThroughputStream)state!).Free(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        else Free();
    }

    private void Free()
    {
        _bulk.Dispose();
        Socket.Dispose();
    }

    private void Run()
    {
        Errno errno;
        try
        {
            errno = (_plan.Sends, _plan.Datagrams) switch
            {
                _ when _plan.Bounce is { } bounce => _plan.Sends ? SendBounces(bounce) : AnswerBounces(bounce),
                (true, null) when _plan.Bursts is { } bursts => SendBursts(bursts),
                (false, null) when _plan.Bursts is { } bursts => ReceiveBursts(bursts),
                (true, { } format) when _plan.Frames is { } frames => SendFrames(format, frames),
                (true, null) => SendBytes(),
                (true, _) => SendDatagrams(_plan.Datagrams!),
                (false, null) => ReceiveBytes(),
                (false, _) => ReceiveDatagrams(_plan.Datagrams!),
            };
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or Failure)
        {
            // The file that is sent or filled, or a socket that its owner took away.
            errno = Errno.EIO;
        }
        _ended.TrySetResult(errno);
    }

    private void Count(int bytes)
    {
        Meter.Add(bytes);
        Tick();
    }

    private void Tick()
    {
        long now = _clock.GetTimestamp();
        if (_firstTick == 0) Volatile.Write(ref _firstTick, now);
        Volatile.Write(ref _lastTick, now);
    }

    private Errno SendBytes()
    {
        long began = _clock.GetTimestamp();
        Volatile.Write(ref _firstTick, began);
        int blockSize = _plan.BlockSize;
        bool own = _plan.File is not null;
        byte[]? buffer = own ? new byte[blockSize] : null;
        // What is sent slowly is sent block by block, so that the meter shows it when it goes.
        int blocks = _plan.IsByBlock || _plan.CongestionWeight > 0 ? 1 : Math.Max(1, (_plan.Pace.BitsPerSecond > 0 ? 16 * 1024 : Batch) / blockSize);
        if (_plan.Preamble.Length > 0 && SendAll(_plan.Preamble.Span) is var failed and not Errno.None) return failed;
        // It is the beginning of the first block, not a block of its own.
        Meter.ForgetCalls();
        while (!_stopped)
        {
            long burst = BurstLeft(began);
            int due = burst == 0 ? 0 : _plan.Pace.Due(_clock.GetElapsedTime(began), Meter.Bytes, blockSize, blocks);
            if (due == 0)
            {
                _bulk.Pause(_plan.Pace.Tick);
                continue;
            }
            long left = _plan.Budget.Take(own ? 1 : due, blockSize);
            if (left == 0) break;
            if (left > burst && !own)
            {
                _plan.Budget.Return(left - burst);
                left = burst;
            }
            Errno errno;
            if (own)
            {
                int read = _plan.File!.ReadAtLeast(buffer, blockSize, throwOnEndOfStream: false);
                if (read == 0) break;
                errno = SendAll(buffer.AsSpan(0, read));
                left = 0;
            }
            else
            {
                errno = SendAny(ref left, ref buffer);
            }
            if (left > 0) _plan.Budget.Return(left);
            if (errno != Errno.None) return errno;
            Rest();
        }
        if (!_stopped) AwaitAcknowledgement();
        return Errno.None;
    }

    /// <summary>Bytes of the bursts that have begun, less those that are sent; a burst that took too long is followed by the next at once.</summary>
    private long BurstLeft(long began)
    {
        if (_plan.BurstSize == 0) return long.MaxValue;
        long begun = 1 + (long)(_clock.GetElapsedTime(began) / _plan.BurstPeriod);
        return Math.Max(0, begun * _plan.BurstSize - Meter.Bytes);
    }

    private Errno SendAny(ref long left, ref byte[]? buffer)
    {
        while (left > 0 && !_stopped)
        {
            int sent;
            Errno errno;
            if (buffer is null)
            {
                errno = _bulk.SendAny((int)Math.Min(left, Batch), _plan.Digits, out sent);
                if (errno == Errno.EOPNOTSUPP)
                {
                    buffer = new byte[Batch];
                    Payload.Fill(buffer, _plan.Digits);
                    continue;
                }
            }
            else
            {
                errno = _bulk.Send(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)), out sent);
            }
            if (errno is not (Errno.None or Errno.EAGAIN)) return errno;
            if (sent > 0) Count(sent);
            left -= sent;
        }
        return Errno.None;
    }

    private Errno SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_stopped)
        {
            var errno = _bulk.Send(bytes, out int sent);
            if (errno is not (Errno.None or Errno.EAGAIN)) return errno;
            if (sent > 0) Count(sent);
            bytes = bytes[sent..];
        }
        return Errno.None;
    }

    /// <summary>A given amount is sent when the other end has it: what still lies in our buffers did not move.</summary>
    private void AwaitAcknowledgement()
    {
        long began = _clock.GetTimestamp();
        while (!_stopped && _clock.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
        {
            var information = ReadTcp();
            if (information.NotSentBytes == 0 && information.Unacknowledged == 0) return;
            _bulk.Pause(TimeSpan.FromMicroseconds(200));
        }
    }

    private Errno ReceiveBytes()
    {
        long began = _clock.GetTimestamp(), heard = began;
        byte[]? buffer = _plan.File is null ? null : new byte[_plan.BlockSize];
        int most = _plan.IsByBlock || _plan.Pace.BitsPerSecond > 0 ? _plan.BlockSize : ReceiveBatch;
        while (!_stopped)
        {
            if (_plan.Pace.Due(_clock.GetElapsedTime(began), Meter.Bytes, most, 1) == 0)
            {
                _bulk.Pause(_plan.Pace.Tick);
                continue;
            }
            var errno = Take(buffer, most, out int received);
            if (errno == Errno.EAGAIN)
            {
                if (IsSilentSince(heard)) return Errno.ETIMEDOUT;
                continue;
            }
            if (errno != Errno.None) return errno;
            if (received == 0) break;
            Count(received);
            if (_plan.IsByBlock) Meter.AddRead(received, _plan.BlockSize);
            heard = _lastTick;
        }
        return TakeRest();
    }

    /// <summary>What came before the end counts, though nobody waits for more; a peer that never stops cannot keep us here.</summary>
    private Errno TakeRest()
    {
        for (int i = 0; i < 64 && _bulk.DiscardWaiting(ReceiveBatch, out int rest) == Errno.None && rest > 0; i++) Count(rest);
        return Errno.None;
    }

    private bool IsSilentSince(long heard) => _plan.Silence is { } silence && _clock.GetElapsedTime(heard) > silence;

    private Errno Take(byte[]? buffer, int most, out int received)
    {
        if (buffer is null) return _bulk.Discard(most, out received);
        var errno = _bulk.Receive(buffer, out received);
        if (received > 0) _plan.File!.Write(buffer, 0, received);
        return errno;
    }

    private Errno SendDatagrams(IDatagramFormat format)
    {
        const int MostDatagrams = 1024, MostSegments = 64, LargestMessage = 65000, SmallestJoined = 2;
        int size = _plan.BlockSize;
        int room = Math.Clamp(ReceiveBatch / size, 1, MostDatagrams);
        int segments = Math.Min(MostSegments, LargestMessage / size);
        bool joins = _plan.Joins && segments >= SmallestJoined && _bulk.TrySegment(size);
        if (_plan.Pace.BitsPerSecond > 0) room = Math.Min(room, MostSegments);
        var buffer = new byte[room * size];
        Payload.Fill(buffer.AsSpan(0, size), _plan.Digits);
        if (_plan.Preamble.Length > 0) _plan.Preamble.Span[..Math.Min(_plan.Preamble.Length, Math.Max(0, size - format.HeaderSize))].CopyTo(buffer.AsSpan(Math.Min(format.HeaderSize, size)));
        for (int i = 1; i < room; i++) buffer.AsSpan(0, size).CopyTo(buffer.AsSpan(i * size));
        long number = format.FirstNumber;
        long began = _clock.GetTimestamp();
        Volatile.Write(ref _firstTick, began);
        while (!_stopped)
        {
            int due = _plan.Pace.Due(_clock.GetElapsedTime(began), Meter.Bytes, size, room);
            if (due == 0)
            {
                _bulk.Pause(_plan.Pace.Tick);
                continue;
            }
            int taken = (int)_plan.Budget.Take(due, size);
            if (taken == 0) break;
            int datagrams = (taken + size - 1) / size;
            if (_plan.File is not null && !FillFrom(_plan.File, buffer, format.HeaderSize, size, datagrams)) break;
            // A shorter rest is a datagram all the same, and needs its header.
            taken = Math.Max(taken, (datagrams - 1) * size + Math.Min(size, format.HeaderSize));
            long nanoseconds = Nanoseconds();
            for (int i = 0; i < datagrams; i++) format.Stamp(buffer.AsSpan(i * size, size), number + i, nanoseconds);
            int message = joins && datagrams >= SmallestJoined ? segments * size : size;
            var errno = _bulk.SendMessages(buffer.AsSpan(0, taken), message, out int messages);
            int sent = Math.Min(taken, messages * message);
            if (sent < taken) _plan.Budget.Return(taken - sent);
            if (joins && errno is Errno.EINVAL or Errno.EIO or Errno.EMSGSIZE)
            {
                // The kernel cannot cut for this path (a tunnel, an old device): then each goes by itself.
                joins = false;
                _bulk.TrySegment(0);
                continue;
            }
            if (errno is not (Errno.None or Errno.EAGAIN or Errno.ENOBUFS)) return errno;
            if (sent == 0)
            {
                Meter.AddError();
                continue;
            }
            int whole = (sent + size - 1) / size;
            number += whole;
            Meter.AddSent(sent, whole);
            Tick();
        }
        return Errno.None;
    }

    private static bool FillFrom(Stream file, byte[] buffer, int header, int size, int count)
    {
        for (int i = 0; i < count; i++)
            if (file.ReadAtLeast(buffer.AsSpan(i * size + header, size - header), size - header, throwOnEndOfStream: false) == 0) return false;
        return true;
    }

    private Errno ReceiveDatagrams(IDatagramFormat format)
    {
        // Its last datagram was there before it: what still comes is that one again.
        if (_stopped) return Errno.None;
        if (_plan.Joins) _bulk.TryCoalesce();
        using var batch = _bulk.NewBatch();
        var jitter = new JitterEstimate();
        long heard = _clock.GetTimestamp();
        while (!_stopped)
        {
            var errno = _bulk.ReceiveMessages(batch);
            if (errno == Errno.EAGAIN)
            {
                if (IsSilentSince(heard)) return Errno.ETIMEDOUT;
                continue;
            }
            // Somebody's earlier datagram was refused: that says nothing of those that come (udp(7)).
            if (errno == Errno.ECONNREFUSED) continue;
            if (errno != Errno.None) return errno;
            if (batch.Count == 0) continue;
            bool ended = Read(batch, format, ref jitter);
            heard = _lastTick;
            if (ended) return Errno.None;
        }
        // What came before the end counts, as with streams; a socket that takes no more hands out its queue, then nothing.
        for (int i = 0; i < 64 && _bulk.ReceiveMessages(batch) == Errno.None && batch.Count > 0 && !batch.Bytes(0).IsEmpty; i++)
            if (Read(batch, format, ref jitter)) break;
        return Errno.None;
    }

    private bool Read(IMessageBatch batch, IDatagramFormat format, ref JitterEstimate jitter)
    {
        double now = Nanoseconds() / 1e9;
        bool ended = false;
        // Behind the last one there are only repetitions of it.
        for (int i = 0; i < batch.Count && !ended; i++) ended = Read(batch.Bytes(i), batch.DatagramSize(i), format, now, ref jitter);
        Meter.SetJitter(jitter.Value);
        Tick();
        return ended;
    }

    private bool Read(ReadOnlySpan<byte> message, int size, IDatagramFormat format, double now, ref JitterEstimate jitter)
    {
        while (!message.IsEmpty)
        {
            var datagram = message[..Math.Min(size, message.Length)];
            message = message[datagram.Length..];
            if (!format.TryRead(datagram, out long number, out double sent, out bool isLast)) continue;
            if (isLast && !format.CountsLast) return true;
            Meter.AddReceived(datagram.Length, number, format.FirstNumber);
            if (isLast) return true;
            jitter.Add(now - sent);
            _plan.Latency?.Add(now - sent);
            format.Heed(datagram, now);
            _plan.File?.Write(datagram[format.HeaderSize..]);
        }
        return false;
    }

    /// <summary>By the clock that the protocol's stamps are of.</summary>
    private long Nanoseconds() => _plan.HasWallClock
        ? TimeOfDay()
        : (long)(_clock.GetTimestamp() * (1e9 / _clock.TimestampFrequency));
}
