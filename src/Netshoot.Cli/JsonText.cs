using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>How JSON is laid out.</summary>
public enum JsonLayout
{
    /// <summary>No white space: one object a line for streams.</summary>
    Compact,

    /// <summary>As <c>nft -j</c> writes it: on one line, a space behind commas and colons.</summary>
    Spaced,

    /// <summary>As <c>ip -j -p</c> indents it: four spaces, opening brackets with a space, arrays of plain values on one line.</summary>
    Iproute,

    /// <summary>Four spaces a level, one behind the colon, every value on a line of its own: as <c>mtr -j</c> indents it.</summary>
    Spaces,

    /// <summary>As iperf3 -J indents it: one tab a level, a tab behind the colon.</summary>
    Tabs,
}

/// <summary>
/// Writes JSON (RFC 8259) into a text buffer. Our own, because the originals' layouts (<c>ip -j -p</c>, <c>iperf3 -J</c>) must be met
/// byte for byte, and System.Text.Json knows one layout of its own.
/// </summary>
public sealed class JsonText(TextBuffer to, JsonLayout layout = JsonLayout.Compact)
{
    private const int Deepest = 64;

    private readonly bool[] _hasMembers = new bool[Deepest];
    private readonly bool[] _isArray = new bool[Deepest];
    private readonly bool[] _isInline = new bool[Deepest];

    public int Depth { get; private set; }

    public void OpenObject(string? key = null) => Open(key, '{', isArray: false, inline: false);

    public void CloseObject() => Close('}');

    /// <param name="key">The member's name, or null inside an array.</param>
    /// <param name="inline">In the layout of iproute: values stay on the line of their name.</param>
    public void OpenArray(string? key = null, bool inline = false) => Open(key, '[', isArray: true, inline);

    public void CloseArray() => Close(']');

    public void Write(string? key, long value)
    {
        Name(key);
        to.Append(value);
    }

    public void Write(string? key, ulong value)
    {
        Name(key);
        to.Append(value);
    }

    public void Write(string? key, bool value)
    {
        Name(key);
        to.Append(value ? "true"u8 : "false"u8);
    }

    public void WriteNull(string? key)
    {
        Name(key);
        to.Append("null"u8);
    }

    /// <summary>The shortest text that reads back as the same number, or the given format. What is no number in JSON (NaN, infinity) is null.</summary>
    public void Write(string? key, double value, string? format = null)
    {
        Name(key);
        if (!double.IsFinite(value)) to.Append("null"u8);
        else to.Append(format is null && layout == JsonLayout.Tabs ? Digits(value) : value.ToString(format ?? "R", CultureInfo.InvariantCulture));
    }

    public void Write(string? key, ReadOnlySpan<char> value)
    {
        Name(key);
        Quote(value);
    }

    /// <summary>Fifteen digits where they read back as the same number, else seventeen, as iperf3 has them.</summary>
    private static string Digits(double value)
    {
        string few = value.ToString("G15", CultureInfo.InvariantCulture);
        string digits = double.Parse(few, CultureInfo.InvariantCulture).Equals(value) ? few : value.ToString("G17", CultureInfo.InvariantCulture);
        return digits.Replace('E', 'e');
    }

    /// <summary>A value that formats itself, as a string.</summary>
    public void WriteText<T>(string? key, T value) where T : IUtf8SpanFormattable
    {
        Name(key);
        to.Append((byte)'"');
        to.Append(value);
        to.Append((byte)'"');
    }

    private void Open(string? key, char bracket, bool isArray, bool inline)
    {
        Name(key);
        to.Append((byte)bracket);
        if (layout == JsonLayout.Iproute && isArray) to.Append((byte)' ');
        if (++Depth >= Deepest) throw new InvalidOperationException("JSON nests too deep");
        _hasMembers[Depth] = false;
        _isArray[Depth] = isArray;
        _isInline[Depth] = inline || isArray && (layout is JsonLayout.Iproute or JsonLayout.Tabs);
    }

    private void Close(char bracket)
    {
        bool had = _hasMembers[Depth], inline = _isInline[Depth], isArray = _isArray[Depth];
        Depth--;
        if (layout == JsonLayout.Iproute && isArray) to.Append(had ? " "u8 : ""u8);
        else if (!inline && (had || layout == JsonLayout.Tabs)) Break();
        to.Append((byte)bracket);
    }

    private void Name(string? key)
    {
        if (Depth > 0)
        {
            if (_hasMembers[Depth]) to.Append(layout == JsonLayout.Spaced || layout == JsonLayout.Tabs && _isArray[Depth] ? ", "u8 : ","u8);
            bool first = !_hasMembers[Depth];
            _hasMembers[Depth] = true;
            if (!_isInline[Depth] && !(first && _isArray[Depth] && layout == JsonLayout.Iproute)) Break();
        }
        if (key is null) return;
        Quote(key);
        to.Append(layout switch { JsonLayout.Compact => ":"u8, JsonLayout.Tabs => ":\t"u8, _ => ": "u8 });
    }

    private void Break()
    {
        if (layout is JsonLayout.Compact or JsonLayout.Spaced) return;
        to.Append((byte)'\n');
        for (int i = 0; i < Depth; i++) to.Append(layout == JsonLayout.Tabs ? "\t"u8 : "    "u8);
    }

    private void Quote(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        to.Append((byte)'"');
        // A lone surrogate cannot be written as UTF-8: it is enumerated as the replacement character.
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': to.Append("\\\""u8); break;
                case '\\': to.Append("\\\\"u8); break;
                case '\n': to.Append("\\n"u8); break;
                case '\r': to.Append("\\r"u8); break;
                case '\t': to.Append("\\t"u8); break;
                case '\b': to.Append("\\b"u8); break;
                case '\f': to.Append("\\f"u8); break;
                case < ' ' or (>= 0x7f and <= 0x9f):
                    to.Append("\\u"u8);
                    to.AppendHex((ulong)rune.Value, 4);
                    break;
                default:
                    to.Append(utf8[..rune.EncodeToUtf8(utf8)]);
                    break;
            }
        }
        to.Append((byte)'"');
    }
}
