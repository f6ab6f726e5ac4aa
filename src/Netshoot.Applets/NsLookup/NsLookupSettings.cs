using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Probes.Dns;

namespace Netshoot.Applets.NsLookup;

/// <summary>What <c>set</c> changes (nslookup(1)); the types and classes keep the form in which they were typed.</summary>
internal sealed class NsLookupSettings
{
    public string TypeText { get; private set; } = "A";

    public string ClassText { get; private set; } = "IN";

    public DnsType Type { get; private set; } = DnsType.A;

    /// <summary>Nobody named a type: A, then AAAA.</summary>
    public bool HasUsualType { get; private set; } = true;

    public DnsClass Class { get; private set; } = DnsClass.Internet;

    public bool IsDebug { get; private set; }

    public bool Searches { get; private set; } = true;

    public bool Recurses { get; private set; } = true;

    public bool UsesTcp { get; private set; }

    public bool TriesNextOnFailure { get; private set; } = true;

    public ushort Port { get; private set; } = 53;

    /// <summary>Seconds; 0 is what nslookup shows for "as usual".</summary>
    public int Timeout { get; private set; }

    public int Retries { get; private set; } = 3;

    public int? Dots { get; private set; }

    public string? Domain { get; private set; }

    public static IEnumerable<OptionHelp> Help { get; } =
    [
        Line("-type=TYPE", "the type (also -querytype, -query, -q)"), Line("-class=CLASS", "the class"), Line("-debug", "show whole answers (-nodebug)"),
        Line("-domain=NAME", "search this domain only"), Line("-nosearch", "do not use the search list (-search)"), Line("-port=PORT", "ask at this port (53)"),
        Line("-norecurse", "do not ask for recursion (-recurse)"), Line("-ndots=DOTS", "a name with so many dots is not searched first"), Line("-retry=TIMES", "ask so often"),
        Line("-timeout=SECONDS", "wait so long"), Line("-vc", "ask over TCP (-novc)"), Line("-fail", "let SERVFAIL be the last word (-nofail)"), Line("-version", "print the version"),
    ];

    /// <summary>Applies one option; what is wrong with it goes to <paramref name="say"/>.</summary>
    public void Apply(string option, Action<string> say)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        string name = (equals < 0 ? option : option[..equals]).ToLowerInvariant();
        string value = equals < 0 ? "" : option[(equals + 1)..];
        switch (name)
        {
            case "type" or "ty" or "querytype" or "query" or "qu" or "q" when equals >= 0:
                SetType(value, say);
                break;
            case "class" or "cl" when equals >= 0:
                if (DnsNames.TryParse(value, out DnsClass dnsClass)) (Class, ClassText) = (dnsClass, value);
                else say($"unknown query class: {value}");
                break;
            case "debug" or "deb": IsDebug = true; break;
            case "nodebug" or "nodeb": IsDebug = false; break;
            case "nod2" or "sil": break;
            case "d2": throw new UsageFailure("set d2 is not supported: it shows the inner steps of BIND's own program");
            case "search" or "sea": Searches = true; break;
            case "nosearch" or "nosea": Searches = false; break;
            case "defname" or "def": Searches = true; break;
            case "nodefname" or "nodef": Searches = false; break;
            case "recurse" or "rec": Recurses = true; break;
            case "norecurse" or "norec": Recurses = false; break;
            case "vc": UsesTcp = true; break;
            case "novc": UsesTcp = false; break;
            case "fail": TriesNextOnFailure = false; break;
            case "nofail": TriesNextOnFailure = true; break;
            case "domain" or "do" when equals >= 0: Domain = value; Searches = true; break;
            case "port" or "po" when equals >= 0: SetNumber(value, "port", ushort.MaxValue, n => Port = (ushort)n, say); break;
            case "timeout" or "t" when equals >= 0: SetNumber(value, "timeout", ushort.MaxValue, n => Timeout = n, say); break;
            case "retry" or "ret" when equals >= 0: SetNumber(value, "retry", int.MaxValue, n => Retries = n, say); break;
            case "ndots" when equals >= 0: SetNumber(value, "ndots", 128, n => Dots = n, say); break;
            default: say($"*** Invalid option: {option}"); break;
        }
    }

    /// <summary>The lookup that these settings make.</summary>
    public DigLookup Lookup(IReadOnlyList<DigServer> servers) => new()
    {
        EdnsVersion = DigLookup.NoEdns,
        SendsCookie = false,
        BestEffort = false,
        Class = Class,
        Type = Type,
        Flags = Recurses ? DnsFlags.RecursionDesired : DnsFlags.None,
        Transport = UsesTcp ? DnsTransport.Tcp : null,
        TriesNextOnFailure = TriesNextOnFailure,
        Timeout = Timeout == 0 ? 5 : Timeout,
        Tries = Math.Max(1, Retries),
        Searches = Searches,
        Servers = servers,
    };

    private void SetType(string value, Action<string> say)
    {
        if (!DnsNames.TryParse(value, out DnsType type))
        {
            say($"unknown query type: {value}");
            return;
        }
        (Type, TypeText, HasUsualType) = (type, value, false);
    }

    private static void SetNumber(string value, string what, int most, Action<int> set, Action<string> say)
    {
        try
        {
            set((int)LookupNumber.Parse(value, what, most));
        }
        catch (DigNumberFailure e)
        {
            say(e.Message);
        }
    }

    private static OptionHelp Line(string names, string help) => new(names, help, [names.Split('=')[0]]);
}
