using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Probes.Throughput.Iperf2;

namespace Netshoot.Applets.Iperf;

/// <summary>The options of iperf(1), 2.1.8.</summary>
internal static class IperfCommandLine
{
    public static readonly Getopt<IperfOptions> Table = Refusals(new("[-s|-c HOST] [OPTIONS]", usage: ExitCode.Failed, usageText: "Usage: iperf [-s|-c host] [options]\nTry `iperf --help' for more information.\n")
    {
        { 'b', "bandwidth", "N[kmgKMG|pps]", "bits, or packets, per second to send (UDP: 1M)", SetRate },
        { 'f', "format", "[bkmgBKMG]", "units of the report", static (o, v) => o.Format = v.Text is [var letter, ..] && "bkmgBKMGaA".Contains(letter, StringComparison.Ordinal) ? letter : throw v.Invalid("is no format: b, k, m, g for bits, B, K, M, G for bytes") },
        { '\0', "hide-ips", "show only the ends of addresses", static o => o.HidesAddresses = true },
        { 'i', "interval", "SECONDS", "time between reports", static (o, v) => o.Interval = v.Text == "f" ? throw v.Invalid("is not supported: intervals are of time, not of frames") : v.Number(0, 86400) },
        { 'l', "len", "N[kmKM]", "bytes of a block or datagram (128K; 1470, and 1450 for IPv6)", static (o, v) => o.BlockSize = (int)Amount(v, 1, 1024 * 1024) },
        { 'm', "print_mss", "print the maximum segment size of TCP", static o => o.PrintsSegment = true },
        { 'o', "output", "FILE", "write to FILE", static (o, v) => o.OutputFile = v.Text },
        { 'p', "port", "PORT[-PORT]", "the server's port (5001); of a client also ports, one for each stream", SetPort },
        { '\0', "sum-only", "report sums only", static o => o.OnlySums = true },
        { 'u', "udp", "UDP instead of TCP", static o => o.IsUdp = true },
        { 'w', "window", "N[KM]", "size of the sockets' buffers", static (o, v) => o.Window = (int)Amount(v, 1, 1 << 30) },
        { 'B', "bind", "HOST[:PORT][%DEV]", "bind to an address, and to an interface", static (o, v) => o.Bind = v.Text },
        { 'M', "mss", "N", "maximum segment size of TCP", static (o, v) => o.MaximumSegment = v.Int(1, 65535) },
        { 'N', "nodelay", "do not wait to fill segments (TCP_NODELAY)", static o => o.NoDelay = true },
        { 'S', "tos", "N", "type of service", static (o, v) => o.TypeOfService = TrafficClassKeyword.Parse(v.Text) },
        { 'Z', "tcp-congestion", "NAME", "congestion control of TCP", static (o, v) => o.Congestion = v.Text },
        { 's', "server", "run as server", static o => o.Serves = true },
        { '1', "singleclient", "serve one client after the other", static o => o.Serializes = true },
        { 't', "time", "SECONDS", "how long to send (10), or to serve", static (o, v) => o.Time = v.Number(0, 86400 * 365) },
        { 'U', "single_udp", "one thread for all UDP (no difference here)", static _ => { } },
        { 'D', "daemon", "run the server in the background", static o => o.Daemon = true },
        { 'V', "ipv6_domain", "IPv6", static o => o.Family = NameFamily.Any },
        { 'c', "client", "HOST", "run as client of HOST", SetServer },
        { 'd', "dualtest", "both send at once, each on connections of its own", static o => o.Dual = true },
        { '\0', "full-duplex", "both send at once, on the same connections", static o => o.FullDuplex = true },
        { 'n', "num", "N[kmgKMG]", "how many bytes each stream sends", static (o, v) => o.Bytes = (long)Amount(v, 1, int.MaxValue) },
        { 'r', "tradeoff", "first the client sends, then the server", static o => o.Tradeoff = true },
        { 'F', "fileinput", "FILE", "send this file", static (o, v) => o.File = v.Text },
        { 'L', "listenport", "PORT", "where the server connects back to", static (o, v) => o.ListenPort = v.Int(1, 65535) },
        { 'P', "parallel", "N", "streams side by side", static (o, v) => o.Streams = v.Int(1, 128) },
        { 'R', "reverse", "the server sends", static o => o.Reverse = true },
        { 'T', "ttl", "N", "hop limit", static (o, v) => o.HopLimit = v.Int(1, 255) },
        { 'x', "reportexclude", "[CDMSV]", "leave out reports: C connections, D data, S settings, V the server's", static (o, v) => o.Excluded = v.Text.ToUpperInvariant() },
        { 'y', "reportstyle", "C", "comma-separated values", static (o, v) => o.IsCsv = v.Text is "C" or "c" ? true : throw v.Invalid("is no style but C") },
        { 'e', "enhanced", "reports that tell all there is", static o => o.Enhanced = true },
        { 'z', "realtime", "ask for the real-time scheduler", static o => o.RealTime = true },
        { 'C', "compatibility", "ask nothing that servers of old do not understand", static o => o.Compatible = true },
        { 'I', "stdin", "send what comes on standard input", static o => o.File = "/dev/stdin" },
        { 'X', "peer-detect", "ask the server for its version first", static o => o.DetectsPeer = true },
        { '\0', "trip-times", "measure the way from write to read; both clocks must agree", static o => o.TripTimes = true },
        { '\0', "bounceback-period", "SECONDS", "time between two bursts of --bounceback (1)", static (o, v) => o.BouncePeriod = v.Number(0, 86400) },
        { '\0', "bounceback-hold", "MILLISECONDS", "how long the server keeps each message of --bounceback", static (o, v) => o.BounceHold = v.Number(0, 10_000) },
        { '\0', "bounceback-no-quickack", "acknowledge --bounceback as TCP does by itself", static o => o.BounceNoQuickAck = true },
        { '\0', "no-udp-fin", "do not wait for the server's report", static o => o.NoFin = true },
        { '\0', "fq-rate", "N[kmgKMG]", "bits per second that the kernel's pacing keeps to", static (o, v) => o.PacingRate = Amount(v, 1, 1e15) },
        { '\0', "connect-retries", "N", "try a refused connection so often again", static (o, v) => o.ConnectRetries = v.Int(0, 100_000) },
        { '\0', "tcp-quickack", "acknowledge at once (TCP_QUICKACK)", static o => o.QuickAcknowledgements = true },
        { '\0', "tcp-rx-window-clamp", "N[kmKM]", "no larger window than that (TCP_WINDOW_CLAMP)", static (o, v) => o.WindowClamp = (int)Amount(v, 1, 1 << 30) },
        { '\0', "tcp-write-prefetch", "N[kmKM]", "write when so little waits to be sent (TCP_NOTSENT_LOWAT)", static (o, v) => o.Prefetch = (int)Amount(v, 1, 1 << 30) },
        { '\0', "tos-override", "N", "what a server's packets bear whatever its clients' do", static (o, v) => o.ReflectedTypeOfService = TrafficClassKeyword.Parse(v.Text) },
        { '\0', "txdelay-time", "SECONDS", "wait between connecting and sending", static (o, v) => o.Delay = v.Number(0, 86400) },
        { '\0', "bounceback-txdelay", "SECONDS", "the same before --bounceback", static (o, v) => o.Delay = v.Number(0, 86400) },
        { '\0', "txstart-time", "SECONDS", "send from this time on, in seconds since 1970", static (o, v) => o.Start = v.Number(0, uint.MaxValue) },
        { '\0', "incr-dstip", "each stream of -P goes to the next address", static o => o.Steps |= Iperf2Steps.RemoteAddress },
        { '\0', "incr-dstport", "and to the next port", static o => o.Steps |= Iperf2Steps.RemotePort },
        { '\0', "incr-srcip", "and comes from the next address (with -B)", static o => o.Steps |= Iperf2Steps.LocalAddress },
        { '\0', "incr-srcport", "and from the next port (with -B HOST:PORT)", static o => o.Steps |= Iperf2Steps.LocalPort },
        { '\0', "permit-key-timeout", "SECONDS", "how long a server's key is good (20); 0 for ever", static (o, v) => o.KeyLifetime = v.Number(0, 86400 * 365) },
        { '\0', "sum-dstip", "sum by the address that connections come to", static o => o.SumsByLocal = true },
        { '\0', "no-connect-sync", "do not wait for the other connections (they stand before the first byte here)", static _ => { } },
        { '\0', "NUM_REPORT_STRUCTS", "N", "memory for reports (no difference here)", static (_, _) => { } },
        { '\0', "burst-period", "SECONDS", "send in bursts, one in so many seconds (1)", static (o, v) => o.BurstPeriod = v.Number(0.001, 86400) },
        { '\0', "burst-size", "N[kmKM]", "of so many bytes (1M)", static (o, v) => o.BurstSize = (long)Amount(v, 1, 1L << 40) },
        { 'v', "version", "print the version", static o => o.Version = true },
        { 'h', "help", "print this help", static o => o.Help = true },
        static (_, _) => { },
    });

    private static Getopt<IperfOptions> Refusals(Getopt<IperfOptions> table)
    {
        table.Optional('\0', "bounceback", "WRITES", "send messages that the server sends back, so many (10) a burst", static (o, v) => o.BounceWrites = v.Text.Length == 0 ? 10 : v.Int(1, 1_000_000));
        table.Optional('\0', "near-congestion", "WEIGHT", "wait for this share (0.5) of the round trip after each block", SetWeight);
        table.Optional('\0', "isochronous", "FPS:MEAN,STDEV", "send bursts in the manner of video (60:20m,0)", SetFrames);
        table.Optional('\0', "histograms", "WIDTH[um],BINS[,LOWER,UPPER]", "sort latencies (100u,10000,5,95)", static (o, v) => o.Bins = HistogramText.Parse(v));
        table.Optional('\0', "udp-histogram", "WIDTH[um],BINS[,LOWER,UPPER]", "the same by its older name", static (o, v) => o.Bins = HistogramText.Parse(v));
        table.Optional('\0', "permit-key", "KEY", "serve who knows the key; of a server without one, a new one", SetKey);
        table.Optional('\0', "connect-only", "N", "connect and close, so many times (10; 0 without end), and tell how long it took", static (o, v) => o.Connects = v.Text.Length == 0 ? 10 : v.Int(0));
        table.Optional('\0', "local-only", "0|1", "no farther than this machine's links (SO_DONTROUTE)", static (o, v) => o.OnlyLocal = v.Text is "" or "1" ? true : v.Text == "0" ? false : throw v.Invalid("is neither 0 nor 1"));
        table.Optional('\0', "bounceback-congest", "up|down|bidir[,N]", "not supported: run a second client beside", static (_, _) => throw new UsageFailure("option '--bounceback-congest' is not supported: run a second client beside"));
        return table
            .Refuse('H', "ssm-host", takesValue: true, "multicast is not received here")
            .Refuse('\0', "tap-dev", takesValue: true, "frames are not received here")
            .Refuse('\0', "l2checks", takesValue: false, "the kernel checks lengths")
            .Refuse('\0', "ipg", takesValue: true, "-b says how often datagrams are sent")
            .Refuse('\0', "tcp-write-times", takesValue: false, "writes are not copies here: their times would say nothing; use --trip-times or --bounceback");
    }

    private static void SetFrames(IperfOptions options, OptionValue value)
    {
        options.Frames = FrameText.Parse(value, out double packets);
        options.FramePackets = packets;
    }

    private static void SetPort(IperfOptions options, OptionValue value)
    {
        string[] parts = value.Text.Split('-');
        options.Port = (value with { Text = parts[0] }).Int(1, 65535);
        options.LastPort = parts.Length switch
        {
            1 => 0,
            2 => (value with { Text = parts[1] }).Int(options.Port, 65535),
            _ => throw value.Invalid("is no range of ports"),
        };
    }

    private static void SetServer(IperfOptions options, OptionValue value)
    {
        options.Server = value.Text;
        // An interface behind the address is the one to send on, but for link-local addresses, which it belongs to.
        if (value.Text.IndexOf('%', StringComparison.Ordinal) is not (var percent and > 0) || value.Text.StartsWith("fe80", StringComparison.OrdinalIgnoreCase)) return;
        options.Server = value.Text[..percent];
        options.Device = value.Text[(percent + 1)..];
    }

    private static void SetKey(IperfOptions options, OptionValue value)
    {
        const int Shortest = 4;
        options.HasKey = true;
        if (value.Text.Length == 0) return;
        if (value.Text.Length < Shortest) throw Error("value for --permit-key must have at least 4 characters");
        if (value.Text.Length > Iperf2Header.LongestKey || !value.Text.All(static c => c is > ' ' and < '\x7f')) throw value.Invalid("is no key: at most 128 letters, digits and signs");
        options.Key = value.Text;
    }

    /// <summary>What the original refuses in its own words.</summary>
    private static UsageFailure Error(string message) => new(message) { Usage = $"ERROR: {message}\n", Exit = ExitCode.Failed };

    private static void CheckMore(IperfOptions options)
    {
        if (options.HasKey && options.IsUdp) throw Error("Option of --permit-key not supported with UDP");
        if (options.HasKey && !options.Serves && options.Key is null) throw Error("option of --permit-key requires a value on the client");
        if (options.HasKey && !options.Serves && (options.BounceWrites > 0 || options.IsTimed || options.Compatible)) throw new UsageFailure("option --permit-key: such a test bears no key");
        if (options.HasKey && !options.Serves && (options.Dual || options.Tradeoff)) throw new UsageFailure("option --permit-key: the server connects back without one; use -R or --full-duplex");
        if (options.Steps.HasFlag(Iperf2Steps.LocalAddress) && options.Bind is null) throw Error("option of --incr-srcip requires -B bind option to be set");
        if (options.HasBursts && (options.IsUdp || options.IsTimed || options.BounceWrites > 0 || options.File is not null)) throw new UsageFailure("option --burst-size: is of plain TCP; use --isochronous");
        int block = options.BlockSize > 0 ? options.BlockSize : 128 * 1024;
        if (options.BurstSize > 0 && options.BurstSize < block) throw Error(string.Create(CultureInfo.InvariantCulture, $"option of --burst-size {options.BurstSize} must be equal or larger to write length (-l) {block}"));
        if (options.Connects is not null && options.IsUdp) throw new UsageFailure("option --connect-only: is of TCP");
        if (options.LastPort > options.Port && options.Serves) throw new UsageFailure("option '-p': a server listens on one port; start one for each");
        if (options.Steps != Iperf2Steps.None && (options.Dual || options.Tradeoff)) throw new UsageFailure("options -d and -r: the server connects back to one address and port");
        if (options.Port + options.Streams - 1 > 65535 && options.Steps.HasFlag(Iperf2Steps.RemotePort)) throw new UsageFailure("option '-p': there are no such ports");
    }

    private static void SetWeight(IperfOptions options, OptionValue value)
    {
        const double Usual = 0.5;
        options.HasUsualWeight = value.Text.Length == 0;
        options.CongestionWeight = options.HasUsualWeight ? Usual : value.Number(0, 1000);
    }

    /// <summary>A combination that makes no test.</summary>
    public static void Check(IperfOptions options)
    {
        if (options.Serves && options.Server is not null) throw new UsageFailure("cannot be both server and client") { Exit = ExitCode.Failed };
        if (!options.Serves && options.Server is null) throw new UsageFailure("") { Usage = Table.UsageText, Exit = ExitCode.Failed };
        if (new[] { options.Dual, options.Tradeoff, options.Reverse, options.FullDuplex }.Count(static given => given) > 1) throw new UsageFailure("only one of -d, -r, -R and --full-duplex can be asked for");
        CheckMore(options);
        if (options.IsUdp && options.BounceWrites > 0) throw new UsageFailure("option --bounceback: is of TCP");
        if (options.BounceWrites > 0 && options is { Frames: not null } or { BounceWrites: > 0, Reverse: true } or { BounceWrites: > 0, FullDuplex: true } or { BounceWrites: > 0, Dual: true } or { BounceWrites: > 0, Tradeoff: true }) throw new UsageFailure("option --bounceback: goes both ways by itself");
        if (options.Frames is not null && (options.Reverse || options.FullDuplex)) throw new UsageFailure("option --isochronous: the client sends");
        if (options is { IsTimed: true, File: not null } && (options.Frames is not null || !options.IsUdp)) throw new UsageFailure("option '-F': blocks that bear their time bear nothing else");
        int least = options.IsTimed ? 128 : 16;
        if (options.IsTimed && !options.IsUdp && options.BlockSize is > 0 && options.BlockSize < least) throw new UsageFailure($"option '-l': a block with its time has at least {least} bytes");
        if (options.IsUdp && options.BlockSize > 0 && options.BlockSize < least) throw new UsageFailure($"option '-l': a datagram has at least {least} bytes");
        if (options.Compatible && (options.Reverse || options.FullDuplex || options.IsTimed)) throw new UsageFailure("option '-C': servers of old know nothing of that");
        if (options.IsUdp && options.BlockSize > 65507) throw new UsageFailure("option '-l': a datagram has at most 65507 bytes");
    }

    private static double Amount(OptionValue value, double least, double most)
        => SizeText.Mixed(value.Text) is { } amount && amount >= least && amount <= most ? amount : throw value.Invalid(string.Create(CultureInfo.InvariantCulture, $"is not an amount from {least} to {most}"));

    private static void SetRate(IperfOptions options, OptionValue value)
    {
        string text = value.Text;
        if (text.EndsWith("pps", StringComparison.OrdinalIgnoreCase))
        {
            options.IsPackets = true;
            text = text[..^3].TrimEnd();
        }
        if (text.Contains(',', StringComparison.Ordinal)) throw value.Invalid("is not supported: loads vary with --isochronous");
        options.Rate = SizeText.Mixed(text) is { } rate && rate >= 0 ? rate : throw value.Invalid("is not a rate");
    }
}
