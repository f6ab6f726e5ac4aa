namespace Netshoot.Applets.Ss;

/// <summary>Patterns of names (glob(7)) without regard to the case of ASCII letters. Time grows with the product of both lengths at most.</summary>
internal static class GlobPattern
{
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            int next = p;
            if (p < pattern.Length && pattern[p] == '*') (star, from) = (p++, t);
            else if (p < pattern.Length && MatchesOne(pattern, ref next, text[t])) (p, t) = (next, t + 1);
            else if (star < 0) return false;
            else (p, t) = (star + 1, ++from);
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    private static bool MatchesOne(ReadOnlySpan<byte> pattern, ref int at, byte letter)
    {
        if (pattern[at] == '?')
        {
            at++;
            return true;
        }
        if (pattern[at] == '[' && pattern[(at + 1)..].IndexOf((byte)']') is > 0 and var length) return MatchesSet(pattern.Slice(at + 1, length), ref at, Folded(letter));
        if (pattern[at] == '\\' && at + 1 < pattern.Length) at++;
        return Folded(pattern[at++]) == Folded(letter);
    }

    private static bool MatchesSet(ReadOnlySpan<byte> set, ref int at, byte letter)
    {
        at += set.Length + 2;
        bool isNegated = set[0] is (byte)'!' or (byte)'^';
        if (isNegated) set = set[1..];
        for (int i = 0; i < set.Length; i++)
        {
            byte first = Folded(set[i]), last = first;
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                last = Folded(set[i + 2]);
                i += 2;
            }
            if (letter >= first && letter <= last) return !isNegated;
        }
        return isNegated;
    }

    private static byte Folded(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
