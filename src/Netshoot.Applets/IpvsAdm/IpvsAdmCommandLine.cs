using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink.IpVs;
using Netshoot.Wire;

namespace Netshoot.Applets.IpvsAdm;

/// <summary>ipvsadm(8)'s dialect: the first word is the command, which says which options may stand behind it.</summary>
internal sealed class IpvsAdmCommandLine() : CommandLine<IpvsAdmOptions>("COMMAND [SERVICE] [OPTION...]", usage: ExitCode.Usage)
{
    private const string Try = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n";

    private static readonly ExitCode s_unknown = new(255);

    private sealed record Row(string[] Names, string? Kind, string Value, string Help, Action<IpvsAdmOptions, string> Set);

    private static readonly (string[] Names, IpvsAdmCommand Command, string Name, string Help)[] s_commands =
    [
        (["-L", "-l", "--list"], IpvsAdmCommand.List, "list", "list services and servers"),
        (["-A", "--add-service"], IpvsAdmCommand.AddService, "add-service", "add a service"),
        (["-E", "--edit-service"], IpvsAdmCommand.EditService, "edit-service", "change a service"),
        (["-D", "--delete-service"], IpvsAdmCommand.DeleteService, "delete-service", "remove a service"),
        (["-a", "--add-server"], IpvsAdmCommand.AddServer, "add-server", "add a server"),
        (["-e", "--edit-server"], IpvsAdmCommand.EditServer, "edit-server", "change a server"),
        (["-d", "--delete-server"], IpvsAdmCommand.DeleteServer, "delete-server", "remove a server"),
        (["-C", "--clear"], IpvsAdmCommand.Flush, "flush", "remove all"),
        (["-S", "--save"], IpvsAdmCommand.Save, "save", "print what -R reads"),
        (["-R", "--restore"], IpvsAdmCommand.Restore, "restore", "read what -S printed"),
        (["-Z", "--zero"], IpvsAdmCommand.Zero, "zero", "set counters to zero"),
    ];

    private static readonly Row[] s_rows =
    [
        new(["-t", "--tcp-service"], "service-address", "ADDRESS:PORT", "TCP service", static (_, _) => { }),
        new(["-u", "--udp-service"], "service-address", "ADDRESS:PORT", "UDP service", static (_, _) => { }),
        new(["--sctp-service"], "service-address", "ADDRESS:PORT", "SCTP service", static (_, _) => { }),
        new(["-f", "--fwmark-service"], "service-address", "MARK", "packets with a mark", Mark),
        new(["-6", "--ipv6"], "ipv6", "", "the mark is on IPv6", static (o, _) => o.IsMark6 = true),
        new(["-s", "--scheduler"], "scheduler", "NAME", "rr, wrr, lc, wlc, sh, mh, ...", static (o, v) => o.Scheduler = v),
        new(["-b", "--sched-flags"], "sched-flags", "FLAG,...", "flags of the scheduler", static (o, v) => o.SchedulerFlags = v),
        new(["--pe"], "pe", "NAME", "persistence engine", static (o, v) => o.Engine = v),
        new(["-M", "--netmask"], "netmask", "MASK", "by which clients are told apart", static (o, v) => o.Netmask = v),
        new(["-O", "--ops", "-o"], "ops", "", "each packet by itself", static (o, _) => o.IsOnePacket = true),
        new(["-r", "--real-server"], "real-server", "ADDRESS[:PORT]", "the server", static (_, _) => { }),
        new(["-g", "--gatewaying"], "forwarding-method", "", "direct routing", static (o, _) => o.Server.Forwarding = IpvsAdmOptions.DirectRouting),
        new(["-i", "--ipip"], "forwarding-method", "", "tunnel", static (o, _) => o.Server.Forwarding = IpvsAdmOptions.Tunnel),
        new(["-m", "--masquerading"], "forwarding-method", "", "masquerading", static (o, _) => o.Server.Forwarding = IpvsAdmOptions.Masquerading),
        new(["-w", "--weight"], "weight", "N", "weight", static (o, v) => o.Server.Weight = (int)Number(v, ushort.MaxValue, "illegal weight specified")),
        new(["-x", "--u-threshold"], "u-threshold", "N", "connections from which on it gets none", static (o, v) => o.Server.UpperThreshold = Number(v, int.MaxValue, "illegal u_threshold specified")),
        new(["-y", "--l-threshold"], "l-threshold", "N", "connections below which it gets some again", static (o, v) => o.Server.LowerThreshold = Number(v, int.MaxValue, "illegal l_threshold specified")),
        new(["--tun-type"], "tun-type", "TYPE", "ipip, gue or gre", static (o, v) => o.Server.TunnelType = v switch { "ipip" => 0, "gue" => 1, "gre" => 2, _ => throw Usage("illegal tunnel type specified") }),
        new(["--tun-port"], "tun-port", "N", "port of the tunnel", static (o, v) => o.Server.TunnelPort = (ushort)Number(v, ushort.MaxValue, "illegal tunnel port specified")),
        new(["--tun-nocsum"], "tun-nocsum", "", "no checksum", static (o, _) => o.Server.TunnelFlags = 0),
        new(["--tun-csum"], "tun-csum", "", "checksum", static (o, _) => o.Server.TunnelFlags = 1),
        new(["--tun-remcsum"], "tun-remcsum", "", "remote checksum", static (o, _) => o.Server.TunnelFlags = 2),
        new(["-n", "--numeric"], "numeric", "", "numbers instead of names", static (o, _) => o.IsNumeric = true),
        new(["-c", "--connection"], "connection", "", "connections", static (o, _) => o.ShowsConnections = true),
        new(["--timeout"], "timeout", "", "timeouts", static (o, _) => o.ShowsTimeouts = true),
        new(["--stats"], "stats", "", "counters", static (o, _) => o.Columns = IpvsAdmColumns.Statistics),
        new(["--rate"], "rate", "", "rates", static (o, _) => o.Columns = o.Columns == IpvsAdmColumns.Usual ? IpvsAdmColumns.Rates : o.Columns),
        new(["--thresholds"], "thresholds", "", "thresholds", static (o, _) => o.Columns = IpvsAdmColumns.Thresholds),
        new(["--persistent-conn"], "persistent-conn", "", "persistent connections", static (o, _) => o.Columns = IpvsAdmColumns.Persistent),
        new(["--tun-info"], "tun-info", "", "tunnels", static (o, _) => o.Columns = IpvsAdmColumns.Tunnels),
        new(["--exact"], "exact", "", "whole numbers", static (o, _) => o.IsExact = true),
        new(["--nosort"], "nosort", "", "as the kernel has them", static (o, _) => o.IsUnsorted = true),
        new(["--sort"], "sort", "", "accepted: a list is sorted", static (_, _) => { }),
    ];

    private static readonly string[] s_serviceOptions = ["service-address", "scheduler", "persistent", "netmask", "pe", "ops", "sched-flags", "ipv6"];

    private static readonly string[] s_serverOptions = ["service-address", "real-server", "forwarding-method", "weight", "u-threshold", "l-threshold", "tun-type", "tun-port", "tun-nocsum", "tun-csum", "tun-remcsum", "ipv6"];

    private static readonly string[] s_listOptions = ["service-address", "ipv6", "numeric", "connection", "timeout", "stats", "rate", "thresholds", "persistent-conn", "tun-info", "exact", "nosort", "sort"];

    public override Parsed<IpvsAdmOptions> Parse(ReadOnlySpan<string> words)
    {
        var options = new IpvsAdmOptions();
        bool json = false;
        var rest = Split(words);
        for (int i = 0; i < rest.Count; i++)
        {
            string word = rest[i];
            int at = Array.FindIndex(s_commands, command => command.Names.Contains(word));
            if (at >= 0)
            {
                if (options.Command is not null) throw Usage($"invalid option `{word}'");
                options.Command = s_commands[at].Command;
            }
            else if (word is "-h" or "--help") return new(options, Help: true);
            else if (word is "-v" or "--version") options.ShowsVersion = true;
            else if (word == "--json") json = true;
            else if (word == "--set") SetTimeouts(options, rest, ref i);
            else if (word is "-p" or "--persistent") Persist(options, rest, ref i);
            else if (word is "--daemon" or "--start-daemon" or "--stop-daemon" or "--syncid" or "--mcast-interface") throw Usage($"option '{word}' is not supported: the daemons that synchronize connections are not driven");
            else if (!word.StartsWith('-')) throw Usage($"unexpected argument {word}");
            else TakeOption(options, rest, ref i);
        }
        if (!options.ShowsVersion) Check(options);
        return new(options, json);
    }

    public override IEnumerable<OptionHelp> Describe()
    {
        foreach (var command in s_commands) yield return new(string.Join(", ", command.Names), command.Help, command.Names);
        yield return new("--set TCP TCPFIN UDP", "change timeouts", ["--set"]);
        yield return new("-p, --persistent [SECONDS]", "clients stay with their server", ["-p", "--persistent"]);
        foreach (var row in s_rows) yield return new($"{string.Join(", ", row.Names)}{(row.Value.Length > 0 ? " " + row.Value : "")}", row.Help, row.Names);
        yield return new("--json", "print JSON", ["--json"]);
    }

    public static UsageFailure Usage(string message)
    {
        var text = new TextBuffer();
        text.Foreign(message);
        text.Append("\n"u8);
        return new(message) { Usage = text.ToString() };
    }

    // Letters may be joined: -Ln is -L -n.
    private static List<string> Split(ReadOnlySpan<string> words)
    {
        var split = new List<string>();
        foreach (string word in words)
        {
            if (word is ['-', not '-', _, ..] && char.IsAsciiLetter(word[1]))
            {
                foreach (char letter in word.AsSpan(1)) split.Add($"-{letter}");
            }
            else
            {
                split.Add(word);
            }
        }
        return split;
    }

    private static void TakeOption(IpvsAdmOptions options, List<string> words, ref int i)
    {
        string word = words[i];
        string? value = null;
        if (word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals) (word, value) = (word[..equals], word[(equals + 1)..]);
        var row = Array.Find(s_rows, row => row.Names.Contains(word)) ?? throw new UsageFailure("") { Usage = Try, Exit = s_unknown };
        if (row.Value.Length > 0 && value is null) value = ++i < words.Count ? words[i] : throw new UsageFailure("") { Usage = Try, Exit = s_unknown };
        if (!options.Given.Add(row.Kind!)) throw Usage($"multiple '{row.Kind}' options specified");
        if (row.Kind == "service-address" && row.Names[0] != "-f") options.Service = Service(row.Names[0], value!);
        else if (row.Kind == "real-server") (options.Server.Address, options.Server.Port) = Address(value!) ?? throw Usage("illegal real server address[:port] specified");
        else row.Set(options, value ?? "");
    }

    private static void Check(IpvsAdmOptions options)
    {
        if (options.Command is not { } command)
        {
            if (options.Given.Count > 0) throw new UsageFailure("") { Usage = Try, Exit = s_unknown };
            return;
        }
        string name = command == IpvsAdmCommand.SetTimeouts ? "set" : Array.Find(s_commands, known => known.Command == command).Name;
        bool isServer = command is IpvsAdmCommand.AddServer or IpvsAdmCommand.EditServer or IpvsAdmCommand.DeleteServer;
        string[] allowed = command switch
        {
            IpvsAdmCommand.List => s_listOptions,
            IpvsAdmCommand.AddService or IpvsAdmCommand.EditService => s_serviceOptions,
            IpvsAdmCommand.AddServer or IpvsAdmCommand.EditServer => s_serverOptions,
            IpvsAdmCommand.DeleteServer => ["service-address", "real-server", "ipv6"],
            IpvsAdmCommand.DeleteService or IpvsAdmCommand.Zero => ["service-address", "ipv6"],
            IpvsAdmCommand.Save => ["numeric"],
            _ => [],
        };
        foreach (string given in options.Given)
            if (!allowed.Contains(given)) throw Usage($"Illegal '{given}' option with the '{name}' command");
        if (options.Mark != 0) options.Service = new(options.IsMark6, 0, options.IsMark6 ? InternetAddress.Any6 : default, 0, options.Mark);
        bool needsService = isServer || command is IpvsAdmCommand.AddService or IpvsAdmCommand.EditService or IpvsAdmCommand.DeleteService;
        if (needsService && options.Service is null) throw Usage($"You need to supply the 'service-address' option for the '{name}' command");
        if (isServer && !options.Given.Contains("real-server")) throw Usage($"You need to supply the 'real-server' option for the '{name}' command");
        if (command is IpvsAdmCommand.AddService or IpvsAdmCommand.EditService && options.Service is { Mark: 0, Port: 0 } && options.Persistence == 0) throw Usage("Zero port specified for non-persistent service");
    }

    private static VirtualServiceKey Service(string option, string text)
    {
        const byte Tcp = 6, Udp = 17, Sctp = 132;
        byte protocol = option switch { "-t" => Tcp, "-u" => Udp, _ => Sctp };
        var (address, port) = Address(text) ?? throw Usage("illegal virtual server address[:port] specified");
        return new(address.Is6, protocol, address, port, 0);
    }

    private static (InternetAddress Address, ushort Port)? Address(string text)
    {
        if (InternetAddress.TryParse(text.Trim('[', ']'), out var whole)) return (whole, 0);
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !InternetAddress.TryParse(text[..colon].Trim('[', ']'), out var address)) return null;
        string service = text[(colon + 1)..];
        if (ushort.TryParse(service, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) return (address, port);
        // /etc/services is the machine's, which a command line does not have.
        return service.Length > 0 && !char.IsAsciiDigit(service[0]) ? throw Usage($"service name `{service}' is not supported here: give the number of its port") : null;
    }

    private static void Mark(IpvsAdmOptions options, string text)
    {
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint mark) || mark == 0) throw Usage($"invalid fwmark value `{text}' specified");
        options.Mark = mark;
    }

    private static void Persist(IpvsAdmOptions options, List<string> words, ref int i)
    {
        const uint Default = 300, Longest = 86400 * 31;
        if (!options.Given.Add("persistent")) throw Usage("multiple 'persistent' options specified");
        options.Persistence = Default;
        if (i + 1 >= words.Count || words[i + 1].StartsWith('-')) return;
        string text = words[++i];
        options.Persistence = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds) && seconds is > 0 and <= Longest ? seconds : throw Usage($"invalid timeout value `{text}' specified");
    }

    private static void SetTimeouts(IpvsAdmOptions options, List<string> words, ref int i)
    {
        const int Count = 3;
        if (options.Command is not null) throw Usage("invalid option `--set'");
        options.Command = IpvsAdmCommand.SetTimeouts;
        var timeouts = new uint[Count];
        for (int k = 0; k < Count; k++)
            timeouts[k] = ++i < words.Count && uint.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds) ? seconds : throw Usage("--set option requires 3 timeout values");
        options.Timeouts = timeouts;
    }

    private static uint Number(string text, uint most, string wrong) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number <= most ? number : throw Usage(wrong);
}
