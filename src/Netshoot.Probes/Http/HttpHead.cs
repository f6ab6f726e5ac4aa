using System.Globalization;
using System.Text;

namespace Netshoot.Probes.Http;

/// <summary>The status line and the header lines of a response (RFC 9112 sections 4 and 5), each character one byte.</summary>
public sealed class HttpHead
{
    /// <summary>10, 11 or 20.</summary>
    public int Version { get; set; }

    public int Status { get; set; }

    public string Reason { get; set; } = "";

    /// <summary>Names as they were written, values without the space around them; in the order they came.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in Headers)
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
            return null;
        }
    }

    /// <summary>Reads a status line; false when it is none, and so perhaps HTTP/0.9.</summary>
    public bool TryReadStatus(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("HTTP/"u8)) return false;
        var rest = line[5..];
        if (rest.Length >= 5 && rest[0] == '1' && rest[1] == '.' && rest[2] is (byte)'0' or (byte)'1' && rest[3] == ' ')
        {
            Version = rest[2] == '0' ? 10 : 11;
            rest = rest[4..];
        }
        else if (rest.Length >= 3 && rest[0] is (byte)'2' && rest[1] == ' ')
        {
            Version = 20;
            rest = rest[2..];
        }
        else
        {
            return false;
        }
        rest = rest.TrimStart((byte)' ');
        if (rest.Length < 3 || !int.TryParse(Encoding.Latin1.GetString(rest[..3]), NumberStyles.None, CultureInfo.InvariantCulture, out int status)) return false;
        if (rest.Length > 3 && rest[3] is >= (byte)'0' and <= (byte)'9') return false;
        Status = status;
        Reason = Encoding.Latin1.GetString(rest[3..].Trim(" \r\n"u8));
        return true;
    }

    /// <summary>Reads a header line; a line that begins with a space goes on with the one before it (RFC 9112 section 5.2).</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        string text = Encoding.Latin1.GetString(line.TrimEnd("\r\n"u8));
        if (text is [' ' or '\t', ..] && Headers.Count > 0)
        {
            var last = Headers[^1];
            Headers[^1] = new(last.Key, $"{last.Value} {text.Trim(' ', '\t')}");
            return;
        }
        int colon = text.IndexOf(':');
        if (colon > 0) Headers.Add(new(text[..colon].TrimEnd(' ', '\t'), text[(colon + 1)..].Trim(' ', '\t')));
    }

    /// <summary>Whether a comma-separated header has this word (RFC 9110 section 5.6.1).</summary>
    public bool Has(string name, string word)
    {
        foreach (var (key, value) in Headers)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var piece in value.AsSpan().Split(','))
                if (value.AsSpan()[piece].Trim().Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
