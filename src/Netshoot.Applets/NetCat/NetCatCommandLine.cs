using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>The options of nc(1), and how the original complains about them.</summary>
internal static class NetCatCommandLine
{
    private const int LargestBuffer = 65536 << 14;

    /// <summary>What the original prints for a command line that it does not take.</summary>
    public const string Usage = """
        usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
        	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
        	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
        	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
        	  [destination] [port]

        """;

    // The original waits in milliseconds that must fit an int.
    private const int LongestTimeout = int.MaxValue / 1000;

    public static Getopt<NetCatOptions> Create() => new("[OPTION...] [DESTINATION] [PORT[-PORT]...]", usage: ExitCode.Failed, usageText: Usage,
        notes: "With --json each connection or attempt is an object of its own: on standard output with -z, else on standard error.")
    {
        { '4', null, "IPv4 only", static o => o.Family = NameFamily.Ip4 },
        { '6', null, "IPv6 only", static o => o.Family = NameFamily.Ip6 },
        { 'b', null, "allow sending to broadcast addresses", static o => o.Broadcast = true },
        { 'C', null, "send line ends as CR LF", static o => o.CarriageReturns = true },
        { 'D', null, "debug the socket (SO_DEBUG)", static o => o.Debug = true },
        { 'd', null, "do not read standard input", static o => o.IgnoresInput = true },
        { 'F', null, "pass the connected socket to standard output", static o => o.PassesSocket = true },
        { 'h', null, "print this help", static o => o.Help = true },
        { 'I', null, "length", "size of the TCP receive buffer", static (o, v) => o.ReceiveBuffer = Number(v.Text, 1, LargestBuffer, "TCP receive window") },
        { 'i', null, "interval", "seconds between lines, and between ports", static (o, v) => o.Interval = TimeSpan.FromSeconds(Number(v.Text, 0, LongestTimeout, "interval")) },
        { 'k', null, "after a connection listen for the next", static o => o.KeepsListening = true },
        { 'l', null, "listen instead of connecting", static o => o.Listens = true },
        { 'M', null, "ttl", "TTL or hop limit of what is sent", static (o, v) => o.HopLimit = Number(v.Text, 0, 255, "ttl is", namesValue: false) },
        { 'm', null, "minttl", "least TTL or hop limit of what is taken", static (o, v) => o.MinimumHopLimit = Number(v.Text, 0, 255, "minttl is", namesValue: false) },
        { 'N', null, "tell the peer the end of standard input", static o => o.TellsEnd = true },
        { 'n', null, "addresses and port numbers only, no names", static o => o.Numeric = true },
        { 'O', null, "length", "size of the TCP send buffer", static (o, v) => o.SendBuffer = Number(v.Text, 1, LargestBuffer, "TCP send window") },
        { 'P', null, "proxyuser", "who asks, for an HTTP proxy that wants to know", static (o, v) => o.ProxyUser = v.Text },
        { 'p', null, "port", "source port, or the port to listen on", static (o, v) => o.SourcePort = v.Text },
        { 'q', null, "secs", "end so long after the end of standard input", static (o, v) => o.QuitSeconds = Number(v.Text, int.MinValue, int.MaxValue, "quit timer") },
        { 'r', null, "ports in random order", static o => o.RandomPorts = true },
        { 'S', null, "sign TCP segments (RFC 2385); asks for the key", static o => o.Signs = true },
        { 's', null, "sourceaddr", "source address, or a path for -Uu", static (o, v) => o.SourceAddress = v.Text },
        { 'T', null, "keyword", "type of service or traffic class", static (o, v) => o.TrafficClass = TrafficClassKeyword.Parse(v.Text) },
        { 't', null, "refuse what a telnet peer asks for", static o => o.Telnet = true },
        { 'U', null, "unix sockets", static o => o.IsUnix = true },
        { 'u', null, "UDP, or with -U datagrams", static o => o.IsUdp = true },
        { 'V', null, "rtable", "not supported: Linux chooses routing tables by rules", static (_, _) => throw new Failure("", "no alternate routing table support available", "on Linux rules choose the table: ip rule") },
        { 'v', null, "say what happens", static o => o.Verbose = true },
        { 'W', null, "recvlimit", "end after so many receptions", static (o, v) => o.ReceiveLimit = Number(v.Text, 1, int.MaxValue, "receive limit") },
        { 'w', null, "timeout", "seconds to connect, and of silence", static (o, v) => o.Timeout = TimeSpan.FromSeconds(Number(v.Text, 0, LongestTimeout, "timeout")) },
        { 'X', null, "proto", "how to speak to the proxy: 4, 5 (SOCKS) or connect", static (o, v) => o.ProxyKind = Kind(v.Text) },
        { 'x', null, "addr[:port]", "connect through this proxy", static (o, v) => o.Proxy = v.Text },
        { 'Z', null, "DCCP", static o => o.IsDccp = true },
        { 'z', null, "connect and say so, send nothing", static o => o.OnlyConnects = true },
        { static (o, v) => o.Operands.Add(v.Text) },
    };

    /// <summary>What -h prints: the usage, and each option behind tabs.</summary>
    public static void WriteHelp(CommandLine commandLine, TextBuffer to)
    {
        to.Append($"netshoot {ProductVersion.Text}: netcat, as OpenBSD's in Debian (1.219-1)\n");
        to.Append(Usage);
        to.Append("\tCommand Summary:\n"u8);
        foreach (var option in commandLine.Describe())
        {
            to.Append("\t\t"u8);
            to.Append(option.Names);
            to.Append(option.Names.Length < 8 ? "\t\t"u8 : "\t"u8);
            to.Append(option.Help);
            to.Append("\n"u8);
        }
        to.Append("\tPort numbers can be individual or ranges: lo-hi [inclusive]\n"u8);
    }

    /// <summary>A number as the original reads it, with its three complaints.</summary>
    public static int Number(string text, int least, int most, string what, bool namesValue = true)
    {
        string? wrong = long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number < least ? "too small" : number > most ? "too large" : null
            : IsNumber(text) ? text.TrimStart().StartsWith('-') ? "too small" : "too large" : "invalid";
        return wrong is null ? (int)number : throw new Failure("", namesValue ? $"{what} {wrong}: {text}" : $"{what} {wrong}");
    }

    private static bool IsNumber(string text) => text.TrimStart().TrimStart('-', '+') is { Length: > 0 } digits && digits.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static ProxyKind Kind(string text) => text.ToLowerInvariant() switch
    {
        "connect" => ProxyKind.Connect,
        "4" => ProxyKind.Socks4,
        "5" => ProxyKind.Socks5,
        _ => throw new Failure("", "unsupported proxy protocol"),
    };
}
