using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>What holds for the data of every type.</summary>
public sealed class RdataTests
{
    private static readonly byte[] s_buffer = new byte[DnsMessage.MaxSize];
    private static readonly TextFormat[] s_formats = [.. Enum.GetValues<TextStyle>().Select(static s => new TextFormat(s))];

    /// <summary>Types that have no text form of their own, or whose form another type has.</summary>
    public static TheoryData<DnsType> Types => [.. DnsNames.Types.ToArray(), (DnsType)65280];

    public static TheoryData<string> Samples =>
    [
        "A 192.0.2.1", "AAAA 2001:db8::1", "NS ns.example.", "CNAME .", "SOA a. b. 1 2 3 4 4294967295", "MX 0 .", "TXT \"\" \"a\\\"\\\\\\000\\255\"", "PTR a\\.b.c.",
        "WKS 10.0.0.1 6 0 25 300", "HINFO \"PC clone\" \"\"", "MINFO . a.", "RP a. b.", "AFSDB 1 a.", "X25 \"123\"", "ISDN \"1\" \"\"", "RT 1 a.", "NSAP 0x47000580", "NSAP-PTR a.",
        "KEY 257 3 8 AwEAAQ==", "SIG A 5 2 60 19700101000001 19700101000000 7 a. c2ln", "PX 1 a. b.", "GPOS \"1\" \"2\" \"3\"", "LOC 52 22 23.123 N 4 53 32.001 W -2.00m 0.00m 10000m 10m",
        "NXT a. A MX NXT", "EID 0102", "NIMLOC 0102", "SRV 1 2 3 a.", "ATMA +61200000000", "ATMA 1234567890abcdef", "NAPTR 1 2 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b!\" .", "KX 1 a.",
        "CERT PKIX 1 RSASHA256 YWJj", "A6 64 ::1 a.", "A6 0 ::1", "A6 128 a.", "DNAME a.", "SINK 1 2 3 YQ==", "APL !1:10.0.0.1/32 2:2001:db8::/32 1:0.0.0.0/0", "APL",
        "DS 1 8 2 aabb", "CDS 0 0 0 00", "TA 1 8 2 aabb", "DLV 1 8 2 aabb", "SSHFP 4 2 aabb", "IPSECKEY 10 0 2 . AQ==", "IPSECKEY 10 1 2 192.0.2.1 AQ==", "IPSECKEY 10 2 2 ::1 AQ==",
        "IPSECKEY 10 3 2 a.b. AQ==", "RRSIG TYPE65280 13 2 60 20360101000000 20260101000000 7 a. c2ln", "NSEC a. A RRSIG NSEC TYPE256 TYPE65535", "NSEC3 1 1 12 aabb 0123456789abcdefghijklmnopqrstuv A",
        "NSEC3 1 0 0 - 0123456789abcdefghijklmnopqrstuv", "NSEC3PARAM 1 0 0 -", "DNSKEY 257 3 13 AQ==", "CDNSKEY 0 3 0 AA==", "RKEY 0 3 8 AQ==", "DHCID YWJj", "TLSA 3 1 1 aabb", "SMIMEA 3 1 1 aabb",
        "HIP 2 aabb AQ== a. b.", "TALINK . a.", "OPENPGPKEY YWJj", "CSYNC 1 3 A NS AAAA", "ZONEMD 1 1 1 aabb", "NID 10 0014:4fff:ff20:ee64", "L32 10 1.2.3.4", "L64 10 0:0:0:1", "LP 1 a.",
        "EUI48 01-23-45-67-89-ab", "EUI64 01-23-45-67-89-ab-cd-ef", "URI 1 2 \"\"", "CAA 128 issue \"a; b=c\"", "AVC \"a\"", "DOA 1 2 3 \"image/gif\" AQ==", "DOA 0 1 2 \"\" -", "AMTRELAY 0 1 0 .",
        "AMTRELAY 10 0 1 192.0.2.1", "AMTRELAY 10 1 2 ::1", "AMTRELAY 10 1 3 a.", "RESINFO qnamemin exterr=15,16", "WALLET a b", "DSYNC CDS NOTIFY 53 .", "HHIT YWJj", "BRID YWJj", "NINFO a", "SPF \"v=spf1 -all\"",
        "SVCB 0 a.", "SVCB 1 . mandatory=alpn,port alpn=\"h2,a\\\\\\\\,b\\\\\\\\\\\\\\\\c\" no-default-alpn port=443 ipv4hint=1.2.3.4,5.6.7.8 ech=AQ== ipv6hint=::1 dohpath=/q{?dns} key667=\"a b\\\"\\000\"",
        "HTTPS 1 . alpn", "HTTPS 16 foo.example. key65000", "NULL \\# 3 010203", "UINFO \\# 1 00", "TYPE65280 \\# 0", "TYPE1 \\# 4 01020304", "MX \\# 3 000100",
    ];

    [Theory, MemberData(nameof(Samples))]
    public void Text_is_read_and_printed_and_read_again_as_the_same_bytes(string sample)
    {
        var record = Parse(sample);
        byte[] bytes = Bytes(record.Data);
        Assert.Equal(bytes, Bytes(Parse($"{DnsText(record)}").Data));

        var wire = new DnsReader(bytes);
        var read = RdataTable.Read(record.Type, ref wire);
        Assert.False(wire.Failed);
        Assert.Equal(bytes, Bytes(read));
        if (bytes.Length > 0) Assert.Equal(record.Data, read);
    }

    [Theory, MemberData(nameof(Samples))]
    public void Every_prefix_of_data_is_data_or_a_fault(string sample)
    {
        var record = Parse(sample);
        byte[] bytes = Bytes(record.Data);
        for (int size = 0; size < bytes.Length; size++) Judge(record.Type, bytes.AsSpan(0, size));
    }

    [Theory, MemberData(nameof(Samples))]
    public void Every_prefix_of_text_is_a_record_or_a_problem(string sample)
    {
        for (int length = 0; length < sample.Length; length++)
        {
            var record = ZoneFile.ParseRecord($"a. 1 IN {sample.AsSpan(0, length)}", out string? problem);
            Assert.Equal(record is null, problem is not null);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Noise_is_data_or_a_fault(DnsType type)
    {
        var random = new Random((int)type);
        var noise = new byte[48];
        for (int i = 0; i < 1000; i++)
        {
            // Small numbers make lengths and labels that fit more often.
            for (int j = 0; j < noise.Length; j++) noise[j] = (byte)(i % 3 == 0 ? random.Next(256) : i % 3 == 1 ? random.Next(6) : random.Next(4) * 64 + random.Next(4));
            Judge(type, noise.AsSpan(0, random.Next(noise.Length)));
        }
    }

    [Fact]
    public void Every_type_has_a_mnemonic_of_its_own()
    {
        var names = DnsNames.Types.ToArray().Select(static t => System.Text.Encoding.ASCII.GetString(DnsNames.Mnemonic(t))).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.True(names.Count >= 90);
        foreach (var type in DnsNames.Types)
        {
            Assert.True(DnsNames.TryParse(System.Text.Encoding.ASCII.GetString(DnsNames.Mnemonic(type)).ToLowerInvariant(), out DnsType parsed));
            Assert.Equal(type, parsed);
        }
        Assert.All(Enum.GetValues<DnsType>().Where(static t => t != DnsType.None), static t => Assert.False(DnsNames.Mnemonic(t).IsEmpty, $"{t}"));
    }

    [Theory]
    [InlineData("A 1.2.3", "'1.2.3' is not an IPv4 address")]
    [InlineData("A ::1", "'::1' is not an IPv4 address")]
    [InlineData("A 1.2.3.4 5", "'5' stands behind the end of the data")]
    [InlineData("MX 65536 a.", "'65536' is not a number from 0 to 65535")]
    [InlineData("MX 1", "the record ends early")]
    [InlineData("MX ( 1 a.", "a parenthesis is not closed")]
    [InlineData("MX 1 a. )", "a parenthesis closes that was not opened")]
    [InlineData("TXT \"a", "a quote is not closed")]
    [InlineData("NOSUCH a", "'NOSUCH' is not a record type")]
    [InlineData("A \\# 3 010203", "the bytes are not data of this type")]
    [InlineData("A \\# 5 01020304", "5 bytes are announced and 4 are there")]
    [InlineData("LOC 91 N 0 E 0", "an angle that is too large")]
    [InlineData("APL 1:10.0.0.0/33", "'1:10.0.0.0/33' is not [!]family:address/prefix")]
    [InlineData("SVCB 1 . port=x", "'port=x' has a value that its key forbids")]
    [InlineData("SVCB 1 . port=1 port=1", "a parameter stands there twice")]
    [InlineData("CAA 0 a-b x", "a tag is made of ASCII letters and digits")]
    [InlineData("RRSIG A 5 2 60 20261301000000 0 7 a. AA==", "'20261301000000' is not a time YYYYMMDDHHmmSS")]
    public void Bad_text_is_refused_with_the_line_and_the_reason(string sample, string reason)
    {
        Assert.Null(ZoneFile.ParseRecord($"; comment\n\na. 1 IN {sample}", out string? problem));
        Assert.Equal($"line 3: {reason}", problem);
    }

    [Fact]
    public void A_zone_file_inherits_owners_times_and_origins()
    {
        const string Text = """
            $ORIGIN example.com.
            $TTL 1h
            @       IN SOA ns hostmaster ( 1 ; serial
                     1d 2h 3m
                     60 )
                    NS ns ; the owner is the one before
            ns   5m IN A 192.0.2.1
                 IN 7 AAAA ::1
            $ORIGIN sub
            www     CNAME @
            """;
        Assert.True(ZoneFile.TryParse(Text, DnsName.Root, out var records, out string? problem), problem);
        Assert.Equal(
            [
                "example.com.\t3600\tIN\tSOA\tns.example.com. hostmaster.example.com. 1 86400 7200 180 60",
                "example.com.\t3600\tIN\tNS\tns.example.com.",
                "ns.example.com.\t300\tIN\tA\t192.0.2.1",
                "ns.example.com.\t7\tIN\tAAAA\t::1",
                "www.sub.example.com.\t3600\tIN\tCNAME\tsub.example.com.",
            ], records.Select(static r => Line(r, TextFormat.Zone)));
    }

    [Fact]
    public void Bytes_behind_the_fields_are_kept_and_told()
    {
        byte[] bytes = Convert.FromHexString("000780000000000100000000" + "00000100010000003c0005c000020163");
        var record = TestData.Message(bytes).Answers[0];
        Assert.Equal<byte>([0x63], record.Surplus);
        Assert.Equal(".\t60\tIN\tA\t\\# 5 c000020163", Line(record, TextFormat.Zone));
        Assert.Equal(".\t60\tIN\tA\t192.0.2.1", Line(record, new(TextStyle.Drill)));
    }

    /// <summary>Data that is read must write, print and, where it has text, read back as the same bytes.</summary>
    private static void Judge(DnsType type, ReadOnlySpan<byte> bytes)
    {
        var wire = new DnsReader(bytes);
        var data = RdataTable.Read(type, ref wire);
        var text = new TextBuffer();
        var record = new DnsRecord(DnsName.Root, type, DnsClass.Internet, 1, data) { Surplus = ValueList.Create(wire.TakeRest()) };
        foreach (var format in s_formats) RecordLine.Append(text, record, format);
        if (wire.Failed) return;
        Assert.Equal(bytes, Bytes(record));
        // In text, data of a known type is all fields (RFC 3597 section 5).
        if (bytes.IsEmpty || record.Surplus.Count > 0) return;
        var again = ZoneFile.ParseRecord(Line(record, TextFormat.Zone), out string? problem);
        Assert.True(again is not null, $"{Line(record, TextFormat.Zone)}: {problem}");
        Assert.True(bytes.SequenceEqual(Bytes(again)), $"{Line(record, TextFormat.Zone)} of {Convert.ToHexString(bytes)} reads back as {Convert.ToHexString(Bytes(again))}");
    }

    private static DnsRecord Parse(string sample)
    {
        var record = ZoneFile.ParseRecord($"a. 1 IN {sample}", out string? problem);
        Assert.True(record is not null, problem);
        return record;
    }

    private static string DnsText(DnsRecord record) => Line(record, TextFormat.Zone).Split('\t', 4)[3];

    private static string Line(DnsRecord record, TextFormat format)
    {
        var text = new TextBuffer();
        RecordLine.Append(text, record, format);
        return text.ToString();
    }

    private static byte[] Bytes(Rdata data)
    {
        var wire = new DnsWriter(s_buffer);
        data.Write(ref wire);
        return wire.Bytes.ToArray();
    }

    private static byte[] Bytes(DnsRecord record) => [.. Bytes(record.Data), .. record.Surplus];
}
