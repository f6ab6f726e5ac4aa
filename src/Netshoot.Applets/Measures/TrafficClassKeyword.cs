using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Applets.Measures;

/// <summary>The words for a type of service: those of RFC 1349 and RFC 791, and the code points of RFC 2474, 2597 and 3246.</summary>
internal static class TrafficClassKeyword
{
    public static int Parse(string text)
    {
        int? value = text switch
        {
            "critical" => 0xa0,
            "inetcontrol" => 0xc0,
            "netcontrol" => 0xe0,
            "lowcost" => 0x02,
            "reliability" => 0x04,
            "throughput" => 0x08,
            "lowdelay" => 0x10,
            "ef" => 46 << 2,
            // Class selectors: three bits of precedence.
            ['c', 's', >= '0' and <= '7' and var selector] => (selector - '0') << 5,
            // Assured forwarding: a class of 1-4 and a drop precedence of 1-3.
            ['a', 'f', >= '1' and <= '4' and var group, >= '1' and <= '3' and var drop] => ((group - '0') << 5) | ((drop - '0') << 3),
            ['0', 'x' or 'X', .. var hex] => int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int n) ? n : null,
            _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null,
        };
        return value is >= 0 and <= 255 ? value.Value : throw new Failure("", $"illegal tos value {text}");
    }
}
