using System.Text;
using Netshoot.Probes.Http;
using Netshoot.Testing.Fakes;
using Netshoot.Testing.Simulation;
using Xunit;

namespace Netshoot.Tests.Probes.Http;

public sealed class HttpBodyTests
{
    [Theory]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", "abc")]
    [InlineData("3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n", "abc0123456789")]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("3\nabc\n0\n\n", "abc")]
    public async Task Chunks_are_joined(string sent, string expected)
    {
        var (text, fault) = await ReadAsync(sent, HttpFraming.Chunked, 0);
        Assert.Equal((expected, HttpBodyFault.None), (text, fault));
    }

    [Theory]
    [InlineData("x\r\n", HttpBodyFault.BadChunk)]
    [InlineData("3\r\nabcd\r\n", HttpBodyFault.BadChunk)]
    [InlineData("fffffffffffffffff\r\n", HttpBodyFault.BadChunk)]
    [InlineData("ffffffffffffffff\r\n", HttpBodyFault.BadChunk)]
    [InlineData("3\r\nab", HttpBodyFault.Short)]
    [InlineData("3\r\nabc\r\n0\r\nX: y\r\n", HttpBodyFault.Short)]
    public async Task Broken_chunks_are_said_to_be(string sent, HttpBodyFault expected)
        => Assert.Equal(expected, (await ReadAsync(sent, HttpFraming.Chunked, 0)).Fault);

    [Fact]
    public async Task A_length_ends_where_it_says()
    {
        Assert.Equal(("abc", HttpBodyFault.None), await ReadAsync("abcdef", HttpFraming.Length, 3));
        Assert.Equal(("ab", HttpBodyFault.Short), await ReadAsync("ab", HttpFraming.Length, 3));
        Assert.Equal(("", HttpBodyFault.None), await ReadAsync("ab", HttpFraming.None, 3));
        Assert.Equal(("abcdef", HttpBodyFault.None), await ReadAsync("abcdef", HttpFraming.UntilClosed, 0));
    }

    [Fact]
    public async Task Every_beginning_of_a_body_is_short_and_nothing_worse()
    {
        const string Whole = "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n";
        for (int length = 0; length < Whole.Length; length++)
            Assert.Equal(HttpBodyFault.Short, (await ReadAsync(Whole[..length], HttpFraming.Chunked, 0)).Fault);
    }

    [Fact]
    public async Task A_line_without_end_is_bounded()
    {
        var (_, fault) = await ReadAsync("0\r\nX: " + new string('y', 1_000_000), HttpFraming.Chunked, 0);
        Assert.Equal(HttpBodyFault.TooLong, fault);
        Assert.Equal(HttpHeadFault.TooLong, await HeadAsync("HTTP/1.1 200 OK\r\nX: " + new string('y', 1_000_000)));
        Assert.Equal(HttpHeadFault.TooLong, await HeadAsync("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 100_000))));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n\r\n", HttpHeadFault.None)]
    [InlineData("HTTP/1.0 404\n\n", HttpHeadFault.None)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", HttpHeadFault.None)]
    [InlineData("", HttpHeadFault.Nothing)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n", HttpHeadFault.Short)]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", HttpHeadFault.NoStatus)]
    [InlineData("hello", HttpHeadFault.NoStatus)]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n", HttpHeadFault.NoColon)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", HttpHeadFault.BadLength)]
    [InlineData("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", HttpHeadFault.ZeroByte)]
    public async Task A_head_is_read_or_its_fault_is_named(string sent, HttpHeadFault expected) => Assert.Equal(expected, await HeadAsync(sent));

    [Fact]
    public async Task Noise_ends_in_a_fault_or_a_body()
    {
        var random = new Random(2);
        for (int i = 0; i < 3000; i++)
        {
            char[] noise = new char[random.Next(60)];
            for (int c = 0; c < noise.Length; c++) noise[c] = "0123aF\r\n: HTP/1.x"[random.Next(17)];
            await ReadAsync(new(noise), HttpFraming.Chunked, 0);
            await HeadAsync("HTTP/1.1 200 OK\r\n" + new string(noise));
        }
    }

    private static HttpConnection Over(string sent)
    {
        var connection = new HttpConnection(new FakeSocket(new VirtualClock()));
        connection.Secure(new MemoryStream(Encoding.Latin1.GetBytes(sent)));
        return connection;
    }

    private static async Task<(string Text, HttpBodyFault Fault)> ReadAsync(string sent, HttpFraming framing, long length)
    {
        using var connection = Over(sent);
        var body = new HttpBody(connection, framing, length, TestContext.Current.CancellationToken);
        var text = new StringBuilder();
        while (await body.NextAsync() is { IsEmpty: false } piece) text.Append(Encoding.Latin1.GetString(piece.Span));
        return (text.ToString(), body.Fault);
    }

    private static async Task<HttpHeadFault> HeadAsync(string sent)
    {
        using var connection = Over(sent);
        return await HttpHeadReader.ReadAsync(connection, new(), static _ => { }, TestContext.Current.CancellationToken);
    }
}
