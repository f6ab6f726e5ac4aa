using System.Text;

namespace Netshoot.Applets.NetTools;

/// <summary>The letters that route(8) has for the flags of a route (include/uapi/linux/route.h and ipv6_route.h).</summary>
public static class RouteFlagLetters
{
    public const uint Up = 0x1, Reject = 0x200;

    public static readonly (uint Flag, char Letter)[] Ip4 =
    [
        (0x2, 'G'),
        (0x4, 'H'),
        (0x8, 'R'),
        (0x10, 'D'),
        (0x20, 'M'),
    ];

    public static readonly (uint Flag, char Letter)[] Ip6 =
    [
        (0x2, 'G'),
        (0x4, 'H'),
        (0x8, 'R'),
        (0x10, 'D'),
        (0x20, 'M'),
        (0x10000, 'D'),
        (0x40000, 'A'),
        (0x20000, 'a'),
        (0x200000, 'n'),
        (0x400000, 'e'),
        (0x1000000, 'c'),
    ];

    public static string Text(uint flags, ReadOnlySpan<(uint Flag, char Letter)> letters)
    {
        var text = new StringBuilder();
        // A route that refuses is marked by that instead of by being up.
        if ((flags & Reject) != 0) text.Append('!');
        else if ((flags & Up) != 0) text.Append('U');
        foreach (var (flag, letter) in letters)
            if ((flags & flag) != 0) text.Append(letter);
        return text.ToString();
    }
}
