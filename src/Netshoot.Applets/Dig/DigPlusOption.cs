using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Host;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Dig;

/// <summary>What an option's action may touch.</summary>
/// <param name="Lookup">The lookup it stands behind, or the settings of all.</param>
/// <param name="Globals">What holds for the whole call.</param>
/// <param name="Machine">Files.</param>
/// <param name="On">False behind <c>no</c>.</param>
/// <param name="Value">The text behind <c>=</c>, or null.</param>
internal readonly record struct DigPlus(DigLookup Lookup, DigGlobals Globals, IMachine Machine, bool On, string? Value);

/// <summary>One option of dig that begins with a plus.</summary>
/// <param name="Name">The whole name.</param>
/// <param name="Shortest">How many letters of it dig takes for it.</param>
/// <param name="ValueName">The name of its value, or null.</param>
/// <param name="Help">What it does.</param>
/// <param name="Apply">Does it.</param>
internal sealed record DigPlusOption(string Name, int Shortest, string? ValueName, string Help, Action<DigPlus> Apply)
{
    /// <summary>The value may not be left out.</summary>
    public bool NeedsValue { get; init; }

    /// <summary>There is no form with <c>no</c>.</summary>
    public bool IsPositive { get; init; }

    private const string DefaultHttpPath = "/dns-query";

    public static IReadOnlyList<DigPlusOption> All { get; } =
    [
        Flag("aaflag", 2, "set AA in the query", DnsFlags.AuthoritativeAnswer),
        Flag("aaonly", 2, "set AA in the query", DnsFlags.AuthoritativeAnswer),
        Show("additional", 3, "the additional section", static (d, on) => d with { Additional = on }),
        Flag("adflag", 2, "set AD in the query", DnsFlags.AuthenticData),
        new("all", 2, null, "show everything (+noall: nothing)", static p =>
        {
            p.Lookup.Display = p.Lookup.Display.All(p.On);
            p.Globals.ShowsCommand = p.On;
        }),
        Show("answer", 2, "the answer section", static (d, on) => d with { Answer = on }),
        Show("authority", 2, "the authority section", static (d, on) => d with { Authority = on }),
        new("badcookie", 2, null, "ask again when the server wants another cookie", static p => p.Lookup.RetriesBadCookie = p.On),
        new("besteffort", 2, null, "show what could be read of broken messages", static p => p.Lookup.BestEffort = p.On),
        new("bufsize", 2, "BYTES", "announce this UDP size by EDNS", static p =>
        {
            p.Lookup.UdpSize = p.Value is null ? Edns.UsualUdpSize : (ushort)LookupNumber.Parse(p.Value, "buffer size", ushort.MaxValue);
            p.Lookup.NeedEdns();
        }) { IsPositive = true },
        Flag("cd", 2, "set CD in the query: no validation", DnsFlags.CheckingDisabled),
        Flag("cdflag", 2, "set CD in the query: no validation", DnsFlags.CheckingDisabled),
        Show("class", 2, "the class of records", static (d, on) => d with { Class = on }),
        new("cmd", 2, null, "show the version and the command line", static p => p.Globals.ShowsCommand = p.On),
        new("coflag", 2, null, "set the EDNS flag CO", static p =>
        {
            p.Lookup.WantsCompactDenial = p.On;
            if (p.On) p.Lookup.NeedEdns();
        }),
        new("comments", 3, null, "show header, OPT and the names of sections", static p => (p.Lookup.Display, p.Lookup.AskedForComments) = (p.Lookup.Display with { Comments = p.On }, p.On)),
        new("cookie", 3, "HEX", "send a cookie", static p =>
        {
            p.Lookup.SendsCookie = p.On;
            p.Lookup.Cookie = p.On && p.Value is not null ? Hex(p.Value) : null;
            if (p.On) p.Lookup.NeedEdns();
        }),
        Show("crypto", 2, "keys, signatures and digests", static (d, on) => d with { Crypto = on }),
        new("defname", 2, null, "as +search", static p => p.Lookup.Searches = p.On),
        new("dns64prefix", 4, null, "find the prefixes of DNS64", static p => p.Lookup.WantsDns64Prefix = p.On),
        new("dnssec", 4, null, "ask for DNSSEC records (DO)", Dnssec),
        new("do", 2, null, "as +dnssec", Dnssec),
        new("domain", 3, "NAME", "search this domain only", static p =>
        {
            p.Globals.Domain = p.Value;
            p.Lookup.Searches = true;
        }) { NeedsValue = true, IsPositive = true },
        Gone("dscp", 2, "option is obsolete and has no effect"),
        new("edns", 4, "VERSION", "the version of EDNS (+noedns: none)", static p => p.Lookup.EdnsVersion = !p.On ? DigLookup.NoEdns : p.Value is null ? 0 : (int)LookupNumber.Parse(p.Value, "edns", byte.MaxValue)),
        new("ednsflags", 5, "BITS", "set undefined EDNS flags", static p =>
        {
            const ushort Named = 0xc000;
            p.Lookup.EdnsFlags = p.On && p.Value is not null ? (ushort)(LookupNumber.Parse(p.Value, "ednsflags", ushort.MaxValue, anyBase: true) & ~Named) : (ushort)0;
            p.Lookup.NeedEdns();
        }),
        new("ednsnegotiation", 5, null, "ask again with a version of EDNS that the server has", static p => p.Lookup.Negotiates = p.On),
        new("ednsopt", 5, "CODE[:HEX]", "send an EDNS option (+noednsopt: none)", DigEdnsOption.Apply),
        Show("expandaaaa", 4, "all digits of IPv6 addresses", static (d, on) => d with { ExpandsAddresses = on }),
        new("expire", 4, null, "ask when the zone expires", static p => { p.Lookup.WantsExpire = p.On; if (p.On) p.Lookup.NeedEdns(); }),
        new("fail", 2, null, "do not try the next server after SERVFAIL", static p => p.Lookup.TriesNextOnFailure = !p.On),
        new("fuzztime", 2, "SECONDS", "sign as if it were then", static p
            => p.Lookup.SigningTime = !p.On ? null : DateTimeOffset.FromUnixTimeSeconds(p.Value is null ? 1646972129 : LookupNumber.Parse(p.Value, "fuzztime", uint.MaxValue))),
        new("header-only", 2, null, "send no question", static p => p.Lookup.IsHeaderOnly = p.On),
        Http("https", 5, DnsTransport.Https, "over HTTPS"),
        Http("https-get", 7, DnsTransport.HttpsGet, "over HTTPS with GET"),
        Http("https-post", 7, DnsTransport.Https, "over HTTPS"),
        Http("http-plain", 10, DnsTransport.Http, "over HTTP without TLS"),
        Http("http-plain-get", 12, DnsTransport.HttpGet, "over HTTP without TLS, with GET"),
        Http("http-plain-post", 12, DnsTransport.Http, "over HTTP without TLS"),
        new("identify", 2, null, "name the server behind short answers", static p => p.Lookup.Identifies = p.On),
        new("idnin", 4, null, "international names in what is typed", static p => Idn(p)),
        new("idnout", 4, null, "international names in what is shown", static p => Idn(p)),
        new("ignore", 1, null, "do not ask again over TCP when the answer is truncated", static p => p.Lookup.IgnoresTruncation = p.On),
        new("keepalive", 5, null, "ask how long the connection may stay open", static p => { p.Lookup.WantsKeepalive = p.On; if (p.On) p.Lookup.NeedEdns(); }),
        new("keepopen", 5, null, "keep the TCP connection open between lookups", static p => p.Lookup.KeepsOpen = p.On),
        Gone("mapped", 2, "option is deprecated"),
        Show("multiline", 2, "records over several lines, with remarks", static (d, on) => d with { Multiline = on }),
        new("ndots", 2, "DOTS", "a name with so many dots is not searched first", static p => p.Globals.Dots = (int)LookupNumber.Parse(p.Value!, "ndots", ushort.MaxValue)) { NeedsValue = true, IsPositive = true },
        new("nsid", 3, null, "ask the server who it is", static p => { p.Lookup.WantsServerIdentifier = p.On; if (p.On) p.Lookup.NeedEdns(); }),
        new("nssearch", 3, null, "ask every server of the zone for its SOA record", static p =>
        {
            p.Lookup.IsServerSearch = p.On;
            if (!p.On) return;
            p.Lookup.IsTrace = false;
            p.Globals.ShowsCommand = false;
            p.Lookup.Type = DnsType.Ns;
            p.Lookup.HasType = true;
        }),
        Show("onesoa", 2, "one SOA record of a zone", static (d, on) => d with { OneSoa = on }),
        new("opcode", 2, "CODE", "the operation", static p => p.Lookup.Opcode = !p.On ? DnsOpcode.Query : OpcodeOf(p.Value!)) { NeedsValue = true },
        new("padding", 2, "BYTES", "pad the query to a multiple of this", static p =>
        {
            p.Lookup.Padding = p.On ? (int)Math.Min(LookupNumber.Parse(p.Value!, "padding", 512), 512) : 0;
            p.Lookup.NeedEdns();
        }) { NeedsValue = true },
        new("qid", 2, "ID", "the id of the query", static p => p.Lookup.Id = p.On ? (ushort)LookupNumber.Parse(p.Value!, "qid", ushort.MaxValue) : null) { NeedsValue = true },
        new("qr", 2, null, "show the query, too", static p => p.Lookup.ShowsQuery = p.On),
        new("question", 2, null, "show the question section", static p => (p.Lookup.Display, p.Lookup.AskedForQuestion) = (p.Lookup.Display with { Question = p.On }, p.On)),
        Flag("raflag", 2, "set RA in the query", DnsFlags.RecursionAvailable),
        Flag("rdflag", 2, "ask for recursion (RD)", DnsFlags.RecursionDesired),
        Flag("recurse", 3, "ask for recursion (RD)", DnsFlags.RecursionDesired),
        new("retry", 3, "TIMES", "ask so often again", static p => p.Lookup.Tries = (int)LookupNumber.Parse(p.Value!, "retries", int.MaxValue - 1) + 1) { NeedsValue = true, IsPositive = true },
        Show("rrcomments", 2, "remarks behind records", static (d, on) => d with { Remarks = on }),
        new("search", 2, null, "use the search list", static p => p.Lookup.Searches = p.On),
        new("short", 4, null, "show only the data of answers", static p =>
        {
            p.Globals.IsShort = p.On;
            if (p.On) p.Lookup.Display = p.Lookup.Display.All(false) with { Answer = true };
            if (p.On) p.Globals.ShowsCommand = false;
        }),
        new("showbadcookie", 5, null, "show the message that wants another cookie", static p => p.Lookup.ShowsBadCookie = p.On),
        new("showsearch", 5, null, "search, and show each step", static p => p.Lookup.ShowsSearch = p.Lookup.Searches = p.On),
        Gone("sigchase", 2, "option is deprecated"),
        new("split", 2, "CHARACTERS", "break long digits (+nosplit: do not)", DigEdnsOption.Split),
        Show("stats", 2, "time, server, date and size", static (d, on) => d with { Statistics = on }),
        new("subnet", 2, "PREFIX", "tell the server a part of the client's address", DigEdnsOption.Subnet) { NeedsValue = true },
        Flag("tcflag", 3, "set TC in the query", DnsFlags.Truncated),
        new("tcp", 3, null, "over TCP", Tcp),
        new("timeout", 2, "SECONDS", "how long to wait for an answer", static p => p.Lookup.Timeout = (int)Math.Max(1, LookupNumber.Parse(p.Value!, "timeout", ushort.MaxValue))) { NeedsValue = true, IsPositive = true },
        new("tls", 3, null, "over TLS", static p => p.Lookup.Transport = p.On ? DnsTransport.Tls : null),
        new("tls-ca", 6, "FILE", "check the server's certificate", static p => (p.Lookup.VerifiesTls, p.Lookup.TlsAuthorities) = (p.On, p.On ? p.Value : null)),
        new("tls-certfile", 8, "FILE", "our certificate", static p => p.Lookup.TlsCertificate = p.On ? p.Value : null),
        new("tls-hostname", 5, "NAME", "the name that the certificate must have", static p => p.Lookup.TlsHostName = p.On ? p.Value : null),
        new("tls-keyfile", 5, "FILE", "the key of our certificate", static p => p.Lookup.TlsKey = p.On ? p.Value : null),
        Gone("topdown", 2, "option is deprecated"),
        new("trace", 3, null, "follow the delegations from the root", static p =>
        {
            p.Lookup.IsTrace = p.On;
            if (!p.On) return;
            p.Lookup.IsServerSearch = false;
            p.Lookup.WantsDnssec = true;
            p.Lookup.SendsCookie = true;
            p.Lookup.NeedEdns();
            p.Lookup.Display = p.Lookup.Display with { Comments = false, Question = false, Additional = false, Authority = true, Statistics = false };
        }),
        new("tries", 3, "TIMES", "ask so often", static p => p.Lookup.Tries = (int)Math.Max(1, LookupNumber.Parse(p.Value!, "tries", int.MaxValue))) { NeedsValue = true, IsPositive = true },
        Gone("trusted-key", 3, "option is deprecated"),
        Show("ttlid", 3, "the TTL of records", static (d, on) => d with { Ttl = on }),
        Show("ttlunits", 4, "the TTL in units", static (d, on) => d with { TtlUnits = on, Ttl = on || d.Ttl }),
        Show("unknownformat", 3, "all data as bytes", static (d, on) => d with { UnknownFormat = on }),
        new("vc", 1, null, "over TCP", Tcp),
        new("yaml", 1, null, "show messages as YAML", static p =>
        {
            p.Globals.IsYaml = p.On;
            if (p.On) p.Globals.ShowsCommand = false;
        }),
        Flag("zflag", 1, "set the last free bit of the query's header", DnsFlags.Reserved),
    ];

    /// <summary>Applies the word behind a plus; false when dig knows no such option.</summary>
    public static bool TryApply(string word, DigLookup lookup, DigGlobals globals, IMachine machine)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        bool on = true;
        var option = Find(name);
        if (option is null && name.StartsWith("no", StringComparison.OrdinalIgnoreCase))
        {
            on = false;
            option = Find(name[2..]);
            if (option is { IsPositive: true }) return false;
        }
        if (option is null || on && option.NeedsValue && string.IsNullOrEmpty(value)) return false;
        option.Apply(new(lookup, globals, machine, on, string.IsNullOrEmpty(value) ? null : value));
        return true;
    }

    private static DigPlusOption? Find(string name)
    {
        DigPlusOption? found = null;
        foreach (var option in All)
        {
            if (option.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return option;
            if (found is null && name.Length >= option.Shortest && option.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)) found = option;
        }
        return found;
    }

    internal static byte[] Hex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new DigFailure("isc_hex_decodestring: bad hex encoding", 1);
        }
    }

    private static DigPlusOption Flag(string name, int shortest, string help, DnsFlags flag) => new(name, shortest, null, help, p => p.Lookup.SetFlag(flag, p.On));

    private static DigPlusOption Show(string name, int shortest, string what, Func<Netshoot.Dns.Text.DigDisplay, bool, Netshoot.Dns.Text.DigDisplay> change)
        => new(name, shortest, null, $"show {what}", p => p.Lookup.Display = change(p.Lookup.Display, p.On));

    /// <summary>Options that dig no longer has: it says so, without the end of a line, and goes on.</summary>
    private static DigPlusOption Gone(string name, int shortest, string what)
        => new(name, shortest, "VALUE", $"does nothing: {what}", p => throw new DigRemark($";; +{name} {what}"));

    private static DigPlusOption Http(string name, int shortest, DnsTransport transport, string help) => new(name, shortest, "PATH", help, p =>
    {
        p.Lookup.Transport = p.On ? transport : null;
        p.Lookup.HttpPath = p.Value ?? DefaultHttpPath;
        if (!p.Lookup.HttpPath.StartsWith('/')) throw new DigFailure($";; The given HTTP path \"{p.Value}\" is not a valid absolute path", 10) { HasNoName = true };
    });

    private static void Dnssec(DigPlus p)
    {
        p.Lookup.WantsDnssec = p.On;
        if (p.On) p.Lookup.NeedEdns();
    }

    private static void Tcp(DigPlus p) => p.Lookup.Transport = p.On ? DnsTransport.Tcp : DnsTransport.Udp;

    /// <summary>dig takes these and does nothing where it writes to a file or a pipe; ours never translates names.</summary>
    private static void Idn(DigPlus p)
    {
        if (p.On) throw new UsageFailure("international names are not translated here; write the name's ASCII form (xn--…)");
    }

    private static DnsOpcode OpcodeOf(string text)
    {
        for (int code = 0; code < 16; code++)
        {
            var name = DnsNames.Mnemonic((DnsOpcode)code);
            if (!name.IsEmpty && System.Text.Ascii.EqualsIgnoreCase(name, text) || text.Equals($"RESERVED{code}", StringComparison.OrdinalIgnoreCase)) return (DnsOpcode)code;
        }
        return (DnsOpcode)LookupNumber.Parse(text, "opcode", 15);
    }
}
