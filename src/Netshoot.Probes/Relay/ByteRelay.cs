using System.Runtime.CompilerServices;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>
/// Moves bytes between a connection and the local input and output, both ways at once: the engine of nc. Neither direction waits for
/// the other; each reads only when what it read before has been taken, so that a slow reader slows its writer and nothing is lost.
/// </summary>
/// <remarks>Inside the kernel where both ends allow it (sendfile(2), splice(2)), else through one buffer for each direction.</remarks>
public sealed class ByteRelay(ISocket peer, IByteChannel input, IByteChannel output, RelayPlan plan, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes in one piece of a stream: large enough that system calls cost nothing beside the copying.</summary>
    public const int Piece = 1024 * 1024;

    /// <summary>Bytes read from the local input for one datagram, as the original does.</summary>
    public const int LargestDatagramSent = 16 * 1024;

    private const int LargestDatagram = 64 * 1024;
    private const int StallsBeforeCopying = 3;

    private readonly SocketChannel _peer = new(peer);
    private readonly CancellationTokenSource _sending = new();
    private readonly CancellationTokenSource _receiving = new();
    private long _lastActivity = clock.GetTimestamp();
    private long _sent;
    private long _received;
    private bool _idledOut;
    private Errno _outputError;

    /// <summary>Runs until both directions have ended, the peer was silent for too long, or it is stopped.</summary>
    public async ValueTask<RelayOutcome> RunAsync(CancellationToken stop)
    {
        using var stopping = stop.UnsafeRegister(static state => ((ByteRelay)state!).End(), this);
        using var done = new CancellationTokenSource();
        var watching = Task.WhenAll(WhenBrokenAsync(_peer, _sending, done.Token), WhenBrokenAsync(output, _receiving, done.Token));
        var sending = SendAsync(done.Token);
        await Task.WhenAll(sending, ReceiveAsync());
        // Not CancelAsync: that would wake the waits on another thread.
        done.Cancel();
        await watching;
        stop.ThrowIfCancellationRequested();
        return new(_sent, _received, _idledOut, _outputError);
    }

    public void Dispose()
    {
        _sending.Dispose();
        _receiving.Dispose();
    }

    private async Task SendAsync(CancellationToken done)
    {
        if (!plan.ReadsInput) return;
        try
        {
            await SendInputAsync();
        }
        catch (OperationCanceledException)
        {
            // The peer is gone, or the whole relay ends.
            return;
        }
        if (plan.TellsEnd) peer.Shutdown();
        if (plan.Lingers is { } lingers) _ = EndAfterAsync(lingers, done);
    }

    private async ValueTask SendInputAsync()
    {
        bool isPlain = !plan.IsDatagram && !plan.SendsCarriageReturns && plan.LineInterval is null;
        if (isPlain && await SendInKernelAsync()) return;

        var buffer = new byte[plan.IsDatagram ? LargestDatagramSent : Piece];
        var converted = plan.SendsCarriageReturns ? new byte[CarriageReturns.Most(buffer.Length)] : buffer;
        var carriageReturns = new CarriageReturns();
        // One delegate for all pieces.
        Func<ReadOnlyMemory<byte>, ValueTask<bool>> send = SendAllAsync;
        while (true)
        {
            await ReadyAsync(input, SocketReadiness.Readable, _sending.Token);
            var errno = input.TryRead(buffer, out int count);
            if (errno == Errno.EAGAIN) continue;
            if (errno != Errno.None || count == 0) return;
            if (plan.SendsCarriageReturns) count = carriageReturns.Insert(buffer.AsSpan(0, count), converted);
            if (!await InLinesAsync(converted.AsMemory(0, count), send, splits: plan.SendsCarriageReturns && plan.IsDatagram, _sending.Token)) return;
        }
    }

    /// <returns>False when the two ends do not allow it, and the rest must be copied.</returns>
    private async ValueTask<bool> SendInKernelAsync()
    {
        int stalls = 0;
        while (true)
        {
            await ReadyAsync(input, SocketReadiness.Readable, _sending.Token);
            switch (peer.TrySendFrom(input, Piece, out int moved))
            {
                case Errno.None when moved == 0:
                    return true;
                case Errno.None:
                    _sent += moved;
                    stalls = 0;
                    break;
                case Errno.EAGAIN when stalls++ < StallsBeforeCopying:
                    await ReadyAsync(_peer, SocketReadiness.Writable, _sending.Token);
                    break;
                case Errno.EAGAIN or Errno.EOPNOTSUPP:
                    return false;
                default:
                    return true;
            }
        }
    }

    /// <returns>False when the peer takes no more.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var errno = peer.TrySend(bytes.Span, out int count);
            if (errno is Errno.EAGAIN or Errno.ENOBUFS) await ReadyAsync(_peer, SocketReadiness.Writable, _sending.Token);
            else if (errno != Errno.None) return false;
            _sent += count;
            bytes = bytes[count..];
        }
        return true;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            bool isPlain = !plan.IsDatagram && !plan.RefusesTelnetOptions && plan.LineInterval is null && plan.ReceiveLimit is null;
            if (!isPlain || !await ReceiveInKernelAsync()) await ReceiveCopyingAsync();
        }
        catch (OperationCanceledException)
        {
            // Nobody takes what the peer says, or the whole relay ends.
        }
    }

    private async ValueTask ReceiveCopyingAsync()
    {
        var buffer = new byte[plan.IsDatagram ? LargestDatagram : Piece];
        var answers = plan.RefusesTelnetOptions ? new byte[TelnetRefusals.Most(buffer.Length)] : [];
        var telnet = new TelnetRefusals();
        Func<ReadOnlyMemory<byte>, ValueTask<bool>> write = WriteAllAsync;
        for (int receptions = 0; plan.ReceiveLimit is not { } limit || receptions < limit;)
        {
            await ReadyAsync(_peer, SocketReadiness.Readable, _receiving.Token);
            var errno = peer.TryReceive(buffer, out int count);
            if (errno == Errno.EAGAIN) continue;
            // A datagram may be empty without being the end of anything.
            if (errno != Errno.None || (count == 0 && !plan.IsDatagram)) return;
            receptions++;
            if (plan.RefusesTelnetOptions && telnet.Answer(buffer.AsSpan(0, count), answers) is var length and > 0) await SendAllAsync(answers.AsMemory(0, length));
            if (!await InLinesAsync(buffer.AsMemory(0, count), write, splits: false, _receiving.Token)) return;
        }
    }

    /// <returns>False when the two ends do not allow it, and the rest must be copied.</returns>
    private async ValueTask<bool> ReceiveInKernelAsync()
    {
        int stalls = 0;
        while (true)
        {
            await ReadyAsync(_peer, SocketReadiness.Readable, _receiving.Token);
            switch (peer.TryReceiveInto(output, Piece, out int moved))
            {
                case Errno.None when moved == 0:
                    return true;
                case Errno.None:
                    _received += moved;
                    stalls = 0;
                    break;
                case Errno.EAGAIN when stalls++ < StallsBeforeCopying:
                    await ReadyAsync(output, SocketReadiness.Writable, _receiving.Token);
                    break;
                case Errno.EAGAIN or Errno.EOPNOTSUPP:
                    return false;
                default:
                    return true;
            }
        }
    }

    /// <returns>False when the local output takes no more.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WriteAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var errno = output.TryWrite(bytes.Span, out int count);
            if (errno == Errno.EAGAIN)
            {
                await ReadyAsync(output, SocketReadiness.Writable, _receiving.Token);
            }
            else if (errno != Errno.None)
            {
                _outputError = errno;
                return false;
            }
            _received += count;
            bytes = bytes[count..];
        }
        return true;
    }

    /// <summary>Passes the bytes on at once, or line by line with a pause behind each.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> InLinesAsync(ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, ValueTask<bool>> pass, bool splits, CancellationToken stop)
    {
        if (plan.LineInterval is null && !splits) return await pass(bytes);
        while (!bytes.IsEmpty)
        {
            int end = bytes.Span.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..(end + 1)];
            if (!await pass(line)) return false;
            if (end >= 0 && plan.LineInterval is { } interval) await Task.Delay(interval, clock, stop);
            bytes = bytes[line.Length..];
        }
        return true;
    }

    /// <summary>Waits for one end; too long a silence of both directions ends the relay.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadyAsync(IByteChannel end, SocketReadiness readiness, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var patience = plan.Idle is { } idle ? idle - clock.GetElapsedTime(_lastActivity) : Timeout.InfiniteTimeSpan;
            // The other direction may have kept the relay alive meanwhile.
            if (plan.Idle is not null && patience <= TimeSpan.Zero)
            {
                _idledOut = true;
                End();
                continue;
            }
            if (!await end.WaitAsync(readiness, patience, stop)) continue;
            if (plan.Idle is not null) _lastActivity = clock.GetTimestamp();
            return;
        }
    }

    /// <summary>When an end breaks while its own direction is busy waiting elsewhere, that wait is in vain.</summary>
    private static async Task WhenBrokenAsync(IByteChannel end, CancellationTokenSource direction, CancellationToken done)
    {
        try
        {
            if (await end.WaitAsync(SocketReadiness.Broken, Timeout.InfiniteTimeSpan, done)) direction.Cancel();
        }
        catch (OperationCanceledException)
        {
            // It stayed whole to the end.
        }
    }

    private async Task EndAfterAsync(TimeSpan lingers, CancellationToken done)
    {
        try
        {
            await Task.Delay(lingers, clock, done);
            End();
        }
        catch (OperationCanceledException)
        {
            // The peer ended first.
        }
    }

    private void End()
    {
        _sending.Cancel();
        _receiving.Cancel();
    }
}
