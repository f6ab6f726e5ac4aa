using System.Globalization;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Security;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Reads the words of drill's command line (drill(1)); what it does not take is said in drill's words.</summary>
internal static class DrillWords
{
    private static readonly (string Set, string Clear, DnsFlags Flag)[] s_flags =
    [
        ("QR", "qr", DnsFlags.Response),
        ("AA", "aa", DnsFlags.AuthoritativeAnswer),
        ("TC", "tc", DnsFlags.Truncated),
        ("RD", "rd", DnsFlags.RecursionDesired),
        ("CD", "cd", DnsFlags.CheckingDisabled),
        ("RA", "ra", DnsFlags.RecursionAvailable),
        ("AD", "ad", DnsFlags.AuthenticData),
    ];

    /// <summary>A server behind <c>@</c>, an EDNS option behind <c>+</c>, a type, a class, or else the name; the last name counts.</summary>
    public static void TakeOperand(DrillOptions options, OptionValue word)
    {
        string text = word.Text;
        if (text is ['@', .. var server]) options.Server = server;
        else if (text is ['+', .. var edns]) options.WantsServerIdentifier = edns == "nsid" ? true : throw Refusal("Error: Unsupported argument after '+'");
        else if (options.Type is null && TryParseType(text, out var type)) options.Type = type;
        else if (options.Class is null && DnsNames.TryParse(text, out DnsClass dnsClass)) options.Class = dnsClass;
        else options.Name = text;
    }

    public static int Verbosity(OptionValue value)
        => int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int level) ? level : throw Refusal("-V expects an number as an argument.");

    /// <summary>The name that a trace begins at.</summary>
    public static DnsName Start(OptionValue value) => DnsName.TryParse(value.Text, out var name) ? name : throw Refusal("Unable to parse argument for -d");

    /// <summary>A number from 1 to 65535.</summary>
    public static ushort Number(OptionValue value, string what)
        => ushort.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0 ? number : throw Refusal($"Error: <{what}> could not be converted");

    public static InternetAddress Source(OptionValue value)
        => InternetAddress.TryParse(value.Text, out var address) ? address : throw Refusal("-I must be a valid IP[v6] address.");

    /// <summary>Mnemonics of two letters behind each other: capitals set a bit, small letters clear it. Others mean nothing, as in drill.</summary>
    public static DnsFlags Flags(DnsFlags flags, OptionValue value)
    {
        for (int i = 0; i + 2 <= value.Text.Length; i += 2)
        {
            string pair = value.Text.Substring(i, 2);
            foreach (var (set, clear, flag) in s_flags)
            {
                if (pair == set) flags |= flag;
                else if (pair == clear) flags &= ~flag;
            }
        }
        return flags;
    }

    /// <summary><c>name:key[:algorithm]</c>, the key in base 64.</summary>
    public static TsigKey Key(OptionValue value)
    {
        string[] parts = value.Text.Split(':');
        if (parts.Length is not (2 or 3)) throw value.Invalid("is not name:key[:algorithm]");
        if (!DnsName.TryParse(parts[0], out var name)) throw value.Invalid("has a name that is none");
        var secret = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], secret, out int length) || length == 0) throw value.Invalid("has a key that is not base 64");
        var algorithm = parts.Length == 2 ? TsigAlgorithm.HmacMd5
            : (DnsName.TryParse(parts[2], out var wanted) ? TsigAlgorithm.Find(wanted) : null)
            ?? throw value.Invalid($"has an algorithm that is none of {string.Join(", ", TsigAlgorithm.All.Select(static a => a.ShortName))}");
        return new(name, algorithm, [.. secret.AsSpan(0, length)]);
    }

    /// <summary>What is asked; drill asks for the root's name servers when there is no name.</summary>
    public static DnsQuestion Question(DrillOptions options)
    {
        var dnsClass = options.Class ?? DnsClass.Internet;
        if (options.IsReverse)
        {
            bool is6 = options.Name?.Contains(':', StringComparison.Ordinal) == true;
            return InternetAddress.TryParse(options.Name, out var address)
                ? new(DnsName.Reverse(address), options.Type ?? DnsType.Ptr, dnsClass)
                : throw Refusal($"Error: Syntax error: cannot parse IPv{(is6 ? 6 : 4)} address\n");
        }
        if (options.Name is null) return new(DnsName.Root, DnsType.Ns, dnsClass);
        return DnsName.TryParse(options.Name, out var name) ? new(name, options.Type ?? DnsType.A, dnsClass) : throw Refusal(!options.Traces ? options.Chases ? "Error: making qname" : "Error: error in making qname" : options.WantsDnssec ? "Error: making qname" : "Error: parsing query name");
    }

    private static bool TryParseType(string text, out DnsType type)
        => DnsNames.TryParse(text, out type) && (DrillDialect.Knows(type) || text.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase));

    /// <summary>drill's own line, without its name before it.</summary>
    private static UsageFailure Refusal(string line) => new(line) { Usage = line + "\n" };
}
