using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>
/// A public key: of a zone (DNSKEY, RFC 4034 section 2), for the parent to take over (CDNSKEY, RFC 7344), of the first DNSSEC
/// (KEY, RFC 2535 section 3), and RKEY (draft-reid-dnsext-rkey, IANA type 57).
/// </summary>
[Rdata(DnsType.Key, "KEY")]
[Rdata(DnsType.Dnskey, "DNSKEY")]
[Rdata(DnsType.Rkey, "RKEY")]
[Rdata(DnsType.Cdnskey, "CDNSKEY")]
public sealed record Dnskey(ushort Flags, byte Protocol, byte Algorithm, ValueList<byte> PublicKey) : Rdata, IRdata<Dnskey>
{
    /// <summary>The key may sign the zone's records (RFC 4034 section 2.1.1).</summary>
    public const ushort ZoneKeyFlag = 0x0100;

    /// <summary>The key has been given up (RFC 5011 section 3).</summary>
    public const ushort RevokedFlag = 0x0080;

    /// <summary>A hint that the key signs keys and is the parent's entry (RFC 4034 section 2.1.1).</summary>
    public const ushort SecureEntryPointFlag = 0x0001;

    private const byte RsaMd5 = 1;

    public bool IsZoneKey => (Flags & ZoneKeyFlag) != 0;

    public bool IsRevoked => (Flags & RevokedFlag) != 0;

    public bool IsSecureEntryPoint => (Flags & SecureEntryPointFlag) != 0;

    /// <summary>The number by which signatures and digests name this key (RFC 4034 appendix B).</summary>
    public ushort KeyTag
    {
        get
        {
            var key = PublicKey.Span;
            if (Algorithm == RsaMd5) return key.Length < 3 ? (ushort)0 : (ushort)(key[^3] << 8 | key[^2]);
            return Checksum;
        }
    }

    /// <summary>The number that every algorithm but the first has for its <see cref="KeyTag"/>, and that dig shows for that one, too.</summary>
    private ushort Checksum
    {
        get
        {
            var key = PublicKey.Span;
            uint sum = (uint)(Flags + (Protocol << 8 | Algorithm));
            for (int i = 0; i < key.Length; i++) sum += i % 2 == 0 ? (uint)key[i] << 8 : key[i];
            return (ushort)(sum + (sum >> 16));
        }
    }

    public static Dnskey Read(ref DnsReader wire) => new(wire.U16(), wire.U8(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Dnskey Parse(ref RecordParser text) => new(text.U16(), text.U8(), ParseAlgorithm(ref text), text.HasMore ? text.Base64Rest() : default);

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Flags);
        wire.U8(Protocol);
        wire.U8(Algorithm);
        wire.Put(PublicKey.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Flags);
        text.Number(Protocol);
        text.Number(Algorithm);
        text.Open();
        text.Break();
        if (text.Format.HidesKeys) text.Field().Append($"[key id = {Checksum}]");
        else text.Base64Rest(PublicKey.Span);
        if (text.Format.HasRemarks) text.Break();
        text.Close();
        if (text.Remark() is not { } remark) return;
        if (!text.Format.IsMultiline) remark.Append((byte)' ');
        remark.Append(IsRevoked ? " ; revoked "u8 : " ; "u8);
        remark.Append(IsSecureEntryPoint ? "KSK"u8 : "ZSK"u8);
        remark.Append("; alg = "u8);
        var algorithm = DnsNames.AlgorithmMnemonic(Algorithm);
        if (algorithm.IsEmpty) remark.Append((ulong)Algorithm);
        else remark.Append(algorithm);
        remark.Append($" ; key id = {Checksum}");
    }

    /// <summary>An algorithm by number or by mnemonic (RFC 4034 section 2.2).</summary>
    internal static byte ParseAlgorithm(ref RecordParser text)
    {
        var word = text.Word();
        if (byte.TryParse(word, out byte number)) return number;
        for (int algorithm = 1; algorithm <= byte.MaxValue; algorithm++)
            if (!word.IsEmpty && DnsNames.EqualIgnoreCase(word, DnsNames.AlgorithmMnemonic((byte)algorithm))) return (byte)algorithm;
        text.Fail($"'{word}' is not an algorithm");
        return 0;
    }
}
