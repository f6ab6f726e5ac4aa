using Netshoot.Cli;

namespace Netshoot.Applets.NGrep;

/// <summary>The options of ngrep(8).</summary>
internal static class NGrepCommandLine
{
    public const string Version = "ngrep: V1.47.1-git, libpcap version 1.10.3 (with TPACKET_V3)\n";

    public const string Usage = """
        usage: ngrep <-hNXViwqpevxlDtTRM> <-IO pcap_dump> <-n num> <-d dev> <-A num>
                     <-s snaplen> <-S limitlen> <-W normal|byline|single|none> <-c cols>
                     <-P char> <-F file>             <-K count>
                     <match expression> <bpf filter>
           -h  is help/usage
           -V  is version information
           -q  is be quiet (don't print packet reception hash marks)
           -e  is show empty packets
           -i  is ignore case
           -v  is invert match
           -R  is don't do privilege revocation logic
           -x  is print in alternate hexdump format
           -X  is interpret match expression as hexadecimal
           -w  is word-regex (expression must match as a word)
           -p  is don't go into promiscuous mode
           -l  is make stdout line buffered
           -D  is replay pcap_dumps with their recorded time intervals
           -t  is print timestamp every time a packet is matched
           -T  is print delta timestamp every time a packet is matched
                 specify twice for delta from first match
           -M  is don't do multi-line match (do single-line match instead)
           -I  is read packet stream from pcap format file pcap_dump
           -O  is dump matched packets in pcap format to pcap_dump
           -n  is look at only num packets
           -A  is dump num packets after a match
           -s  is set the bpf caplen
           -S  is set the limitlen on matched packets
           -W  is set the dump format (normal, byline, single, none)
           -c  is force the column width to the specified size
           -P  is set the non-printable display char to what is specified
           -F  is read the bpf filter from the specified file
           -N  is show sub protocol number
           -d  is use specified device instead of the pcap default
           -K  is send N packets to kill observed connections

        """;

    private const string Notes = """
        The match expression is a regular expression in Perl's syntax over the bytes of each payload. Matching takes time in proportion
        to the bytes: back references, lookaround, recursion, atomic groups and possessive quantifiers are refused.
        """;

    public static CommandLine<NGrepOptions> Table { get; } = new Getopt<NGrepOptions>("[-hNXViwqpevxlDtTRM] [OPTION]... [EXPRESSION] [FILTER...]", notes: Notes, usageText: Usage, usageToOutput: true)
    {
        { 'h', null, "print the usage of the original", o => o.ShowHelp = true },
        { 'V', null, "print the version", o => o.ShowVersion = true },
        { 'q', null, "print packets only: no marks, no counts", o => o.Quiet = true },
        { 'e', null, "show packets without a payload too", o => o.ShowEmpty = true },
        { 'i', null, "ignore case", o => o.IgnoreCase = true },
        { 'v', null, "show what does not match", o => o.Invert = true },
        { 'w', null, "the expression must match as a word", o => o.WholeWord = true },
        { 'X', null, "the expression is hexadecimal", o => o.IsHexadecimal = true },
        { 'M', null, "a dot does not match a line feed", o => o.SingleLine = true },
        { 'x', null, "print payloads in hexadecimal too", o => o.HexDump = true },
        { 'W', null, "LAYOUT", "normal, byline, none or single", (o, v) => o.Layout = Layout(v) },
        { 'c', null, "COLUMNS", "the width of the terminal", (o, v) => o.Columns = Number(v) },
        { 'P', null, "CHARACTER", "what stands for what cannot be printed", (o, v) => o.Unprintable = v.Text.Length == 0 || v.Text[0] > 127 ? (byte)'\0' : (byte)v.Text[0] },
        { 'C', null, "color what matched", o => o.Colorize = true },
        { 'N', null, "show the number of the protocol", o => o.ShowProtocol = true },
        { 't', null, "show the time", o => o.Time = NGrepTime.DateAndTime },
        { 'T', null, "show the time since the packet before; -TT since the first", o => o.Time = o.Time == NGrepTime.SincePrevious ? NGrepTime.SinceFirst : NGrepTime.SincePrevious },
        { 'n', null, "COUNT", "stop after so many matches", (o, v) => o.Count = Number(v) },
        { 'A', null, "COUNT", "show so many packets behind each match", (o, v) => o.After = Number(v) },
        { 's', null, "LENGTH", "capture so many bytes of a packet", (o, v) => o.SnapLength = Number(v) is > 0 and <= 262_144 and var length ? length : 262_144 },
        { 'S', null, "LENGTH", "look at so many bytes of a payload", (o, v) => o.Limit = Number(v) is >= 0 and var length ? length : int.MaxValue },
        { 'I', null, "FILE", "read packets from a capture file", (o, v) => o.ReadFile = v.Text },
        { 'O', null, "FILE", "write the packets that are shown to a capture file", (o, v) => o.WriteFile = v.Text },
        { 'F', null, "FILE", "read the filter from the first line of a file", (o, v) => o.FilterFile = v.Text },
        { 'd', null, "INTERFACE", "where to listen", (o, v) => o.Interface = v.Text },
        { 'p', null, "not promiscuous: only what is addressed to the interface", o => o.Promiscuous = false },
        { 'D', null, "replay a file at the pace of its packets", o => o.Replay = true },
        { 'K', null, "COUNT", "end TCP connections that match, with so many resets", (o, v) => o.Kill = Number(v) },
        { 'l', null, "hand over each packet at once", o => o.LineBuffered = true },
        { 'R', null, "stay who we are, which we do anyway", o => { } },
        (o, v) => o.Operands.Add(v.Text),
    };

    /// <summary>As atoi(3) reads it: the digits that it begins with, 0 where there are none.</summary>
    private static int Number(OptionValue value)
    {
        var text = value.Text.AsSpan().TrimStart();
        bool negative = text is ['-', ..];
        long number = 0;
        foreach (char digit in negative || text is ['+', ..] ? text[1..] : text)
        {
            if (!char.IsAsciiDigit(digit)) break;
            number = Math.Min(number * 10 + digit - '0', int.MaxValue);
        }
        return (int)(negative ? -number : number);
    }

    private static NGrepLayout Layout(OptionValue value) => value.Text switch
    {
        "normal" => NGrepLayout.Normal,
        "byline" => NGrepLayout.Byline,
        "none" => NGrepLayout.None,
        "single" => NGrepLayout.Single,
        _ => throw Fatal($"unknown wrap method '{value.Text}'"),
    };

    /// <summary>What is wrong with the command line, with the usage behind it.</summary>
    public static UsageFailure Fatal(string what)
    {
        var line = new Wire.TextBuffer(128);
        line.Append($"fatal: {what}\n");
        return new(what) { Usage = line + Usage };
    }
}
