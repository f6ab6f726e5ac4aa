using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>What can be wrong with the bytes of a message.</summary>
public enum DnsFaultKind : byte
{
    None,

    /// <summary>The bytes end before what they announce.</summary>
    Truncated,

    /// <summary>The bytes end within a name, behind a label's length.</summary>
    NameTruncated,

    /// <summary>A label begins with the bits 01 or 10, which no label type uses (RFC 6891 section 5, RFC 2673 obsolete).</summary>
    LabelType,

    /// <summary>A name is longer than 255 bytes (RFC 1035 section 2.3.4).</summary>
    NameTooLong,

    /// <summary>A compression pointer leads to itself, forward, or into the header; only earlier names may be pointed to (RFC 1035 section 4.1.4).</summary>
    PointerForward,

    /// <summary>A name is a chain of more pointers than a name of 255 bytes can need.</summary>
    PointerChain,

    /// <summary>A field has a value that its type forbids.</summary>
    Malformed,
}

/// <summary>The part of a message in which something stands (RFC 1035 section 4.1).</summary>
public enum DnsSection : byte
{
    Header,
    Question,
    Answer,
    Authority,
    Additional,
}

/// <summary>Why a message could not be read to its end, and where.</summary>
/// <param name="Section">The section whose entry is broken.</param>
/// <param name="Index">Which entry of the section, from 0.</param>
/// <param name="Offset">Bytes from the start of the message to the broken field.</param>
/// <param name="Type">The type of the record whose data is broken; <see cref="DnsType.None"/> when the fault lies before the data.</param>
public readonly record struct DnsFault(DnsFaultKind Kind, DnsSection Section, int Index, int Offset, DnsType Type)
{
    /// <summary>The fault in words: <c>answer 2: SRV data: the bytes end early (offset 57)</c>.</summary>
    public void Write(TextBuffer to)
    {
        to.Append(Section switch
        {
            DnsSection.Header => "header"u8,
            DnsSection.Question => "question"u8,
            DnsSection.Answer => "answer"u8,
            DnsSection.Authority => "authority"u8,
            _ => "additional"u8,
        });
        if (Section != DnsSection.Header) to.Append($" {Index + 1}");
        to.Append(": "u8);
        if (Type != DnsType.None)
        {
            DnsNames.Append(to, Type);
            to.Append(" data: "u8);
        }
        to.Append(Kind switch
        {
            DnsFaultKind.Truncated => "the bytes end early"u8,
            DnsFaultKind.NameTruncated => "the bytes end within a name"u8,
            DnsFaultKind.LabelType => "a label of an unknown type"u8,
            DnsFaultKind.NameTooLong => "a name longer than 255 bytes"u8,
            DnsFaultKind.PointerForward => "a compression pointer that does not lead back to an earlier name"u8,
            DnsFaultKind.PointerChain => "a chain of too many compression pointers"u8,
            DnsFaultKind.Malformed => "a field that its type forbids"u8,
            _ => "nothing wrong"u8,
        });
        to.Append($" (offset {Offset})");
    }

    public override string ToString()
    {
        var text = new TextBuffer(128);
        Write(text);
        return text.ToString();
    }
}
