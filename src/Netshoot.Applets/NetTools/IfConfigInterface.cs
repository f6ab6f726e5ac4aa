using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.NetTools;

/// <summary>What ifconfig(8) takes for an interface: a link, or a label of one of its IPv4 addresses.</summary>
/// <param name="Name">The link's name, or the label.</param>
/// <param name="Link">The link.</param>
/// <param name="Address">The first IPv4 address with that name for a label; null when there is none.</param>
/// <param name="Addresses6">Its IPv6 addresses.</param>
public sealed record IfConfigInterface(string Name, Link Link, InterfaceAddress? Address, IReadOnlyList<Ip6Address> Addresses6)
{
    /// <summary>Whether it is a label, which counts nothing of its own.</summary>
    public bool IsAlias => Name != Link.Name;

    /// <summary>What an <c>ifreq</c> has room for: the lower 16 bits.</summary>
    public ushort Flags => (ushort)Link.Flags;

    public bool Has(LinkFlags flag) => Link.Flags.HasFlag(flag);

    /// <summary>Orders names by their letters and then by the number behind them: br2 comes before br10.</summary>
    public static int Compare(string left, string right)
    {
        int i = 0, j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                var (first, second) = (Number(left, ref i), Number(right, ref j));
                if (first != second) return first.CompareTo(second);
            }
            else if (left[i] != right[j])
            {
                return left[i].CompareTo(right[j]);
            }
            else
            {
                i++;
                j++;
            }
        }
        return (left.Length - i).CompareTo(right.Length - j);
    }

    // Names have at most 15 characters, labels too.
    private static long Number(string text, ref int at)
    {
        long value = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++) value = value < long.MaxValue / 10 - 1 ? value * 10 + (text[at] - '0') : value;
        return value;
    }
}
