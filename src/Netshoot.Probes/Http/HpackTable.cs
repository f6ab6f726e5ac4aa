using System.Text;

namespace Netshoot.Probes.Http;

/// <summary>The fields that are known from the start, and those that one side has told the other, the newest first (RFC 7541 section 2.3). Its size is bounded.</summary>
internal sealed class HpackTable
{
    /// <summary>What each entry counts beyond its bytes (RFC 7541 section 4.1).</summary>
    private const int Overhead = 32;

    public const int DefaultSize = 4096;

    private readonly List<KeyValuePair<string, string>> _entries = [];
    private int _size;
    private int _most = DefaultSize;

    /// <summary>RFC 7541 appendix A.</summary>
    private static readonly string[] s_names =
    [
        ":authority", ":method", ":method", ":path", ":path", ":scheme", ":scheme", ":status", ":status", ":status", ":status", ":status", ":status", ":status",
        "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization",
        "cache-control", "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
        "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since",
        "last-modified", "link", "location", "max-forwards", "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server",
        "set-cookie", "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate",
    ];

    private static readonly string[] s_values =
        ["", "GET", "POST", "/", "/index.html", "http", "https", "200", "204", "206", "304", "400", "404", "500", "", "gzip, deflate"];

    /// <summary>Where the table of the connection begins.</summary>
    private static int First => s_names.Length + 1;

    /// <summary>The field of an index; false when there is none.</summary>
    public bool TryGet(int index, out string name, out string value)
    {
        (name, value) = ("", "");
        if (index < 1 || index >= First + _entries.Count) return false;
        if (index < First) (name, value) = (s_names[index - 1], index <= s_values.Length ? s_values[index - 1] : "");
        else (name, value) = _entries[^(index - First + 1)];
        return true;
    }

    public void Add(string name, string value)
    {
        int size = name.Length + value.Length + Overhead;
        Shrink(_most - size);
        if (size > _most) return;
        _entries.Add(new(name, value));
        _size += size;
    }

    /// <summary>The other side makes its table smaller or larger, up to what it was allowed; false when it wants more.</summary>
    public bool Resize(int most)
    {
        if (most > DefaultSize) return false;
        _most = most;
        Shrink(most);
        return true;
    }

    /// <summary>The index of a field that is known from the start, with this value where <paramref name="hasValue"/>; else of its name; 0 for none.</summary>
    public static int Find(string name, string value, out bool hasValue)
    {
        int named = 0;
        hasValue = false;
        for (int i = 0; i < s_names.Length; i++)
        {
            if (s_names[i] != name) continue;
            if (named == 0) named = i + 1;
            if (i >= s_values.Length || s_values[i] != value || value.Length == 0) continue;
            hasValue = true;
            return i + 1;
        }
        return named;
    }

    private void Shrink(int to)
    {
        while (_entries.Count > 0 && _size > to)
        {
            _size -= _entries[0].Key.Length + _entries[0].Value.Length + Overhead;
            _entries.RemoveAt(0);
        }
    }
}

/// <summary>Reads and writes blocks of header fields (RFC 7541 section 6). Each character is one byte.</summary>
internal sealed class Hpack
{
    /// <summary>All fields of a block together.</summary>
    private const int MostBytes = 256 * 1024;

    private readonly HpackTable _table = new();

    /// <summary>Reads a block; false when it is none or holds more than anybody needs.</summary>
    public bool TryRead(ReadOnlySpan<byte> block, List<KeyValuePair<string, string>> into)
    {
        int total = 0;
        while (!block.IsEmpty)
        {
            byte first = block[0];
            string name, value;
            if ((first & 0x80) != 0)
            {
                if (!TryNumber(ref block, 7, out int index) || !_table.TryGet(index, out name, out value)) return false;
            }
            else if ((first & 0xe0) == 0x20)
            {
                if (!TryNumber(ref block, 5, out int size) || !_table.Resize(size)) return false;
                continue;
            }
            else
            {
                bool isKept = (first & 0x40) != 0;
                if (!TryNumber(ref block, isKept ? 6 : 4, out int index)) return false;
                if (index == 0)
                {
                    if (!TryText(ref block, out name)) return false;
                }
                else if (!_table.TryGet(index, out name, out _))
                {
                    return false;
                }
                if (!TryText(ref block, out value)) return false;
                if (isKept) _table.Add(name, value);
            }
            total += name.Length + value.Length + 32;
            if (total > MostBytes) return false;
            into.Add(new(name, value));
        }
        return true;
    }

    /// <summary>Writes a block that leaves no trace in the other side's table.</summary>
    public static byte[] Write(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            int index = HpackTable.Find(name, value, out bool hasValue);
            if (hasValue)
            {
                AddNumber(block, 0x80, 7, index);
                continue;
            }
            AddNumber(block, 0, 4, index);
            if (index == 0) AddText(block, name);
            AddText(block, value);
        }
        return [.. block];
    }

    /// <summary>RFC 7541 section 5.1.</summary>
    private static bool TryNumber(ref ReadOnlySpan<byte> block, int bits, out int number)
    {
        int most = (1 << bits) - 1;
        number = block[0] & most;
        block = block[1..];
        if (number < most) return true;
        for (int shift = 0; shift <= 21 && !block.IsEmpty; shift += 7)
        {
            byte next = block[0];
            block = block[1..];
            number += (next & 0x7f) << shift;
            if (next < 0x80) return true;
        }
        return false;
    }

    private static bool TryText(ref ReadOnlySpan<byte> block, out string text)
    {
        text = "";
        if (block.IsEmpty) return false;
        bool isCoded = (block[0] & 0x80) != 0;
        if (!TryNumber(ref block, 7, out int length) || length > block.Length) return false;
        var bytes = block[..length];
        block = block[length..];
        if (isCoded)
        {
            if (HpackHuffman.Decode(bytes) is not { } decoded) return false;
            bytes = decoded;
        }
        text = Encoding.Latin1.GetString(bytes);
        return true;
    }

    private static void AddNumber(List<byte> block, int pattern, int bits, int number)
    {
        int most = (1 << bits) - 1;
        if (number < most)
        {
            block.Add((byte)(pattern | number));
            return;
        }
        block.Add((byte)(pattern | most));
        for (number -= most; number >= 0x80; number >>= 7) block.Add((byte)(0x80 | (number & 0x7f)));
        block.Add((byte)number);
    }

    private static void AddText(List<byte> block, string text)
    {
        AddNumber(block, 0, 7, text.Length);
        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
