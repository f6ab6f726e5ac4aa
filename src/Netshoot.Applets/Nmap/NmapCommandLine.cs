using System.Globalization;
using Netshoot.Applets.Scans;
using Netshoot.Cli;
using Netshoot.Packets.Transport;
using Netshoot.Probes.Scan;

namespace Netshoot.Applets.Nmap;

/// <summary>
/// nmap's dialect: getopt_long_only(3) with words that begin with one dash and mean what long ones do (<c>-iL</c>, <c>-oN</c>, <c>-Pn</c>);
/// they are made such ones, and the table is a getopt table.
/// </summary>
internal sealed class NmapCommandLine(Getopt<NmapOptions> table) : CommandLine<NmapOptions>(table.Synopsis, table.UsageExit, table.FailureExit, Notes, table.UsageText)
{
    private const string Notes = """
        Differences from the original: names of services are those of /etc/services; the ports that are scanned by default are those of that file
        and of container platforms; hardware addresses have no vendor's name; services are recognized by probes of our own. Nothing is sent
        faster than the template's window allows unless --min-rate says so. Keys while it runs, as in the original: v d p show more, V D P
        less, any other how far it is.
        """;

    private const string NoScripts = "there are no scripts here", NoGuess = "systems are not guessed here", NoDisguise = "scans are not disguised here";

    public static NmapCommandLine Create() => new(Table());

    public override IEnumerable<OptionHelp> Describe()
    {
        foreach (var option in table.Describe())
            yield return option.Names.StartsWith("--o", StringComparison.Ordinal) && option.Names is "--oN FILE" or "--oX FILE" or "--oG FILE" or "--oA BASE" or "--iL FILE"
                ? new(option.Names[1..], option.Help, [option.Words[0][1..]]) : option;
    }

    public override Parsed<NmapOptions> Parse(ReadOnlySpan<string> words)
    {
        var plain = new string[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            plain[i] = word switch
            {
                "-iL" or "-iR" or "-oN" or "-oX" or "-oG" or "-oA" or "-oS" or "-sI" => "-" + word,
                "-v4" or "-v3" or "-v2" or "-v1" => "-" + new string('v', word[2] - '0'),
                _ => word,
            };
        }
        var parsed = table.Parse(plain);
        parsed.Options.CommandLine = "nmap" + (words.Length > 0 ? " " : "") + string.Join(' ', words!);
        return parsed;
    }

    public static UsageFailure Quitting(string reason) => new(reason) { Usage = reason + "\nQUITTING!\n", Exit = ExitCode.Failed };

    private static Getopt<NmapOptions> Table() => new Getopt<NmapOptions>("[OPTION...] TARGET...", usage: new ExitCode(255), failure: ExitCode.Failed, usageText: "See the output of nmap -h for a summary of options.\n")
    {
        { '\0', "iL", "FILE", "targets from a file; - is standard input", static (o, v) => o.InputFile = v.Text },
        { '\0', "exclude", "HOSTS", "not these", static (o, v) => o.Excluded.AddRange(v.Text.Split(',')) },
        { '\0', "excludefile", "FILE", "not those in the file", static (o, v) => o.ExcludeFile = v.Text },
        { 's', null, "SCANS", "S SYN, T connect, U UDP, A ACK, W window, M Maimon, F FIN, N null, X Xmas, Y SCTP INIT, Z SCTP COOKIE-ECHO, O protocols, V versions, n only who is there, L only list", static (o, v) => Scans(o, v.Text) },
        { '\0', "scanflags", "FLAGS", "flags of TCP", static (o, v) => o.Flags = Flags(v.Text) },
        { 'n', null, "ask no names", static o => o.AsksNoNames = true },
        { 'R', null, "ask names of hosts that are down, too", static o => o.AsksAllNames = true },
        { '\0', "dns-servers", "ADDRESSES", "ask these for names of addresses", static (o, v) => o.NameServers = v.Text },
        { '\0', "system-dns", "ask names as the system does, as always here", static _ => { } },
        { '\0', "traceroute", "show the way to each host", static o => o.Traces = true },
        { '\0', "disable-arp-ping", "no ARP to find neighbors", static o => o.SkipsArp = true },
        { '\0', "send-ip", "no ARP to find neighbors, packets only", static o => o.SkipsArp = true },
        { '\0', "send-eth", "send frames: the kernel makes the same ones", static _ => { } },
        { 'p', null, "PORTS", "22,80-90,-100,60000-, T:, U:, names, [ranges of known ports]", static (o, v) => o.Ports = v.Text },
        { '\0', "exclude-ports", "PORTS", "not these", static (o, v) => o.ExcludedPorts = v.Text },
        { 'F', null, "the hundred ports that are likeliest", static o => o.IsFast = true },
        { '\0', "top-ports", "N", "the likeliest N ports", static (o, v) => o.TopPorts = Whole(v, 1, 65_535, "Argument to --top-ports should be an integer 1 or greater") },
        { 'r', null, "ports in order", static o => o.IsInOrder = true },
        { '\0', "version-intensity", "N", "from 0, what services say by themselves, to 9", static (o, v) => o.Intensity = Whole(v, 0, 9, "version-intensity must be between 0 and 9") },
        { '\0', "version-light", "intensity 2", static o => o.Intensity = 2 },
        { '\0', "version-all", "intensity 9", static o => o.Intensity = 9 },
        { 'T', null, "0-5", "template: 0 paranoid, 1 sneaky, 2 polite, 3 normal, 4 aggressive, 5 insane", static (o, v) => o.Template = Template(v.Text) },
        { '\0', "min-hostgroup", "N", "without effect: groups follow from the ports", static (_, v) => Whole(v, 1, int.MaxValue, "Argument to --min-hostgroup must be at least 1") },
        { '\0', "max-hostgroup", "N", "without effect: groups follow from the ports", static (_, v) => Whole(v, 1, int.MaxValue, "Argument to --max-hostgroup must be at least 1") },
        { '\0', "min-parallelism", "N", "probes that wait, at least", static (o, v) => { int n = Whole(v, 1, 65_535, "Argument to --min-parallelism must be at least 1!"); o.Timings.Add(t => t.LeastParallel = n); } },
        { '\0', "max-parallelism", "N", "probes that wait, at most", static (o, v) => { int n = Whole(v, 1, 65_535, "Argument to --max-parallelism must be at least 1!"); o.Timings.Add(t => t.MostParallel = n); } },
        { 'M', null, "N", "the same", static (o, v) => { int n = Whole(v, 1, 65_535, "Argument to -M must be at least 1!"); o.Timings.Add(t => t.MostParallel = n); } },
        { '\0', "min-rtt-timeout", "TIME", "wait for an answer at least", static (o, v) => { var time = Time(v, "min-rtt-timeout"); o.Timings.Add(t => { t.LeastTimeout = time; t.MostTimeout = Max(t.MostTimeout, time); }); } },
        { '\0', "max-rtt-timeout", "TIME", "wait for an answer at most", static (o, v) => { var time = Time(v, "max-rtt-timeout"); o.Timings.Add(t => { t.MostTimeout = time; t.LeastTimeout = Min(t.LeastTimeout, time); t.InitialTimeout = Min(t.InitialTimeout, time); }); } },
        { '\0', "initial-rtt-timeout", "TIME", "wait for the first answer", static (o, v) => { var time = Time(v, "initial-rtt-timeout"); o.Timings.Add(t => { t.InitialTimeout = time; t.MostTimeout = Max(t.MostTimeout, time); }); } },
        { '\0', "max-retries", "N", "ask again at most", static (o, v) => { int n = Whole(v, 0, 50, "max-retries must be a number from 0 to 50"); o.Timings.Add(t => t.Retries = n); } },
        { '\0', "host-timeout", "TIME", "give a host up", static (o, v) => { var time = Time(v, "host-timeout"); o.Timings.Add(t => t.HostTimeout = time); } },
        { '\0', "scan-delay", "TIME", "between two probes to a host", static (o, v) => { var time = Time(v, "scan-delay"); o.Timings.Add(t => { t.Delay = time; t.MostDelay = Max(t.MostDelay, time); if (time > TimeSpan.Zero) t.MostParallel = t.MostParallel == 0 ? 1 : t.MostParallel; }); } },
        { '\0', "max-scan-delay", "TIME", "how far that may grow", static (o, v) => { var time = Time(v, "max-scan-delay"); o.Timings.Add(t => t.MostDelay = time); } },
        { '\0', "min-rate", "N", "probes a second, at least", static (o, v) => { double n = Rate(v, "min-rate"); o.Timings.Add(t => t.LeastRate = n); } },
        { '\0', "max-rate", "N", "probes a second, at most", static (o, v) => { double n = Rate(v, "max-rate"); o.Timings.Add(t => t.MostRate = n); } },
        { '\0', "mtu", "SIZE", "send fragments of this size", static (o, v) => o.Mtu = Whole(v, 8, 65_528, "Data payload MTU must be >0 and multiple of 8") is var n && n % 8 == 0 ? n : throw Quitting("Data payload MTU must be >0 and multiple of 8") },
        { 'f', null, "send fragments of eight bytes", static o => o.Mtu += 8 },
        { 'S', null, "ADDRESS", "send from this address", static (o, v) => o.Source = v.Text },
        { 'e', null, "IFACE", "the interface to send by", static (o, v) => o.Device = v.Text },
        { 'g', "source-port", "PORT", "the port to send from", static (o, v) => o.SourcePort = (ushort)Whole(v, 0, 65_535, "Incorrect source port argument") },
        { '\0', "data", "HEX", "bytes to carry", static (o, v) => o.Data = ScanNumber.TryReadHex(v.Text) ?? throw Quitting("Invalid hex string specified") },
        { '\0', "data-string", "TEXT", "text to carry", static (o, v) => o.Data = System.Text.Encoding.UTF8.GetBytes(v.Text) },
        { '\0', "data-length", "N", "random bytes to carry", static (o, v) => { o.Data = new byte[Whole(v, 0, 1400, "data-length must be between 0 and 1400")]; Random.Shared.NextBytes(o.Data); } },
        { '\0', "ip-options", "OPTIONS", "R, T, U, L HOST..., S HOST..., or bytes", static (o, v) => o.IpOptions = IpOptionWords.TryRead(v.Text) ?? throw Quitting("Incorrect IP options specification.") },
        { '\0', "ttl", "HOPS", "time to live", static (o, v) => o.HopLimit = (byte)Whole(v, 0, 255, "ttl option must be a number between 0 and 255 (inclusive)") },
        { '\0', "badsum", "wrong checksums", static o => o.HasBadSum = true },
        { '\0', "oN", "FILE", "write the text", static (o, v) => o.NormalFile = v.Text },
        { '\0', "oX", "FILE", "write XML", static (o, v) => o.XmlFile = v.Text },
        { '\0', "oG", "FILE", "write lines for grep", static (o, v) => o.GrepableFile = v.Text },
        { '\0', "oA", "BASE", "write all three", static (o, v) => (o.NormalFile, o.XmlFile, o.GrepableFile) = (v.Text + ".nmap", v.Text + ".xml", v.Text + ".gnmap") },
        { '\0', "stats-every", "TIME", "say how far it is", static (o, v) => o.StatisticsPeriod = ScanNumber.TryReadTime(v.Text, out var time) && time > TimeSpan.Zero && time < TimeSpan.FromDays(1) ? time : throw Quitting("Bogus --stats-every argument specified") },
        { '\0', "reason", "say why", static o => o.ShowsReasons = true },
        { '\0', "open", "only ports that are open, or may be", static o => o.ShowsOpenOnly = true },
        { '\0', "packet-trace", "show packets", static o => o.TracesPackets = true },
        { '\0', "noninteractive", "no keys", static _ => { } },
        { '\0', "no-stylesheet", "without effect: the XML names none", static _ => { } },
        { '6', null, "IPv6", static o => o.Is6 = true },
        { '\0', "privileged", "take it that raw packets are allowed", static o => o.IsPrivileged = true },
        { '\0', "unprivileged", "take it that they are not", static o => o.IsPrivileged = false },
        { 'V', "version", "print the version", static o => o.ShowsVersion = true },
        { 'h', "help", "print this help", static o => o.ShowsHelp = true },
        { static (o, v) => o.Targets.Add(v.Text) },
    }
        .Optional('P', null, "HOW", "n take all as up; E, P, M echo, timestamp, mask; S, A, U, Y with ports; R ARP", static (o, v) => Ping(o, v.Text))
        .Optional('v', null, "N", "show more", static (o, v) => o.Verbosity = Level(v, o.Verbosity, 'v'))
        .Optional('d', null, "N", "show how it goes", static (o, v) => { o.Debugging = Level(v, o.Debugging, 'd'); o.Verbosity = Math.Max(o.Verbosity, o.Debugging); })
        .Refuse('O', null, false, NoGuess)
        .Refuse('\0', "osscan-limit", false, NoGuess)
        .Refuse('\0', "osscan-guess", false, NoGuess)
        .Refuse('A', null, false, "it asks for systems and scripts too; say -sV --traceroute")
        .Refuse('\0', "script", true, NoScripts)
        .Refuse('\0', "script-args", true, NoScripts)
        .Refuse('\0', "script-args-file", true, NoScripts)
        .Refuse('\0', "script-trace", false, NoScripts)
        .Refuse('\0', "script-updatedb", false, NoScripts)
        .Refuse('\0', "script-help", true, NoScripts)
        .Refuse('D', null, true, NoDisguise)
        .Refuse('\0', "spoof-mac", true, NoDisguise)
        .Refuse('\0', "proxies", true, NoDisguise)
        .Refuse('\0', "sI", true, "an idle scan burdens a third host")
        .Refuse('b', null, true, "a bounce scan burdens a third host")
        .Refuse('\0', "iR", true, "strangers are not scanned")
        .Refuse('\0', "oS", true, "it has no use")
        .Refuse('\0', "append-output", false, "files are written anew")
        .Refuse('\0', "resume", true, "a scan begins at its beginning")
        .Refuse('\0', "port-ratio", true, "how often ports are open is not known here")
        .Refuse('\0', "version-trace", false, "use -d")
        .Refuse('\0', "servicedb", true, "names of services are those of the target's /etc/services")
        .Refuse('\0', "versiondb", true, "services are recognized by probes of our own")
        .Refuse('\0', "allports", false, "no port is left out when services are asked")
        .Refuse('\0', "unique", false, "give each address once")
        .Refuse('\0', "resolve-all", false, "give each address of the name: netshoot dig +short shows them")
        .Refuse('\0', "discovery-ignore-rst", false, "a reset shows that there is a host")
        .Refuse('\0', "defeat-rst-ratelimit", false, "every port is asked until it answers or time is over")
        .Refuse('\0', "release-memory", false, "it has no use")
        .Refuse('\0', "log-errors", false, "errors go to standard error")
        .Refuse('\0', "nsock-engine", true, "there is one engine")
        .Refuse('\0', "iflist", false, "netshoot ip addr and netshoot ip route show it")
        .Refuse('\0', "datadir", true, "there are no data files")
        .Refuse('\0', "stylesheet", true, "the XML names none")
        .Refuse('\0', "webxml", false, "the XML names no style sheet");

    private static void Scans(NmapOptions options, string letters)
    {
        foreach (char letter in letters)
        {
            if (letter == 'C') throw new UsageFailure($"option '-sC' is not supported: {NoScripts}");
            if (letter == 'V') options.FindsVersions = true;
            else if ("STUAWMFNXOYZnL".Contains(letter)) options.Scans += letter == 'P' ? 'n' : letter;
            else throw new UsageFailure("") { Usage = $"Scantype {letter} not supported\n\n", Exit = ExitCode.Failed };
        }
    }

    private static void Ping(NmapOptions options, string how)
    {
        const ushort Web = 80, Unused = 40125;
        char letter = how.Length > 0 ? how[0] : 'E';
        string ports = how.Length > 1 ? how[1..] : "";
        switch (letter)
        {
            case 'n' or 'N' or 'D' or '0': options.TakesAsUp = true; break;
            case 'E': options.Pings.Add(new(ProbeKind.Echo, 0)); break;
            case 'P': options.Pings.Add(new(ProbeKind.Timestamp, 0)); break;
            case 'M': options.Pings.Add(new(ProbeKind.Mask, 0)); break;
            case 'R': break;
            case 'S' or 'T': AddPorts(ProbeKind.Tcp, letter == 'S' ? TcpFlags.Syn : TcpFlags.Ack, Web); break;
            case 'A': AddPorts(ProbeKind.Tcp, TcpFlags.Ack, Web); break;
            case 'U': AddPorts(ProbeKind.Udp, TcpFlags.None, Unused); break;
            case 'Y': AddPorts(ProbeKind.SctpInit, TcpFlags.None, Web); break;
            case 'O': throw new UsageFailure("option '-PO' is not supported: hosts are found by -PE, -PS, -PA, -PU");
            default: throw Quitting("Illegal Argument to -P, use -Pn, -PE, -PS, -PA, -PP, -PM, -PU, -PY, or -PO");
        }

        void AddPorts(ProbeKind kind, TcpFlags flags, ushort usual)
        {
            var set = new PortSet();
            if (ports.Length == 0) set.Tcp[usual] = true;
            else if (set.Read(ports, null) != PortListFault.None) throw Quitting($"Bogus argument to -P{letter}: {ports}");
            foreach (ushort port in PortSet.Of(set.Tcp)) options.Pings.Add(new(kind, port, flags));
        }
    }

    private static TcpFlags Flags(string text)
    {
        if (text.Length > 0 && char.IsAsciiDigit(text[0])) return ScanNumber.TryRead(text, 255, out uint bits) ? (TcpFlags)bits : throw Quitting("--scanflags option must be a number between 0 and 255 (inclusive) or a string like \"URGPSHFIN\".");
        ReadOnlySpan<(string Word, TcpFlags Flag)> words = [("FIN", TcpFlags.Fin), ("SYN", TcpFlags.Syn), ("RST", TcpFlags.Reset), ("PSH", TcpFlags.Push), ("ACK", TcpFlags.Ack), ("URG", TcpFlags.Urgent), ("ECE", TcpFlags.EcnEcho), ("CWR", TcpFlags.CongestionWindowReduced)];
        var flags = TcpFlags.None;
        foreach (var (word, flag) in words)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase) || text.Equals("ALL", StringComparison.OrdinalIgnoreCase)) flags |= flag;
        return flags != TcpFlags.None || text.Equals("NONE", StringComparison.OrdinalIgnoreCase) ? flags : throw Quitting("--scanflags option must be a number between 0 and 255 (inclusive) or a string like \"URGPSHFIN\".");
    }

    private static int Template(string text)
    {
        string[] names = ["paranoid", "sneaky", "polite", "normal", "aggressive", "insane"];
        if (text is [>= '0' and <= '5']) return text[0] - '0';
        int at = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at
            : throw Quitting("Unknown timing mode (-T argument).  Use either \"Paranoid\", \"Sneaky\", \"Polite\", \"Normal\", \"Aggressive\", \"Insane\" or a number from 0 (Paranoid) to 5 (Insane)");
    }

    private static int Whole(OptionValue value, int least, int most, string reason)
        => int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : throw Quitting(reason);

    private static double Rate(OptionValue value, string name)
        => double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number > 0 ? number
            : throw Quitting($"Argument to --{name} must be a positive floating-point number");

    private static TimeSpan Time(OptionValue value, string name)
        => ScanNumber.TryReadTime(value.Text, out var time) && time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1) ? time : throw Quitting($"Bogus --{name} argument specified");

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static int Level(OptionValue value, int level, char letter)
        => value.Text.Length == 0 ? level + 1
            : value.Text.AsSpan().TrimStart(letter).IsEmpty ? level + 1 + value.Text.Length
            : value.Text is [>= '0' and <= '9'] ? value.Text[0] - '0'
            : throw Quitting($"Invalid argument to -{letter}: \"{value.Text}\".");
}
