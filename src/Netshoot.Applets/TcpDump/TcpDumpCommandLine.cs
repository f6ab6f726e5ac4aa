using System.Globalization;
using Netshoot.Capture.Rings;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Packets;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>The options of tcpdump(8) 4.99.3.</summary>
internal static class TcpDumpCommandLine
{
    public const string Version = "tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\nnetshoot " + ProductVersion.Text + "\n";

    public const string Usage = Version + """
        Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
        		[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
        		[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
        		[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
        		[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
        		[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
        		[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
        		[ -z postrotate-command ] [ -Z user ] [ expression ]

        """;

    public static CommandLine<TcpDumpOptions> Table { get; } = new Getopt<TcpDumpOptions>("[OPTION...] [EXPRESSION]", new ExitCode(1), usageText: Usage)
    {
        { 'i', "interface", "INTERFACE", "listen on this interface, by name or by its number in -D, or on any", (o, v) => o.Interface = v.Text },
        { 'r', null, "FILE", "read packets from a file (- is standard input)", (o, v) => o.ReadFile = v.Text },
        { 'V', null, "FILE", "read the files whose names are in this one", (o, v) => o.FileList = v.Text },
        { 'w', null, "FILE", "write packets to a file (- is standard output) instead of printing them", (o, v) => o.WriteFile = v.Text },
        { '\0', "print", "print packets even if they are written to a file", o => o.PrintToo = true },
        { 'F', null, "FILE", "read the filter expression from a file", (o, v) => o.FilterFile = v.Text },
        { 'c', null, "COUNT", "end after this many packets", (o, v) => o.Count = Positive(v, "invalid packet count") },
        { '\0', "count", "print only how many packets there are in a file", o => o.OnlyCount = true },
        { 's', "snapshot-length", "BYTES", "keep this much of each packet (0: 262144)", (o, v) => o.SnapLength = Snap(v) },
        { 'n', null, "print addresses and ports as numbers", o => o.Numeric = true },
        { 'N', null, "print host names without their domain", o => o.ShortNames = true },
        { 'f', null, "print foreign IPv4 addresses as numbers", o => o.ForeignNumeric = true },
        { 'e', null, "print the link-level header", o => o.LinkHeader = true },
        { 'q', null, "print less about protocols", o => o.Quiet = true },
        { 'v', null, "print more; -vv and -vvv even more", o => o.Verbosity++ },
        { 't', null, "no time; -tt seconds since 1970, -ttt since the packet before, -tttt with the date, -ttttt since the first packet", o => o.TimeLetters++ },
        { 'x', null, "dump packets in hexadecimal; -xx with the link-level header", o => o.HexLetters++ },
        { 'X', null, "dump packets in hexadecimal and as text; -XX with the link-level header", o => o.HexTextLetters++ },
        { 'A', null, "dump packets as text; -AA with the link-level header", o => o.TextLetters++ },
        { '#', "number", "number the packets", o => o.Numbers = true },
        { 'S', "absolute-tcp-sequence-numbers", "print absolute TCP sequence numbers", o => o.AbsoluteSequence = true },
        { 'K', "dont-verify-checksums", "do not verify checksums", o => o.SkipChecksums = true },
        { 'T', null, "TYPE", "take payloads for this: domain, rtp, snmp, vxlan …", (o, v) => o.Payload = Payload(v) },
        { 'b', null, "print AS numbers as ASDOT", o => o.AsDot = true },
        { 'E', null, "[SPI@ADDRESS ]ALGORITHM:SECRET,...", "decrypt ESP with these keys, or with those of a file: 3des-cbc, aes128-cbc, aes192-cbc, aes256-cbc, each with -hmac96", (o, v) => o.Secrets = v.Text },
        { 'M', null, "SECRET", "check the signatures of TCP segments (RFC 2385) with this secret", (o, v) => o.SignatureSecret = v.Text },
        { 'u', null, "print the handles of NFS files as they are on the wire", o => o.UndecodedHandles = true },
        { 'D', "list-interfaces", "list what can be captured on", o => o.ListDevices = true },
        { 'L', "list-data-link-types", "list the link types of the interface", o => o.ListLinkTypes = true },
        { 'J', "list-time-stamp-types", "list the time stamp types of the interface", o => o.ListTimeStampTypes = true },
        { 'y', "linktype", "TYPE", "capture with this link type, or compile for it", (o, v) => o.LinkType = Link(v) },
        { 'p', "no-promiscuous-mode", "not promiscuous: only what is addressed to the interface", o => o.Promiscuous = false },
        { 'Q', "direction", "in|out|inout", "only received, only sent, or all packets", (o, v) => o.Direction = Direction(v) },
        { 'B', "buffer-size", "KIB", "size of the capture buffer", (o, v) => o.BufferSize = Positive(v, "invalid packet buffer size") },
        { 'l', null, "write each line at once", o => o.Unbuffered = true },
        { 'U', "packet-buffered", "write each packet at once", o => o.Unbuffered = true },
        { '\0', "immediate-mode", "take each packet at once", o => o.Immediate = true },
        { 'j', "time-stamp-type", "TYPE", "where times are taken from: host", (o, v) => o.TimeStampType = TimeStamp(v) },
        { '\0', "time-stamp-precision", "micro|nano", "precision of times", (o, v) => o.Nanoseconds = Precision(v) },
        { '\0', "micro", "times in microseconds", o => o.Nanoseconds = false },
        { '\0', "nano", "times in nanoseconds", o => o.Nanoseconds = true },
        { 'C', null, "MILLIONS", "begin a new file when this one has so many million bytes", (o, v) => o.FileSize = Exact(v, "invalid file size") },
        { 'G', null, "SECONDS", "begin a new file every so many seconds; its name is a format of strftime(3)", (o, v) => o.RotateSeconds = Exact(v, "invalid number of seconds", zero: true) },
        { 'W', null, "COUNT", "keep at most so many files", (o, v) => o.FileCount = Exact(v, "invalid number of output files") },
        { 'z', null, "COMMAND", "run a command on each file that is finished", (o, v) => o.RotateCommand = v.Text },
        { 'd', null, "print the compiled filter; -dd as C, -ddd as numbers", o => o.DumpFilter++ },
        { 'O', "no-optimize", "do not optimize the filter", o => o.Optimize = false },
        { 'Z', "relinquish-privileges", "USER", "root: stay who we are, which we do anyway", (o, v) => StayRoot(v) },
        { 'm', null, "MODULE", "ignored: there is no SMI support", (o, v) => o.Ignored.Add($"ignoring option `-m {v.Text}' (no libsmi support)") },
        { 'a', null, "ignored, as the original does", o => { } },
        { 'I', "monitor-mode", "monitor mode of wireless interfaces: refused", o => o.MonitorMode = true },
        { 'h', null, "print the usage of the original", o => o.ShowHelp = true },
        { '\0', "version", "print the version", o => o.ShowVersion = true },
        (o, v) => o.FilterWords.Add(v.Text),
    }
    .Refuse('H', null, false, "802.11 is not dissected");

    /// <summary>As atoi(3) reads it: the digits that it begins with.</summary>
    private static int Positive(OptionValue value, string complaint)
    {
        int digits = value.Text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var number = digits < 0 ? value.Text : value.Text.AsSpan(0, digits);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int result) && result > 0 ? result : throw new Failure("", $"{complaint} {value.Text}");
    }

    private static int Exact(OptionValue value, string complaint, bool zero = false)
        => int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int result) && (result > 0 || zero) ? result : throw new Failure("", $"{complaint} {value.Text}");

    private static int Snap(OptionValue value)
        => int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int snap) && snap <= TcpDumpOptions.LongestSnap
            ? snap == 0 ? TcpDumpOptions.LongestSnap : snap
            : throw new Failure("", $"invalid snaplen {value.Text} (must be >= 0 and <= {TcpDumpOptions.LongestSnap})");

    private static PayloadType Payload(OptionValue value) => value.Text.ToLowerInvariant() switch
    {
        "aodv" => PayloadType.Aodv,
        "carp" => PayloadType.Carp,
        "cnfp" => PayloadType.Cnfp,
        "domain" => PayloadType.Domain,
        "lmp" => PayloadType.Lmp,
        "pgm" => PayloadType.Pgm,
        "pgm_zmtp1" => PayloadType.PgmZmtp1,
        "ptp" => PayloadType.Ptp,
        "quic" => PayloadType.Quic,
        "radius" => PayloadType.Radius,
        "resp" => PayloadType.Resp,
        "rpc" => PayloadType.Rpc,
        "rtcp" => PayloadType.Rtcp,
        "rtp" => PayloadType.Rtp,
        "snmp" => PayloadType.Snmp,
        "someip" => PayloadType.Someip,
        "tftp" => PayloadType.Tftp,
        "vat" => PayloadType.Vat,
        "vxlan" => PayloadType.Vxlan,
        "wb" => PayloadType.Wb,
        "zmtp1" => PayloadType.Zmtp1,
        _ => throw new Failure("", $"unknown packet type `{value.Text}'"),
    };

    private static LinkType Link(OptionValue value) => LinkType.TryParse(value.Text, out var type) ? type : throw new Failure("", $"invalid data link type {value.Text}");

    private static CaptureDirection Direction(OptionValue value) => value.Text.ToLowerInvariant() switch
    {
        "in" => CaptureDirection.In,
        "out" => CaptureDirection.Out,
        "inout" => CaptureDirection.Both,
        _ => throw new Failure("", $"unknown capture direction `{value.Text}'"),
    };

    /// <summary>The names are those of pcap-tstamp(7).</summary>
    private static string TimeStamp(OptionValue value)
        => value.Text.ToLowerInvariant() is "host" or "host_lowprec" or "host_hiprec" or "host_hiprec_unsynced" or "adapter" or "adapter_unsynced"
            ? value.Text : throw new Failure("", $"invalid time stamp type {value.Text}");

    private static bool Precision(OptionValue value) => value.Text switch
    {
        "micro" => false,
        "nano" => true,
        _ => throw new Failure("", "unsupported time stamp precision"),
    };

    private static void StayRoot(OptionValue value)
    {
        if (value.Text != "root") throw new UsageFailure($"option '{value.Option}' is not supported with another user than root");
    }
}
