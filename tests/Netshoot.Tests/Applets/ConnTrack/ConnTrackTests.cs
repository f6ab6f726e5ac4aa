using System.Buffers.Binary;
using System.Text;
using Netshoot.Applets;
using Netshoot.Applets.ConnTrack;
using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Host.Netlink;
using Netshoot.Host.Sockets;
using Netshoot.Netlink;
using Netshoot.Tests.Netlink;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.ConnTrack;

[Collection(nameof(AllocationCollection))]
public sealed class ConnTrackTests
{
    [Fact]
    public async Task A_dump_of_any_size_is_shown_in_constant_memory()
    {
        // Once for what is made once: the buffers, and the code itself.
        await RunAsync(new Table(2_000), "-L");
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var (code, lines, error) = await RunAsync(new Table(200_000), "-L");
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal((ExitCode.Ok, 200_000), (code, lines));
        Assert.Equal("conntrack v1.4.7 (conntrack-tools): 200000 flow entries have been shown.\n", error);
        Assert.True(allocated < 4 << 20, $"{allocated} bytes");
    }

    [Fact]
    public async Task Events_that_were_lost_are_told_and_it_goes_on()
    {
        var (code, lines, error) = await RunAsync(new Table(5) { LosesEvents = true }, "-E");
        Assert.Equal((ExitCode.Ok, 10), (code, lines));
        Assert.Contains("some events were lost", error, StringComparison.Ordinal);
        Assert.EndsWith("conntrack v1.4.7 (conntrack-tools): 10 flow events have been shown.\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-L -o labels", "output `labels' is not supported")]
    [InlineData("-R -", "option `-R' is not supported")]
    [InlineData("-L -l web", "option `-l' is not supported")]
    public void What_is_not_supported_is_refused_by_name(string line, string message)
        => Assert.Contains(message, Assert.Throws<UsageFailure>(() => ConnTrackApplet.CommandLine.Parse(line.Split(' '))).Usage, StringComparison.Ordinal);

    private static async Task<(ExitCode Code, int Lines, string Error)> RunAsync(Table table, string line)
    {
        using var lines = new LineCounter();
        using var errorBytes = new MemoryStream();
        using var output = new Output(lines);
        using var error = new Output(errorBytes);
        var code = await ConnTrackApplet.RunAsync(ConnTrackApplet.CommandLine.Parse(line.Split(' ')).Options, new Shell(output, error, table) { Name = "conntrack", StopSource = () => table.Stop });
        output.Flush();
        error.Flush();
        return (code, lines.Count, Encoding.UTF8.GetString(errorBytes.ToArray()));
    }

    /// <summary>A machine whose kernel tracks one connection many times over.</summary>
    private sealed class Table(int entries) : IMachine, INetlinkAccess, INetlinkTransport
    {
        private const int PerDatagram = 100;

        private readonly (ushort Type, byte[] Payload) _entry = RecordedMessages.In("netlink/conntrack/list").First(static message => message.Payload.Length > 100);
        private readonly CancellationTokenSource _stop = new();
        private uint _sequence;
        private readonly int _entries = entries;
        private int _left = entries;
        private int _waits;

        public bool LosesEvents { get; init; }

        public CancellationToken Stop => _stop.Token;

        public TimeProvider Clock => TimeProvider.System;

        public INames Names => throw new NotSupportedException();

        public string Executable => "/netshoot";

        public INetlinkAccess Netlink => this;

        public Errno TryOpen(NetlinkProtocol protocol, out NetlinkChannel? channel)
        {
            channel = new(this);
            return Errno.None;
        }

        public Errno TryOpenIn(string path, NetlinkProtocol protocol, out NetlinkChannel? channel) => throw new NotSupportedException();

        public Errno TryOpenFile(string path, out HeldFile? file) => throw new NotSupportedException();

        public Errno TryListen(NetlinkChannel channel, IEnumerable<int> groups, bool allNamespaces, int receiveBuffer) => Errno.None;

        public ValueTask<bool> WaitAsync(NetlinkChannel channel, TimeSpan patience, CancellationToken stop)
        {
            // Events, then a loss, then as many events, then the user has seen enough.
            if (++_waits == 3) _left = _entries;
            if (_waits == 4) _stop.Cancel();
            stop.ThrowIfCancellationRequested();
            return ValueTask.FromResult(true);
        }

        public Errno Send(ReadOnlySpan<byte> datagram)
        {
            _sequence = BitConverter.ToUInt32(datagram[8..]);
            return Errno.None;
        }

        public Errno Receive(Span<byte> buffer, out int length)
        {
            length = 0;
            if (LosesEvents && _waits == 2) return Errno.ENOBUFS;
            for (int i = 0; i < PerDatagram && _left > 0; i++, _left--) length += Write(buffer[length..], _entry.Type, _entry.Payload);
            if (length == 0) length = Write(buffer, 3, new byte[4]);
            return Errno.None;
        }

        public void Dispose() => _stop.Dispose();

        public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket) => throw new NotSupportedException();

        public int InterfaceIndex(string name) => 0;

        public string? InterfaceName(int index) => null;

        public string Text(Errno errno) => $"{errno}";

        public string HowToGet(string capability, string purpose) => "";

        private int Write(Span<byte> to, ushort type, ReadOnlySpan<byte> payload)
        {
            const ushort Multipart = 2;
            int length = NetlinkHeader.Size + payload.Length;
            BinaryPrimitives.WriteInt32LittleEndian(to, length);
            BinaryPrimitives.WriteUInt16LittleEndian(to[4..], type);
            BinaryPrimitives.WriteUInt16LittleEndian(to[6..], Multipart);
            BinaryPrimitives.WriteUInt32LittleEndian(to[8..], _sequence);
            BinaryPrimitives.WriteUInt32LittleEndian(to[12..], 0);
            payload.CopyTo(to[NetlinkHeader.Size..]);
            return NetlinkReader.Aligned(length);
        }
    }

    private sealed class LineCounter : Stream
    {
        public int Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer) => Count += System.MemoryExtensions.Count(buffer, (byte)'\n');

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value) { }
    }
}
