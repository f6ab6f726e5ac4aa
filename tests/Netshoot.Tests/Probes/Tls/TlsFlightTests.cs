using Netshoot.Packets.Security;
using Xunit;

namespace Netshoot.Tests.Probes.Tls;

public sealed class TlsFlightTests
{
    private static readonly TlsHelloForm s_form = new() { Version = TlsNames.Tls13, Suites = [0x1301, 0x1302], ServerName = "web.test", Protocols = ["h2", "http/1.1"], AsksForStatus = true };

    [Fact]
    public void A_hello_of_ours_is_read_as_it_was_meant()
    {
        var flight = TlsFlight.Read(s_form.Build());
        var hello = TlsClientHello.TryRead(flight.First(TlsMessage.ClientHello).Body.Span)!;
        Assert.Equal([TlsNames.Tls13], hello.Versions);
        Assert.Equal([0x1301, 0x1302], hello.Suites);
        Assert.Equal("web.test", hello.ServerName);
        Assert.Equal(["h2", "http/1.1"], hello.Protocols);
        Assert.Equal(TlsHelloForm.AllGroups, hello.Groups);
        Assert.True(hello.AsksForStatus);
        Assert.Contains((ushort)0x0403, hello.SignatureSchemes);
    }

    [Fact]
    public void A_hello_of_the_oldest_version_has_no_extensions()
    {
        var hello = TlsClientHello.TryRead(TlsFlight.Read((s_form with { Version = TlsNames.Ssl30, Suites = [0x0005] }).Build()).First(TlsMessage.ClientHello).Body.Span)!;
        Assert.Equal([TlsNames.Ssl30], hello.Versions);
        Assert.Equal([0x0005], hello.Suites);
        Assert.Null(hello.ServerName);
        Assert.Empty(hello.Groups);
    }

    [Fact]
    public void A_request_to_try_again_tells_version_suite_and_group()
    {
        var hello = TlsServerHello.TryRead(TlsFlight.Read(Retry()).First(TlsMessage.ServerHello).Body.Span)!;
        Assert.Equal((TlsNames.Tls13, (ushort)0x1302, (ushort)0x0017, true), (hello.Version, hello.Suite, hello.Group, hello.IsRetry));
    }

    [Fact]
    public void What_is_cut_anywhere_is_no_message_and_no_error()
    {
        foreach (byte[] whole in new[] { s_form.Build(), Retry() })
        {
            for (int length = 0; length < whole.Length; length++)
            {
                var flight = TlsFlight.Read(whole.AsSpan(0, length));
                Assert.True(flight.IsTls);
                Assert.Empty(flight.Messages);
            }
        }
    }

    [Fact]
    public void A_body_that_is_cut_anywhere_is_no_hello_or_has_less_in_it()
    {
        byte[] client = TlsFlight.Read(s_form.Build()).Messages[0].Body.ToArray(), server = TlsFlight.Read(Retry()).Messages[0].Body.ToArray();
        for (int length = 0; length < client.Length; length++) Assert.True(TlsClientHello.TryRead(client.AsSpan(0, length)) is null or { ServerName: null, Groups: [] });
        for (int length = 0; length < server.Length; length++) Assert.True(TlsServerHello.TryRead(server.AsSpan(0, length)) is null or { Group: 0 });
    }

    [Fact]
    public void Noise_is_read_to_its_end()
    {
        var random = new Random(8446);
        byte[] good = Retry();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = (byte[])good.Clone();
            for (int edits = random.Next(1, 6); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            foreach (var message in TlsFlight.Read(bytes).Messages)
            {
                TlsServerHello.TryRead(message.Body.Span);
                TlsClientHello.TryRead(message.Body.Span);
                TlsKeyExchange.TryRead(message.Body.Span, usesCurves: i % 2 == 0);
                Netshoot.Probes.Tls.OcspStaple.Read(message.Body);
            }
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", false)]
    [InlineData("220 mail.test ESMTP\r\n", false)]
    [InlineData("\x15\x03\x03\x00\x02\x02\x28", true)]
    public void Other_protocols_are_told_from_records(string bytes, bool isTls)
    {
        var flight = TlsFlight.Read(System.Text.Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(isTls, flight.IsTls);
        Assert.Equal(isTls ? (byte?)40 : null, flight.Alert);
    }

    [Fact]
    public void A_message_may_come_in_many_records()
    {
        byte[] whole = Retry(), message = whole[5..];
        var records = new List<byte>();
        foreach (byte b in message) records.AddRange([22, 3, 3, 0, 1, b]);
        Assert.Equal(message[4..], TlsFlight.Read(records.ToArray()).First(TlsMessage.ServerHello).Body.ToArray());
    }

    [Fact]
    public void The_exchange_of_keys_names_group_and_signature()
    {
        Assert.Equal(new TlsKeyExchange(0x001d, 0, 0x0804), TlsKeyExchange.TryRead([3, 0, 0x1d, 2, 9, 9, 8, 4], usesCurves: true));
        Assert.Equal(new TlsKeyExchange(0, 11, 0x0401), TlsKeyExchange.TryRead([0, 2, 7, 0xff, 0, 1, 2, 0, 1, 5, 4, 1], usesCurves: false));
        Assert.Null(TlsKeyExchange.TryRead([3, 0, 0x1d, 200, 9], usesCurves: true));
    }

    /// <summary>A HelloRetryRequest as RFC 8446 section 4.1.4 has it, for TLS 1.3, AES-256 and P-256.</summary>
    private static byte[] Retry()
    {
        byte[] random = System.Security.Cryptography.SHA256.HashData("HelloRetryRequest"u8);
        byte[] extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 0x17];
        byte[] body = [3, 3, .. random, 0, 0x13, 0x02, 0, 0, (byte)extensions.Length, .. extensions];
        return [22, 3, 3, 0, (byte)(body.Length + 4), 2, 0, 0, (byte)body.Length, .. body];
    }
}
