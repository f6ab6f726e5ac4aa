using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Throughput.Iperf3;

namespace Netshoot.Applets.Iperf3;

/// <summary>The options of iperf3(1), 3.12, and --json-stream of later ones.</summary>
internal static class Iperf3CommandLine
{
    private const string Usage = """
        Usage: iperf3 [-s|-c host] [options]
               iperf3 [-h|--help] [-v|--version]


        """;

    public static readonly Getopt<Iperf3Options> Table = new("[-s|-c HOST] [OPTIONS]", usage: ExitCode.Failed, usageText: Usage)
    {
        { 'p', "port", "PORT", "server port to listen on or connect to (5201)", static (o, v) => o.Port = Whole(v, 1, 65535, "port number must be between 1 and 65535 inclusive") },
        { 'f', "format", "[kmgtKMGT]", "units of the report", static (o, v) => o.Format = v.Text is [var letter] && "kmgtKMGT".Contains(letter, StringComparison.Ordinal) ? letter : throw Parameter("bad format specifier (valid formats are in the set [kmgtKMGT])") },
        { 'i', "interval", "SECONDS", "time between reports (1); 0 for none", static (o, v) => o.Interval = Interval(v) },
        { 'I', "pidfile", "FILE", "write the process's number to FILE", static (o, v) => o.PidFile = v.Text },
        { 'F', "file", "NAME", "send this file, or write what comes to it", static (o, v) => o.File = v.Text },
        { 'A', "affinity", "N[,M]", "run on processor N, the server on M", SetAffinity },
        { 'B', "bind", "HOST[%DEV]", "bind to the address HOST", static (o, v) => o.Bind = v.Text },
        { '\0', "bind-dev", "DEV", "bind to the interface DEV", static (o, v) => o.Device = v.Text },
        { 'V', "verbose", "more details", static o => o.Verbose = true },
        { 'J', "json", "print JSON, at the end", static o => o.Json = true },
        { '\0', "json-stream", "print JSON, one object a line, as it happens", static o => o.JsonStream = o.Json = true },
        { '\0', "logfile", "FILE", "write to FILE instead of standard output", static (o, v) => o.LogFile = v.Text },
        { '\0', "forceflush", "write each interval at once (always so here)", static _ => { } },
        { '\0', "rcv-timeout", "MS", "end a test when nothing comes for so long (120000)", static (o, v) => o.ReceiveTimeout = Whole(v, 100, 86_400_000, "receive timeout value is incorrect or not in range: Success") },
        { '\0', "snd-timeout", "MS", "how long sent data may stay unacknowledged", static (o, v) => o.SendTimeout = Whole(v, 0, 86_400_000, "send timeout value is incorrect or not in range: Success") },
        { 'v', "version", "print the version", static o => o.Version = true },
        { 'h', "help", "print this help", static o => o.Help = true },
        { 's', "server", "run as server", static o => o.Serves = true },
        { 'D', "daemon", "run the server in the background", Server(static o => o.Daemon = true) },
        { '1', "one-off", "serve one client, then end", Server(static o => o.OneOff = true) },
        { '\0', "idle-timeout", "SECONDS", "start anew, or with -1 end, when nobody comes for so long", ServerValue(static (o, v) => o.Idle = Whole(v, 1, 86400, "idle timeout parameter is not positive or larger than allowed limit")) },
        { '\0', "server-bitrate-limit", "RATE[/SECONDS]", "refuse and end tests that exceed this", ServerValue(SetRateLimit) },
        { '\0', "rsa-private-key-path", "FILE", "the key to read clients' credentials with", ServerValue(static (o, v) => o.PrivateKey = v.Text) },
        { '\0', "authorized-users-path", "FILE", "who may test: lines of USER,SHA256", ServerValue(static (o, v) => o.AuthorizedUsers = v.Text) },
        { '\0', "time-skew-threshold", "SECONDS", "how far clients' clocks may differ (10)", ServerValue(static (o, v) => o.Skew = Whole(v, 1, int.MaxValue, "skew threshold must be a positive number")) },
        { 'c', "client", "HOST[%DEV]", "run as client of HOST", static (o, v) => o.Server = v.Text },
        { 'u', "udp", "UDP instead of TCP", Client(static o => o.IsUdp = true) },
        { '\0', "connect-timeout", "MS", "how long to try to connect", ClientValue(static (o, v) => o.ConnectTimeout = Whole(v, 0, int.MaxValue, "unable to set connect timeout")) },
        { 'b', "bitrate", "RATE[KMG][/BURST]", "bits per second of each stream (1 Mbit/s for UDP, else 0: no limit)", ClientValue(SetRate) },
        { '\0', "bandwidth", "RATE", "an old name of --bitrate", ClientValue(SetRate) },
        { '\0', "pacing-timer", "US", "how often the rate is looked at (1000)", ClientValue(static (o, v) => o.PacingTimer = (int)Math.Clamp(SizeText.Bytes(v.Text) ?? 0, 0, 10_000_000)) },
        { '\0', "fq-rate", "RATE", "pace in the kernel, bits per second", ClientValue(static (o, v) => o.FairQueueRate = SizeText.Rate(v.Text) ?? throw NotNumber(v)) },
        { '\0', "no-fq-socket-pacing", "an old name of --fq-rate=0", Client(static o => o.FairQueueRate = 0) },
        { 't', "time", "SECONDS", "how long to send (10)", ClientValue(static (o, v) => o.Time = Whole(v, 0, Iperf3Parameters.LongestTest, "test duration too long (maximum = 86400 seconds)")) },
        { 'n', "bytes", "N[KMG]", "how many bytes to send", ClientValue(static (o, v) => o.Bytes = (long)(SizeText.Bytes(v.Text) ?? throw NotNumber(v))) },
        { 'k', "blockcount", "N[KMG]", "how many blocks to send", ClientValue(static (o, v) => o.Blocks = (long)(SizeText.Bytes(v.Text) ?? throw NotNumber(v))) },
        { 'l', "length", "N[KM]", "bytes of a block (128K for TCP, as fits for UDP)", ClientValue(static (o, v) => o.BlockSize = (int)Math.Clamp(SizeText.Bytes(v.Text) ?? throw NotNumber(v), 0, int.MaxValue)) },
        { '\0', "cport", "PORT", "the client's port of the data streams", ClientValue(static (o, v) => o.ClientPort = Whole(v, 1, 65535, "port number must be between 1 and 65535 inclusive")) },
        { 'P', "parallel", "N", "streams side by side", ClientValue(static (o, v) => o.Streams = Whole(v, 1, Iperf3Parameters.MostStreams, "number of parallel streams too large (maximum = 128)")) },
        { 'R', "reverse", "the server sends", Client(static o => o.Reverse = true) },
        { '\0', "bidir", "both send", Client(static o => o.Bidirectional = true) },
        { 'w', "window", "N[KMG]", "size of the sockets' buffers", ClientValue(SetWindow) },
        { 'M', "set-mss", "N", "maximum segment size of TCP", ClientValue(static (o, v) => o.MaximumSegment = Whole(v, 1, 9216, "TCP MSS too large (maximum = 9216 bytes)")) },
        { 'N', "no-delay", "do not wait to fill segments (TCP_NODELAY)", Client(static o => o.NoDelay = true) },
        { '4', "version4", "IPv4 only", static o => o.Family = NameFamily.Ip4 },
        { '6', "version6", "IPv6 only", static o => o.Family = NameFamily.Ip6 },
        { 'S', "tos", "N", "type of service", ClientValue(static (o, v) => o.TypeOfService = TypeOfService(v.Text, 255, 0)) },
        { '\0', "dscp", "N or NAME", "differentiated services code point", ClientValue(static (o, v) => o.TypeOfService = CodePoint(v.Text)) },
        { 'L', "flowlabel", "N", "flow label of IPv6", ClientValue(static (o, v) => o.FlowLabel = Whole(v, 0, 0xfffff, "unable to set IPv6 flow label")) },
        { 'Z', "zerocopy", "send without a copy (always so here; the server is told)", Client(static o => o.ZeroCopy = true) },
        { 'O', "omit", "SECONDS", "seconds at the beginning that do not count", ClientValue(static (o, v) => o.Omit = Whole(v, 0, Iperf3Parameters.LongestOmit, "bogus value for --omit")) },
        { 'T', "title", "TEXT", "in front of every line", ClientValue(static (o, v) => o.Title = v.Text) },
        { '\0', "extra-data", "TEXT", "a member of the JSON", ClientValue(static (o, v) => o.ExtraData = v.Text) },
        { 'C', "congestion", "NAME", "congestion control of TCP", ClientValue(static (o, v) => o.Congestion = v.Text) },
        { '\0', "linux-congestion", "NAME", "an old name of --congestion", ClientValue(static (o, v) => o.Congestion = v.Text) },
        { '\0', "get-server-output", "print what the server printed, too", Client(static o => o.GetServerOutput = true) },
        { '\0', "udp-counters-64bit", "count datagrams in 64 bits", Client(static o => o.WideCounters = true) },
        { '\0', "repeating-payload", "send digits instead of random bytes", Client(static o => o.RepeatingPayload = true) },
        { '\0', "dont-fragment", "set the don't-fragment bit of IPv4 UDP", Client(static o => o.DontFragment = true) },
        { '\0', "username", "NAME", "who is testing; the password is asked for, or IPERF3_PASSWORD", ClientValue(static (o, v) => o.UserName = v.Text) },
        { '\0', "rsa-public-key-path", "FILE", "the key to encrypt credentials with", ClientValue(static (o, v) => o.PublicKey = v.Text) },
        static (_, _) => { },
    };

    static Iperf3CommandLine()
    {
        Table.Optional('d', "debug", "LEVEL", "what passes the control connection", static (o, v) => o.Debug = v.Text is "" or [>= '1' and <= '4'] ? true : throw v.Invalid("is no level from 1 to 4"));
        Table.Optional('\0', "timestamps", "FORMAT", "the time in front of every line, in the form of strftime(3)", static (o, v) => o.Timestamps = v.Text.Length > 0 ? v.Text : "%c ")
            .Refuse('\0', "sctp", takesValue: false, "SCTP is not spoken here")
            .Refuse('X', "xbind", takesValue: true, "SCTP is not spoken here")
            .Refuse('\0', "nstreams", takesValue: true, "SCTP is not spoken here");
    }

    /// <summary>A combination that the original refuses.</summary>
    public static UsageFailure Parameter(string message) => new(message) { Usage = $"iperf3: parameter error - {message}\n\n", Exit = ExitCode.Failed };

    /// <summary>What the options do not allow together.</summary>
    public static void Check(Iperf3Options options)
    {
        if (options.Serves && options.Server is not null) throw Parameter("cannot be both server and client");
        if (!options.Serves && options.Server is null) throw Parameter("must either be a client (-c) or server (-s)");
        if (options.Serves && options.ClientOnly) throw Parameter("some option you are trying to set is client only");
        if (!options.Serves && options.ServerOnly) throw Parameter("some option you are trying to set is server only");
        if (options.Reverse && options.Bidirectional) throw Parameter("cannot be both reverse and bidirectional");
        if (new[] { options.Time is not null, options.Bytes > 0, options.Blocks > 0 }.Count(static given => given) > 1) throw Parameter("only one test end condition (-t, -n, -k) may be specified");
        if (options.IsUdp && options.BlockSize != 0 && options.BlockSize is < Iperf3Parameters.SmallestDatagram or > Iperf3Parameters.LargestDatagram && options.IsUdp)
            throw Parameter("block size invalid (minimum = 16 bytes, maximum = 65507 bytes)");
        if (options.BlockSize > Iperf3Parameters.LargestBlock) throw Parameter("block size too large (maximum = 1048576 bytes)");
        if ((options.UserName is null) != (options.PublicKey is null)) throw Parameter("you must specify a username, password, and path to a valid RSA public key");
        if ((options.PrivateKey is null) != (options.AuthorizedUsers is null)) throw Parameter("you must specify a path to a valid RSA private key and a user credential file");
    }

    private static Action<Iperf3Options> Server(Action<Iperf3Options> set) => o =>
    {
        o.ServerOnly = true;
        set(o);
    };

    private static Action<Iperf3Options, OptionValue> ServerValue(Action<Iperf3Options, OptionValue> set) => (o, v) =>
    {
        o.ServerOnly = true;
        set(o, v);
    };

    private static Action<Iperf3Options> Client(Action<Iperf3Options> set) => o =>
    {
        o.ClientOnly = true;
        set(o);
    };

    private static Action<Iperf3Options, OptionValue> ClientValue(Action<Iperf3Options, OptionValue> set) => (o, v) =>
    {
        o.ClientOnly = true;
        set(o, v);
    };

    private static int Whole(OptionValue value, int least, int most, string complaint)
        => int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : throw Parameter(complaint);

    private static UsageFailure NotNumber(OptionValue value) => Parameter($"{value.Option}: '{value.Text}' is not an amount");

    private static double Interval(OptionValue value)
        => double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is 0 or >= 0.1 and <= 60
            ? seconds : throw Parameter("invalid report interval (min = 0.1, max = 60 seconds)");

    private static void SetAffinity(Iperf3Options options, OptionValue value)
    {
        string[] parts = value.Text.Split(',');
        if (parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int own)) throw Parameter("unable to set CPU affinity: Invalid argument");
        options.Affinity = own;
        if (parts.Length < 2) return;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int server)) throw Parameter("unable to set CPU affinity: Invalid argument");
        options.ServerAffinity = server;
        options.ClientOnly = true;
    }

    private static void SetRate(Iperf3Options options, OptionValue value)
    {
        string[] parts = value.Text.Split('/');
        options.Rate = SizeText.Rate(parts[0]) ?? throw NotNumber(value);
        if (parts.Length == 1) return;
        if (parts.Length > 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int burst) || burst is <= 0 or > 1000) throw Parameter("invalid burst count (maximum = 1000)");
        options.Burst = burst;
    }

    private static void SetRateLimit(Iperf3Options options, OptionValue value)
    {
        string[] parts = value.Text.Split('/');
        options.RateLimit = SizeText.Rate(parts[0]) ?? throw NotNumber(value);
        if (parts.Length > 1) options.RateLimitSeconds = double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0.1 and <= 60 ? seconds : throw Parameter("averaging interval is not positive or larger than allowed limit");
    }

    private static void SetWindow(Iperf3Options options, OptionValue value)
    {
        const long Largest = 512 * 1024 * 1024;
        options.Window = (long)(SizeText.Bytes(value.Text) ?? throw NotNumber(value));
        if (options.Window > Largest) throw Parameter("socket buffer size too large (maximum = 536870912 bytes)");
    }

    private static int TypeOfService(string text, int most, int shift)
    {
        // The prefixes of strtol(3): 0x for hexadecimal, 0 for octal.
        int? value = text switch
        {
            ['0', 'x' or 'X', .. var digits] => int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int n) ? n : null,
            ['0', _, ..] when text.All(static c => c is >= '0' and <= '7') && text.Length < 8 => Convert.ToInt32(text, 8),
            _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null,
        };
        return value is { } number && number >= 0 && number <= most ? number << shift : throw Parameter("bad TOS value (must be between 0 and 255 inclusive)");
    }

    /// <summary>Code points by name: RFC 2474, 2597, 3246, 5865.</summary>
    private static int CodePoint(string text)
    {
        const int Shift = 2;
        return text.ToLowerInvariant() switch
        {
            "ef" => 46 << Shift,
            "va" or "voice-admit" => 44 << Shift,
            "le" => 1 << Shift,
            ['c', 's', >= '0' and <= '7' and var selector] => (selector - '0') << 5,
            ['a', 'f', >= '1' and <= '4' and var group, >= '1' and <= '3' and var drop] => ((group - '0') << 5) | ((drop - '0') << 3),
            _ => TypeOfService(text, 63, Shift),
        };
    }
}
