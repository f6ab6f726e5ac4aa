using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary>conntrack(8)'s dialect: commands are options, may have a table behind them, and say which other options may stand there.</summary>
internal sealed class ConnTrackCommandLine() : CommandLine<ConnTrackOptions>("COMMAND [TABLE] [OPTION...]", usage: ExitCode.Usage)
{
    public static readonly (ConnectionStatus Flag, string Name)[] StatusNames =
    [
        (ConnectionStatus.SeenReply, "SEEN_REPLY"), (ConnectionStatus.Assured, "ASSURED"), (ConnectionStatus.FixedTimeout, "FIXED_TIMEOUT"), (ConnectionStatus.Expected, "EXPECTED"),
        (ConnectionStatus.Offloaded, "OFFLOAD"), (ConnectionStatus.OffloadedToHardware, "HW_OFFLOAD"), (ConnectionStatus.None, "UNSET"),
    ];

    private enum Takes { Nothing, Value, Maybe }

    private sealed record Row(char Short, string Long, Takes Takes, string Help, Action<ConnTrackOptions, string>? Set)
    {
        public string[] Others { get; init; } = [];

        public string? Refusal { get; init; }
    }

    private static readonly Dictionary<string, ConnTrackCommand> s_commands = new()
    {
        ["-L"] = ConnTrackCommand.List,
        ["--dump"] = ConnTrackCommand.List,
        ["-G"] = ConnTrackCommand.Get,
        ["--get"] = ConnTrackCommand.Get,
        ["-D"] = ConnTrackCommand.Delete,
        ["--delete"] = ConnTrackCommand.Delete,
        ["-I"] = ConnTrackCommand.Create,
        ["--create"] = ConnTrackCommand.Create,
        ["-A"] = ConnTrackCommand.Add,
        ["--add"] = ConnTrackCommand.Add,
        ["-U"] = ConnTrackCommand.Update,
        ["--update"] = ConnTrackCommand.Update,
        ["-E"] = ConnTrackCommand.Events,
        ["--event"] = ConnTrackCommand.Events,
        ["-F"] = ConnTrackCommand.Flush,
        ["--flush"] = ConnTrackCommand.Flush,
        ["-C"] = ConnTrackCommand.Count,
        ["--count"] = ConnTrackCommand.Count,
        ["-S"] = ConnTrackCommand.Statistics,
        ["--stats"] = ConnTrackCommand.Statistics,
    };

    private static readonly Row[] s_rows =
    [
        new('s', "src", Takes.Value, "source address, or network", static (o, v) => o.Source = Match(o, v)) { Others = ["orig-src"] },
        new('d', "dst", Takes.Value, "destination address, or network", static (o, v) => o.Destination = Match(o, v)) { Others = ["orig-dst"] },
        new('r', "reply-src", Takes.Value, "source address of answers", static (o, v) => o.ReplySource = Match(o, v)),
        new('q', "reply-dst", Takes.Value, "destination address of answers", static (o, v) => o.ReplyDestination = Match(o, v)),
        new('p', "protonum", Takes.Value, "protocol", static (o, v) => o.Protocol = ConnTrackNames.ProtocolOf(v) ?? throw ConnTrackFailure.Usage($"`{v}' unsupported protocol")) { Others = ["proto"] },
        new('f', "family", Takes.Value, "ipv4 or ipv6", static (o, v) => o.Family = v switch { "ipv4" => 2, "ipv6" => 10, _ => throw ConnTrackFailure.Usage($"`{v}' unsupported protocol") }),
        new('t', "timeout", Takes.Value, "seconds", static (o, v) => o.Timeout = Number(v)),
        new('m', "mark", Takes.Value, "mark, or mark/mask", static (o, v) => o.Mark = Mark(v)),
        new('c', "secmark", Takes.Value, "security mark", static (o, v) => o.SecurityMark = Number(v)),
        new('u', "status", Takes.Value, "status: ASSURED, SEEN_REPLY, ...", Status),
        new('w', "zone", Takes.Value, "zone", static (o, v) => o.Zone = (ushort)Number(v)),
        new('\0', "orig-zone", Takes.Value, "zone of the original direction", static (o, v) => o.OriginalZone = (ushort)Number(v)),
        new('\0', "reply-zone", Takes.Value, "zone of answers", static (o, v) => o.ReplyZone = (ushort)Number(v)),
        new('n', "src-nat", Takes.Maybe, "source is translated, to an address", static (o, v) => (o.SourceTranslated, o.SourceTranslation) = (true, Translation(v))),
        new('g', "dst-nat", Takes.Maybe, "destination is translated, to an address", static (o, v) => (o.DestinationTranslated, o.DestinationTranslation) = (true, Translation(v))),
        new('j', "any-nat", Takes.Maybe, "either", static (o, v) => { o.AnyTranslated = true; o.SourceTranslation = o.DestinationTranslation = Translation(v); }),
        new('z', "zero", Takes.Nothing, "counters begin anew", static (o, _) => o.Zeroes = true),
        new('o', "output", Takes.Value, "extended, xml, save, timestamp, id, ktimestamp, userspace", Output),
        new('e', "event-mask", Takes.Value, "NEW, UPDATES, DESTROY, ALL", Events),
        new('b', "buffer-size", Takes.Value, "bytes of events that may wait", static (o, v) => o.BufferSize = (int)Math.Min(Number(v), int.MaxValue)),
        new('\0', "mask-src", Takes.Value, "the bits of the source that count", static (o, v) => o.Source = Masked(o.Source, v, "--mask-src", "--src")),
        new('\0', "mask-dst", Takes.Value, "the bits of the destination that count", static (o, v) => o.Destination = Masked(o.Destination, v, "--mask-dst", "--dst")),
        new('\0', "sport", Takes.Value, "source port", static (o, v) => o.SourcePort = Port(v)) { Others = ["orig-port-src"] },
        new('\0', "dport", Takes.Value, "destination port", static (o, v) => o.DestinationPort = Port(v)) { Others = ["orig-port-dst"] },
        new('\0', "reply-port-src", Takes.Value, "source port of answers", static (o, v) => o.ReplySourcePort = Port(v)),
        new('\0', "reply-port-dst", Takes.Value, "destination port of answers", static (o, v) => o.ReplyDestinationPort = Port(v)),
        new('\0', "state", Takes.Value, "state of TCP, SCTP, DCCP", State),
        new('\0', "icmp-type", Takes.Value, "type", static (o, v) => o.IcmpType = (byte)Number(v)) { Others = ["icmpv6-type"] },
        new('\0', "icmp-code", Takes.Value, "code", static (o, v) => o.IcmpCode = (byte)Number(v)) { Others = ["icmpv6-code"] },
        new('\0', "icmp-id", Takes.Value, "identifier", static (o, v) => o.IcmpIdentifier = (ushort)Number(v)) { Others = ["icmpv6-id"] },
        new('\0', "srckey", Takes.Value, "source key of GRE", static (o, v) => o.SourcePort = Port(v)) { Others = ["orig-key-src"] },
        new('\0', "dstkey", Takes.Value, "destination key of GRE", static (o, v) => o.DestinationPort = Port(v)) { Others = ["orig-key-dst"] },
        new('\0', "reply-key-src", Takes.Value, "source key of answers", static (o, v) => o.ReplySourcePort = Port(v)),
        new('\0', "reply-key-dst", Takes.Value, "destination key of answers", static (o, v) => o.ReplyDestinationPort = Port(v)),
        new('\0', "orig-vtag", Takes.Value, "tag of SCTP", static (o, v) => o.OriginalTag = Number(v)),
        new('\0', "reply-vtag", Takes.Value, "tag of answers", static (o, v) => o.ReplyTag = Number(v)),
        new('\0', "role", Takes.Value, "client or server of DCCP", static (o, v) => o.Role = v switch { "client" => 0, "server" => 1, _ => throw ConnTrackFailure.Usage($"unknown role `{v}'") }),
        Refused('l', "label", "labels are not read"),
        Refused('\0', "label-add", "labels are not written"),
        Refused('\0', "label-del", "labels are not written"),
        Refused('\0', "tuple-src", "expectations are shown and flushed, not made"),
        Refused('\0', "tuple-dst", "expectations are shown and flushed, not made"),
        Refused('R', "load-file", "lines of '-o save' are command lines: give each to conntrack"),
    ];

    // Which options belong to which protocols only.
    private static readonly Dictionary<string, byte[]> s_protocolOptions = new()
    {
        ["sport"] = s_portProtocols,
        ["dport"] = s_portProtocols,
        ["reply-port-src"] = s_portProtocols,
        ["reply-port-dst"] = s_portProtocols,
        ["state"] = [IpProtocol.Tcp, IpProtocol.Sctp, IpProtocol.Dccp],
        ["icmp-type"] = s_icmpProtocols,
        ["icmp-code"] = s_icmpProtocols,
        ["icmp-id"] = s_icmpProtocols,
        ["srckey"] = [IpProtocol.Gre],
        ["dstkey"] = [IpProtocol.Gre],
        ["reply-key-src"] = [IpProtocol.Gre],
        ["reply-key-dst"] = [IpProtocol.Gre],
        ["orig-vtag"] = [IpProtocol.Sctp],
        ["reply-vtag"] = [IpProtocol.Sctp],
        ["role"] = [IpProtocol.Dccp],
    };

    private static readonly string[] s_filters = ["src", "dst", "reply-src", "reply-dst", "protonum", "family", "mark", "secmark", "status", "zone", "orig-zone", "reply-zone", "src-nat", "dst-nat", "any-nat", "output", "mask-src", "mask-dst"];

    private static byte[] s_portProtocols => [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.UdpLite, IpProtocol.Sctp, IpProtocol.Dccp];

    private static byte[] s_icmpProtocols => [IpProtocol.Icmp, IpProtocol.Icmp6];

    public override Parsed<ConnTrackOptions> Parse(ReadOnlySpan<string> words)
    {
        var options = new ConnTrackOptions();
        bool json = false;
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (s_commands.TryGetValue(word, out var command))
            {
                if (options.Command != ConnTrackCommand.None) throw ConnTrackFailure.Usage("Invalid commands combination");
                options.Command = command;
                if (i + 1 < words.Length && !words[i + 1].StartsWith('-')) options.Table = Table(words[++i]);
            }
            else if (word is "-h" or "--help") return new(options, Help: true);
            else if (word is "-V" or "--version") options.ShowsVersion = true;
            else if (word == "--json") json = true;
            else if (word.StartsWith('-') && word.Length > 1) TakeOption(options, words, ref i);
            else throw ConnTrackFailure.Usage($"unknown type `{word}'");
        }
        if (!options.ShowsVersion) Check(options);
        return new(options, json, Help: options.Command == ConnTrackCommand.None && !options.ShowsVersion);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        yield return new("-L, --dump [TABLE]", "list: conntrack, expect, dying, unconfirmed", ["-L", "--dump"]);
        yield return new("-G, --get", "show one connection", ["-G", "--get"]);
        yield return new("-D, --delete", "forget connections", ["-D", "--delete"]);
        yield return new("-I, --create; -A, --add", "make a connection; if it is not there", ["-I", "--create", "-A", "--add"]);
        yield return new("-U, --update", "change connections", ["-U", "--update"]);
        yield return new("-E, --event [TABLE]", "show what happens", ["-E", "--event"]);
        yield return new("-F, --flush [TABLE]", "forget all", ["-F", "--flush"]);
        yield return new("-C, --count [TABLE]", "how many there are", ["-C", "--count"]);
        yield return new("-S, --stats", "what each CPU has counted", ["-S", "--stats"]);
        foreach (var row in s_rows)
        {
            string longForm = $"--{row.Long}", value = row.Takes switch { Takes.Value => " VALUE", Takes.Maybe => " [ADDRESS[:PORT]]", _ => "" };
            yield return new(row.Short == '\0' ? longForm + value : $"-{row.Short}, {longForm}{value}", row.Help, row.Short == '\0' ? [longForm] : [$"-{row.Short}", longForm]);
        }
        yield return new("--json", "print JSON", ["--json"]);
    }

    private static void TakeOption(ConnTrackOptions options, ReadOnlySpan<string> words, ref int i)
    {
        string word = words[i];
        string? value = null;
        Row? row;
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? word[2..] : word[2..equals];
            if (equals >= 0) value = word[(equals + 1)..];
            row = Array.Find(s_rows, row => row.Long == name || row.Others.Contains(name));
        }
        else
        {
            row = Array.Find(s_rows, row => row.Short == word[1] && row.Short != '\0');
            if (word.Length > 2) value = word[2..];
        }
        if (row is null) throw ConnTrackFailure.Usage($"unknown option `{word}'");
        if (row.Refusal is { } reason) throw ConnTrackFailure.Usage($"option `{word}' is not supported: {reason}", hasHint: false);
        if (row.Takes == Takes.Value && value is null) value = ++i < words.Length ? words[i] : throw ConnTrackFailure.Usage($"option `{word}' requires an argument");
        if (row.Takes == Takes.Maybe && value is null && i + 1 < words.Length && !words[i + 1].StartsWith('-')) value = words[++i];
        options.Given.Add(row.Long);
        row.Set!(options, value ?? "");
    }

    private static void Check(ConnTrackOptions options)
    {
        if (options.Command == ConnTrackCommand.None) return;
        foreach (string given in options.Given)
        {
            if (s_protocolOptions.TryGetValue(given, out byte[]? protocols))
            {
                if (options.Protocol is not { } protocol || !protocols.Contains(protocol)) throw ConnTrackFailure.Usage($"unknown option `--{given}'");
            }
            else if (!IsLegal(options.Command, given))
            {
                throw ConnTrackFailure.Usage($"Illegal option `--{given}' with this command");
            }
        }
        if ((options.Output & ConnTrackOutput.Save) != 0 && options.Output != ConnTrackOutput.Save)
            throw new UsageFailure("") { Usage = $"{ConnTrackFailure.Prefix}: cannot combine save output with any other output type, use -o save only\n", Exit = ExitCode.Failed };
        bool makes = options.Command is ConnTrackCommand.Create or ConnTrackCommand.Add;
        if (!makes && options.Command != ConnTrackCommand.Get || options.Table != ConnTrackTable.Connections) return;
        if (makes && options.Timeout is null) throw Missing("timeout");
        if (options.Protocol is null) throw Missing("protonum");
        if (options.Source is null && options.ReplySource is null || options.Destination is null && options.ReplyDestination is null) throw ConnTrackFailure.Usage("you have to specify `--src' and `--dst'");
        if (makes && options.Protocol is IpProtocol.Tcp or IpProtocol.Sctp && makes && options.State is null) throw Missing("state");
    }

    private static UsageFailure Missing(string option) => ConnTrackFailure.Usage($"You need to supply the `--{option}' option for this command");

    private static bool IsLegal(ConnTrackCommand command, string option) => command switch
    {
        ConnTrackCommand.List => s_filters.Contains(option) || option == "zero",
        ConnTrackCommand.Events => s_filters.Contains(option) || option is "event-mask" or "buffer-size",
        ConnTrackCommand.Delete => s_filters.Contains(option),
        ConnTrackCommand.Update => s_filters.Contains(option) || option == "timeout",
        ConnTrackCommand.Get => option is "src" or "dst" or "reply-src" or "reply-dst" or "protonum" or "family" or "zone" or "orig-zone" or "reply-zone" or "output",
        ConnTrackCommand.Create or ConnTrackCommand.Add => option is not ("zero" or "event-mask" or "buffer-size" or "output" or "mask-src" or "mask-dst" or "any-nat" or "family"),
        ConnTrackCommand.Flush => option == "family",
        _ => false,
    };

    private static ConnTrackTable Table(string name) => name switch
    {
        "conntrack" => ConnTrackTable.Connections,
        "expect" => ConnTrackTable.Expectations,
        "dying" => ConnTrackTable.Dying,
        "unconfirmed" => ConnTrackTable.Unconfirmed,
        _ => throw ConnTrackFailure.Usage($"unknown type `{name}'"),
    };

    private static AddressMatch Match(ConnTrackOptions options, string text)
    {
        string[] parts = text.Split('/', 2);
        if (!InternetAddress.TryParse(parts[0], out var address)) throw ConnTrackFailure.Usage($"Invalid IP address `{text}'");
        byte family = address.Is6 ? (byte)10 : (byte)2;
        if (options.Family != 0 && options.Family != family) throw ConnTrackFailure.Usage("mismatched address family");
        options.Family = family;
        if (parts.Length == 1) return new(address, null);
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > address.Size * 8) throw ConnTrackFailure.Usage("Invalid netmask");
        Span<byte> mask = stackalloc byte[16];
        for (int i = 0; i < length; i++) mask[i / 8] |= (byte)(0x80 >> i % 8);
        return new(address, InternetAddress.FromBytes(mask[..address.Size]));
    }

    private static AddressMatch Masked(AddressMatch? match, string text, string option, string needed)
    {
        if (match is not { } known) throw ConnTrackFailure.Usage($"Can't use {option} without {needed}");
        return InternetAddress.TryParse(text, out var mask) && mask.Is6 == known.Address.Is6 ? known with { Mask = mask } : throw ConnTrackFailure.Usage($"Invalid IP address `{text}'");
    }

    private static (InternetAddress, ushort?)? Translation(string text)
    {
        if (text.Length == 0) return null;
        if (InternetAddress.TryParse(text, out var whole)) return (whole, null);
        int colon = text.LastIndexOf(':');
        return colon > 0 && InternetAddress.TryParse(text[..colon].Trim('[', ']'), out var address) ? (address, Port(text[(colon + 1)..])) : throw ConnTrackFailure.Usage($"Invalid IP address `{text}'");
    }

    private static (uint, uint) Mark(string text)
    {
        string[] parts = text.Split('/', 2);
        return (Number(parts[0]), parts.Length > 1 ? Number(parts[1]) : uint.MaxValue);
    }

    private static ushort Port(string text)
        => Number(text) is <= ushort.MaxValue and var port && text.Length > 0 && char.IsAsciiDigit(text[0]) ? (ushort)port : throw ConnTrackFailure.Usage($"invalid port `{text}'");

    // As much of the text as is a number (strtoul(3) with base 0); the original asks for no more.
    private static uint Number(string text)
    {
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ulong number = 0;
        foreach (char c in isHexadecimal ? text.AsSpan(2) : text)
        {
            int digit = Hex.Value(c);
            int radix = isHexadecimal ? 16 : text.StartsWith('0') ? 8 : 10;
            if (digit < 0 || digit >= radix) break;
            number = Math.Min(number * (uint)radix + (uint)digit, uint.MaxValue);
        }
        return (uint)number;
    }

    private static void State(ConnTrackOptions options, string text)
    {
        var names = options.Protocol is { } protocol ? ConnTrackNames.StatesOf(protocol) : null;
        int at = names is null ? -1 : Array.IndexOf(names, text == "LISTEN" && options.Protocol == IpProtocol.Tcp ? "SYN_SENT2" : text);
        if (names is null) return;
        options.State = at >= 0 ? (byte)at : throw ConnTrackFailure.Usage($"unknown {ConnTrackNames.ProtocolOf(options.Protocol!.Value).ToUpperInvariant()} state `{text}'");
    }

    private static void Status(ConnTrackOptions options, string text)
    {
        var status = ConnectionStatus.None;
        foreach (string name in text.Split(','))
        {
            if (name == "UNREPLIED") options.Unreplied = true;
            else if (Array.FindIndex(StatusNames, known => known.Name == name) is >= 0 and var at) status |= StatusNames[at].Flag;
            else throw ConnTrackFailure.Usage($"Bad parameter `{text}'");
        }
        options.Status = status;
    }

    private static void Output(ConnTrackOptions options, string text)
    {
        foreach (string name in text.Split(','))
        {
            options.Output |= name switch
            {
                "extended" => ConnTrackOutput.Extended,
                "xml" => ConnTrackOutput.Xml,
                "save" => ConnTrackOutput.Save,
                "timestamp" => ConnTrackOutput.Timestamp,
                "id" => ConnTrackOutput.Id,
                "ktimestamp" => ConnTrackOutput.KernelTimestamp,
                "userspace" => ConnTrackOutput.UserSpace,
                "labels" => throw ConnTrackFailure.Usage("output `labels' is not supported: labels are not read", hasHint: false),
                _ => throw ConnTrackFailure.Usage($"Bad parameter `{text}'"),
            };
        }
    }

    private static void Events(ConnTrackOptions options, string text)
    {
        var wanted = new bool[3];
        foreach (string name in text.Split(','))
        {
            switch (name)
            {
                case "ALL": Array.Fill(wanted, true); break;
                case "NEW": wanted[(int)ConnectionChange.New] = true; break;
                case "UPDATES": wanted[(int)ConnectionChange.Changed] = true; break;
                case "DESTROY": wanted[(int)ConnectionChange.Ended] = true; break;
                default: throw ConnTrackFailure.Usage($"Bad parameter `{text}'");
            }
        }
        options.Events = wanted;
    }

    private static Row Refused(char shortName, string longName, string reason) => new(shortName, longName, Takes.Value, $"not supported: {reason}", null) { Refusal = reason };
}
