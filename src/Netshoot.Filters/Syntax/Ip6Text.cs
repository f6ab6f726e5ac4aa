namespace Netshoot.Filters.Syntax;

/// <summary>Recognizes the shape of IPv6 addresses (RFC 4291 section 2.2) at the start of a text.</summary>
internal static class Ip6Text
{
    /// <summary>How many characters belong to the longest address there, or 0.</summary>
    public static int LongestPrefix(ReadOnlySpan<char> text)
    {
        for (int length = text.Length; length >= 2; length--)
        {
            if (HasShape(text[..length])) return length;
        }
        return 0;
    }

    /// <summary>Eight groups of one to four digits, or fewer around one "::"; the last two may be a dotted quad, whose values are not judged here.</summary>
    private static bool HasShape(ReadOnlySpan<char> text)
    {
        int gap = text.IndexOf("::");
        if (gap < 0) return Groups(text, quadAllowed: true) == 8;
        int before = gap == 0 ? 0 : Groups(text[..gap], quadAllowed: false);
        var tail = text[(gap + 2)..];
        int after = tail.IsEmpty ? 0 : Groups(tail, quadAllowed: true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    private static int Groups(ReadOnlySpan<char> text, bool quadAllowed)
    {
        int groups = 0;
        foreach (var range in text.Split(':'))
        {
            var group = text[range];
            bool isLast = range.End.GetOffset(text.Length) == text.Length;
            if (isLast && quadAllowed && group.Contains('.'))
            {
                if (!IsQuad(group)) return -1;
                groups += 2;
                continue;
            }
            if (group.Length is 0 or > 4 || group.Contains('.')) return -1;
            groups++;
        }
        return groups;
    }

    private static bool IsQuad(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9')) return false;
        }
        return parts == 4;
    }
}
