using System.Globalization;
using Netshoot.Cli;
using Netshoot.Host.Names;

namespace Netshoot.Applets.TraceRoute;

/// <summary>
/// The command line of traceroute(1): letters without a value may be joined, and the last of them may have its value in the next word; long options have
/// theirs behind <c>=</c>; what is wrong is told with its place among the words.
/// </summary>
public sealed class TraceRouteCommandLine() : CommandLine<TraceRouteOptions>("[OPTION...] HOST [LENGTH]", new ExitCode(2), new ExitCode(1))
{
    private sealed record Row(string Short, string? Long, string? Value, string Help, Func<TraceRouteOptions, string, bool> Set)
    {
        public string? Refusal { get; init; }
    }

    private static readonly Row[] s_rows =
    [
        Switch("-4", null, "use IPv4", static o => o.Family = NameFamily.Ip4),
        Switch("-6", null, "use IPv6", static o => o.Family = NameFamily.Ip6),
        Switch("-d", "--debug", "set SO_DEBUG on the sockets", static o => o.Debugs = true),
        Switch("-F", "--dont-fragment", "do not fragment probes", static o => o.DoesNotFragment = true),
        Number("-f", "--first", "first_ttl", "the first hop to ask (1)", static (o, n) => o.FirstHop = n),
        new("-g", "--gateway", "gate,...", "route packets through these gateways", static (o, v) => { o.Gateways.AddRange(v.Split(',')); return true; }),
        Switch("-I", "--icmp", "send ICMP echo requests", static o => o.Method = "icmp"),
        Switch("-T", "--tcp", "send TCP SYN (to port 80)", static o => o.Method = "tcp"),
        new("-i", "--interface", "device", "the interface to send by", static (o, v) => { o.Device = v; return true; }),
        Number("-m", "--max-hops", "max_ttl", "the last hop to ask (30)", static (o, n) => o.MostHops = n),
        Number("-N", "--sim-queries", "squeries", "probes under way at once (16)", static (o, n) => o.Simultaneous = n),
        Switch("-n", null, "print addresses, not names", static o => o.IsNumeric = true),
        new("-p", "--port", "port", "first UDP port (33434), first ICMP sequence number (1), or the port of other methods", SetPort),
        Number("-t", "--tos", "tos", "type of service or traffic class", static (o, n) => o.TrafficClass = n),
        Number("-l", "--flowlabel", "flow_label", "flow label of IPv6", static (o, n) => o.FlowLabel = (uint)n & 0xfffff),
        new("-w", "--wait", "MAX,HERE,NEAR", "seconds to wait (5), and times the answer of the same hop (3) or a later one (10)", SetWait),
        Number("-q", "--queries", "nqueries", "probes for each hop (3)", static (o, n) => o.Queries = n),
        Switch("-r", null, "bypass the routing tables", static o => o.BypassesRoutes = true),
        new("-s", "--source", "src_addr", "the address to send from", static (o, v) => { o.Source = v; return true; }),
        new("-z", "--sendwait", "sendwait", "least time between probes: seconds, or milliseconds when it is more than 10", static (o, v) => TryReal(v, out double n) && Set(() => o.SendWait = n)),
        Switch("-e", "--extensions", "show what routers add to their messages (MPLS labels and more)", static o => o.ShowsExtensions = true),
        new("-A", "--as-path-lookups", null, "not supported: routing registries are asked over the Internet", static (_, _) => true) { Refusal = "routing registries are asked over the Internet" },
        new("-M", "--module", "name", "the method: default, icmp, tcp, tcpconn, udp, udplite, dccp, raw", static (o, v) => { o.Method = v; return true; }),
        new("-O", "--options", "OPTS,...", "options of the method; help lists them", static (o, v) => { o.MethodOptions.AddRange(v.Split(',')); return true; }),
        Number("", "--sport", "num", "the port to send from; one probe at a time", static (o, n) => { o.SourcePort = (ushort)n; o.Simultaneous = 1; }),
        Number("", "--fwmark", "num", "mark of the packets for the firewall", static (o, n) => o.Mark = (uint)n),
        Switch("-U", "--udp", "send UDP to one port (53)", static o => o.Method = "udp"),
        Switch("-UL", null, "send UDP-Lite to one port (53)", static o => o.Method = "udplite"),
        Switch("-D", "--dccp", "send DCCP requests (to port 33434)", static o => o.Method = "dccp"),
        new("-P", "--protocol", "prot", "send packets of this IP protocol", static (o, v) => { o.Method = "raw"; o.MethodOptions.Add($"protocol={v}"); return true; }),
        Switch("", "--mtu", "find the MTU of the path; one probe at a time", static o => { o.FindsMtu = o.DoesNotFragment = true; o.Simultaneous = 1; }),
        Switch("", "--back", "show how many hops the way back has, where it differs", static o => o.ShowsBackwardHops = true),
        Switch("-V", "--version", "print the version", static o => o.ShowsVersion = true),
    ];

    public override Parsed<TraceRouteOptions> Parse(ReadOnlySpan<string> words)
    {
        var options = new TraceRouteOptions();
        bool json = false, isOver = false;
        int operands = 0;
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (!isOver && word == "--") isOver = true;
            else if (!isOver && word == "--help") return new(options, json, Help: true);
            else if (!isOver && word == "--json") json = true;
            else if (isOver || word is not ['-', _, ..]) TakeOperand(options, word, ++operands, i + 1);
            else if (word.StartsWith("--", StringComparison.Ordinal)) TakeLong(options, word, i + 1);
            else i = TakeShort(options, words, i);
        }
        return new(options, json, Help: words.Length == 0);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        foreach (var row in s_rows)
        {
            string[] words = [.. new[] { row.Short, row.Long ?? "" }.Where(static w => w.Length > 0)];
            yield return new($"{string.Join(", ", words)}{(row.Value is null ? "" : $" {row.Value}")}", row.Help, words);
        }
        yield return new("--json", "print JSON", ["--json"]);
        yield return new("--help", "print this help", ["--help"]);
    }

    private static Row Switch(string letter, string? name, string help, Action<TraceRouteOptions> set) => new(letter, name, null, help, (o, _) => { set(o); return true; });

    private static Row Number(string letter, string? name, string value, string help, Action<TraceRouteOptions, int> set)
        => new(letter, name, value, help, (o, v) => TryNumber(v, out int n) && Set(() => set(o, n)));

    private static bool Set(Action set)
    {
        set();
        return true;
    }

    /// <summary>A number as strtoul(3) reads it: decimal, 0x, or octal behind a zero.</summary>
    internal static bool TryNumber(string text, out int number)
    {
        number = 0;
        bool isNegative = text is ['-', _, ..];
        var digits = text.AsSpan(isNegative ? 1 : 0);
        long value = 0;
        if (digits is ['0', 'x' or 'X', _, ..])
        {
            if (!long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)) return false;
        }
        else if (digits is ['0', _, ..])
        {
            foreach (char c in digits[1..])
            {
                if (c is < '0' or > '7' || value > uint.MaxValue) return false;
                value = value * 8 + c - '0';
            }
        }
        else if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }
        number = unchecked((int)(isNegative ? -value : value));
        return true;
    }

    private static bool TryReal(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static bool SetPort(TraceRouteOptions options, string text)
    {
        if (TryNumber(text, out int port)) options.Port = (ushort)port;
        else options.Service = text;
        return true;
    }

    private static bool SetWait(TraceRouteOptions options, string text)
    {
        string[] parts = text.Split(',', '/');
        double here = 0, near = 0;
        if (parts.Length > 3 || !TryReal(parts[0], out double most) || parts.Length > 1 && !TryReal(parts[1], out here) || parts.Length > 2 && !TryReal(parts[2], out near)) return false;
        options.Wait = (most, here, near);
        return true;
    }

    private static void Apply(Row row, TraceRouteOptions options, string given, string value, int position)
    {
        if (row.Refusal is { } reason) throw new UsageFailure($"option '{given}' is not supported: {reason}");
        if (row.Short == "-s") options.SourcePosition = position;
        if (row.Short == "-p") options.ServicePosition = position;
        if (!row.Set(options, value)) throw Refused($"Cannot handle `{given}' option with arg `{value}' (argc {position})");
    }

    private static void TakeLong(TraceRouteOptions options, string word, int position)
    {
        int equals = word.IndexOf('=');
        string name = equals < 0 ? word : word[..equals];
        string value = equals < 0 ? "" : word[(equals + 1)..];
        var row = Array.Find(s_rows, r => r.Long == name);
        if (row is null || row.Value is null && equals >= 0) throw Refused($"Bad option `{word}'{(equals < 0 ? "" : $" (with arg `{value}')")} (argc {position})");
        if (row.Value is not null && equals < 0) throw Refused($"Option `{name}' (argc {position}) requires an argument: `{name}={row.Value}'");
        Apply(row, options, name, value, position);
    }

    private static int TakeShort(TraceRouteOptions options, ReadOnlySpan<string> words, int at)
    {
        string word = words[at];
        if (word == "-UL")
        {
            options.Method = "udplite";
            return at;
        }
        // A value may stand in the same word only behind the first letter.
        if (Find(word[1]) is { Value: not null } first && word.Length > 2)
        {
            Apply(first, options, first.Short, word[2..], at + 1);
            return at;
        }
        for (int c = 1; c < word.Length; c++)
        {
            var row = Find(word[c]) ?? throw Refused($"Bad option `{(word.Length > 2 && c > 1 ? $"-{word[c]}" : word)}' (argc {at + 1})");
            if (row.Value is null)
            {
                Apply(row, options, row.Short, "", at + 1);
                continue;
            }
            if (c + 1 < word.Length || at + 1 >= words.Length) throw Refused($"Option `{row.Short}' (argc {at + 1}) requires an argument: `{row.Short} {row.Value}'");
            Apply(row, options, row.Short, words[at + 1], at + 2);
            return at + 1;
        }
        return at;
    }

    private static Row? Find(char letter) => Array.Find(s_rows, r => r.Short.Length == 2 && r.Short[1] == letter);

    private static void TakeOperand(TraceRouteOptions options, string word, int number, int position)
    {
        switch (number)
        {
            case 1:
                options.Host = word;
                options.HostPosition = position;
                break;
            case 2:
                if (!TryNumber(word, out int length)) throw Refused($"Cannot handle \"packetlen\" cmdline arg `{word}' on position 2 (argc {position})");
                options.Length = length;
                break;
            default:
                throw Refused($"Extra arg `{word}' (position {number}, argc {position})");
        }
    }

    /// <summary>The original says what is wrong without its own name before it.</summary>
    internal static UsageFailure Refused(string line, byte exit = 2) => new(line) { Usage = $"{line}\n", Exit = new ExitCode(exit) };
}
