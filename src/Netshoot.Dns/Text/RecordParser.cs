using System.Globalization;
using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>Reads the words of a master file, record by record and field by field (RFC 1035 section 5.1).</summary>
/// <remarks>
/// As in the readers of wire data, the first problem stays in <see cref="Problem"/> and everything reads as zero or empty from then on.
/// </remarks>
/// <param name="origin">Completes names that do not end in a dot.</param>
public ref struct RecordParser(ReadOnlySpan<char> text, DnsName origin = default)
{
    private ReadOnlySpan<char> _rest = text;
    private int _parentheses;

    public DnsName Origin { get; set; } = origin;

    /// <summary>Names of protocols and services for WKS records, or null.</summary>
    public INetworkNames? Names { get; init; }

    /// <summary>The line that is being read, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The first thing that went wrong, or null.</summary>
    public string? Problem { get; private set; }

    public readonly bool Failed => Problem is not null;

    /// <summary>Whether the last word stood in quotes.</summary>
    public bool WasQuoted { get; private set; }

    /// <summary>Whether the record has another word.</summary>
    public bool HasMore
    {
        get
        {
            SkipBlanks();
            return !_rest.IsEmpty && _rest[0] != '\n';
        }
    }

    /// <summary>Whether the next character is a space or a tab: at the start of a line, the owner of the record before is meant.</summary>
    internal readonly bool AtBlank => _rest is [' ' or '\t', ..];

    /// <summary>Whether the next character begins a directive such as <c>$TTL</c>.</summary>
    internal readonly bool AtDirective => _rest is ['$', ..];

    internal readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The next word as it stands there, escapes and all; quotes around the whole word are taken off.</summary>
    public ReadOnlySpan<char> Word()
    {
        WasQuoted = false;
        if (!HasMore)
        {
            Fail("the record ends early");
            return default;
        }
        int length = _rest[0] == '"' ? QuotedLength() : WordLength();
        if (Failed) return default;
        WasQuoted = _rest[0] == '"';
        var word = WasQuoted ? _rest[1..(length - 1)] : _rest[..length];
        _rest = _rest[length..];
        return word;
    }

    public byte U8() => (byte)Number(byte.MaxValue);

    public ushort U16() => (ushort)Number(ushort.MaxValue);

    public uint U32() => (uint)Number(uint.MaxValue);

    /// <summary>A decimal number.</summary>
    public ulong Number(ulong most)
    {
        var word = Word();
        if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value <= most) return value;
        Fail($"'{word}' is not a number from 0 to {most}");
        return 0;
    }

    /// <summary>Seconds, or numbers with the units w, d, h, m and s, as BIND takes them.</summary>
    public uint Seconds()
    {
        var word = Word();
        if (TrySeconds(word, out uint seconds)) return seconds;
        Fail($"'{word}' is not a number of seconds");
        return 0;
    }

    /// <summary>A point in time as <c>YYYYMMDDHHmmSS</c>, or in seconds since 1970 (RFC 4034 section 3.2).</summary>
    public uint Time()
    {
        var word = Word();
        if (DnsText.TryParseTime(word, out uint seconds)) return seconds;
        Fail($"'{word}' is not a time YYYYMMDDHHmmSS");
        return 0;
    }

    public DnsName Name()
    {
        var word = Word();
        if (Failed) return default;
        if (!DnsName.TryParse(word, Origin, out var name, out string? problem)) Fail($"'{word}': {problem}");
        return name;
    }

    public DnsType Type()
    {
        var word = Word();
        if (!DnsNames.TryParse(word, out DnsType type)) Fail($"'{word}' is not a record type");
        return type;
    }

    public InternetAddress Ip4() => Address(is6: false);

    public InternetAddress Ip6() => Address(is6: true);

    /// <summary>At most 255 bytes, quoted or not, with escapes.</summary>
    public ValueList<byte> CharacterString() => Text(byte.MaxValue);

    /// <summary>Bytes, quoted or not, with escapes.</summary>
    public ValueList<byte> Text(int most)
    {
        var word = Word();
        var bytes = new List<byte>(word.Length);
        string? problem = null;
        Span<byte> character = stackalloc byte[4];
        while (!word.IsEmpty && problem is null)
        {
            int count = DnsNameText.TakeCharacter(ref word, character, ref problem);
            bytes.AddRange(character[..count]);
        }
        if (bytes.Count > most) problem = $"text of more than {most} bytes";
        if (problem is not null) Fail(problem);
        return Failed ? default : new([.. bytes]);
    }

    /// <summary>The record's other words as character strings, at least one.</summary>
    public ValueList<ValueList<byte>> CharacterStrings()
    {
        var strings = new List<ValueList<byte>>();
        do strings.Add(CharacterString());
        while (!Failed && HasMore);
        return [.. strings];
    }

    /// <summary>One word of hexadecimal digits; a dash stands for none.</summary>
    public ValueList<byte> HexDigits()
    {
        var word = Word();
        return word is "-" ? default : FromHex(word);
    }

    /// <summary>The record's other words, hexadecimal digits all of them.</summary>
    public ValueList<byte> HexRest() => FromHex(Rest());

    /// <summary>The record's other words, base 64 all of them.</summary>
    public ValueList<byte> Base64Rest() => FromBase64(Rest());

    /// <summary>As <see cref="Base64Rest"/>, and a dash for no bytes.</summary>
    public ValueList<byte> Base64RestOrDash()
    {
        var rest = Rest();
        return rest is "-" ? default : FromBase64(rest);
    }

    /// <summary>One word of base 64.</summary>
    public ValueList<byte> Base64() => FromBase64(Word());

    public ValueList<byte> Base32Hex()
    {
        var word = Word();
        if (DnsText.FromBase32Hex(word) is { } bytes) return new(bytes);
        Fail($"'{word}' is not base 32");
        return default;
    }

    /// <summary>The data of a record, in the type's own form or in that of RFC 3597 section 5.</summary>
    public Rdata Data(DnsType type)
    {
        if (!HasMore || !_rest.StartsWith("\\#") || _rest.Length > 2 && !IsEndOfWord(_rest[2])) return RdataTable.Parse(type, ref this);

        Word();
        int length = U16();
        var bytes = length == 0 && !HasMore ? default : HexRest();
        if (!Failed && bytes.Count != length) Fail($"{length} bytes are announced and {bytes.Count} are there");
        if (Failed || length == 0) return Opaque.Empty;
        var wire = new DnsReader(bytes.Span);
        var data = RdataTable.Read(type, ref wire);
        if (wire.Failed || wire.Remaining > 0) Fail("the bytes are not data of this type");
        return data;
    }

    /// <summary>Ends the record: another word would be a mistake.</summary>
    public void EndRecord()
    {
        if (!Failed && HasMore) Fail($"'{Word()}' stands behind the end of the data");
        if (!Failed && _parentheses > 0) Fail("a parenthesis is not closed");
        if (_rest.IsEmpty || Failed) return;
        _rest = _rest[1..];
        Line++;
    }

    public void Fail(string problem)
    {
        if (Failed) return;
        Problem = problem;
        _rest = default;
    }

    internal static bool TrySeconds(ReadOnlySpan<char> text, out uint seconds)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)) return true;
        ulong sum = 0, number = 0;
        bool digits = false;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                number = number * 10 + (ulong)(c - '0');
                digits = true;
                if (number > uint.MaxValue) return false;
                continue;
            }
            uint unit = char.ToLowerInvariant(c) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
            if (!digits || unit == 0) return false;
            sum += number * unit;
            if (sum > uint.MaxValue) return false;
            (number, digits) = (0, false);
        }
        seconds = (uint)sum;
        return !digits && !text.IsEmpty;
    }

    private InternetAddress Address(bool is6)
    {
        var word = Word();
        if (InternetAddress.TryParse(word, out var address) && address.Is6 == is6) return address;
        Fail($"'{word}' is not an IPv{(is6 ? 6 : 4)} address");
        return is6 ? InternetAddress.Any6 : InternetAddress.Any4;
    }

    private ReadOnlySpan<char> Rest()
    {
        var first = Word();
        if (!HasMore) return first;
        var all = new System.Text.StringBuilder().Append(first);
        while (HasMore && !Failed) all.Append(Word());
        return all.ToString();
    }

    private ValueList<byte> FromHex(ReadOnlySpan<char> digits)
    {
        var bytes = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done) return new(bytes);
        Fail($"'{digits}' is not hexadecimal");
        return default;
    }

    private ValueList<byte> FromBase64(ReadOnlySpan<char> digits)
    {
        var bytes = new byte[digits.Length / 4 * 3 + 3];
        if (Convert.TryFromBase64Chars(digits, bytes, out int length)) return new(bytes[..length]);
        Fail($"'{digits}' is not base 64");
        return default;
    }

    private void SkipBlanks()
    {
        while (!_rest.IsEmpty)
        {
            switch (_rest[0])
            {
                case ' ' or '\t' or '\r':
                    break;
                case '(':
                    _parentheses++;
                    break;
                case ')':
                    if (--_parentheses < 0) Fail("a parenthesis closes that was not opened");
                    break;
                case ';':
                    int end = _rest.IndexOf('\n');
                    _rest = end < 0 ? default : _rest[end..];
                    continue;
                case '\n' when _parentheses > 0:
                    Line++;
                    break;
                default:
                    return;
            }
            if (!_rest.IsEmpty) _rest = _rest[1..];
        }
    }

    private static bool IsEndOfWord(char c) => c is ' ' or '\t' or '\r' or '\n' or '(' or ')' or ';';

    private readonly int WordLength()
    {
        bool quoted = false;
        for (int i = 0; i < _rest.Length; i++)
        {
            char c = _rest[i];
            if (c == '"') quoted = !quoted;
            else if (c == '\\' && i + 1 < _rest.Length && _rest[i + 1] != '\n') i++;
            else if (c == '\n' || !quoted && IsEndOfWord(c)) return i;
        }
        return _rest.Length;
    }

    private int QuotedLength()
    {
        for (int i = 1; i < _rest.Length && _rest[i] != '\n'; i++)
        {
            if (_rest[i] == '\\') i++;
            else if (_rest[i] == '"') return i + 1;
        }
        Fail("a quote is not closed");
        return 0;
    }
}
