using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary>The rule behind <c>ethtool -N DEVICE flow-type</c>: checked as ethtool(8) checks it, and taken as far as the driver that has no rules.</summary>
internal static class FlowRule
{
    private const byte ByteSize = 1, ShortSize = 2, IntSize = 4;

    private static readonly string[] s_ports = ["src-port", "dst-port"];

    // What of a flow may be matched, with the kind of its values.
    private static readonly Dictionary<string, string[]> s_flows = new()
    {
        ["ether"] = ["src", "dst", "proto"],
        ["ip4"] = ["src-ip", "dst-ip", "tos", "l4proto", "l4data", "spi", .. s_ports],
        ["tcp4"] = ["src-ip", "dst-ip", "tos", .. s_ports],
        ["udp4"] = ["src-ip", "dst-ip", "tos", .. s_ports],
        ["sctp4"] = ["src-ip", "dst-ip", "tos", .. s_ports],
        ["ah4"] = ["src-ip", "dst-ip", "tos", "spi"],
        ["esp4"] = ["src-ip", "dst-ip", "tos", "spi"],
        ["ip6"] = ["src-ip", "dst-ip", "tclass", "l4proto", "l4data", "spi", .. s_ports],
        ["tcp6"] = ["src-ip", "dst-ip", "tclass", .. s_ports],
        ["udp6"] = ["src-ip", "dst-ip", "tclass", .. s_ports],
        ["sctp6"] = ["src-ip", "dst-ip", "tclass", .. s_ports],
        ["ah6"] = ["src-ip", "dst-ip", "tclass", "spi"],
        ["esp6"] = ["src-ip", "dst-ip", "tclass", "spi"],
    };

    public static ExitCode Insert(EthToolContext context)
    {
        if (context.Next() is not { } flow || !s_flows.TryGetValue(flow, out var own)) return context.Bad();
        bool hasLocation = false;
        while (context.Next() is { } word)
        {
            string name = word.EndsWith("-mask", StringComparison.Ordinal) ? word[..^"-mask".Length] : word;
            if (!own.Contains(name) && name is not ("vlan" or "vlan-etype" or "user-def" or "dst-mac" or "action" or "vf" or "queue" or "context" or "loc")) return context.Bad();
            if (context.Next() is not { } value || !IsValid(flow, name, value)) return Invalid(context, word, context.At > 0 ? context.Words[context.At - 1] : "");
            hasLocation |= name == "loc";
            if (name != word || context.IsAtEnd || context.Words[context.At] != "m") continue;
            context.Next();
            if (context.Next() is not { } mask || !IsValid(flow, name, mask)) return Invalid(context, "m", context.Words[^1]);
        }
        var errno = context.Control(new(DriverCommand.CountRules, FlowHash.Size));
        if (errno == Errno.None)
        {
            context.Shell.Complain("inserting rules is not supported: the driver takes them, but this tool does not write them");
            return ExitCode.Failed;
        }
        context.Fail(hasLocation ? "rmgr: Cannot insert RX class rule" : "rxclass: Cannot get RX class rule count", errno, 1);
        context.Shell.Error.Literal("Cannot insert classification rule\n");
        return ExitCode.Failed;
    }

    private static bool IsValid(string flow, string name, string value) => name switch
    {
        "src" or "dst" or "dst-mac" => EthToolValues.ParseBytes(value) is { Length: MacAddress.Size },
        "src-ip" or "dst-ip" => InternetAddress.TryParse(value, out var address) && address.Is6 == flow.EndsWith('6'),
        "tos" or "tclass" or "l4proto" => IsNumber(value, ByteSize),
        "proto" or "src-port" or "dst-port" or "vlan" or "vlan-etype" => IsNumber(value, ShortSize),
        "spi" or "l4data" or "loc" or "context" or "vf" or "queue" => IsNumber(value, IntSize),
        "action" => long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) || IsNumber(value, sizeof(ulong)),
        _ => IsNumber(value, sizeof(ulong)),
    };

    private static bool IsNumber(string value, int size) => EthToolNumber.TryParse(value, size == sizeof(ulong) ? ulong.MaxValue : (1ul << 8 * size) - 1, out _);

    private static ExitCode Invalid(EthToolContext context, string name, string value)
    {
        context.Shell.Error.Line($"Invalid {name} value[{value}]");
        return context.Bad();
    }
}
