using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Applets.NetTools;

/// <summary>A line of /proc/net/if_inet6 (proc(5)).</summary>
/// <param name="Device">The interface.</param>
/// <param name="Address">Its address.</param>
/// <param name="Length">Bits of the prefix.</param>
/// <param name="Scope"><c>IPV6_ADDR_*</c> (include/net/ipv6.h): 0x10 host, 0x20 link, 0x40 site, 0x80 compatible with IPv4.</param>
public sealed record Ip6Address(string Device, InternetAddress Address, int Length, int Scope)
{
    public string ScopeName => Scope switch
    {
        0 => "global",
        0x10 => "host",
        0x20 => "link",
        0x40 => "site",
        0x80 => "compat",
        _ => "unknown",
    };

    internal static IReadOnlyList<Ip6Address> ReadAll(Shell shell)
    {
        const int Columns = 6, Digits = 32;
        var all = new List<Ip6Address>();
        foreach (string[] words in ProcTable.Read(shell, "if_inet6", Columns))
        {
            if (words[0].Length != Digits || !words[0].All(char.IsAsciiHexDigit)) continue;
            all.Add(new(words[5], InternetAddress.FromBytes(Convert.FromHexString(words[0])), Hexadecimal(words[2]), Hexadecimal(words[3])));
        }
        return all;
    }

    private static int Hexadecimal(string text) => int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value : 0;
}
