using System.Globalization;
using Netshoot.Applets.Iputils;
using Netshoot.Cli;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>The option table of ping(8), and how the original reads the values.</summary>
internal static class PingCommandLine
{
    public static CommandLine<PingOptions> Table => new Getopt<PingOptions>("[OPTION...] [HOP...] DESTINATION", usage: new ExitCode(2), failure: new ExitCode(2))
    {
        { '4', null, "use IPv4 only", static o => SetFamily(o, NameFamily.Ip4) },
        { '6', null, "use IPv6 only", static o => SetFamily(o, NameFamily.Ip6) },
        { 'a', null, "ring the bell at each answer", static o => o.IsAudible = true },
        { 'A', null, "adapt the interval to the round-trip time", static o => o.IsAdaptive = true },
        { 'b', null, "allow a broadcast address", static o => o.AllowsBroadcast = true },
        { 'B', null, "keep the source address chosen at the start", static o => o.HasStickySource = true },
        { 'c', null, "COUNT", "stop after COUNT requests (with -w, after COUNT answers)", static (o, v) => o.Count = IputilsValue.Whole(v, 1, long.MaxValue) },
        { 'C', null, "connect the socket to the destination", static o => o.IsConnected = true },
        { 'd', null, "set SO_DEBUG on the socket", static o => o.Debugs = true },
        { 'D', null, "print a timestamp before each line", static o => o.HasTimestamps = true },
        { 'e', null, "IDENTIFIER", "the identifier of the requests", static (o, v) => o.Identifier = (int)IputilsValue.Whole(v, 0, 65535) },
        { 'f', null, "flood: as fast as answers come back", static o => o.IsFlood = true },
        { 'h', null, "print the usage", static o => o.ShowsHelp = true },
        { 'i', null, "SECONDS", "time between two requests", static (o, v) => o.Interval = IputilsValue.Seconds(v, "bad timing interval") },
        { 'I', null, "INTERFACE", "send by this interface, or from this address", static (o, v) => SetSource(o, v.Text) },
        { 'l', null, "PRELOAD", "send so many requests without waiting for answers", static (o, v) => o.Preload = (int)IputilsValue.Whole(v, 1, 65536) },
        { 'L', null, "do not loop multicast back", static o => o.SuppressesLoop = true },
        { 'm', null, "MARK", "tag the packets with a firewall mark", static (o, v) => o.Mark = (uint)IputilsValue.Whole(v, 0, uint.MaxValue) },
        { 'M', null, "do|want|dont", "path MTU discovery: forbid fragmentation, fragment locally, or allow it", static (o, v) => o.PathMtuDiscovery = ReadDiscovery(v.Text) },
        { 'n', null, "print addresses, not names", static o => o.IsNumeric = true },
        { 'O', null, "say what is not answered yet before sending the next", static o => o.ReportsOutstanding = true },
        { 'p', null, "PATTERN", "up to 16 bytes in hexadecimal that fill the requests", static (o, v) => o.Pattern = ReadPattern(v.Text) },
        { 'q', null, "print only the heading and the summary", static o => o.IsQuiet = true },
        { 'Q', null, "TOS", "type of service or traffic class", static (o, v) => o.TrafficClass = ReadTrafficClass(v.Text) },
        { 'r', null, "ignore the routing tables", static o => o.BypassesRoutes = true },
        { 'R', null, "record the route (IPv4)", static o => SetIpOption(o, PingIpOption.RecordRoute) },
        { 's', null, "SIZE", "bytes of data in a request (56)", static (o, v) => o.PayloadLength = (int)IputilsValue.Whole(v, 0, int.MaxValue) },
        { 'S', null, "SIZE", "the socket's send buffer in bytes", static (o, v) => o.SendBuffer = (int)IputilsValue.Whole(v, 1, int.MaxValue) },
        { 't', null, "TTL", "time to live or hop limit", static (o, v) => o.HopLimit = (int)IputilsValue.Whole(v, 0, 255) },
        { 'T', null, "tsonly|tsandaddr|tsprespec", "record times on the way (IPv4)", static (o, v) => SetIpOption(o, ReadTimestamp(v.Text)) },
        { 'U', null, "time until this program sees the answer", static o => o.UserTime = true },
        { 'v', null, "say more", static o => o.IsVerbose = true },
        { 'V', null, "print the version", static o => o.ShowsVersion = true },
        { 'w', null, "DEADLINE", "stop after so many seconds", static (o, v) => o.Deadline = (int)IputilsValue.Whole(v, 0, int.MaxValue) },
        { 'W', null, "SECONDS", "how long to wait for the last answer", static (o, v) => o.Linger = IputilsValue.Seconds(v, "bad linger time") },
        { static (o, v) => o.Operands.Add(v.Text) },
    }
        .Refuse('F', null, takesValue: true, "flow labels cannot be chosen yet")
        .Refuse('N', null, takesValue: true, "node information queries (RFC 4620) are answered by hardly any system today");

    private static void SetFamily(PingOptions options, NameFamily family)
    {
        if (options.Family != NameFamily.Any && options.Family != family) throw new UsageFailure("only one -4 or -6 option may be specified");
        options.Family = family;
    }

    private static void SetSource(PingOptions options, string text)
    {
        if (InternetAddress.TryParse(text, out var address)) options.Source = address;
        else options.Device = text;
    }

    private static void SetIpOption(PingOptions options, PingIpOption option)
    {
        bool isRoute = option == PingIpOption.RecordRoute;
        if (options.IpOption != PingIpOption.None && isRoute != (options.IpOption == PingIpOption.RecordRoute)) throw new UsageFailure("only one of -T or -R may be used");
        options.IpOption = option;
    }

    private static PathMtuDiscovery ReadDiscovery(string text) => text switch
    {
        "do" => PathMtuDiscovery.Do,
        "dont" => PathMtuDiscovery.Dont,
        "want" => PathMtuDiscovery.Want,
        _ => throw new UsageFailure($"invalid -M argument: {text}"),
    };

    private static PingIpOption ReadTimestamp(string text) => text switch
    {
        "tsonly" => PingIpOption.TimestampOnly,
        "tsandaddr" => PingIpOption.TimestampAndAddress,
        "tsprespec" => PingIpOption.TimestampPrespecified,
        _ => throw new UsageFailure($"invalid timestamp type: {text}"),
    };

    private static int ReadTrafficClass(string text)
    {
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!long.TryParse(isHexadecimal ? text.AsSpan(2) : text, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            throw new UsageFailure($"bad TOS value: {text}");
        return value is >= 0 and <= 255 ? (int)value : throw new UsageFailure($"the decimal value of TOS bits must be in range 0-255: {text}");
    }

    /// <summary>Up to sixteen bytes of two digits; a last lone digit is a byte of its own.</summary>
    private static byte[] ReadPattern(string text)
    {
        const int Longest = 16;
        foreach (char c in text)
            if (!char.IsAsciiHexDigit(c)) throw new UsageFailure($"patterns must be specified as hex digits: {text}");
        var pattern = new byte[Math.Min(Longest, (text.Length + 1) / 2)];
        for (int i = 0; i < pattern.Length; i++)
            pattern[i] = byte.Parse(text.AsSpan(2 * i, Math.Min(2, text.Length - 2 * i)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return pattern;
    }
}
