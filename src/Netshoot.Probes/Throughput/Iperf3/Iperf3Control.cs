using System.Buffers.Binary;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>The control connection: single bytes for states, and JSON objects behind a length of four bytes.</summary>
public sealed class Iperf3Control(IMachine machine, ISocket socket) : IDisposable
{
    /// <summary>The cookie that tells which connections belong to one test: 36 letters and digits, and a NUL.</summary>
    public const int CookieSize = 37;

    /// <summary>How long a peer may take for its part of the conversation.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int LargestParameters = 64 * 1024, LargestResults = 16 * 1024 * 1024;

    public ISocket Socket => socket;

    public static byte[] NewCookie()
    {
        var letters = "abcdefghijklmnopqrstuvwxyz234567"u8;
        var cookie = new byte[CookieSize];
        for (int i = 0; i < CookieSize - 1; i++) cookie[i] = letters[System.Security.Cryptography.RandomNumberGenerator.GetInt32(letters.Length)];
        return cookie;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, Iperf3Fault fault, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
        {
            var errno = socket.TrySend(bytes.Span, out int sent);
            if (errno == Errno.EAGAIN)
            {
                if (!await socket.WaitAsync(SocketReadiness.Writable, Patience, stop)) throw new Iperf3Exception(fault, machine.Text(Errno.ETIMEDOUT), (int)Errno.ETIMEDOUT);
                continue;
            }
            if (errno != Errno.None) throw new Iperf3Exception(fault, machine.Text(errno), (int)errno);
            bytes = bytes[sent..];
        }
    }

    public ValueTask WriteAsync(Iperf3State state, CancellationToken stop) => WriteAsync(new[] { unchecked((byte)state) }, Iperf3Fault.SendMessage, stop);

    public async ValueTask ReadAsync(Memory<byte> into, Iperf3Fault fault, TimeSpan patience, CancellationToken stop)
    {
        long began = machine.Clock.GetTimestamp();
        while (!into.IsEmpty)
        {
            var errno = socket.TryReceive(into.Span, out int received);
            if (errno == Errno.EAGAIN)
            {
                var left = patience < TimeSpan.Zero ? patience : patience - machine.Clock.GetElapsedTime(began);
                if (patience >= TimeSpan.Zero && left <= TimeSpan.Zero || !await socket.WaitAsync(SocketReadiness.Readable, left, stop))
                    throw new Iperf3Exception(fault, machine.Text(Errno.ETIMEDOUT), (int)Errno.ETIMEDOUT);
                continue;
            }
            if (errno != Errno.None) throw new Iperf3Exception(fault, machine.Text(errno), (int)errno);
            if (received == 0) throw new Iperf3Exception(Iperf3Fault.ControlClosed);
            into = into[received..];
        }
    }

    /// <summary>The next state; whoever waits for the other end of a running test says how long.</summary>
    public async ValueTask<Iperf3State> ReadStateAsync(TimeSpan patience, CancellationToken stop)
    {
        var one = new byte[1];
        await ReadAsync(one, Iperf3Fault.ReceiveMessage, patience, stop);
        return (Iperf3State)unchecked((sbyte)one[0]);
    }

    public async ValueTask WriteParametersAsync(Iperf3Parameters parameters, CancellationToken stop)
        => await WriteObjectAsync(parameters.ToJson(), Iperf3Fault.SendParameters, stop);

    public async ValueTask<Iperf3Parameters> ReadParametersAsync(CancellationToken stop)
        => Iperf3Parameters.TryRead(await ReadObjectAsync(LargestParameters, Iperf3Fault.ReceiveParameters, stop)) ?? throw new Iperf3Exception(Iperf3Fault.ReceiveParameters, "they make no sense");

    public ValueTask WriteResultsAsync(Iperf3Results results, CancellationToken stop) => WriteObjectAsync(results.ToJson(), Iperf3Fault.SendResults, stop);

    public async ValueTask<Iperf3Results> ReadResultsAsync(CancellationToken stop)
        => Iperf3Results.TryRead(await ReadObjectAsync(LargestResults, Iperf3Fault.ReceiveResults, stop)) ?? throw new Iperf3Exception(Iperf3Fault.ReceiveResults, "they make no sense");

    /// <summary>Tells the client why there is no test.</summary>
    public async ValueTask WriteFaultAsync(Iperf3Fault fault, int errno, CancellationToken stop)
    {
        var message = new byte[9];
        message[0] = unchecked((byte)Iperf3State.ServerError);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), (int)fault);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(5), errno);
        await WriteAsync(message, Iperf3Fault.SendMessage, stop);
    }

    /// <summary>Reads why there is no test.</summary>
    public async ValueTask<Iperf3Exception> ReadFaultAsync(CancellationToken stop)
    {
        var message = new byte[8];
        await ReadAsync(message.AsMemory(0, 4), Iperf3Fault.ControlRead, Patience, stop);
        try
        {
            await ReadAsync(message.AsMemory(4), Iperf3Fault.ControlRead, Patience, stop);
        }
        catch (Iperf3Exception)
        {
            // Some servers close before they have told the error number.
        }
        int errno = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(4));
        return new((Iperf3Fault)BinaryPrimitives.ReadInt32BigEndian(message), errno is > 0 and < 4096 ? machine.Text((Errno)errno) : null, errno);
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask WriteObjectAsync(byte[] json, Iperf3Fault fault, CancellationToken stop)
    {
        var message = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, json.Length);
        json.CopyTo(message, 4);
        await WriteAsync(message, fault, stop);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadObjectAsync(int largest, Iperf3Fault fault, CancellationToken stop)
    {
        var head = new byte[4];
        await ReadAsync(head, fault, Patience, stop);
        int length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length <= 0 || length > largest) throw new Iperf3Exception(fault, "their length makes no sense");
        // The length is a claim: memory grows with what really comes.
        var bytes = new byte[Math.Min(length, 16 * 1024)];
        for (int have = 0; have < length;)
        {
            if (have == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
            int room = bytes.Length - have;
            await ReadAsync(bytes.AsMemory(have, room), fault, Patience, stop);
            have += room;
        }
        return bytes;
    }
}
