using System.Globalization;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Netlink;

/// <summary>
/// What passed over a netlink socket, as text: <c>&gt; hex</c> was sent, <c>&lt; hex</c> came back, <c>! number</c> is an error of the
/// call, <c>#</c> begins a comment. A transcript can stand in for the socket.
/// </summary>
public sealed class NetlinkTranscript : INetlinkTransport
{
    private readonly Queue<(char Direction, byte[] Bytes)> _steps = [];
    private uint _sequence;

    private NetlinkTranscript() { }

    /// <summary>Whether everything in it was used.</summary>
    public bool IsAtEnd => _steps.Count == 0;

    public static NetlinkTranscript Parse(string text)
    {
        var transcript = new NetlinkTranscript();
        foreach (string line in text.Split('\n'))
        {
            string content = line.Split('#')[0].Trim();
            if (content.Length == 0) continue;
            transcript._steps.Enqueue((content[0], content[0] == '!'
                ? [byte.Parse(content[1..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)]
                : Convert.FromHexString(content[1..].Replace(" ", "", StringComparison.Ordinal))));
        }
        return transcript;
    }

    /// <summary>Takes a request if it is the one that was recorded, whatever its number.</summary>
    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        if (!_steps.TryDequeue(out var step) || step.Direction != '>') throw new InvalidOperationException($"the transcript has no request here, but {Convert.ToHexStringLower(datagram)} was sent");
        byte[] sent = datagram.ToArray();
        _sequence = BitConverter.ToUInt32(sent, 8);
        Renumber(step.Bytes, _sequence);
        return sent.AsSpan().SequenceEqual(step.Bytes)
            ? Errno.None
            : throw new InvalidOperationException($"the transcript expects {Convert.ToHexStringLower(step.Bytes)}, but {Convert.ToHexStringLower(sent)} was sent");
    }

    public Errno Receive(Span<byte> buffer, out int length)
    {
        length = 0;
        if (!_steps.TryPeek(out var step) || step.Direction == '>') return Errno.EAGAIN;
        _steps.Dequeue();
        if (step.Direction == '!') return (Errno)step.Bytes[0];
        Renumber(step.Bytes, _sequence);
        length = step.Bytes.Length;
        step.Bytes.AsSpan(0, Math.Min(length, buffer.Length)).CopyTo(buffer);
        return Errno.None;
    }

    public void Dispose() { }

    // Notifications have no number, and keep none.
    private static void Renumber(Span<byte> datagram, uint sequence)
    {
        for (int at = 0; at + NetlinkHeader.Size <= datagram.Length;)
        {
            uint length = BitConverter.ToUInt32(datagram[at..]);
            var number = datagram[(at + 8)..];
            if (BitConverter.ToUInt32(number) != 0) BitConverter.TryWriteBytes(number, sequence);
            if (length < NetlinkHeader.Size || length > datagram.Length) return;
            at += NetlinkReader.Aligned((int)length);
        }
    }
}

/// <summary>Passes everything through to another transport and writes it down as a transcript.</summary>
public sealed class NetlinkRecorder(INetlinkTransport inner, TextWriter to) : INetlinkTransport
{
    public INetlinkTransport Inner => inner;

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        Write('>', datagram);
        return inner.Send(datagram);
    }

    public Errno Receive(Span<byte> buffer, out int length)
    {
        var errno = inner.Receive(buffer, out length);
        if (errno != Errno.None) to.WriteLine($"! {(int)errno} # {errno}");
        else Write('<', buffer[..Math.Min(length, buffer.Length)]);
        to.Flush();
        return errno;
    }

    public void Dispose()
    {
        inner.Dispose();
        to.Dispose();
    }

    private void Write(char direction, ReadOnlySpan<byte> datagram)
    {
        var text = new StringBuilder();
        var rest = datagram;
        while (NetlinkMessage.TryTake(ref rest, out var message))
            text.Append(CultureInfo.InvariantCulture, $"# type {message.Type}, flags 0x{(ushort)message.Header.Flags:x}, {message.Header.Length} bytes\n");
        to.Write(text);
        to.WriteLine($"{direction} {Convert.ToHexStringLower(datagram)}");
    }
}
