using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Dns.Records;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

[Collection(nameof(AllocationCollection))]
public sealed class DnsMessageTests
{
    private static readonly DnsName s_zone = Name("example.com.");
    private static readonly DnsName s_www = Name("www.example.com.");

    private static readonly DnsMessage s_answer = new()
    {
        Id = 0xbeef,
        Flags = DnsFlags.Response | DnsFlags.RecursionDesired | DnsFlags.RecursionAvailable,
        Questions = [new(s_www, DnsType.A)],
        Answers =
        [
            new(s_www, DnsType.Cname, DnsClass.Internet, 60, new Target(Name("host.example.com."))),
            new(Name("host.example.com."), DnsType.A, DnsClass.Internet, 60, new A(InternetAddress.From4(0xc0000207))),
        ],
        Authorities = [new(s_zone, DnsType.Ns, DnsClass.Internet, 3600, new Target(Name("ns.example.com.")))],
        Additionals =
        [
            new(Name("ns.example.com."), DnsType.Aaaa, DnsClass.Internet, 3600, new Aaaa(InternetAddress.Loopback6)),
            new Edns(1232, Flags: Edns.DnssecOkFlag, Options: [new(EdnsOptionCode.ServerIdentifier, [1, 2, 3])]).ToRecord(),
        ],
    };

    [Fact]
    public void What_is_written_is_read_back()
    {
        var bytes = new byte[DnsMessage.MaxSize];
        Assert.True(s_answer.TryWrite(bytes, out int length));
        Assert.True(DnsMessage.TryRead(bytes.AsSpan(0, length), out var read, out _));
        Assert.Equal(s_answer.Id, read.Id);
        Assert.Equal(s_answer.Flags, read.Flags);
        Assert.Equal(s_answer.Questions, read.Questions);
        Assert.Equal(s_answer.Answers, read.Answers);
        Assert.Equal(s_answer.Authorities, read.Authorities);
        Assert.Equal(s_answer.Additionals, read.Additionals);
        Assert.True(read.Edns is { DnssecOk: true, UdpSize: 1232 });
        Assert.Equal<byte>([1, 2, 3], read.Edns![EdnsOptionCode.ServerIdentifier]!.Value.Data);
    }

    [Fact]
    public void Names_are_compressed_against_earlier_ones()
    {
        var bytes = new byte[512];
        Assert.True(s_answer.TryWrite(bytes, out int length));
        // 12 header; 21 question; 2+10+7 CNAME; 2+10+4 A; 2+10+5 NS; 2+10+16 AAAA; 11+7 OPT.
        Assert.Equal(12 + 21 + 19 + 16 + 17 + 28 + 18, length);
    }

    [Fact]
    public void Every_prefix_of_a_message_is_told_to_be_cut_off()
    {
        var bytes = new byte[512];
        Assert.True(s_answer.TryWrite(bytes, out int length));
        for (int size = 0; size < length; size++)
        {
            Assert.False(DnsMessage.TryRead(bytes.AsSpan(0, size), out _, out var fault));
            Assert.True(fault.Kind is DnsFaultKind.Truncated or DnsFaultKind.NameTruncated);
            Assert.Contains("the bytes end", fault.ToString());
        }
    }

    [Theory]
    [InlineData("c00c", DnsFaultKind.PointerForward)] // to itself
    [InlineData("c0ff", DnsFaultKind.PointerForward)]
    [InlineData("c000", DnsFaultKind.PointerForward)] // into the header
    [InlineData("0161c00c", DnsFaultKind.PointerForward)] // a loop through a label
    [InlineData("41", DnsFaultKind.LabelType)]
    [InlineData("80", DnsFaultKind.LabelType)]
    [InlineData("3f61", DnsFaultKind.NameTruncated)]
    [InlineData("0161", DnsFaultKind.NameTruncated)]
    [InlineData("c0", DnsFaultKind.Truncated)]
    public void A_hostile_name_is_a_fault_with_its_place(string name, DnsFaultKind kind)
    {
        byte[] bytes = [.. Convert.FromHexString("000780000001000000000000"), .. Convert.FromHexString(name)];
        Assert.False(DnsMessage.TryRead(bytes, out var message, out var fault));
        Assert.Equal(kind, fault.Kind);
        Assert.Equal(DnsSection.Question, fault.Section);
        Assert.Empty(message.Questions);
    }

    [Fact]
    public void A_count_that_lies_reserves_no_more_than_the_bytes_could_hold()
    {
        byte[] bytes = Convert.FromHexString("00078000ffffffffffffffff" + "0000010001");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(DnsMessage.TryRead(bytes, out var message, out var fault));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
        Assert.Single(message.Questions);
        Assert.Equal("question 2: the bytes end early (offset 17)", fault.ToString());
    }

    [Fact]
    public void Broken_data_names_the_type()
    {
        byte[] bytes = Convert.FromHexString("000780000000000100000000" + "00000f00010000003c0003000a03");
        Assert.False(DnsMessage.TryRead(bytes, out _, out var fault));
        Assert.Equal("answer 1: MX data: the bytes end within a name (offset 25)", fault.ToString());
    }

    [Fact]
    public void Data_may_point_out_of_itself_but_not_run_out_of_itself()
    {
        byte[] good = Convert.FromHexString("000780000000000200000000" + "016100" + "0005000100000000" + "0002c00c" + "c00c" + "0005000100000000" + "0002c00c");
        Assert.True(DnsMessage.TryRead(good, out var message, out _));
        Assert.Equal(new Target(Name("a.")), message.Answers[1].Data);

        byte[] bad = Convert.FromHexString("000780000000000200000000" + "016100" + "0005000100000000" + "00020161" + "00" + "0005000100000000" + "0002c00c");
        Assert.False(DnsMessage.TryRead(bad, out _, out var fault));
        Assert.Equal("answer 1: CNAME data: the bytes end within a name (offset 27)", fault.ToString());
    }

    [Fact]
    public void Reading_a_name_into_a_span_allocates_nothing()
    {
        var bytes = new byte[512];
        Assert.True(s_answer.TryWrite(bytes, out int length));
        Span<byte> name = stackalloc byte[DnsName.MaxLength];
        int sum = 0;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                var wire = new DnsReader(bytes.AsSpan(0, length));
                wire.Take(DnsHeader.Size);
                sum += wire.Name(name);
            }
            if (round > 0) Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(2000 * s_www.Wire.Length, sum);
    }

    [Fact]
    public void A_message_that_does_not_fit_says_so()
    {
        var bytes = new byte[512];
        Assert.True(s_answer.TryWrite(bytes, out int length));
        for (int size = 0; size < length; size++) Assert.False(s_answer.TryWrite(bytes.AsSpan(0, size), out _));
    }

    [Fact]
    public void Extended_response_codes_join_header_and_opt()
    {
        var message = new DnsMessage { Rcode = (DnsRcode)7, Additionals = [new Edns(512, ExtendedRcode: 1).ToRecord()] };
        Assert.Equal(DnsRcode.BadCookie, message.ExtendedRcode);
    }

    private static DnsName Name(string text)
    {
        Assert.True(DnsName.TryParse(text, out var name));
        return name;
    }
}
