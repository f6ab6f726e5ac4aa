using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>Whatever came is shown: no prefix of a message and no flipped bit breaks the text, nothing but printable characters comes out.</summary>
public sealed class DigHostileTests
{
    private const int LongestText = 64 * 1024;

    private static byte[] Message()
    {
        var name = TestData.Name("www.small.");
        var message = new DnsMessage
        {
            Id = 7,
            Flags = DnsFlags.Response | DnsFlags.RecursionDesired,
            Questions = [new(name, DnsType.A)],
            Answers =
            [
                new(name, DnsType.Soa, DnsClass.Internet, 300, new Soa(name, name, 1, 2, 3, 4, 5)),
                new(name, DnsType.Dnskey, DnsClass.Internet, 300, new Dnskey(257, 3, 13, [.. new byte[64]])),
                new(name, DnsType.Ds, DnsClass.Internet, 300, new Ds(1, 13, 2, [.. new byte[32]])),
                new(name, DnsType.Txt, DnsClass.Internet, 300, new Txt([[0x1b, (byte)'[', (byte)'3', (byte)'1', (byte)'m', (byte)'"']])),
            ],
            Additionals =
            [
                new Edns(1232, Flags: 0xc123, Options:
                [
                    new(EdnsOptionCode.ServerIdentifier, [0x1b, 0x41]), new(EdnsOptionCode.ExtendedError, [0, 18, 0x1b, 0x5b]), new(EdnsOptionCode.ClientSubnet, [0, 1, 24, 0, 10, 1, 2]),
                    new(EdnsOptionCode.Cookie, [1, 2, 3, 4, 5, 6, 7, 8]), new(EdnsOptionCode.KeyTag, [0, 1, 2, 3]), new(EdnsOptionCode.TcpKeepalive, [1, 44]), new((EdnsOptionCode)65001, [0x9b]),
                ]).ToRecord(),
            ],
        };
        var buffer = new byte[2048];
        Assert.True(message.TryWrite(buffer, out int length));
        return buffer[..length];
    }

    [Fact]
    public void Every_prefix_is_shown()
    {
        byte[] whole = Message();
        for (int length = DnsHeader.Size; length <= whole.Length; length++) Show(whole.AsSpan(0, length));
    }

    [Fact]
    public void Noise_is_shown()
    {
        byte[] whole = Message();
        var random = new Random(18);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. whole];
            for (int i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Show(bytes);
        }
    }

    private static void Show(ReadOnlySpan<byte> bytes)
    {
        DnsMessage.TryRead(bytes, out var message, out _);
        var wire = new WireReader(bytes);
        var header = DnsHeader.Read(ref wire);
        foreach (var display in (DigDisplay[])[new(), new() { Multiline = true }, new() { UnknownFormat = true, TtlUnits = true, Crypto = false, ExpandsAddresses = true }])
        {
            var text = new TextBuffer();
            var shown = new DigMessageText(text, display, display.Format(0, null));
            shown.Append(header, message, 3, CookieState.Bad, sentEdns: true);
            shown.AppendYaml(header, message, CookieState.Good);
            Assert.InRange(text.Length, 1, LongestText);
            foreach (byte b in text.Bytes) Assert.True(b is >= 0x20 and < 0x7f or (byte)'\n' or (byte)'\t', $"character {b}");
        }
    }
}
