using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>The small pieces of dig's text: spans of time in words and in letters, columns.</summary>
internal static class DigText
{
    private const int TabWidth = 8;

    private static readonly (uint Seconds, string Word, char Letter)[] s_units = [(604_800, "week", 'w'), (86_400, "day", 'd'), (3600, "hour", 'h'), (60, "minute", 'm'), (1, "second", 's')];

    /// <summary><c>1 week 2 days</c>, <c>0 seconds</c>.</summary>
    public static void AppendSpan(TextBuffer to, uint seconds)
    {
        bool any = false;
        foreach (var (unit, word, _) in s_units)
        {
            uint count = seconds / unit;
            seconds %= unit;
            if (count == 0 && (unit > 1 || any)) continue;
            if (any) to.Append((byte)' ');
            any = true;
            to.Append($"{count} ");
            to.Append(word);
            if (count != 1) to.Append((byte)'s');
        }
    }

    /// <summary><c>1w2d</c>, <c>0s</c>.</summary>
    public static void AppendShortSpan(TextBuffer to, uint seconds)
    {
        bool any = false;
        foreach (var (unit, _, letter) in s_units)
        {
            uint count = seconds / unit;
            seconds %= unit;
            if (count == 0 && (unit > 1 || any)) continue;
            any = true;
            to.Append($"{count}");
            to.Append((byte)letter);
        }
    }

    /// <summary>Goes on to a column with tabs, and with spaces where a tab would go too far; by one place at least.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="column">Where the text stands, and where it then stands.</param>
    /// <param name="target">The column.</param>
    public static void Indent(TextBuffer to, ref int column, int target)
    {
        target = Math.Max(target, column + 1);
        for (; column / TabWidth < target / TabWidth; column = (column / TabWidth + 1) * TabWidth) to.Append((byte)'\t');
        for (; column < target; column++) to.Append((byte)' ');
    }
}
