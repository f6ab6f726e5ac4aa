using System.Buffers;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>How records are printed.</summary>
/// <param name="Now">Seconds since 1970: times are serial numbers (RFC 1982), and the one within 68 years of now is meant.</param>
/// <param name="Names">Names of protocols and services, or null to print numbers.</param>
public sealed record TextFormat(TextStyle Style, long Now = int.MaxValue, INetworkNames? Names = null)
{
    public static TextFormat Zone { get; } = new(TextStyle.Zone);
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
    /// <summary>dig breaks long digits into words of this many characters.</summary>
    private const int DigWordLength = 56;

    private bool _begun;

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

    /// <summary>Hexadecimal digits to the end of the record; nothing for no bytes.</summary>
    public void HexRest(ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[(DigWordLength / 2)..])
        {
            bool words = format.Style == TextStyle.Dig && bytes.Length > DigWordLength / 2;
            HexDigits(words ? bytes[..(DigWordLength / 2)] : bytes);
            if (!words) return;
        }
    }

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
        for (; !bytes.IsEmpty; bytes = bytes[(DigWordLength / 4 * 3)..])
        {
            bool words = format.Style == TextStyle.Dig && bytes.Length > DigWordLength / 4 * 3;
            Base64(words ? bytes[..(DigWordLength / 4 * 3)] : bytes);
            if (!words) return;
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
        HexRest(bytes);
    }

    private void Separate()
    {
        if (_begun) to.Append((byte)' ');
        _begun = true;
    }
}
