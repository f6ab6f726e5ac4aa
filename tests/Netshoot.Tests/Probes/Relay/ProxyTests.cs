using System.Text;
using Microsoft.Extensions.Time.Testing;
using Netshoot.Probes.Relay.Proxies;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Relay;

public sealed class ProxyTests
{
    private const string Http = "HTTP/1.1 200 Connection established\r\nVia: proxy\r\n\r\n";
    private const string Socks5Answer = "\x05\x00\x05\x00\x00\x01\x01\x02\x03\x04\x1f\x90";

    [Theory]
    [InlineData("example.org", "\x05\x01\x00\x05\x01\x00\x03\x0b" + "example.org\x00\x50")]
    [InlineData("1.2.3.4", "\x05\x01\x00\x05\x01\x00\x01\x01\x02\x03\x04\x00\x50")]
    [InlineData("::1", "\x05\x01\x00\x05\x01\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x00\x50")]
    public async Task Socks_5_asks_by_name_or_address(string host, string asked)
    {
        var (sent, left) = await AskAsync(new Socks5(), host, Socks5Answer + "hello");
        Assert.Equal((asked, "hello"), (sent, left));
    }

    [Fact]
    public async Task Socks_5_reads_past_the_addresses_of_every_kind()
        => Assert.Equal("h", (await AskAsync(new Socks5(), "a", "\x05\x00\x05\x00\x00\x04" + new string('\0', 18) + "h")).Left);

    [Theory]
    [InlineData("\x05\xff", "authentication method negotiation failed")]
    [InlineData("\x05\x00\x05\x05\x00\x01", "connection failed, SOCKSv5 error: Connection refused")]
    [InlineData("\x05\x00\x05\x63\x00\x01", "connection failed, SOCKSv5 error: Unknown error")]
    [InlineData("\x05\x00\x05\x00\x00\x09", "connection failed, unsupported address type")]
    public async Task Socks_5_refusals_are_told(string answer, string message)
        => Assert.Equal(message, (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks5(), "a", answer))).Message);

    [Fact]
    public async Task Socks_4_asks_by_address_and_resolves_names_here()
    {
        Assert.Equal("\x04\x01\x00\x50\x7f\x00\x00\x01\x00", (await AskAsync(new Socks4(numericOnly: false), "localhost", "\x00\x5a\0\0\0\0\0\0")).Sent);
        Assert.Equal("getaddrinfo(\"::1\", \"80\"): Address family for hostname not supported",
            (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks4(numericOnly: false), "::1", ""))).Message);
        Assert.Equal("connection failed, SOCKSv4 error: Request rejected or failed",
            (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks4(numericOnly: false), "1.2.3.4", "\x00\x5b\0\0\0\0\0\0"))).Message);
    }

    [Theory]
    [InlineData("example.org", null, "CONNECT example.org:80 HTTP/1.0\r\n\r\n")]
    [InlineData("::1", null, "CONNECT [::1]:80 HTTP/1.0\r\n\r\n")]
    [InlineData("a", "user:secret", "CONNECT a:80 HTTP/1.0\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n")]
    public async Task Http_asks_with_connect(string host, string? credentials, string asked)
    {
        var (sent, left) = await AskAsync(new HttpConnect { Credentials = credentials }, host, Http + "hello");
        Assert.Equal((asked, "hello"), (sent, left));
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "Proxy error: \"HTTP/1.1 403 Forbidden\"")]
    [InlineData("HTTP/1.1 201 OK\r\n\r\n", "Proxy error: \"HTTP/1.1 201 OK\"")]
    [InlineData("bogus\r\n\r\n", "Proxy error: \"bogus\"")]
    [InlineData("\r\n\r\n", "Proxy error: \"\"")]
    public async Task Http_refusals_are_told(string answer, string message)
        => Assert.Equal(message, (await Assert.ThrowsAsync<Failure>(() => AskAsync(new HttpConnect(), "a", answer))).Message);

    [Fact]
    public async Task Http_wants_to_know_who_asks()
        => Assert.Equal("HTTP/1.0 407 who?", (await Assert.ThrowsAsync<ProxyAuthenticationRequired>(() => AskAsync(new HttpConnect(), "a", "HTTP/1.0 407 who?\r\n\r\n"))).Status);

    [Fact]
    public async Task Endless_headers_and_lines_are_cut()
    {
        await Assert.ThrowsAsync<Failure>(() => AskAsync(new HttpConnect(), "a", "HTTP/1.0 200 OK\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 10_000))));
        await Assert.ThrowsAsync<Failure>(() => AskAsync(new HttpConnect(), "a", new string('x', 100_000)));
    }

    [Theory]
    [InlineData("socks5", Socks5Answer, "read failed")]
    [InlineData("socks4", "\x00\x5a\0\0\0\0\0\0", "read failed")]
    [InlineData("http", Http, "proxy read")]
    public async Task A_proxy_that_hangs_up_after_any_byte_is_told_of(string kind, string answer, string message)
    {
        for (int length = 0; length < answer.Length; length++)
        {
            var failure = await Assert.ThrowsAsync<Failure>(() => AskAsync(Make(kind), "1.2.3.4", answer[..length]));
            Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
            Assert.EndsWith(": Broken pipe", failure.Message, StringComparison.Ordinal);
            Assert.Equal(0, failure.Errno);
        }
    }

    [Fact]
    public async Task Errors_count_bytes_as_the_original_does()
    {
        Assert.Equal("read failed (1/3): Broken pipe", (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks5(), "1.2.3.4", "\x05"))).Message);
        Assert.Equal("read failed (2/4): Broken pipe", (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks5(), "1.2.3.4", "\x05\x00\x05\x00"))).Message);
        Assert.Equal("read failed (2/6): Broken pipe", (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks5(), "1.2.3.4", "\x05\x00\x05\x00\x00\x01\x01\x02"))).Message);
        Assert.Equal("read failed (3/8): Broken pipe", (await Assert.ThrowsAsync<Failure>(() => AskAsync(new Socks4(false), "1.2.3.4", "\x00\x5a\x00"))).Message);
    }

    [Fact]
    public async Task A_silent_proxy_costs_no_more_than_the_patience()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var clock = new FakeTimeProvider();
        using var socket = new FakeSocket(clock);
        var asking = new Socks5().AskAsync(new ProxyConversation(new FakeMachine(clock), socket, TimeSpan.FromSeconds(2)), new("a", 80), CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(asking.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("read failed (0/3): Connection timed out", (await Assert.ThrowsAsync<Failure>(() => asking)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Noise_is_a_failure_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++)
        {
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            foreach (string kind in new[] { "socks5", "socks4", "http" })
            {
                try
                {
                    await AskAsync(Make(kind), "1.2.3.4", Encoding.Latin1.GetString(noise));
                }
                catch (Failure e)
                {
                    Assert.NotEmpty(e.Message);
                }
            }
        }
    }

    private static IProxyProtocol Make(string kind) => kind switch { "socks5" => new Socks5(), "socks4" => new Socks4(numericOnly: false), _ => new HttpConnect() };

    /// <summary>Lets the protocol talk to a proxy that says all it has to say and hangs up.</summary>
    private static async Task<(string Sent, string Left)> AskAsync(IProxyProtocol protocol, string host, string answer)
    {
        var clock = new FakeTimeProvider();
        var machine = new FakeMachine(clock);
        machine.Hosts["localhost"] = [InternetAddress.Loopback4];
        using var socket = new FakeSocket(clock);
        socket.Incoming.Feed(answer);
        socket.Incoming.End();
        await protocol.AskAsync(new ProxyConversation(machine, socket, null), new(host, 80), CancellationToken.None);
        return (socket.Outgoing.Text, socket.Incoming.Text);
    }
}
