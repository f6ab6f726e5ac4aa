using System.Globalization;

namespace Netshoot.Probes.Http;

/// <summary>Dates as they stand in headers and as people write them (RFC 9110 section 5.6.7, and its looser relatives).</summary>
public static class HttpDate
{
    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] s_days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary><c>Tue, 24 Nov 2026 15:00:00 GMT</c>.</summary>
    public static string Format(long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads a date in any order of its parts; what it does not say of time and zone is zero.</summary>
    /// <returns>Seconds of Unix time.</returns>
    public static bool TryParse(string text, out long unixSeconds)
    {
        unixSeconds = 0;
        int day = -1, month = -1, year = -1, hour = -1, minute = 0, second = 0, zone = 0;
        int at = 0;
        for (int parts = 0; at < text.Length && parts < 6;)
        {
            char c = text[at];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                at++;
                continue;
            }
            int start = at;
            parts++;
            if (char.IsAsciiLetter(c))
            {
                while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
                string word = text[start..at].ToLowerInvariant();
                if (Index(s_days, word) >= 0) continue;
                if (month < 0 && word.Length >= 3 && Index(s_months, word[..3]) is >= 0 and var found) month = found;
                else if (Zone(word) is { } offset) zone = offset;
                else return false;
                continue;
            }
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            string digits = text[start..at];
            if (digits.Length > 8) return false;
            int number = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            if (hour < 0 && digits.Length <= 2 && at < text.Length && text[at] == ':')
            {
                hour = number;
                if (!ReadTwo(text, ref at, out minute)) return false;
                if (at < text.Length && text[at] == ':' && !ReadTwo(text, ref at, out second)) return false;
            }
            else if (digits.Length == 4 && start > 0 && text[start - 1] is '+' or '-' && number <= 1400 && hour >= 0)
            {
                zone = (number / 100 * 60 + number % 100) * 60 * (text[start - 1] == '+' ? -1 : 1);
            }
            else if (digits.Length == 8 && year < 0)
            {
                (year, month, day) = (number / 10000, number / 100 % 100 - 1, number % 100);
            }
            else if (day < 0 && number is > 0 and < 32 && digits.Length <= 2)
            {
                day = number;
            }
            else if (year < 0)
            {
                year = digits.Length > 2 ? number : number > 70 ? 1900 + number : 2000 + number;
            }
            else
            {
                return false;
            }
        }
        if (day < 0 || month is < 0 or > 11 || year is < 1583 or > 9999) return false;
        if (hour < 0) hour = 0;
        if (hour > 23 || minute > 59 || second > 60 || day > DateTime.DaysInMonth(year, month + 1)) return false;
        unixSeconds = new DateTimeOffset(year, month + 1, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeSeconds() + second + zone;
        return true;
    }

    private static bool ReadTwo(string text, ref int at, out int value)
    {
        value = 0;
        int start = ++at;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && at - start < 2) value = value * 10 + (text[at++] - '0');
        return at > start;
    }

    private static int Index(string[] words, string word)
    {
        for (int i = 0; i < words.Length; i++)
            if (word.StartsWith(words[i], StringComparison.Ordinal)) return i;
        return -1;
    }

    /// <summary>Seconds that must be added to come to UTC (RFC 5322 section 4.3).</summary>
    private static int? Zone(string word) => word switch
    {
        "gmt" or "utc" or "ut" or "z" or "wet" => 0,
        "bst" or "cet" or "met" or "mez" => -3600,
        "cest" or "mest" or "mesz" or "eet" => -7200,
        "est" => 5 * 3600,
        "edt" => 4 * 3600,
        "cst" => 6 * 3600,
        "cdt" => 5 * 3600,
        "mst" => 7 * 3600,
        "mdt" => 6 * 3600,
        "pst" => 8 * 3600,
        "pdt" => 7 * 3600,
        "t" => 0,
        _ => null,
    };
}
