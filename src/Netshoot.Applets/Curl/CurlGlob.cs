using System.Globalization;
using System.Text;

namespace Netshoot.Applets.Curl;

/// <summary>The URLs that one with <c>{a,b}</c> and <c>[1-9:2]</c> stands for (curl(1), URL), made one at a time.</summary>
internal sealed class CurlGlob
{
    private const int MostPatterns = 100;

    private readonly List<string> _literals = [""];
    private readonly List<Pattern> _patterns = [];

    /// <summary>One set or range: its words, or how to make them.</summary>
    private sealed record Pattern(string[]? Words, long First, long Step, long Count, int Width, bool IsLetters)
    {
        public string Word(long index)
        {
            if (Words is not null) return Words[index];
            long value = First + index * Step;
            return IsLetters ? ((char)value).ToString() : value.ToString(CultureInfo.InvariantCulture).PadLeft(Width, '0');
        }
    }

    public long Count { get; private set; } = 1;

    public bool IsGlob => _patterns.Count > 0;

    /// <exception cref="CurlFailure">A pattern is none; the message shows where.</exception>
    public static CurlGlob Parse(string url)
    {
        var glob = new CurlGlob();
        var literal = new StringBuilder();
        for (int i = 0; i < url.Length;)
        {
            char c = url[i];
            if (c == '\\' && i + 1 < url.Length && url[i + 1] is '{' or '[' or '}' or ']')
            {
                literal.Append(url[i + 1]);
                i += 2;
            }
            else if (c == '{' || (c == '[' && !IsAddress(url, i)))
            {
                if (glob._patterns.Count == MostPatterns) throw Wrong(url, "too many globs", i);
                glob._literals[^1] = literal.ToString();
                literal.Clear();
                i = c == '{' ? glob.ReadSet(url, i) : glob.ReadRange(url, i);
                glob._literals.Add("");
                if (glob._patterns[^1].Count > long.MaxValue / glob.Count) throw Wrong(url, "range overflow", i);
                glob.Count *= glob._patterns[^1].Count;
            }
            else if (c is '}' or ']' && !(c == ']' && InAddress(url, i)))
            {
                throw Wrong(url, c == '}' ? "unmatched close brace/bracket" : "unmatched close brace/bracket", i + 1);
            }
            else
            {
                literal.Append(c);
                i++;
            }
        }
        glob._literals[^1] = literal.ToString();
        return glob;
    }

    /// <summary>A URL without patterns.</summary>
    public static CurlGlob Literal(string url)
    {
        var glob = new CurlGlob();
        glob._literals[0] = url;
        return glob;
    }

    public string Url(long index)
    {
        string[] words = Words(index);
        var url = new StringBuilder(_literals[0]);
        for (int i = 0; i < words.Length; i++) url.Append(words[i]).Append(_literals[i + 1]);
        return url.ToString();
    }

    /// <summary>Puts the words of the patterns for <c>#1</c>, <c>#2</c> of a file's name.</summary>
    public string FileName(string template, long index)
    {
        if (!IsGlob) return template;
        string[] words = Words(index);
        var name = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            int digits = i + 1;
            while (digits < template.Length && char.IsAsciiDigit(template[digits])) digits++;
            if (template[i] == '#' && digits > i + 1 && int.TryParse(template.AsSpan(i + 1, digits - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= words.Length)
            {
                name.Append(words[number - 1]);
                i = digits - 1;
            }
            else
            {
                name.Append(template[i]);
            }
        }
        return name.ToString();
    }

    // The last pattern runs fastest.
    private string[] Words(long index)
    {
        var words = new string[_patterns.Count];
        for (int i = _patterns.Count - 1; i >= 0; i--)
        {
            words[i] = _patterns[i].Word(index % _patterns[i].Count);
            index /= _patterns[i].Count;
        }
        return words;
    }

    private static bool IsAddress(string url, int at)
    {
        int close = url.IndexOf(']', at);
        if (close < 0) return false;
        var inside = url.AsSpan(at + 1, close - at - 1);
        int zone = inside.IndexOf('%');
        return Wire.InternetAddress.TryParse(zone < 0 ? inside : inside[..zone], out var address) && address.Is6;
    }

    private static bool InAddress(string url, int at) => url.LastIndexOf('[', at) is >= 0 and var open && IsAddress(url, open);

    private int ReadSet(string url, int start)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = start + 1; i < url.Length; i++)
        {
            switch (url[i])
            {
                case '}':
                    if (i == start + 1) throw Wrong(url, "empty string within braces", i);
                    words.Add(word.ToString());
                    _patterns.Add(new(words.ToArray(), 0, 0, words.Count, 0, false));
                    return i + 1;
                case '{' or '[':
                    throw Wrong(url, "nested brace", i + 1);
                case ']':
                    throw Wrong(url, "unexpected close bracket", i + 1);
                case ',':
                    words.Add(word.ToString());
                    word.Clear();
                    break;
                case '\\' when i + 1 < url.Length && url[i + 1] is '{' or '}' or '[' or ']' or ',':
                    word.Append(url[++i]);
                    break;
                default:
                    word.Append(url[i]);
                    break;
            }
        }
        throw Wrong(url, "unmatched brace", start + 1);
    }

    private int ReadRange(string url, int start)
    {
        int close = url.IndexOf(']', start);
        int position = start + 2;
        string inside = close < 0 ? url[(start + 1)..] : url[(start + 1)..close];
        string range = inside, stepText = "";
        if (inside.IndexOf(':') is > 0 and var colon) (range, stepText) = (inside[..colon], inside[(colon + 1)..]);
        long step = 1;
        bool isLetters = range is [_, '-', _] && char.IsAsciiLetter(range[0]) && char.IsAsciiLetter(range[2]);
        if (range.Length == 0 || (!char.IsAsciiDigit(range[0]) && !char.IsAsciiLetter(range[0]))) throw Wrong(url, "bad range specification", position);
        if (close < 0 || (stepText.Length > 0 && (!long.TryParse(stepText, NumberStyles.None, CultureInfo.InvariantCulture, out step) || step == 0)) || (stepText.Length == 0 && inside.Contains(':', StringComparison.Ordinal)))
            throw Wrong(url, "bad range", position);
        if (isLetters)
        {
            if (range[0] > range[2] || step > range[2] - range[0] + 1 || char.IsAsciiLetterLower(range[0]) != char.IsAsciiLetterLower(range[2])) throw Wrong(url, "bad range", close + 2);
            _patterns.Add(new(null, range[0], step, (range[2] - range[0]) / step + 1, 0, true));
            return close + 1;
        }
        int dash = range.IndexOf('-');
        if (dash < 1 || !long.TryParse(range.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || !long.TryParse(range.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            || first > last || (step > last - first && first != last))
            throw Wrong(url, "bad range", close < 0 ? position : close + 2);
        int width = range[0] == '0' ? dash : 0;
        _patterns.Add(new(null, first, step, (last - first) / step + 1, width, false));
        return close + 1;
    }

    private static CurlFailure Wrong(string url, string reason, int position)
        => new(CurlExit.BadUrl, string.Create(CultureInfo.InvariantCulture, $"{reason} in URL position {position}:\n{CurlText.Word(url)}\n{new string(' ', Math.Max(position - 1, 0))}^"));
}
