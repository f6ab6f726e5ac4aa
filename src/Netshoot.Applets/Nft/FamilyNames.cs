using System.Globalization;
using Netshoot.Netlink.Netfilter.Tables;

namespace Netshoot.Applets.Nft;

/// <summary>The families of tables by their names.</summary>
internal static class FamilyNames
{
    private static readonly (byte Number, string Name)[] s_families =
    [
        (TableFamily.Ip, "ip"), (TableFamily.Ip6, "ip6"), (TableFamily.Inet, "inet"), (TableFamily.Arp, "arp"), (TableFamily.Bridge, "bridge"), (TableFamily.NetDevice, "netdev"),
    ];

    public static string Of(byte number) => Array.Find(s_families, f => f.Number == number).Name ?? "unknown";

    /// <summary>The number of a name; 0 when it is none.</summary>
    public static byte NumberOf(string name) => Array.Find(s_families, f => f.Name == name).Number;
}

/// <summary>Hooks and priorities by their names (nft(8), "chains").</summary>
internal static class HookNames
{
    private const uint PreRouting = 0, Output = 3, PostRouting = 4;

    private static readonly string[] s_internet = ["prerouting", "input", "forward", "output", "postrouting", "ingress"];

    public static string Of(byte family, uint number) => family switch
    {
        TableFamily.NetDevice => number switch { 0 => "ingress", 1 => "egress", _ => "unknown" },
        TableFamily.Arp => number switch { 0 => "input", 1 => "output", 2 => "forward", _ => "unknown" },
        _ => number < s_internet.Length ? s_internet[number] : "unknown",
    };

    /// <summary>The name of a priority, with what it differs by when that is ten at most.</summary>
    public static string Priority(byte family, ChainHook hook, bool isNumeric)
    {
        const int Near = 10;
        if (!isNumeric)
        {
            foreach (var (name, value) in Names(family, hook.Number))
            {
                int difference = hook.Priority - value;
                if (difference == 0) return name;
                if (Math.Abs((long)difference) <= Near) return string.Create(CultureInfo.InvariantCulture, $"{name} {(difference < 0 ? '-' : '+')} {Math.Abs(difference)}");
            }
        }
        return hook.Priority.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(string Name, int Priority)> Names(byte family, uint hook)
    {
        if (family == TableFamily.Bridge)
        {
            if (hook == PreRouting) yield return ("dstnat", -300);
            yield return ("filter", -200);
            if (hook == Output) yield return ("out", 100);
            if (hook == PostRouting) yield return ("srcnat", 300);
            yield break;
        }
        if (family is TableFamily.Ip or TableFamily.Ip6 or TableFamily.Inet)
        {
            yield return ("raw", -300);
            yield return ("mangle", -150);
            if (hook == PreRouting) yield return ("dstnat", -100);
            yield return ("filter", 0);
            yield return ("security", 50);
            if (hook == PostRouting) yield return ("srcnat", 100);
            yield break;
        }
        yield return ("filter", 0);
    }
}
