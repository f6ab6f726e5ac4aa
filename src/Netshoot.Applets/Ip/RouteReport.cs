using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>One route as ip(8) prints it.</summary>
/// <param name="context">The command.</param>
/// <param name="selector">What was asked for, and so goes without saying.</param>
internal sealed class RouteReport(IpContext context, RouteSelector selector)
{
    private const byte FromBoot = 3, Universe = 0; // RTPROT_BOOT, RT_SCOPE_UNIVERSE
    private const uint HundredthsPerSecond = 100;

    private readonly ReportWriter _to = context.To;
    private readonly bool _details = context.Options.Details;
    private readonly Dictionary<uint, Nexthop?> _nexthops = [];

    // The context's own is busy with the dump.
    private NetlinkChannel? _channel;

    public void Write(Route route)
    {
        var to = _to;
        bool cloned = route.Flags.HasFlag(RouteFlags.Cloned);
        to.OpenObject();
        if (route.IsDeleted) to.Field("deleted", true, $"Deleted ");
        if (_details || route.Type != RouteType.Unicast) to.Field("type", TypeName(context, route.Type), $"{TypeName(context, route.Type)} ");
        WritePrefixes(route);
        if (route.NexthopId is { } nexthop) to.Field("nhid", nexthop, $"nhid {nexthop} ");
        if (route.EncapsulationType != 0) EncapsulationReport.Write(context, route.EncapsulationType, route.Encapsulation.Attributes);
        if (route.TypeOfService != 0 && selector.TypeOfService is null) to.Field("tos", ServiceName(context, route.TypeOfService), $"tos {ServiceName(context, route.TypeOfService)} ");
        if (route.Gateway is { } gateway && !selector.HidesGateway) WriteGateway(gateway);
        if (route.Via is { } via && !selector.HidesGateway) WriteVia(via);
        if (route.OutputInterface is { } output && !selector.HidesDevice)
        {
            string device = context.Links.NameOf(output);
            to.Text($"dev ");
            to.Field(Paint.Interface, "dev", device, $"{device} ");
        }
        if (selector.Table == 0 && (route.Table != RouteRequests.MainTable || _details)) to.Field("table", context.Tables.Name(route.Table), $"table {context.Tables.Name(route.Table)} ");
        if (!cloned)
        {
            if ((route.Protocol != FromBoot || _details) && selector.Protocol is null) to.Field("protocol", context.Protocols.Name(route.Protocol), $"proto {context.Protocols.Name(route.Protocol)} ");
            if ((route.Scope != Universe || _details) && selector.Scope is null) to.Field("scope", context.Scopes.Name(route.Scope), $"scope {context.Scopes.Name(route.Scope)} ");
        }
        if (route.PreferredSource is { } source && !selector.HidesPreferredSource)
        {
            to.Text($"src ");
            to.Field(AddressPaint.PaintOf(source), "prefsrc", source, $"{source} ");
        }
        if (route.Priority is { } priority && !selector.HidesMetric) to.Field("metric", priority, $"metric {priority} ");
        WriteFlags(to, route.Flags);
        if (route.Mark is { } mark) WriteMark(mark);
        if (route.UserId is { } user) to.Field("uid", user, $"uid {user} ");
        if (route.Realms is { } realms && !selector.HidesRealms) WriteRealms(realms);
        WriteCache(route, cloned);
        if (!route.Metrics.IsEmpty) RouteMetricsReport.Write(context, route.Metrics.Attributes);
        if (route.InputInterface is { } input && !selector.HidesInputDevice)
        {
            to.Text($"iif ");
            to.Field(Paint.Interface, "iif", context.Links.NameOf(input), $"{context.Links.NameOf(input)} ");
        }
        if (route.Preference is { } preference) to.Field("pref", PreferenceName(preference), $"pref {PreferenceName(preference)}");
        if (route.TtlPropagate is { } propagate) to.Field("ttl-propogate", propagate != 0, $" ttl-propagate {(propagate != 0 ? "enabled" : "disabled")}");
        if (_details && route.NexthopId is { } id) WriteNexthopInformation(id);
        if (!route.Nexthops.IsEmpty) WriteNexthops(route.Nexthops);
        to.Text($"\n");
        to.CloseObject();
    }

    /// <summary>The word of <c>RTN_*</c>, or its number.</summary>
    public static string TypeName(IpContext context, RouteType type)
        => context.Options.Numeric || (int)type >= s_types.Length || s_types[(int)type] is not { } name ? ((int)type).ToString(CultureInfo.InvariantCulture) : name;

    public static RouteType? ParseTypeName(string word) => Array.IndexOf(s_types, word) is > 0 and var index ? (RouteType)index : null;

    /// <summary>A type by its word or its number.</summary>
    public static RouteType? ParseType(string word)
    {
        if (ParseTypeName(word) is { } type) return type;
        return IpWords.TryNumber(word, out uint number) && number <= byte.MaxValue ? (RouteType)number : null;
    }

    public static string ServiceName(IpContext context, byte service)
        => context.ServiceFields.TryName(service) ?? string.Create(CultureInfo.InvariantCulture, $"0x{service:x2}");

    /// <summary>A type of service: a name, or a number that is hexadecimal even without 0x.</summary>
    public static uint? ParseService(IpContext context, string word)
    {
        if (context.ServiceFields.TryNumber(word, 0, out uint named)) return named;
        string digits = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? word[2..] : word;
        return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) && number <= byte.MaxValue ? number : null;
    }

    private static readonly string?[] s_types = [null, "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw", "nat", "xresolve"];

    private static readonly (RouteFlags Flag, string Name)[] s_flags =
    [
        (RouteFlags.Dead, "dead"),
        (RouteFlags.OnLink, "onlink"),
        (RouteFlags.Pervasive, "pervasive"),
        (RouteFlags.Offload, "offload"),
        (RouteFlags.Trap, "trap"),
        (RouteFlags.Notify, "notify"),
        (RouteFlags.LinkDown, "linkdown"),
        (RouteFlags.Unresolved, "unresolved"),
        (RouteFlags.RouteOffload, "rt_offload"),
        (RouteFlags.RouteTrap, "rt_trap"),
        (RouteFlags.OffloadFailed, "rt_offload_failed"),
    ];

    private const RouteFlags Shown = RouteFlags.Dead | RouteFlags.OnLink | RouteFlags.Pervasive | RouteFlags.Offload | RouteFlags.Trap | RouteFlags.Notify | RouteFlags.LinkDown
        | RouteFlags.Unresolved | RouteFlags.RouteOffload | RouteFlags.RouteTrap | RouteFlags.OffloadFailed;

    private void WritePrefixes(Route route)
    {
        var to = _to;
        if (route.Destination is { } destination)
        {
            if (route.DestinationLength == destination.Bits) to.Field(AddressPaint.PaintOf(destination), "dst", destination, $"{destination} ");
            else to.Field(AddressPaint.PaintOf(destination), "dst", new InternetPrefix(destination, route.DestinationLength), $"{destination}/{route.DestinationLength} ");
        }
        else if (route.DestinationLength > 0)
        {
            to.Field("dst", $"0/{route.DestinationLength}", $"0/{route.DestinationLength} ");
        }
        else
        {
            to.Field("dst", "default", $"default ");
        }
        if (route.Source is { } source)
        {
            to.Text($"from ");
            if (route.SourceLength == source.Bits) to.Field(AddressPaint.PaintOf(source), "from", source, $"{source} ");
            else to.Field(AddressPaint.PaintOf(source), "from", new InternetPrefix(source, route.SourceLength), $"{source}/{route.SourceLength} ");
        }
        else if (route.SourceLength > 0)
        {
            to.Field("from", $"0/{route.SourceLength}", $"from 0/{route.SourceLength} ");
        }
    }

    private void WriteGateway(InternetAddress gateway)
    {
        _to.Text($"via ");
        _to.Field(AddressPaint.PaintOf(gateway), "gateway", gateway, $"{gateway} ");
    }

    private void WriteVia(InternetAddress via)
    {
        string family = via.Is6 ? "inet6" : "inet";
        _to.OpenObject("via");
        _to.Field("family", family, $"via {family} ");
        _to.Field(AddressPaint.PaintOf(via), "host", via, $"{via} ");
        _to.CloseObject();
    }

    /// <summary>The flags of a route or of a way of it.</summary>
    public static void WriteFlags(ReportWriter to, RouteFlags flags)
    {
        to.OpenArray("flags");
        if ((flags & Shown) != 0)
        {
            foreach (var (flag, name) in s_flags)
                if ((flags & flag) != 0) to.Field(null, name, $"{name} ");
        }
        to.CloseArray();
    }

    private void WriteMark(uint mark)
    {
        if (mark >= 16) _to.Field("mark", mark, $"mark 0x{mark:x} ");
        else _to.Field("mark", mark, $"mark {mark} ");
    }

    private void WriteRealms(uint realms)
    {
        uint from = realms >> 16, target = realms & 0xffff;
        _to.OpenObject("flow");
        if (from != 0) _to.Field("from", context.Realms.Name(from), $"realms {context.Realms.Name(from)}/");
        else _to.Text($"realm ");
        _to.Field("to", context.Realms.Name(target), $"{context.Realms.Name(target)} ");
        _to.CloseObject();
    }

    private void WriteCache(Route route, bool cloned)
    {
        if (route.Family == AddressFamilyNumber.Inet)
        {
            if (!cloned) return;
            _to.Text($"{context.LineBreak}    cache ");
            _to.OpenArray("cache");
            WriteCacheFlags((uint)route.Flags & 0xffff0000);
            _to.CloseArray();
        }
        if (route.CacheInfo is not { } info) return;
        if (info.Expires != 0) _to.Field("expires", info.Expires / (int)HundredthsPerSecond, $"expires {info.Expires / (int)HundredthsPerSecond}sec ");
        if (info.Error != 0)
        {
            if (route.Family == AddressFamilyNumber.Inet || route.Type is not (RouteType.Unreachable or RouteType.Prohibit or RouteType.Blackhole)) _to.Field("error", info.Error, $"error {info.Error} ");
        }
        if (context.Options.Statistics == 0) return;
        if (info.References != 0) _to.Field("users", info.References, $"users {info.References} ");
        if (info.Used != 0) _to.Field("used", info.Used, $"used {info.Used} ");
        if (info.LastUse != 0) _to.Field("age", info.LastUse / HundredthsPerSecond, $"age {info.LastUse / HundredthsPerSecond}sec ");
    }

    // RTCF_* (include/uapi/linux/in_route.h)
    private static readonly (uint Flag, string Name)[] s_cacheFlags =
    [
        (0x80000000, "local"),
        (0x40000000, "reject"),
        (0x20000000, "mc"),
        (0x10000000, "brd"),
        (0x08000000, "dst-nat"),
        (0x00800000, "src-nat"),
        (0x00400000, "masq"),
        (0x00020000, "dst-direct"),
        (0x04000000, "src-direct"),
        (0x00040000, "redirected"),
        (0x01000000, "redirect"),
        (0x00200000, "fastroute"),
        (0x00010000, "notify"),
        (0x00080000, "proxy"),
    ];

    private void WriteCacheFlags(uint flags)
    {
        if (flags == 0) return;
        bool any = false;
        _to.Text($"<");
        foreach (var (flag, name) in s_cacheFlags)
        {
            if ((flags & flag) == 0) continue;
            flags &= ~flag;
            _to.Field(null, name, $"{(any ? "," : "")}{name}");
            any = true;
        }
        if (flags != 0) _to.Field(null, string.Create(CultureInfo.InvariantCulture, $"{flags:x}"), $"{(any ? "," : "")}{flags:x}");
        _to.Text($"> ");
    }

    // What the route's number of a nexthop stands for; many routes have the same.
    private void WriteNexthopInformation(uint id)
    {
        if (!_nexthops.TryGetValue(id, out var nexthop))
        {
            _channel ??= context.Open();
            _channel.TryGet(NexthopRequests.Find(id), out nexthop);
            _nexthops[id] = nexthop;
        }
        if (nexthop is null) return;
        _to.OpenObject("nh_info");
        // Not even with -oneline does the original leave out this line end.
        _to.Text($"\n\tnh_info ");
        NexthopReport.WriteBody(context, nexthop);
        _to.CloseObject();
    }

    private void WriteNexthops(RouteNexthops nexthops)
    {
        var to = _to;
        to.OpenArray("nexthops");
        foreach (var nexthop in nexthops)
        {
            to.OpenObject();
            to.Text($"{context.LineBreak}\tnexthop ");
            if (nexthop.Attributes.Find((ushort)RouteAttribute.EncapsulationType) is { Exists: true } type)
                EncapsulationReport.Write(context, type.U16, nexthop.Attributes.Find((ushort)RouteAttribute.Encapsulation).Nested);
            if (nexthop.Gateway is { } gateway) WriteGateway(gateway);
            if (nexthop.Via is { } via) WriteVia(via);
            to.Field("dev", context.Links.NameOf(nexthop.InterfaceIndex), $"dev {context.Links.NameOf(nexthop.InterfaceIndex)} ");
            to.Field("weight", nexthop.Weight, $"weight {nexthop.Weight} ");
            WriteFlags(to, nexthop.Flags);
            to.CloseObject();
        }
        to.CloseArray();
    }

    private static string PreferenceName(byte preference) => preference switch
    {
        0 => "medium",
        1 => "high",
        3 => "low",
        _ => preference.ToString(CultureInfo.InvariantCulture),
    };
}
