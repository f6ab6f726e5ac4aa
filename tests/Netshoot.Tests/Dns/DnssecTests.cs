using System.Security.Cryptography;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Security;
using Netshoot.Dns.Text;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>Signed zones and answers of BIND (testdata/dns/dnssec.txt), checked from the root's key down.</summary>
public sealed class DnssecTests
{
    private const long Now = 1_795_000_000; // 2026-11-18, inside of the signatures' time

    private static readonly string[] s_lines = TestData.Lines("dnssec.txt");

    private static readonly Dictionary<DnsQuestion, byte[]> s_answers = s_lines.Where(static l => l.StartsWith("answer ")).Select(static l => l.Split(' '))
        .ToDictionary(static w => new DnsQuestion(TestData.Name(w[1]), TestData.Type(w[2])), static w => Convert.FromHexString(w[3]));

    [Theory]
    [InlineData(". NS")]
    [InlineData("example. SOA")]
    [InlineData("www.example. A")]
    [InlineData("www.example. AAAA")]
    [InlineData("www.example. ANY")]
    [InlineData("www.example. MX")] // no such type
    [InlineData("nosuch.example. A")]
    [InlineData("x.nosuch.example. A")]
    [InlineData("b.c.example. A")] // a name between labels
    [InlineData("a.b.c.example. TXT")]
    [InlineData("foo.wild.example. A")] // from a wildcard
    [InlineData("foo.bar.wild.example. A")]
    [InlineData("foo.wild.example. TXT")] // a wildcard without the type
    [InlineData("alias.example. A")]
    [InlineData("alias.example. TXT")]
    [InlineData("out.example. A")] // an alias in another zone
    [InlineData("www.d.example. A")] // a DNAME
    [InlineData("nosuch.d.example. A")]
    [InlineData("www.opt. A")]
    [InlineData("www.opt. MX")]
    [InlineData("nosuch. A")]
    public void What_is_signed_and_whole_is_secure(string question) => Assert.Equal(DnssecStatus.Secure, Check(question).Status);

    [Fact]
    public void What_nobody_answered_is_asked_for()
        => Assert.Equal(new DnssecVerdict(DnssecStatus.Indeterminate, "the answer to . SOA is needed", new(DnsName.Root, DnsType.Soa)), Check(". SOA"));

    [Theory]
    [InlineData("ed", 15)]
    [InlineData("rsa", 8)]
    [InlineData("sha1", 7)]
    [InlineData("p384", 14)]
    public void Every_algorithm_and_both_kinds_of_proofs_are_checked(string zone, int algorithm)
    {
        foreach (string question in (string[])["www.{0} A", "mx.{0} MX", "foo.w.{0} TXT", "{0} SOA"])
        {
            var verdict = Check(string.Format(question, $"{zone}.example."));
            Assert.Equal(DnssecStatus.Secure, verdict.Status);
            Assert.Contains($"(algorithm {algorithm})", verdict.Reason);
        }
        foreach (string question in (string[])["www.{0} MX", "foo.w.{0} A", "nosuch.{0} A", "below.x.{0} A", "a.b.c.{0} A", "w.{0} A"])
        {
            var verdict = Check(string.Format(question, $"{zone}.example."));
            Assert.Equal((DnssecStatus.Secure, $"{zone}.example. proves that"), (verdict.Status, verdict.Reason[..(zone.Length + 21)]));
        }
    }

    [Theory]
    [InlineData("www.plain.example. A", "example. proves that plain.example. is a delegation without DS")]
    [InlineData("nosuch.plain.example. A", "example. proves that plain.example. is a delegation without DS")]
    [InlineData("www.ed448.example. A", "no DS of ed448.example. has an algorithm and a digest that can be checked here")]
    [InlineData("nosuch.ed448.example. A", "no DS of ed448.example. has an algorithm and a digest that can be checked here")]
    [InlineData("un.opt. DS", "opt. leaves unsigned delegations out of its proofs, and un.opt. may be one or lie below one")]
    [InlineData("nosuch.opt. A", "opt. leaves unsigned delegations out of its proofs, and nosuch.opt. may be one or lie below one")]
    [InlineData("sub.ed.example. DS", "ed.example. proves that sub.ed.example. is a delegation without DS")]
    [InlineData("sub.sha1.example. DS", "sha1.example. proves that sub.sha1.example. is a delegation without DS")]
    public void What_is_proved_to_be_unsigned_is_insecure(string question, string reason)
        => Assert.Equal(new DnssecVerdict(DnssecStatus.Insecure, reason), Check(question));

    [Fact]
    public void Signatures_have_their_time()
    {
        var late = Check("www.example. A", now: Now + 20L * 365 * 86400);
        Assert.Equal(DnssecStatus.Bogus, late.Status);
        Assert.Contains("expired at 20360101000000", late.Reason);
        var early = Check("www.example. A", now: Now - 365 * 86400);
        Assert.Equal(DnssecStatus.Bogus, early.Status);
        Assert.Contains("is not valid before 20260101000000", early.Reason);
    }

    [Fact]
    public void Another_address_is_bogus()
    {
        var verdict = Check("www.example. A", change: static m => Edit(m, static r => r.Type == DnsType.A ? r with { Data = new A(InternetAddress.Loopback4) } : r));
        Assert.Equal(DnssecStatus.Bogus, verdict.Status);
        Assert.Matches(@"^the signature of www\.example\. A by key \d+ of example\. \(algorithm 13\) does not match the records", verdict.Reason);
    }

    [Fact]
    public void Missing_signatures_are_bogus()
    {
        var verdict = Check("www.example. A", change: static m => Edit(m, static r => r.Type == DnsType.Rrsig ? null : r));
        Assert.Equal((DnssecStatus.Bogus, "www.example. A has no signature of a zone that it is in"), (verdict.Status, verdict.Reason));
    }

    [Fact]
    public void Missing_proofs_are_bogus()
    {
        static DnsMessage Strip(DnsMessage m) => Edit(m, static r => r.Type is DnsType.Nsec3 or DnsType.Nsec || r.Data is Rrsig { Covered: DnsType.Nsec or DnsType.Nsec3 } ? null : r);
        Assert.Equal("nothing proves that nosuch.example. does not exist", Check("nosuch.example. A", change: Strip).Reason);
        var wild = Check("foo.wild.example. A", change: Strip);
        Assert.Equal((DnssecStatus.Bogus, "foo.wild.example. A comes from the wildcard *.wild.example. without a proof that no closer name exists"), (wild.Status, wild.Reason));
    }

    [Fact]
    public void A_proof_of_one_name_does_not_deny_another()
    {
        var denial = TestData.Message(s_answers[new(TestData.Name("nosuch.rsa.example."), DnsType.A)]);
        var question = new DnsQuestion(TestData.Name("www.rsa.example."), DnsType.A);
        var verdict = Run(question, q => q == question ? denial : TestData.Message(s_answers[q]), Now, Anchors);
        Assert.Equal((DnssecStatus.Bogus, "the NSEC records of rsa.example. do not prove that www.rsa.example. does not exist"), (verdict.Status, verdict.Reason));
    }

    [Fact]
    public void Records_of_a_sibling_zone_cannot_vouch()
    {
        // The signer is outside of the name: as if the sibling signed it.
        var verdict = Check("www.ed.example. A", change: static m => Edit(m, static r => r.Data is Rrsig s ? r with { Data = s with { Signer = TestData.Name("rsa.example.") } } : r));
        Assert.Equal((DnssecStatus.Bogus, "www.ed.example. A has no signature of a zone that it is in"), (verdict.Status, verdict.Reason));
    }

    [Fact]
    public void A_wrong_anchor_is_named()
    {
        var anchor = ZoneFile.ParseRecord($". 0 IN DS 4711 13 2 {new string('A', 64)}", out _)!;
        Assert.Equal(new DnssecVerdict(DnssecStatus.Bogus, "no key of . matches the trusted ones (4711)"), Run(new(TestData.Name("www.example."), DnsType.A), Answer, Now, [anchor]));
        Assert.Equal(new DnssecVerdict(DnssecStatus.Indeterminate, "there is no trust anchor for example."), Run(new(TestData.Name("www.example."), DnsType.A), Answer, Now, []));
    }

    [Fact]
    public void An_anchor_in_the_middle_is_enough()
    {
        var keys = TestData.Message(s_answers[new(TestData.Name("ed.example."), DnsType.Dnskey)]).Answers.Where(static r => r.Type == DnsType.Dnskey).ToList();
        var asked = new List<DnsQuestion>();
        var verdict = Run(new(TestData.Name("www.ed.example."), DnsType.A), q =>
        {
            asked.Add(q);
            return Answer(q);
        }, Now, keys);
        Assert.Equal(DnssecStatus.Secure, verdict.Status);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public void Every_byte_of_a_signed_answer_counts()
    {
        // Whatever single byte of the data or the signature changes, the answer is not secure any more (or it cannot be read).
        var question = new DnsQuestion(TestData.Name("mx.sha1.example."), DnsType.Mx);
        byte[] good = s_answers[question];
        int secure = 0, changed = 0;
        for (int i = DnsHeader.Size + 23; i < good.Length - 11; i += 7)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x15;
            if (!DnsMessage.TryRead(bad, out var message, out _)) continue;
            changed++;
            // Case does not count in names, and TTLs are not what was signed: these may change.
            if (Run(question, q => q == question ? message : Answer(q), Now, Anchors).Status == DnssecStatus.Secure) secure++;
        }
        Assert.True(changed > 20);
        Assert.InRange(secure, 0, 2);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(14)]
    public void A_set_that_is_signed_here_is_good_until_something_changes(int algorithm)
    {
        var zone = TestData.Name("Example.");
        var signer = Signer((byte)algorithm, out var key);
        DnsRecord[] records = [.. Enumerable.Range(1, 3).Select(i => new DnsRecord(TestData.Name("WWW.example."), DnsType.Mx, DnsClass.Internet, (uint)i, new Mx((ushort)i, TestData.Name("MAIL.example."))))];
        var unsigned = new Rrsig(DnsType.Mx, (byte)algorithm, 2, 300, (uint)Now + 10, (uint)Now - 10, key.KeyTag, zone, default);
        var signature = unsigned with { Signature = [.. signer(new RecordSet(records[0].Name, DnsClass.Internet, DnsType.Mx, records, []).SignedBy(unsigned))] };
        SignatureVerdict Judge(IReadOnlyList<DnsRecord> set, Rrsig by, long now = Now) => SignatureValidator.Check(new(set[0].Name, DnsClass.Internet, DnsType.Mx, set, [by]), zone, [key], now);

        Assert.Equal(DnssecStatus.Secure, Judge(records, signature).Verdict.Status);
        // The order, the letters' case and the TTLs are not what is signed; a record twice is a record.
        Assert.Equal(DnssecStatus.Secure, Judge([records[2], records[0], records[1] with { Name = TestData.Name("www.EXAMPLE.") }, records[1]], signature).Verdict.Status);
        Assert.Equal(DnssecStatus.Secure, Judge(records, signature, Now + 10).Verdict.Status);
        Assert.Contains("expired at", Judge(records, signature, Now + 11).Verdict.Reason);
        Assert.Contains("is not valid before", Judge(records, signature, Now - 11).Verdict.Reason);
        Assert.Contains("does not match the records", Judge(records[..2], signature).Verdict.Reason);
        Assert.Contains("does not match the records", Judge(records, signature with { OriginalTtl = 301 }).Verdict.Reason);
        Assert.Contains("has no such key among those of Example.", Judge(records, signature with { KeyTag = (ushort)(key.KeyTag + 1) }).Verdict.Reason);
        Assert.Contains("counts more labels than the name has", Judge(records, signature with { Labels = 3 }).Verdict.Reason);
        Assert.Contains("is not by Example.", Judge(records, signature with { Signer = DnsName.Root }).Verdict.Reason);
        Assert.Contains("expires before it begins", Judge(records, signature with { Inception = signature.Expiration + 1 }).Verdict.Reason);
        for (int size = 0; size < signature.Signature.Count; size += 5)
            Assert.Equal(DnssecStatus.Bogus, Judge(records, signature with { Signature = ValueList.Create(signature.Signature.Span[..size]) }).Verdict.Status);
    }

    [Fact]
    public void Keys_that_are_noise_are_no_reason_to_fall_over()
    {
        var random = new Random(3);
        var zone = TestData.Name("example.");
        DnsRecord[] records = [new(zone, DnsType.Txt, DnsClass.Internet, 1, new Txt([]))];
        for (int i = 0; i < 400; i++)
        {
            var noise = new byte[random.Next(140)];
            random.NextBytes(noise);
            if (i % 3 == 0) noise.AsSpan().Clear();
            var key = new Dnskey(Dnskey.ZoneKeyFlag, 3, (byte)(5 + i % 12), [.. noise]);
            var by = new Rrsig(DnsType.Txt, key.Algorithm, 1, 1, (uint)Now, (uint)Now, key.KeyTag, zone, [.. noise]);
            Assert.NotEqual(DnssecStatus.Secure, SignatureValidator.Check(new(zone, DnsClass.Internet, DnsType.Txt, records, [by]), zone, [key], Now).Verdict.Status);
        }
    }

    [Fact]
    public void Too_many_iterations_are_not_computed()
    {
        var name = TestData.Name("a.example.");
        var owner = TestData.Name("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example.");
        var denial = new Nsec3Denial(TestData.Name("example."), [(owner, new Nsec3(1, 0, 151, default, [.. new byte[20]], default))]);
        Assert.Equal(DenialOutcome.TooManyIterations, denial.Prove(name, DnsType.A));
    }

    [Theory]
    // RFC 5155 appendix A: salt aabbccdd, 12 iterations.
    [InlineData("example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom")]
    [InlineData("a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl")]
    [InlineData("ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi")]
    [InlineData("*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en")]
    [InlineData("X.Y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s")]
    public void Hashes_are_those_of_rfc_5155(string name, string hash)
    {
        var text = new TextBuffer();
        new RecordText(text, TextFormat.Zone).Base32Hex(Nsec3Hash(TestData.Name(name)));
        Assert.Equal(hash, text.ToString());
    }

    [Theory]
    // RFC 8032 section 7.1, tests 1 to 3.
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_is_that_of_rfc_8032(string key, string message, string signature)
    {
        Assert.True(Ed25519.Verify(Convert.FromHexString(key), Convert.FromHexString(message), Convert.FromHexString(signature)));
        Assert.False(Ed25519.Verify(Convert.FromHexString(key), Convert.FromHexString(message + "00"), Convert.FromHexString(signature)));
        byte[] other = Convert.FromHexString(signature);
        other[40] ^= 1;
        Assert.False(Ed25519.Verify(Convert.FromHexString(key), Convert.FromHexString(message), other));
    }

    [Fact]
    public void The_key_and_digest_of_rfc_4034_belong_together()
    {
        // RFC 4034 section 5.4.
        var key = (Dnskey)ZoneFile.ParseRecord("""
            dskey.example.com. 86400 IN DNSKEY 256 3 5 ( AQOeiiR0GOMYkDshWoSKz9Xz
              fwJr1AYtsmx3TGkJaNXVbfi/ 2pHm822aJ5iI9BMzNXxeYCmZ DRD99WYwYqUSdjMmmAphXdvx
              egXd/M5+X7OrzKBaMbCVdFLU Uh6DhweJBjEVv5f2wwjM9Xzc nOf+EPbtG9DMBmADjFDc2w/r ljwvFw== )
            """, out _)!.Data;
        Assert.Equal(60485, key.KeyTag);
        Assert.Equal("2BB183AF5F22588179A53B0A98631FAD1A292118", Convert.ToHexString(DnssecCryptography.Digest(TestData.Name("dskey.example.com."), key, 1)!));
    }

    /// <summary>A new key and what signs with it.</summary>
    private static Func<byte[], byte[]> Signer(byte algorithm, out Dnskey key)
    {
        var hash = algorithm switch { 8 or 13 => HashAlgorithmName.SHA256, 10 => HashAlgorithmName.SHA512, 14 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA1 };
        if (algorithm >= 13)
        {
            var ecdsa = ECDsa.Create(algorithm == 13 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
            var point = ecdsa.ExportParameters(false).Q;
            key = new(Dnskey.ZoneKeyFlag, 3, algorithm, [.. point.X!, .. point.Y!]);
            return data => ecdsa.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        var rsa = RSA.Create(1024);
        var numbers = rsa.ExportParameters(false);
        key = new(Dnskey.ZoneKeyFlag, 3, algorithm, [(byte)numbers.Exponent!.Length, .. numbers.Exponent, .. numbers.Modulus!]);
        return data => rsa.SignData(data, hash, RSASignaturePadding.Pkcs1);
    }

    private static byte[] Nsec3Hash(DnsName name) => Nsec3Denial.Hash(name, [0xaa, 0xbb, 0xcc, 0xdd], 12);

    private static IReadOnlyList<DnsRecord> Anchors
    {
        get
        {
            string text = s_lines.First(static l => l.StartsWith("anchor "))["anchor ".Length..];
            var record = ZoneFile.ParseRecord(text.Replace(" IN ", " 0 IN "), out string? problem);
            Assert.True(record is not null, problem);
            return [record];
        }
    }

    private static DnsMessage? Answer(DnsQuestion question) => s_answers.TryGetValue(question, out byte[]? bytes) ? TestData.Message(bytes) : null;

    private static DnssecVerdict Check(string question, long now = Now, Func<DnsMessage, DnsMessage>? change = null)
    {
        string[] words = question.Split(' ');
        var asked = new DnsQuestion(TestData.Name(words[0]), TestData.Type(words[1]));
        return Run(asked, q => Answer(q) is { } answer ? q == asked && change is not null ? change(answer) : answer : null, now, Anchors);
    }

    private static DnssecVerdict Run(DnsQuestion question, Func<DnsQuestion, DnsMessage?> answer, long now, IReadOnlyList<DnsRecord> anchors)
    {
        var validator = new DnssecValidator(anchors, now);
        for (int asked = 0; ; asked++)
        {
            var verdict = validator.Validate(question);
            if (verdict.Needed is not { } needed || answer(needed) is not { } message) return verdict;
            Assert.True(asked < 30, "a check that asks on and on");
            validator.Add(needed, message);
        }
    }

    private static DnsMessage Edit(DnsMessage message, Func<DnsRecord, DnsRecord?> change) => new()
    {
        Id = message.Id,
        Flags = message.Flags,
        Opcode = message.Opcode,
        Rcode = message.Rcode,
        Questions = message.Questions,
        Answers = [.. message.Answers.Select(change).OfType<DnsRecord>()],
        Authorities = [.. message.Authorities.Select(change).OfType<DnsRecord>()],
        Additionals = message.Additionals,
    };
}
