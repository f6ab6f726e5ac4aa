using System.Text;

namespace Netshoot.Applets.Curl;

/// <summary>Config files (curl(1), -K): an option a line, its value behind white space, <c>=</c> or <c>:</c>, perhaps in quotes.</summary>
internal static class CurlConfigFile
{
    /// <summary>The text of .curlrc where curl(1) looks for it; null when there is none.</summary>
    public static string? FindDefault(CurlFiles files)
    {
        foreach (string variable in (ReadOnlySpan<string>)["CURL_HOME", "XDG_CONFIG_HOME", "HOME"])
        {
            if (files.Environment(variable) is not { Length: > 0 } directory) continue;
            if (files.TryReadText($"{directory}/.curlrc") is { } text) return text;
            if (files.TryReadText(variable == "XDG_CONFIG_HOME" ? $"{directory}/curlrc" : $"{directory}/.config/curlrc") is { } settings) return settings;
        }
        return null;
    }

    public static void Read(string text, CurlParser parser)
    {
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r').Trim(' ', '\t');
            if (line.Length == 0 || line[0] is '#') continue;
            bool isDashed = line[0] == '-';
            int end = 0;
            while (end < line.Length && !IsSpace(line[end]) && (isDashed || line[end] is not ('=' or ':'))) end++;
            string name = line[..end];
            string rest = line[end..].TrimStart(' ', '\t');
            if (!isDashed && rest is ['=' or ':', ..]) rest = rest[1..].TrimStart(' ', '\t');
            string? value = rest.Length == 0 ? null : rest[0] == '"' ? Unquote(rest) : Unquoted(rest);
            if (value is { Length: 0 } && rest[0] != '"') value = null;
            parser.ParseNamed(name, value);
        }
    }

    private static bool IsSpace(char c) => c is ' ' or '\t';

    private static string Unquoted(string text)
    {
        int space = text.AsSpan().IndexOfAny(' ', '\t');
        return space < 0 ? text : text[..space];
    }

    private static string Unquote(string text)
    {
        var value = new StringBuilder();
        for (int i = 1; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                value.Append(text[i]);
                continue;
            }
            value.Append(text[++i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'v' => '\v', var c => c });
        }
        return value.ToString();
    }
}
