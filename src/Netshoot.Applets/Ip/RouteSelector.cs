using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>Which routes <c>ip route show</c> and <c>flush</c> are about, and so what goes without saying when they are printed.</summary>
internal sealed class RouteSelector(byte family)
{
    private const uint AllTables = 0;

    private byte _family = family;
    private RouteType _type;
    private uint? _realms;
    private uint? _realmsMask;
    private IpPrefix? _root;
    private IpPrefix? _match;
    private IpPrefix? _exact;
    private IpPrefix? _sourceRoot;
    private IpPrefix? _sourceMatch;
    private IpPrefix? _sourceExact;
    private IpPrefix? _via;
    private IpPrefix? _preferredSource;
    private int _outputInterface;
    private int _inputInterface;
    private uint? _metric;
    private bool _filtersAddresses;

    /// <summary>The one table they are in; 0 for any.</summary>
    public uint Table { get; private set; } = RouteRequests.MainTable;

    public bool Cloned { get; private set; }

    public uint? Protocol { get; private set; }

    public uint? Scope { get; private set; }

    public uint? TypeOfService { get; private set; }

    /// <summary>A selector that takes everything, and hides nothing.</summary>
    public static RouteSelector Any => new(0) { Table = AllTables };

    /// <summary>Everything that goes out of one interface, and hides which.</summary>
    public static RouteSelector AnyOut(byte family, int outputInterface) => new(family) { Table = AllTables, _outputInterface = outputInterface };

    public bool HidesDevice => _outputInterface != 0;

    public bool HidesInputDevice => _inputInterface != 0;

    public bool HidesGateway => _via is { Address: { } via } prefix && prefix.Length == via.Bits;

    public bool HidesPreferredSource => _preferredSource is { Address: { } source } prefix && prefix.Length == source.Bits;

    public bool HidesRealms => _realmsMask == uint.MaxValue;

    public bool HidesMetric => _metric is not null;

    public void Take(IpContext context, IpWords words)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("table"))
            {
                TakeTable(context, words.Next());
            }
            else if (words.Is("vrf"))
            {
                string name = words.Next();
                const ushort VrfTable = 1; // IFLA_VRF_TABLE
                Table = context.Links.Find(name) is { Kind: "vrf" } link ? link.KindData.Attributes.Find(VrfTable).U32 : throw IpFailure.Invalid(name, "Invalid VRF\n");
            }
            else if (words.Matches("cached") || words.Matches("cloned"))
            {
                Cloned = true;
            }
            else if (words.Is("tos") || words.Matches("dsfield"))
            {
                string word = words.Next();
                TypeOfService = RouteReport.ParseService(context, word) ?? throw IpFailure.Invalid(word, "TOS value is invalid\n");
            }
            else if (words.Matches("protocol"))
            {
                string word = words.Next();
                if (word == "all") Protocol = null;
                else Protocol = context.Protocols.TryNumber(word, 255, out uint number) ? number : throw IpFailure.Invalid(word, "invalid \"protocol\"\n");
            }
            else if (words.Matches("scope"))
            {
                string word = words.Next();
                if (word == "all") Scope = null;
                else Scope = context.Scopes.TryNumber(word, 255, out uint number) ? number : throw IpFailure.Invalid(word, "invalid \"scope\"\n");
            }
            else if (words.Matches("type"))
            {
                string word = words.Next();
                _type = RouteReport.ParseType(word) ?? throw IpFailure.Invalid(word, "node type value is invalid\n");
            }
            else if (words.Is("dev") || words.Is("oif"))
            {
                _outputInterface = context.RequireLink(words.Next());
            }
            else if (words.Is("iif"))
            {
                _inputInterface = context.RequireLink(words.Next());
            }
            else if (words.Is("metric") || words.Is("priority") || words.Is("preference"))
            {
                _metric = IpWords.Number(words.Next(), "\"metric\" value is invalid\n");
            }
            else if (words.Is("via"))
            {
                string word = words.Next();
                byte viaFamily = _family;
                if (word is "inet" or "inet6")
                {
                    viaFamily = word == "inet" ? AddressFamilyNumber.Inet : AddressFamilyNumber.Inet6;
                    word = words.Next();
                }
                _via = Prefix(word, viaFamily);
            }
            else if (words.Is("src"))
            {
                _preferredSource = Prefix(words.Next(), _family);
            }
            else if (words.Matches("realms"))
            {
                TakeRealms(context, words.Next());
            }
            else if (words.Matches("from"))
            {
                words.Next();
                TakePrefix(words, ref _sourceRoot, ref _sourceMatch, ref _sourceExact);
            }
            else
            {
                if (words.Matches("to")) words.Next();
                TakePrefix(words, ref _root, ref _match, ref _exact);
            }
        }
    }

    public NetlinkRequest Request()
    {
        // Without a table in particular the original shows every family.
        byte family = _family == 0 && Table != AllTables ? AddressFamilyNumber.Inet : _family;
        return RouteRequests.List(family, Table, (byte)(Protocol ?? 0), _type, _outputInterface, Cloned);
    }

    public bool Includes(Route route)
        => (_family == 0 || route.Family == _family)
            && (Table == AllTables || route.Table == Table)
            && Cloned == route.Flags.HasFlag(RouteFlags.Cloned)
            && (Protocol is null || route.Protocol == Protocol)
            && (Scope is null || route.Scope == Scope)
            && (TypeOfService is null || route.TypeOfService == TypeOfService)
            && (_type == RouteType.Unspecified || route.Type == _type)
            && (_outputInterface == 0 || route.OutputInterface == _outputInterface)
            && (_inputInterface == 0 || route.InputInterface == _inputInterface)
            && (_metric is null || (route.Priority ?? 0) == _metric)
            && (_realms is null || ((route.Realms ?? 0) & _realmsMask) == _realms)
            && (!_filtersAddresses || IncludesAddresses(route));

    // Six comparisons of prefixes that most commands do not need: a dump may have a million entries.
    private bool IncludesAddresses(Route route)
        => InRoot(_root, route.Destination, route.DestinationLength, route.Family)
            && Matches(_match, route.Destination, route.DestinationLength, route.Family)
            && IsExactly(_exact, route.Destination, route.DestinationLength, route.Family)
            && InRoot(_sourceRoot, route.Source, route.SourceLength, route.Family)
            && Matches(_sourceMatch, route.Source, route.SourceLength, route.Family)
            && IsExactly(_sourceExact, route.Source, route.SourceLength, route.Family)
            && (_via is null || _via.Value.IsDefault || _via.Value.Contains(route.Via ?? route.Gateway) && (route.Via ?? route.Gateway) is not null)
            && (_preferredSource is null || _preferredSource.Value.IsDefault || route.PreferredSource is { } source && _preferredSource.Value.Contains(source));

    private static bool InRoot(IpPrefix? root, InternetAddress? address, byte length, byte family)
        => root is not { Address: { } wanted } prefix
            || IpWords.FamilyOf(wanted) == family && length >= prefix.Length && (address ?? Zero(family)).Network(prefix.Length) == wanted.Network(prefix.Length);

    private static bool Matches(IpPrefix? match, InternetAddress? address, byte length, byte family)
        => match is not { Address: { } wanted } prefix
            ? match is null || length == 0
            : IpWords.FamilyOf(wanted) == family && length <= prefix.Length && (address ?? Zero(family)).Network(length) == wanted.Network(length);

    private static bool IsExactly(IpPrefix? exact, InternetAddress? address, byte length, byte family)
        => exact is not { Address: { } wanted } prefix
            ? exact is null || length == 0
            : IpWords.FamilyOf(wanted) == family && length == prefix.Length && (address ?? Zero(family)).Network(length) == wanted.Network(length);

    private static InternetAddress Zero(byte family) => family == AddressFamilyNumber.Inet6 ? InternetAddress.Any6 : InternetAddress.Any4;

    private void TakeTable(IpContext context, string word)
    {
        switch (word)
        {
            case "all" or "any" or "0":
                Table = AllTables;
                break;
            case "cache":
                Cloned = true;
                break;
            case "help":
                throw new IpFailure(IpUsage.Route);
            default:
                Table = context.Tables.TryNumber(word, uint.MaxValue, out uint number) ? number : throw IpFailure.Invalid(word, "table id value is invalid\n");
                break;
        }
    }

    private void TakeRealms(IpContext context, string word)
    {
        string[] parts = word.Split('/');
        uint mask = 0;
        if (parts.Length > 2 || !TryRealm(context, parts[^1], out uint realms, ref mask) || parts.Length == 2 && !TryRealm(context, parts[0], out _, ref mask)) throw IpFailure.Invalid(word, "invalid realms\n");
        if (parts.Length == 2)
        {
            uint own = mask;
            _ = context.Realms.TryNumber(parts[0], 0xffff, out uint from);
            realms |= from << 16;
            mask = own | 0xffff0000;
        }
        (_realms, _realmsMask) = (realms, mask);
    }

    private static bool TryRealm(IpContext context, string word, out uint realm, ref uint mask)
    {
        mask |= 0xffff;
        return context.Realms.TryNumber(word, 0xffff, out realm);
    }

    private void TakePrefix(IpWords words, ref IpPrefix? root, ref IpPrefix? match, ref IpPrefix? exact)
    {
        if (words.Matches("root"))
        {
            root = Prefix(words.Next(), _family);
        }
        else if (words.Matches("match"))
        {
            match = Prefix(words.Next(), _family);
        }
        else
        {
            if (words.Is("exact")) words.Next();
            if (words.Is("help")) throw new IpFailure(IpUsage.Route);
            // The prefix is the whole of it: within itself, and no shorter.
            exact = Prefix(words.Current, _family);
        }
    }

    private IpPrefix Prefix(string word, byte family)
    {
        var prefix = IpWords.Prefix(word, family);
        if (_family == 0) _family = prefix.Family;
        _filtersAddresses = true;
        return prefix;
    }
}
