using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip route add</c>, <c>append</c>, <c>change</c>, <c>replace</c> and <c>delete</c> (ip-route(8)).</summary>
internal static class RouteChange
{
    private const byte FromBoot = 3; // RTPROT_BOOT
    private const byte Universe = 0, OnLink = 253, OnHost = 254, Nowhere = 255; // RT_SCOPE_*

    public static ValueTask<ExitCode> Run(IpContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        bool deletes = type == RouteMessageType.DeleteRoute;
        var route = new RouteSettings(context);
        route.Take(words);
        if (!route.HasDestination) throw new IpFailure(IpUsage.Route);

        byte family = route.Family == 0 ? AddressFamilyNumber.Inet : route.Family;
        var kind = route.Type ?? (deletes ? RouteType.Unspecified : RouteType.Unicast);
        uint table = route.Table ?? (kind is RouteType.Local or RouteType.Broadcast or RouteType.Nat or RouteType.Anycast ? RouteRequests.LocalTable : RouteRequests.MainTable);
        byte scope = route.Scope ?? (deletes ? Nowhere : family == AddressFamilyNumber.Inet6 ? Universe : kind switch
        {
            RouteType.Local or RouteType.Nat => OnHost,
            RouteType.Broadcast or RouteType.Multicast or RouteType.Anycast => OnLink,
            RouteType.Unicast or RouteType.Unspecified when !route.HasGateway && !route.HasNexthops => OnLink,
            _ => Universe,
        });
        byte protocol = route.Protocol ?? (deletes ? (byte)0 : FromBoot);
        var request = new NetlinkRequest(type, flags)
            .U8(family).U8((byte)route.Length).U8(0).U8(route.TypeOfService).U8(table < 256 ? (byte)table : (byte)0).U8(protocol).U8(scope).U8((byte)kind).U32((uint)route.Flags);
        if (table >= 256) request.Attribute((ushort)RouteAttribute.Table, table);
        context.Execute(route.WriteTo(request));
        return ValueTask.FromResult(ExitCode.Ok);
    }
}

/// <summary>What a command line says about a route that is made or removed.</summary>
internal sealed class RouteSettings(IpContext context)
{
    private readonly NetlinkRequest _attributes = new(0, NetlinkFlags.None);
    private readonly NetlinkRequest _metrics = new(0, NetlinkFlags.None);
    private readonly NetlinkRequest _nexthops = new(0, NetlinkFlags.None);
    private readonly EncapsulationWords _encapsulation = new(context);
    private uint _locked;

    public byte Family { get; private set; } = context.Options.Family;

    public bool HasDestination { get; private set; }

    public int Length { get; private set; }

    public bool HasGateway { get; private set; }

    public bool HasNexthops { get; private set; }

    public RouteType? Type { get; private set; }

    public uint? Table { get; private set; }

    public byte? Scope { get; private set; }

    public byte? Protocol { get; private set; }

    public byte TypeOfService { get; private set; }

    public RouteFlags Flags { get; private set; }

    public void Take(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            if (!TryTakeWay(words) && !TryTakeProperty(words) && !TryTakeMetric(words)) TakeDestination(words);
        }
    }

    public NetlinkRequest WriteTo(NetlinkRequest request)
    {
        request.Append(_attributes);
        _encapsulation.WriteTo(request, (ushort)RouteAttribute.EncapsulationType, (ushort)RouteAttribute.Encapsulation);
        if (_metrics.Length > NetlinkHeader.Size)
        {
            int metrics = request.Begin((ushort)RouteAttribute.Metrics);
            if (_locked != 0) request.Attribute((ushort)RouteMetric.Lock, _locked);
            request.Append(_metrics);
            request.End(metrics);
        }
        if (HasNexthops)
        {
            int multipath = request.Begin((ushort)RouteAttribute.Multipath);
            request.Append(_nexthops);
            request.End(multipath);
        }
        return request;
    }

    private bool TryTakeWay(IpWords words)
    {
        switch (words.Current)
        {
            case "via":
                var (gateway, differs) = TakeGateway(words);
                HasGateway = true;
                WriteGateway(_attributes, gateway, differs);
                break;
            case "dev" or "oif":
                _attributes.Attribute((ushort)RouteAttribute.OutputInterface, context.RequireLink(words.Next()));
                break;
            case "src":
                _attributes.Attribute((ushort)RouteAttribute.PreferredSource, Address(words.Next()));
                break;
            case "onlink":
                Flags |= RouteFlags.OnLink;
                break;
            case "pervasive":
                Flags |= RouteFlags.Pervasive;
                break;
            case "nhid":
                _attributes.Attribute((ushort)RouteAttribute.NexthopId, IpWords.Number(words.Next(), "\"id\" value is invalid\n"));
                HasGateway = true;
                break;
            case "nexthop":
                HasNexthops = true;
                TakeNexthop(words);
                break;
            default:
                return false;
        }
        return true;
    }

    private bool TryTakeProperty(IpWords words)
    {
        string keyword = words.Current;
        if (words.Is("tos") || words.Matches("dsfield"))
        {
            string word = words.Next();
            TypeOfService = (byte)(RouteReport.ParseService(context, word) ?? throw IpFailure.Invalid(word, "TOS value is invalid\n"));
        }
        else if (keyword is "metric" or "priority" or "preference")
        {
            _attributes.Attribute((ushort)RouteAttribute.Priority, IpWords.Number(words.Next(), "\"metric\" value is invalid\n"));
        }
        else if (keyword == "scope")
        {
            string word = words.Next();
            Scope = context.Scopes.TryNumber(word, 255, out uint number) ? (byte)number : throw IpFailure.Invalid(word, "\"scope\" value is invalid\n");
        }
        else if (words.Matches("protocol"))
        {
            string word = words.Next();
            Protocol = context.Protocols.TryNumber(word, 255, out uint number) ? (byte)number : throw IpFailure.Invalid(word, "\"protocol\" value is invalid\n");
        }
        else if (words.Matches("table"))
        {
            string word = words.Next();
            Table = context.Tables.TryNumber(word, uint.MaxValue, out uint number) ? number : throw IpFailure.Invalid(word, "\"table\" value is invalid\n");
        }
        else if (keyword == "vrf")
        {
            const ushort VrfTable = 1; // IFLA_VRF_TABLE
            string word = words.Next();
            Table = context.Links.Find(word) is { Kind: "vrf" } link ? link.KindData.Attributes.Find(VrfTable).U32 : throw IpFailure.Invalid(word, "Invalid VRF\n");
        }
        else if (words.Matches("realms"))
        {
            _attributes.Attribute((ushort)RouteAttribute.Realms, Realms(words.Next()));
        }
        else if (keyword == "expires")
        {
            _attributes.Attribute((ushort)RouteAttribute.Expires, IpWords.Number(words.Next(), "\"expires\" value is invalid\n"));
        }
        else if (keyword == "pref")
        {
            string word = words.Next();
            _attributes.Attribute((ushort)RouteAttribute.Preference, word switch
            {
                "medium" => (byte)0,
                "high" => (byte)1,
                "low" => (byte)3,
                _ => (byte)IpWords.Number(word, "\"pref\" value is invalid\n"),
            });
        }
        else if (keyword == "ttl-propagate")
        {
            string word = words.Next();
            _attributes.Attribute((ushort)RouteAttribute.TtlPropagate, word switch
            {
                "enabled" => (byte)1,
                "disabled" => (byte)0,
                _ => throw IpFailure.Invalid(word, "\"ttl-propagate\" value is invalid\n"),
            });
        }
        else if (keyword == "encap")
        {
            _encapsulation.Take(words);
        }
        else
        {
            return false;
        }
        return true;
    }

    private bool TryTakeMetric(IpWords words)
    {
        string keyword = words.Current;
        var metric = keyword switch
        {
            "mtu" => RouteMetric.Mtu,
            "hoplimit" => RouteMetric.HopLimit,
            "advmss" => RouteMetric.AdvertisedSegmentSize,
            "reordering" => RouteMetric.Reordering,
            "rtt" => RouteMetric.RoundTripTime,
            "rttvar" => RouteMetric.RoundTripVariance,
            "rto_min" => RouteMetric.MinRetransmissionTimeout,
            "window" => RouteMetric.Window,
            "cwnd" => RouteMetric.CongestionWindow,
            "initcwnd" => RouteMetric.InitialCongestionWindow,
            "initrwnd" => RouteMetric.InitialReceiveWindow,
            "features" => RouteMetric.Features,
            "quickack" => RouteMetric.QuickAcknowledgement,
            "congctl" => RouteMetric.CongestionControl,
            "ssthresh" => RouteMetric.SlowStartThreshold,
            "fastopen_no_cookie" => RouteMetric.FastOpenNoCookie,
            _ => RouteMetric.Lock,
        };
        if (metric == RouteMetric.Lock) return false;
        string word = words.Next();
        if (word == "lock")
        {
            _locked |= 1u << (int)metric;
            word = words.Next();
        }
        string complaint = $"\"{keyword}\" value is invalid\n";
        switch (metric)
        {
            case RouteMetric.CongestionControl:
                _metrics.Attribute((ushort)metric, word);
                break;
            case RouteMetric.Features:
                _metrics.Attribute((ushort)metric, word == "ecn" ? 1u : throw IpFailure.Invalid(word, "\"features\" value not valid\n"));
                break;
            case RouteMetric.RoundTripTime:
                _metrics.Attribute((ushort)metric, Time(word, complaint, unitsPerMillisecond: 8));
                break;
            case RouteMetric.RoundTripVariance:
                _metrics.Attribute((ushort)metric, Time(word, complaint, unitsPerMillisecond: 4));
                break;
            case RouteMetric.MinRetransmissionTimeout:
                _locked |= 1u << (int)metric;
                _metrics.Attribute((ushort)metric, Time(word, complaint, unitsPerMillisecond: 1));
                break;
            default:
                _metrics.Attribute((ushort)metric, IpWords.Number(word, complaint));
                break;
        }
        return true;
    }

    private void TakeDestination(IpWords words)
    {
        if (words.Is("to")) words.Next();
        if (Type is null && !HasDestination && RouteReport.ParseTypeName(words.Current) is { } type)
        {
            Type = type;
            words.Next();
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Route);
        if (HasDestination) throw IpFailure.DuplicateOrGarbage("to", words.Current);
        var prefix = IpWords.Prefix(words.Current, Family);
        if (Family == 0) Family = prefix.Family;
        HasDestination = true;
        Length = prefix.Length;
        if (prefix.Address is { } address && prefix.Length > 0) _attributes.Attribute((ushort)RouteAttribute.Destination, address);
    }

    private (InternetAddress Gateway, bool Differs) TakeGateway(IpWords words)
    {
        string word = words.Next();
        byte family = Family;
        if (word is "inet" or "inet6")
        {
            family = word == "inet" ? AddressFamilyNumber.Inet : AddressFamilyNumber.Inet6;
            word = words.Next();
        }
        var gateway = IpWords.Address(word, family);
        if (Family == 0) Family = IpWords.FamilyOf(gateway);
        return (gateway, Family != IpWords.FamilyOf(gateway));
    }

    private static void WriteGateway(NetlinkRequest to, InternetAddress gateway, bool differs)
    {
        if (!differs)
        {
            to.Attribute((ushort)RouteAttribute.Gateway, gateway);
            return;
        }
        // struct rtvia: a family, then the address.
        Span<byte> via = stackalloc byte[18];
        System.Runtime.InteropServices.MemoryMarshal.Write(via, (ushort)IpWords.FamilyOf(gateway));
        gateway.CopyTo(via[2..]);
        to.Attribute((ushort)RouteAttribute.Via, via[..(2 + gateway.Size)]);
    }

    private void TakeNexthop(IpWords words)
    {
        int index = 0;
        uint weight = 1;
        var flags = RouteFlags.None;
        (InternetAddress Gateway, bool Differs)? way = null;
        var encapsulation = new EncapsulationWords(context);
        while (words.TryPeek(1) is { } next && next != "nexthop")
        {
            words.Advance();
            switch (next)
            {
                case "via":
                    way = TakeGateway(words);
                    break;
                case "dev":
                    index = context.RequireLink(words.Next());
                    break;
                case "weight":
                    string word = words.Next();
                    weight = IpWords.TryNumber(word, out uint number) && number is > 0 and <= 256 ? number : throw IpFailure.Invalid(word, "\"weight\" is invalid\n");
                    break;
                case "onlink":
                    flags |= RouteFlags.OnLink;
                    break;
                case "encap":
                    encapsulation.Take(words);
                    break;
                default:
                    throw new IpFailure(IpUsage.Route);
            }
        }
        // struct rtnexthop: its length is known when it has been written.
        int start = _nexthops.BeginStructure();
        _nexthops.U8((byte)flags).U8((byte)(weight - 1)).I32(index);
        if (way is { } to) WriteGateway(_nexthops, to.Gateway, to.Differs);
        encapsulation.WriteTo(_nexthops, (ushort)RouteAttribute.EncapsulationType, (ushort)RouteAttribute.Encapsulation);
        _nexthops.End(start);
    }

    private InternetAddress Address(string word)
    {
        var address = IpWords.Address(word, Family);
        if (Family == 0) Family = IpWords.FamilyOf(address);
        return address;
    }

    private uint Realms(string word)
    {
        uint realms = 0;
        foreach (string part in word.Split('/'))
            realms = realms << 16 | (context.Realms.TryNumber(part, 0xffff, out uint realm) ? realm : throw IpFailure.Invalid(word, "\"realms\" value is invalid\n"));
        return realms;
    }

    // 100ms, 1.5s; a bare number is what the kernel counts in.
    private static uint Time(string word, string complaint, uint unitsPerMillisecond)
    {
        bool isMilliseconds = word.EndsWith("ms", StringComparison.Ordinal), isSeconds = !isMilliseconds && word.EndsWith('s');
        string digits = isMilliseconds ? word[..^2] : isSeconds ? word[..^1] : word;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)) throw IpFailure.Invalid(word, complaint);
        double units = isMilliseconds ? value * unitsPerMillisecond : isSeconds ? value * 1000 * unitsPerMillisecond : value;
        return units <= uint.MaxValue ? (uint)Math.Ceiling(units) : throw IpFailure.Invalid(word, complaint);
    }
}
