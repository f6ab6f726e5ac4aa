using System.Globalization;
using Netshoot.Applets.Scans;
using Netshoot.Cli;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Wire;

namespace Netshoot.Applets.NPing;

/// <summary>The option table of nping(1), and how the original reads and refuses the values.</summary>
internal static class NPingCommandLine
{
    private const string Synopsis = "[MODE] [OPTION...] TARGET...";

    private const string NoFrames = "the kernel makes the frames here";

    private const string Notes = """
        Targets are names, addresses, networks (10.0.0.0/24) or ranges (10.0.0.1-20,30). Without a mode it is --icmp, and --tcp-connect for who
        may not send raw packets. Packets go through the kernel's routes and neighbors, with --send-eth as with --send-ip.
        """;

    private static readonly (TcpFlags Flag, string Words)[] s_flags =
    [
        (TcpFlags.CongestionWindowReduced, "cwr"), (TcpFlags.EcnEcho, "ecn ece"), (TcpFlags.Urgent, "urg"), (TcpFlags.Ack, "ack"), (TcpFlags.Push, "psh"), (TcpFlags.Reset, "rst"),
        (TcpFlags.Syn, "syn"), (TcpFlags.Fin, "fin"),
    ];

    public static CommandLine<NPingOptions> Table => new Getopt<NPingOptions>(Synopsis, usage: ExitCode.Failed, notes: Notes)
    {
        { '\0', "tcp-connect", "open connections, as anybody may", static o => o.Mode = NPingMode.TcpConnect },
        { '\0', "tcp", "send segments of TCP", static o => o.Mode = NPingMode.Tcp },
        { '\0', "udp", "send datagrams", static o => o.Mode = NPingMode.Udp },
        { '\0', "icmp", "send messages of ICMP", static o => o.Mode = NPingMode.Icmp },
        { '\0', "arp", "send messages of ARP", static o => o.Mode = NPingMode.Arp },
        { '\0', "traceroute", "one hop further with each packet", static o => o.Traces = true },
        { '\0', "tr", "the same", static o => o.Traces = true },
        { 'p', "dest-port", "PORTS", "ports to send to", static (o, v) => o.Ports = v.Text },
        { 'g', "source-port", "PORT", "the port to send from", static (o, v) => o.SourcePort = (ushort)Number(v, ushort.MaxValue, "Invalid source port number. Value must be 0<=N<65535.") },
        { '\0', "seq", "N", "sequence number", static (o, v) => o.Form.Sequence = Number(v, uint.MaxValue, "Invalid TCP Sequence number. Value must be 0<=N<2^32.") },
        { '\0', "ack", "N", "acknowledgment number", static (o, v) => o.Form.Acknowledgment = Number(v, uint.MaxValue, "Invalid TCP ACK number. Value must be 0<=N<2^32.") },
        { '\0', "flags", "FLAGS", "flags of TCP: syn,ack or SA or 0x12", static (o, v) => o.Form.Flags = Flags(v.Text) },
        { '\0', "win", "SIZE", "window", static (o, v) => o.Form.Window = (ushort)Number(v, ushort.MaxValue, "Invalid TCP Window size. Value must be 0<=N<65535.") },
        { '\0', "badsum", "a wrong checksum of the transport", static o => o.Form.HasBadSum = true },
        { '\0', "icmp-type", "TYPE", "type of ICMP, a number or a word", static (o, v) => o.TypeWord = v.Text },
        { '\0', "icmp-code", "CODE", "code of ICMP, a number or a word", static (o, v) => o.CodeWord = v.Text },
        { '\0', "icmp-id", "ID", "identifier", static (o, v) => o.Form.Icmp.Identifier = (ushort)Number(v, ushort.MaxValue, "Invalid ICMP Identifier. Value must be 0<=N<2^16.") },
        { '\0', "icmp-seq", "N", "sequence number", static (o, v) => o.Form.Icmp.Sequence = (ushort)Number(v, ushort.MaxValue, "Invalid ICMP Sequence number. Value must be 0<=N<2^16.") },
        { '\0', "icmp-redirect-addr", "HOST", "the router of a redirect", static (o, v) => o.RedirectTo = v.Text },
        { '\0', "icmp-param-pointer", "N", "where the problem is", static (o, v) => o.Form.Icmp.Pointer = (byte)Number(v, byte.MaxValue, "Invalid ICMP Parameter Problem pointer. Value must be 0<=N<=255.") },
        { '\0', "icmp-advert-lifetime", "SECS", "lifetime of an advertisement", static (o, v) => o.Form.Icmp.Lifetime = (ushort)Number(v, ushort.MaxValue, "Invalid ICMP Router advertisement lifetime. Value must be 0<=N<2^16.") },
        { '\0', "icmp-advert-entry", "ADDR,PREF", "a router of an advertisement", static (o, v) => o.Advertised.Add(v.Text) },
        { '\0', "icmp-orig-time", "TIME", "when it was sent: a time, or now, now+2s", static (o, v) => o.Times[0] = v.Text },
        { '\0', "icmp-recv-time", "TIME", "when it was received", static (o, v) => o.Times[1] = v.Text },
        { '\0', "icmp-trans-time", "TIME", "when it was sent back", static (o, v) => o.Times[2] = v.Text },
        { '\0', "arp-type", "TYPE", "operation of ARP, a number or a word", static (o, v) => o.ArpOperation = NPingNames.Operation(v.Text) ?? (ushort)Number(v, ushort.MaxValue, "Invalid ARP type/operation code") },
        { '\0', "arp-sender-mac", "MAC", "sender's hardware address", static (o, v) => o.ArpSenderMac = Mac(v, "Invalid ARP Sender MAC address.") },
        { '\0', "arp-sender-ip", "ADDR", "sender's address", static (o, v) => o.ArpSender = Address(v, "Invalid ARP Sender IP address") },
        { '\0', "arp-target-mac", "MAC", "target's hardware address", static (o, v) => o.ArpTargetMac = Mac(v, "Invalid ARP Target MAC address.") },
        { '\0', "arp-target-ip", "ADDR", "target's address", static (o, v) => o.ArpTarget = Address(v, "Invalid ARP Target IP address") },
        { 'S', "source-ip", "ADDR", "the address to send from", static (o, v) => o.Source = v.Text },
        { '\0', "dest-ip", "ADDR", "a target", static (o, v) => o.Targets.Add(v.Text) },
        { '\0', "tos", "N", "type of service", static (o, v) => o.Form.TrafficClass = (byte)Number(v, byte.MaxValue, "TOS option must be a number between 0 and 255 (inclusive)") },
        { '\0', "id", "N", "identification", static (o, v) => o.Form.Identification = (ushort)Number(v, ushort.MaxValue, "Identification must be a number between 0 and 65535 (inclusive)") },
        { '\0', "df", "do not fragment", static o => o.Form.Fragment |= Ipv4Header.DontFragment },
        { '\0', "mf", "more fragments follow", static o => o.Form.Fragment |= Ipv4Header.MoreFragments },
        { '\0', "evil", "the evil bit (RFC 3514)", static o => o.Form.Fragment |= 0x8000 },
        { '\0', "ttl", "HOPS", "time to live", static (o, v) => o.Form.HopLimit = (byte)Number(v, byte.MaxValue, "TTL option must be a number between 0 and 255 (inclusive)") },
        { '\0', "badsum-ip", "a wrong checksum of the header, which the kernel makes right", static o => o.Form.HasBadIpSum = true },
        { '\0', "ip-options", "OPTIONS", "R, T, U, L HOST..., S HOST..., or bytes as \\x01\\x07*3", static (o, v) => o.Form.IpOptions = IpOptionWords.TryRead(v.Text) ?? throw Refused("Incorrect IP options specification.") },
        { '\0', "mtu", "SIZE", "cut longer packets into fragments", static (o, v) => o.Mtu = Mtu(v) },
        { '6', "ipv6", "IPv6", static o => o.Is6 = true },
        { '\0', "IPv6", "the same", static o => o.Is6 = true },
        { '\0', "hop-limit", "HOPS", "hop limit of IPv6", static (o, v) => { Number(v, byte.MaxValue, "Hop limit must be a number between 0 and 255 (inclusive)"); o.WantsFrames = true; } },
        { '\0', "traffic-class", "N", "traffic class of IPv6", static (o, v) => { Number(v, byte.MaxValue, "Traffic class must be a number between 0 and 255 (inclusive)"); o.WantsFrames = true; } },
        { '\0', "flow", "LABEL", "flow label of IPv6", static (o, v) => { Number(v, 0xf_ffff, "Flow label must be a number between 0 and 1048575 (inclusive)"); o.WantsFrames = true; } },
        { '\0', "dest-mac", "MAC", "the neighbor to send to, whatever the routes say", static (o, v) => o.Neighbor = Mac(v, "Invalid Ethernet destination MAC address.") },
        { '\0', "data", "HEX", "bytes to carry", static (o, v) => o.Data = ScanNumber.TryReadHex(v.Text) ?? throw Refused("Invalid hex string specification\n") },
        { '\0', "data-string", "TEXT", "text to carry", static (o, v) => o.Data = System.Text.Encoding.UTF8.GetBytes(v.Text) },
        { '\0', "data-length", "N", "random bytes to carry", static (o, v) => o.Data = RandomData(v) },
        { '\0', "delay", "TIME", "between two packets (1s)", static (o, v) => o.Delay = Delay(v) },
        { '\0', "rate", "N", "packets a second", static (o, v) => o.Delay = Rate(v) },
        { 'c', "count", "N", "rounds (5); 0 goes on for ever", static (o, v) => o.Rounds = Number(v, int.MaxValue, "Packet count must be an integer greater than or equal to 0.") },
        { 'e', "interface", "IFACE", "the interface to send by", static (o, v) => o.Device = v.Text },
        { 'H', "hide-sent", "show only what comes back", static o => o.HidesSent = true },
        { 'N', "no-capture", "do not listen for answers", static o => o.HearsNothing = true },
        { '\0', "privileged", "take it that raw packets are allowed", static o => o.IsPrivileged = true },
        { '\0', "unprivileged", "take it that they are not", static o => o.IsPrivileged = false },
        { '\0', "send-eth", "send frames: the kernel makes the same ones", static _ => { } },
        { '\0', "send-ip", "send packets", static _ => { } },
        { '\0', "bpf-filter", "FILTER", "listen for what this filter takes", static (o, v) => o.Filter = v.Text },
        { '\0', "filter", "FILTER", "the same", static (o, v) => o.Filter = v.Text },
        { 'h', "help", "print this help", static o => o.ShowsHelp = true },
        { 'V', "version", "print the version", static o => o.ShowsVersion = true },
        { '\0', "quiet", "print nothing", static o => o.Verbosity = -4 },
        { static (o, v) => o.Targets.Add(v.Text) },
    }
        .Optional('v', "verbose", "N", "show more; twice all of the headers, three times the bytes", static (o, v) => o.Verbosity = Level(v, o.Verbosity, 1))
        .Optional('q', "reduce-verbosity", "N", "show less", static (o, v) => o.Verbosity = Level(v, o.Verbosity, -1))
        .Refuse('d', null, false, "nothing is said about the tool itself")
        .Refuse('\0', "debug", false, "nothing is said about the tool itself")
        .Refuse('\0', "source-mac", true, NoFrames)
        .Refuse('\0', "ether-type", true, NoFrames)
        .Refuse('\0', "echo-client", true, "its protocol is not public")
        .Refuse('\0', "ec", true, "its protocol is not public")
        .Refuse('\0', "echo-server", true, "its protocol is not public")
        .Refuse('\0', "es", true, "its protocol is not public")
        .Refuse('\0', "echo-port", true, "its protocol is not public")
        .Refuse('\0', "no-crypto", false, "its protocol is not public")
        .Refuse('\0', "once", false, "its protocol is not public")
        .Refuse('\0', "safe-payloads", false, "its protocol is not public");

    public static UsageFailure Refused(string reason) => new(reason) { Usage = reason + "\n", Exit = ExitCode.Failed };

    /// <summary>What the words for types and codes mean, once all of them are read.</summary>
    public static void Settle(NPingOptions options, TimeProvider clock)
    {
        var icmp = options.Form.Icmp;
        if (options.TypeWord is { } type)
        {
            const string Wrong = "Invalid ICMP Type. Value must be 0<=N<=255.";
            icmp.Type = NPingNames.Type(type) ?? (byte)Number(new("--icmp-type", type), byte.MaxValue, Wrong);
            if (!NPingNames.KnowsType(icmp.Type)) options.Warnings.Add($"Warning: Specified ICMP type ({icmp.Type}) is not RFC compliant.");
        }
        if (options.Times[0] is { } sent) icmp.Originated = Timestamp(sent, "Originate", clock);
        if (options.Times[1] is { } received) icmp.Received = Timestamp(received, "Receive", clock);
        if (options.Times[2] is { } returned) icmp.Transmitted = Timestamp(returned, "Transmit", clock);
        if (options.CodeWord is { } code) icmp.Code = NPingNames.Code(code, icmp.Type) ?? (byte)Number(new("--icmp-code", code), byte.MaxValue, "Invalid ICMP Code. Value must be 0<=N<=255.");
    }

    private static uint Number(OptionValue value, uint most, string reason) => ScanNumber.TryRead(value.Text, most, out uint number) ? number : throw Refused(reason);

    private static MacAddress Mac(OptionValue value, string reason) => NPingNames.Mac(value.Text) ?? throw Refused(reason);

    private static InternetAddress Address(OptionValue value, string reason) => InternetAddress.TryParse(value.Text, out var address) && address.Is4 ? address : throw Refused(reason);

    private static int Mtu(OptionValue value)
        => ScanNumber.TryRead(value.Text, ushort.MaxValue, out uint size) && size > 0 && size % 8 == 0 ? (int)size : throw Refused("MTU must be >0 and multiple of 8");

    private static byte[] RandomData(OptionValue value)
    {
        const uint Most = 65_400;
        byte[] bytes = new byte[Number(value, Most, "Invalid payload length. Value must be 0<=N<=65400.")];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    private static TimeSpan Delay(OptionValue value)
    {
        if (!ScanNumber.TryReadTime(value.Text, out var time) || time > TimeSpan.FromDays(1)) throw Refused("Invalid delay supplied.");
        return time >= TimeSpan.Zero ? time : throw Refused("Invalid delay supplied. Delays can never be negative.");
    }

    private static TimeSpan Rate(OptionValue value)
    {
        uint rate = Number(value, int.MaxValue, "Invalid rate supplied. Rate must be a valid, positive integer");
        // Whole milliseconds, as the original has them.
        return rate > 0 ? TimeSpan.FromMilliseconds(Math.Floor(1000.0 / rate)) : throw Refused("Invalid rate supplied. Rate can never be zero.");
    }

    private static int Level(OptionValue value, int level, int step)
    {
        if (value.Text.Length == 0) return level + step;
        if (value.Text.AsSpan().TrimStart(step > 0 ? 'v' : 'q').IsEmpty) return level + step * (1 + value.Text.Length);
        int number = value.Text is [>= '0' and <= '9'] ? value.Text[0] - '0' : throw Refused("Invalid verbosity level");
        return step > 0 ? number : level - number;
    }

    private static TcpFlags Flags(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return byte.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte bits) ? (TcpFlags)bits : throw Refused("Invalid TCP flag specification.");
        var flags = TcpFlags.None;
        if (text.Length == 0 || text.Equals("none", StringComparison.OrdinalIgnoreCase)) return flags;
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase)) return (TcpFlags)0xff;
        bool hasWords = text.Contains(',') || text.Length == 3 && Flag(text) is not null;
        if (hasWords)
        {
            foreach (string word in text.Split(',')) flags |= Flag(word) ?? throw Refused($"Invalid TCP flag supplied: {word}");
            return flags;
        }
        foreach (char letter in text)
        {
            var found = TcpFlags.None;
            foreach (var (flag, words) in s_flags)
                if (char.ToLowerInvariant(letter) == words[0]) found = flag;
            // C is of CWR, E of ECN.
            flags |= found != TcpFlags.None ? found : throw Refused($"Invalid TCP flag supplied: {letter}");
        }
        return flags;
    }

    private static TcpFlags? Flag(string word)
    {
        foreach (var (flag, words) in s_flags)
            foreach (var range in words.AsSpan().Split(' '))
                if (words.AsSpan(range).Equals(word, StringComparison.OrdinalIgnoreCase)) return flag;
        return null;
    }

    /// <summary>Milliseconds since midnight UTC, or what the user says they are.</summary>
    private static uint Timestamp(string text, string name, TimeProvider clock)
    {
        string reason = $"Invalid {name} Timestamp specification.";
        if (!text.StartsWith("now", StringComparison.OrdinalIgnoreCase))
            return ScanNumber.TryReadTime(text, out var plain) ? (uint)(long)plain.TotalMilliseconds : throw Refused(reason);
        long now = (long)clock.GetUtcNow().TimeOfDay.TotalMilliseconds;
        if (text.Length == 3) return (uint)now;
        if (text.Length < 5 || text[3] is not ('+' or '-') || !ScanNumber.TryReadTime(text[4..], out var shift)) throw Refused(reason);
        return (uint)(now + (text[3] == '+' ? 1 : -1) * (long)shift.TotalMilliseconds);
    }
}
