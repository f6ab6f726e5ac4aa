using System.Buffers;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>How records are printed.</summary>
/// <param name="Now">Seconds since 1970: times are serial numbers (RFC 1982), and the one within 68 years of now is meant.</param>
/// <param name="Names">Names of protocols and services, or null to print numbers.</param>
public sealed record TextFormat(TextStyle Style, long Now = int.MaxValue, INetworkNames? Names = null)
{
    /// <summary>dig breaks long digits into words of this many characters.</summary>
    public const int UsualWordLength = 56;

    /// <summary>As <see cref="UsualWordLength"/>, where the words stand on lines of their own.</summary>
    public const int UsualLineWordLength = 44;

    public static TextFormat Zone { get; } = new(TextStyle.Zone);

    /// <summary>Characters in a word of long digits, 0 for one word of any length; only dig breaks them.</summary>
    public int WordLength { get; init; } = UsualWordLength;

    /// <summary>Records with many fields go over several lines, between parentheses (dig's <c>+multiline</c>).</summary>
    public bool IsMultiline { get; init; }

    /// <summary>Remarks for people behind keys and numbers (dig's <c>+rrcomments</c>).</summary>
    public bool HasRemarks { get; init; }

    /// <summary>Keys, signatures and digests are left out (dig's <c>+nocrypto</c>).</summary>
    public bool HidesKeys { get; init; }

    /// <summary>IPv6 addresses have all their digits (dig's <c>+expandaaaa</c>).</summary>
    public bool ExpandsAddresses { get; init; }
}

/// <summary>Whose habits printed records follow, where the RFCs leave a choice.</summary>
public enum TextStyle
{
    /// <summary>What every reader of master files understands, and what reads back as it was.</summary>
    Zone,

    /// <summary>drill(1) of ldns 1.8.3.</summary>
    Drill,

    /// <summary>dig(1) of BIND 9.18.</summary>
    Dig,
}

/// <summary>Prints the data of a record, field by field; it sets the spaces between the fields and knows the habits of a style.</summary>
public ref struct RecordText(TextBuffer to, TextFormat format)
{
    /// <summary>Where dig begins the lines of a record that has several.</summary>
    private static ReadOnlySpan<byte> NewLine => "\n\t\t\t\t"u8;

    private bool _begun;
    private bool _isOpen;

    public readonly TextFormat Format => format;

    public void Number(ulong value)
    {
        Separate();
        to.Append(value);
    }

    /// <summary>A word of the program's own making.</summary>
    public void Word(ReadOnlySpan<byte> word)
    {
        Separate();
        to.Append(word);
    }

    public void Name(DnsName name)
    {
        Separate();
        DnsText.Append(to, name, format.Style);
    }

    public void Address(InternetAddress address)
    {
        Separate();
        to.Append(address);
    }

    /// <summary>A type's mnemonic, or <c>TYPE65280</c>.</summary>
    public void Type(DnsType type)
    {
        Separate();
        DnsText.AppendTypeInData(to, type, format.Style);
    }

    /// <summary>Begins a field whose text the caller writes.</summary>
    public TextBuffer Field()
    {
        Separate();
        return to;
    }

    /// <summary>Text in quotes, with everything that is not printable ASCII as <c>\ddd</c> (RFC 1035 section 5.1).</summary>
    public void Quoted(ReadOnlySpan<byte> text)
    {
        Separate();
        to.Append((byte)'"');
        DnsText.AppendEscaped(to, text, format.Style);
        to.Append((byte)'"');
    }

    /// <summary>Hexadecimal digits as one word; a dash for no bytes at all when <paramref name="dash"/> says so.</summary>
    public void HexDigits(ReadOnlySpan<byte> bytes, bool dash = false)
    {
        Separate();
        if (bytes.IsEmpty && dash) to.Append((byte)'-');
        DnsText.AppendHex(to, bytes, format.Style);
    }

    /// <summary>An IPv6 address, with all its digits where that is asked for.</summary>
    public void Address6(InternetAddress address)
    {
        if (!format.ExpandsAddresses)
        {
            Address(address);
            return;
        }
        Separate();
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        for (int i = 0; i < bytes.Length; i += 2)
        {
            if (i > 0) to.Append((byte)':');
            to.AppendHex((ulong)(bytes[i] << 8 | bytes[i + 1]), 4);
        }
    }

    /// <summary>Hexadecimal digits to the end of the record; nothing for no bytes.</summary>
    public void HexRest(ReadOnlySpan<byte> bytes)
    {
        int most = WordSize(2, 1, bytes.Length);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(most, bytes.Length)..])
        {
            HexDigits(bytes[..Math.Min(most, bytes.Length)]);
            if (bytes.Length > most) Break();
        }
    }

    /// <summary>As <see cref="HexRest"/>, for digests, which may be hidden.</summary>
    public void DigestRest(ReadOnlySpan<byte> bytes)
    {
        if (format.HidesKeys) Word("[omitted]"u8);
        else HexRest(bytes);
    }

    /// <summary>As <see cref="Base64Rest"/>, for signatures, which may be hidden.</summary>
    public void SignatureRest(ReadOnlySpan<byte> bytes)
    {
        if (format.HidesKeys) Word("[omitted]"u8);
        else Base64Rest(bytes);
    }

    /// <summary>The fields from here on may stand on lines of their own: opens the parenthesis around them.</summary>
    public void Open()
    {
        if (!format.IsMultiline || _isOpen) return;
        Word("("u8);
        _isOpen = true;
    }

    /// <summary>A new line, within a parenthesis.</summary>
    public void Break()
    {
        if (!_isOpen) return;
        to.Append(NewLine);
        _begun = false;
    }

    /// <summary>The end of what may stand on lines of its own.</summary>
    /// <param name="isTight">Whether the parenthesis stands right behind the last field.</param>
    public void Close(bool isTight = false)
    {
        if (!_isOpen) return;
        if (isTight) to.Append((byte)')');
        else Word(")"u8);
        _isOpen = false;
    }

    /// <summary>A remark for people, where the format has them; the caller appends it to what it is given.</summary>
    public readonly TextBuffer? Remark() => format.HasRemarks ? to : null;

    /// <summary>Base 64 as one word (RFC 4648 section 4).</summary>
    public void Base64(ReadOnlySpan<byte> bytes)
    {
        Separate();
        var place = to.Claim(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, place, out _, out _);
    }

    /// <summary>Base 64 to the end of the record; nothing for no bytes.</summary>
    public void Base64Rest(ReadOnlySpan<byte> bytes)
    {
        int most = WordSize(4, 3, bytes.Length);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(most, bytes.Length)..])
        {
            Base64(bytes[..Math.Min(most, bytes.Length)]);
            if (bytes.Length > most) Break();
        }
    }

    /// <summary>Base 32 with the extended hexadecimal alphabet and without padding (RFC 4648 section 7, RFC 5155 section 3.3).</summary>
    public void Base32Hex(ReadOnlySpan<byte> bytes)
    {
        Separate();
        DnsText.AppendBase32Hex(to, bytes, format.Style);
    }

    /// <summary>A point in time, <c>YYYYMMDDHHmmSS</c> in UTC (RFC 4034 section 3.2).</summary>
    public void Time(uint seconds)
    {
        Separate();
        DnsText.AppendTime(to, seconds, format.Now);
    }

    /// <summary>Data as bytes: <c>\# length hex</c> (RFC 3597 section 5).</summary>
    public void Opaque(Rdata data)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ushort.MaxValue);
        var wire = new DnsWriter(buffer);
        data.Write(ref wire);
        Opaque(wire.Bytes);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <inheritdoc cref="Opaque(Rdata)"/>
    public void Opaque(ReadOnlySpan<byte> bytes)
    {
        Word("\\#"u8);
        Number((ulong)bytes.Length);
        if (bytes.IsEmpty) return;
        Open();
        HexRest(bytes);
        Close();
    }

    /// <summary>How many bytes make a word: <paramref name="bytes"/> of them are <paramref name="characters"/>.</summary>
    private readonly int WordSize(int characters, int bytes, int all)
        => format.Style != TextStyle.Dig || format.WordLength < characters ? Math.Max(all, 1) : format.WordLength / characters * bytes;

    private void Separate()
    {
        if (_begun) to.Append((byte)' ');
        _begun = true;
    }
}
