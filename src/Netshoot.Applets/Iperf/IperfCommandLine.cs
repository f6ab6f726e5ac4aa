using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host.Names;

namespace Netshoot.Applets.Iperf;

/// <summary>The options of iperf(1), 2.1.8.</summary>
internal static class IperfCommandLine
{
    public static readonly Getopt<IperfOptions> Table = Refusals(new("[-s|-c HOST] [OPTIONS]", usage: ExitCode.Failed, usageText: "Usage: iperf [-s|-c host] [options]\nTry `iperf --help' for more information.\n")
    {
        { 'b', "bandwidth", "N[kmgKMG|pps]", "bits, or packets, per second to send (UDP: 1M)", SetRate },
        { 'f', "format", "[kmgKMG]", "units of the report", static (o, v) => o.Format = v.Text is [var letter, ..] && "kmgKMGaA".Contains(letter, StringComparison.Ordinal) ? letter : throw v.Invalid("is no format: k, m, g for bits, K, M, G for bytes") },
        { '\0', "hide-ips", "show only the ends of addresses", static o => o.HidesAddresses = true },
        { 'i', "interval", "SECONDS", "time between reports", static (o, v) => o.Interval = v.Number(0, 86400) },
        { 'l', "len", "N[kmKM]", "bytes of a block or datagram (128K; 1470, and 1450 for IPv6)", static (o, v) => o.BlockSize = (int)Amount(v, 1, 1024 * 1024) },
        { 'm', "print_mss", "print the maximum segment size of TCP", static o => o.PrintsSegment = true },
        { 'o', "output", "FILE", "write to FILE", static (o, v) => o.OutputFile = v.Text },
        { 'p', "port", "PORT", "the server's port (5001)", static (o, v) => o.Port = v.Int(1, 65535) },
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
        { 'c', "client", "HOST", "run as client of HOST", static (o, v) => o.Server = v.Text },
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
        return table
            .Refuse('H', "ssm-host", takesValue: true, "multicast is not received here")
            .Refuse('\0', "permit-key", takesValue: false, "nobody is kept out")
            .Refuse('\0', "tap-dev", takesValue: true, "frames are not received here")
            .Refuse('\0', "connect-only", takesValue: false, "use nc -z")
            .Refuse('\0', "burst-size", takesValue: true, "use --isochronous")
            .Refuse('\0', "burst-period", takesValue: true, "use --isochronous")
            .Refuse('\0', "tcp-write-prefetch", takesValue: true, "blocks are written as there is room")
            .Refuse('\0', "tcp-write-times", takesValue: false, "use --bounceback for times of TCP")
            .Refuse('\0', "txdelay-time", takesValue: true, "use sleep")
            .Refuse('\0', "txstart-time", takesValue: true, "use sleep")
            .Refuse('\0', "incr-dstip", takesValue: false, "all streams go to one address");
    }

    private static void SetFrames(IperfOptions options, OptionValue value)
    {
        options.Frames = FrameText.Parse(value, out double packets);
        options.FramePackets = packets;
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
        options.Rate = SizeText.Mixed(text) is { } rate && rate >= 0 ? rate : throw value.Invalid("is not a rate");
    }
}
