using System.Text;
using Netshoot.Host.Loop;
using Netshoot.Probes.Http;
using Netshoot.Probes.Streams;
using Xunit;

namespace Netshoot.Tests.Probes.Http;

public sealed class Http2ChannelTests
{
    private static readonly byte[] s_settings = Frame(4, 0, 0), s_head = Frame(1, 4, 1, 0x88), s_end = Frame(0, 1, 1, (byte)'a', (byte)'b', (byte)'c');

    [Fact]
    public async Task An_answer_is_read_as_text()
    {
        var run = await RunAsync([.. s_settings, .. s_head, .. s_end]);
        Assert.Equal(("HTTP/2 200 \r\n\r\nabc", Http2Fault.None), (run.Text, run.Channel.Fault));
        Assert.StartsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", run.Sent, StringComparison.Ordinal);
        // The settings are acknowledged.
        Assert.EndsWith("\0\0\0\x04\x01\0\0\0\0", run.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wherever_it_is_cut_it_is_short_and_never_hangs()
    {
        byte[] whole = [.. s_settings, .. Frame(1, 4, 1, 0x08, 3, (byte)'1', (byte)'0', (byte)'3'), .. s_head, .. Frame(0, 8, 1, 2, (byte)'x', 0, 0), .. s_end];
        for (int length = 0; length < whole.Length; length++)
            foreach (int piece in new[] { 1, 1000 }) Assert.Equal(Http2Fault.Short, (await RunAsync(whole[..length], piece)).Channel.Fault);
        Assert.Equal("HTTP/2 103 \r\n\r\nHTTP/2 200 \r\n\r\nxabc", (await RunAsync(whole, 1)).Text);
    }

    public static TheoryData<string, byte[], Http2Fault> Faults => new()
    {
        { "no settings first", [.. s_head, .. s_end], Http2Fault.Protocol },
        { "another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Http2Fault.Protocol },
        { "a frame that is too large", [.. s_settings, 1, 0, 0, 0, 0, 0, 0, 0, 1], Http2Fault.Protocol },
        { "taken back", [.. s_settings, .. Frame(3, 0, 1, 0, 0, 0, 2)], Http2Fault.Reset },
        { "farewell", [.. s_settings, .. Frame(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11)], Http2Fault.GoneAway },
        { "a push", [.. s_settings, .. Frame(5, 4, 1, 0, 0, 0, 2, 0x88)], Http2Fault.Protocol },
        { "a body before its head", [.. s_settings, .. s_end], Http2Fault.Protocol },
        { "no status", [.. s_settings, .. Frame(1, 4, 1, 0x0f, 0x0d, 1, (byte)'3')], Http2Fault.Reset },
        { "a line end in a value", [.. s_settings, .. Frame(1, 4, 1, 0x88, 0, 1, (byte)'a', 2, (byte)'\r', (byte)'\n')], Http2Fault.Reset },
        { "upper case in a name", [.. s_settings, .. Frame(1, 4, 1, 0x88, 0, 1, (byte)'A', 1, (byte)'b')], Http2Fault.Reset },
        { "less than was promised", [.. s_settings, .. Frame(1, 4, 1, 0x88, 0x0f, 0x0d, 1, (byte)'9'), .. s_end], Http2Fault.Reset },
        { "more than was promised", [.. s_settings, .. Frame(1, 4, 1, 0x88, 0x0f, 0x0d, 1, (byte)'2'), .. s_end], Http2Fault.Reset },
        { "padding longer than the frame", [.. s_settings, .. s_head, .. Frame(0, 8, 1, 9, (byte)'a')], Http2Fault.Protocol },
        { "something between the pieces of a head", [.. s_settings, .. Frame(1, 0, 1, 0x88), .. s_settings], Http2Fault.Protocol },
        { "a block that is none", [.. s_settings, .. Frame(1, 4, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)], Http2Fault.Protocol },
        { "a window that is too large", [.. s_settings, .. Frame(8, 0, 0, 0x7f, 0xff, 0xff, 0xff)], Http2Fault.Protocol },
        { "pings without end", [.. s_settings, .. Enumerable.Repeat(Frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8), 10_001).SelectMany(static f => f)], Http2Fault.Protocol },
        { "a head without end", [.. s_settings, .. Frame(1, 0, 1), .. Enumerable.Repeat(Frame(9, 0, 1, new byte[16_000]), 20).SelectMany(static f => f)], Http2Fault.Protocol },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_breaks_the_rules_is_found(string what, byte[] sent, Http2Fault fault)
        => Assert.True(fault == (await RunAsync(sent)).Channel.Fault, what);

    [Fact]
    public async Task Fields_behind_the_body_are_kept()
    {
        var run = await RunAsync([.. s_settings, .. s_head, .. Frame(0, 0, 1, (byte)'x'), .. Frame(1, 5, 1, 0, 1, (byte)'a', 1, (byte)'b')]);
        Assert.Equal("HTTP/2 200 \r\n\r\nx", run.Text);
        Assert.Equal("a: b\r\n", Encoding.Latin1.GetString(Assert.Single(run.Channel.Trailers)));
    }

    [Fact]
    public async Task A_second_stream_goes_on_behind_an_abandoned_one()
    {
        using var inner = new Wire([.. s_settings, .. s_head, .. Frame(0, 0, 1, (byte)'x'), .. Frame(0, 1, 1, (byte)'y'), .. Frame(1, 5, 3, 0x8d)], 1000);
        using var channel = new Http2Channel(inner);
        await channel.BeginAsync([new(":method", "GET")], hasBody: false, CancellationToken.None);
        byte[] buffer = new byte[5];
        await channel.ReadExactlyAsync(buffer);
        await channel.BeginAsync([new(":method", "GET")], hasBody: false, CancellationToken.None);
        Assert.Equal("HTTP/2 404 \r\n\r\n", await ReadAsync(channel));
        Assert.Equal(3u, channel.StreamId);
        Assert.Contains("\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08", inner.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_is_sent_as_the_windows_let_it_pass()
    {
        // A window of 10 at first, then 5 more; the answer comes when the body is there. Reader and writer share one thread, as in a tool.
        byte[] first = Frame(4, 0, 0, 0, 4, 0, 0, 0, 10), second = Frame(8, 0, 1, 0, 0, 0, 5);
        using var inner = new Wire([.. first, .. second, .. s_head, .. s_end], 1) { Pauses = [(first.Length, "0123456789"), (first.Length + second.Length, "abcde")] };
        using var channel = new Http2Channel(inner);
        using var loop = new EventLoop();
        string text = loop.Run(async () =>
        {
            await channel.BeginAsync([new(":method", "POST")], hasBody: true, CancellationToken.None);
            var reading = ReadAsync(channel);
            // The window is as large as the server says once it has said so: it is told that this was heard.
            while (!inner.Sent.Contains("\0\0\0\x04\x01", StringComparison.Ordinal)) await Task.Yield();
            await channel.WriteAsync("0123456789abcde"u8.ToArray());
            await channel.EndAsync(CancellationToken.None);
            return await reading;
        });
        Assert.Equal("HTTP/2 200 \r\n\r\nabc", text);
        Assert.Contains("\0\0\x0a\0\0\0\0\0\x01" + "0123456789", inner.Sent, StringComparison.Ordinal);
        Assert.Contains("\0\0\x05\0\0\0\0\0\x01" + "abcde", inner.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Noise_ends_in_a_fault_or_an_answer()
    {
        var random = new Random(9113);
        byte[] good = [.. s_settings, .. s_head, .. Frame(0, 0, 1, (byte)'x'), .. Frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8), .. s_end];
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = (byte[])good.Clone();
            for (int edits = random.Next(1, 4); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var run = await RunAsync(bytes);
            Assert.True(run.Channel.HasEnded || run.Channel.Fault != Http2Fault.None);
        }
    }

    private static async Task<(string Text, string Sent, Http2Channel Channel)> RunAsync(byte[] sent, int piece = 1000)
    {
        using var inner = new Wire(sent, piece);
        var channel = new Http2Channel(inner);
        await channel.BeginAsync([new(":method", "GET"), new(":path", "/")], hasBody: false, CancellationToken.None);
        string text = "";
        try
        {
            text = await ReadAsync(channel);
        }
        catch (IOException)
        {
            // The channel says what it was.
        }
        return (text, inner.Sent, channel);
    }

    private static async Task<string> ReadAsync(Http2Channel channel)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[7];
        while (await channel.ReadAsync(buffer) is > 0 and var count) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        return text.ToString();
    }

    private static byte[] Frame(byte type, byte flags, byte stream, params byte[] payload)
        => [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload];

    /// <summary>What a server sends, in pieces, and what it gets.</summary>
    private sealed class Wire(byte[] incoming, int piece) : AsynchronousStream
    {
        private readonly List<byte> _sent = [];
        private int _at;

        /// <summary>Where it goes on only once it has got a text.</summary>
        public (int At, string Until)[] Pauses { get; init; } = [];

        public string Sent => Encoding.Latin1.GetString([.. _sent]);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            do await Task.Yield();
            while (Array.Exists(Pauses, p => _at >= p.At && !Sent.Contains(p.Until, StringComparison.Ordinal)));
            int count = Math.Min(Math.Min(piece, buffer.Length), incoming.Length - _at);
            incoming.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_sent) _sent.AddRange(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
