using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Security;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>TSIG as dig and named of BIND 9.18 sent it (testdata/dns/tsig.txt), and as it is made here.</summary>
public sealed class TsigTests
{
    public static TheoryData<string> Lines => [.. TestData.Lines("tsig.txt")];

    [Theory, MemberData(nameof(Lines))]
    public void Queries_and_answers_of_bind_are_good(string line)
    {
        var (key, query, answer) = Read(line);
        ulong time = TimeOf(query);
        Assert.Equal(TsigOutcome.Good, TransactionSignature.Verify(query, key, time, out var mac));
        Assert.Equal(TsigOutcome.Good, TransactionSignature.Verify(answer, key, time, out _, mac.Span));
        Assert.Equal(TsigOutcome.WrongCode, TransactionSignature.Verify(answer, key, time, out _));
    }

    [Theory, MemberData(nameof(Lines))]
    public void The_same_query_signed_here_is_the_same_bytes(string line)
    {
        var (key, query, _) = Read(line);
        var message = TestData.Message(query);
        var bare = new byte[512];
        var unsigned = new DnsMessage { Id = message.Id, Flags = message.Flags, Questions = message.Questions, Additionals = [.. message.Additionals.Where(static r => r.Type != DnsType.Tsig)] };
        Assert.True(unsigned.TryWrite(bare, out int length));
        Assert.Equal(query, TransactionSignature.Sign(bare.AsSpan(0, length), key, TimeOf(query), out _));
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var (key, query, _) = Read(TestData.Lines("tsig.txt")[2]);
        for (int i = 0; i < query.Length; i++)
        {
            byte[] bad = [.. query];
            bad[i] ^= 0x81;
            // The id may change on the way: the record keeps the one that was signed (RFC 8945 section 5.4.1).
            var outcome = TransactionSignature.Verify(bad, key, TimeOf(query), out _);
            if (i > 1) Assert.NotEqual(TsigOutcome.Good, outcome);
        }
    }

    [Fact]
    public void Every_prefix_is_malformed()
    {
        var (key, query, _) = Read(TestData.Lines("tsig.txt")[2]);
        for (int i = 0; i < query.Length; i++) Assert.Equal(TsigOutcome.Malformed, TransactionSignature.Verify(query.AsSpan(0, i), key, TimeOf(query), out _));
    }

    [Fact]
    public void Clocks_may_differ_by_the_fudge()
    {
        var (key, query, _) = Read(TestData.Lines("tsig.txt")[2]);
        ulong time = TimeOf(query);
        Assert.Equal(TsigOutcome.Good, TransactionSignature.Verify(query, key, time + 300, out _));
        Assert.Equal(TsigOutcome.WrongTime, TransactionSignature.Verify(query, key, time + 301, out _));
        Assert.Equal(TsigOutcome.WrongTime, TransactionSignature.Verify(query, key, time - 301, out _));
    }

    [Fact]
    public void Another_key_and_no_key_are_told_apart()
    {
        var (key, query, _) = Read(TestData.Lines("tsig.txt")[2]);
        Assert.Equal(TsigOutcome.WrongKey, TransactionSignature.Verify(query, key with { Name = TestData.Name("other.test.") }, TimeOf(query), out _));
        Assert.Equal(TsigOutcome.WrongKey, TransactionSignature.Verify(query, key with { Algorithm = TsigAlgorithm.HmacSha512 }, TimeOf(query), out _));
        Assert.Equal(TsigOutcome.WrongCode, TransactionSignature.Verify(query, key with { Secret = [1, 2, 3] }, TimeOf(query), out _));
        var bytes = new byte[64];
        Assert.True(new DnsMessage { Questions = [new(DnsName.Root, DnsType.Soa)] }.TryWrite(bytes, out int length));
        Assert.Equal(TsigOutcome.Missing, TransactionSignature.Verify(bytes.AsSpan(0, length), key, 0, out _));
    }

    [Fact]
    public void A_stream_of_answers_is_chained()
    {
        var (key, _, _) = Read(TestData.Lines("tsig.txt")[2]);
        var first = TransactionSignature.Sign(Plain(1), key, 1000, out var firstMac, [1, 2, 3]);
        var second = TransactionSignature.Sign(Plain(2), key, 1001, out _, firstMac.Span, later: true);
        Assert.Equal(TsigOutcome.Good, TransactionSignature.Verify(first, key, 1000, out var mac, [1, 2, 3]));
        Assert.Equal(TsigOutcome.Good, TransactionSignature.Verify(second, key, 1001, out _, mac.Span, later: true));
        Assert.Equal(TsigOutcome.WrongCode, TransactionSignature.Verify(second, key, 1001, out _, mac.Span));
    }

    private static byte[] Plain(ushort id)
    {
        var bytes = new byte[64];
        Assert.True(new DnsMessage { Id = id, Questions = [new(DnsName.Root, DnsType.Axfr)] }.TryWrite(bytes, out int length));
        return bytes[..length];
    }

    private static (TsigKey Key, byte[] Query, byte[] Answer) Read(string line)
    {
        string[] words = line.Split(' ');
        var algorithm = TsigAlgorithm.Find(TestData.Name(words[0]))!;
        return (new(TestData.Name($"{words[0]}.test."), algorithm, [.. Convert.FromBase64String(words[1])]), Convert.FromHexString(words[2]), Convert.FromHexString(words[3]));
    }

    private static ulong TimeOf(byte[] message) => ((Tsig)TestData.Message(message).Additionals[^1].Data).Time;
}
