using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>The selectors of nft(8) that need no knowledge of the packet's headers.</summary>
internal static class Selectors
{
    public static Selector Meta(MetaKey key)
    {
        var (name, type, width) = key switch
        {
            MetaKey.Length => ("length", DataTypes.HostInteger, 32),
            MetaKey.Protocol => ("protocol", DataTypes.EtherType, 16),
            MetaKey.Priority => ("priority", DataTypes.Class, 32),
            MetaKey.Mark => ("mark", DataTypes.Mark, 32),
            MetaKey.InputIndex => ("iif", DataTypes.Interface, 32),
            MetaKey.OutputIndex => ("oif", DataTypes.Interface, 32),
            MetaKey.InputName => ("iifname", DataTypes.InterfaceName, 128),
            MetaKey.OutputName => ("oifname", DataTypes.InterfaceName, 128),
            MetaKey.InputType => ("iiftype", DataTypes.LinkType, 16),
            MetaKey.OutputType => ("oiftype", DataTypes.LinkType, 16),
            MetaKey.UserId => ("skuid", DataTypes.User, 32),
            MetaKey.GroupId => ("skgid", DataTypes.UserGroup, 32),
            MetaKey.Trace => ("nftrace", DataTypes.HostInteger, 1),
            MetaKey.RouteClass => ("rtclassid", DataTypes.Realm, 32),
            MetaKey.SecurityMark => ("secmark", DataTypes.HostInteger, 32),
            MetaKey.NetworkFamily => ("nfproto", DataTypes.NetworkFamily, 8),
            MetaKey.TransportProtocol => ("l4proto", DataTypes.Protocol, 8),
            MetaKey.BridgeInputName => ("ibrname", DataTypes.InterfaceName, 128),
            MetaKey.BridgeOutputName => ("obrname", DataTypes.InterfaceName, 128),
            MetaKey.PacketType => ("pkttype", DataTypes.PacketType, 8),
            MetaKey.Processor => ("cpu", DataTypes.HostInteger, 32),
            MetaKey.InputGroup => ("iifgroup", DataTypes.Group, 32),
            MetaKey.OutputGroup => ("oifgroup", DataTypes.Group, 32),
            MetaKey.ControlGroup => ("cgroup", DataTypes.HostInteger, 32),
            MetaKey.Random => ("random", DataTypes.Integer, 32),
            MetaKey.SecurityPath => ("ipsec", DataTypes.Boolean, 8),
            MetaKey.InputKind => ("iifkind", DataTypes.InterfaceName, 128),
            MetaKey.OutputKind => ("oifkind", DataTypes.InterfaceName, 128),
            MetaKey.BridgeInputVlan => ("ibrpvid", DataTypes.HostInteger, 16),
            MetaKey.BridgeInputVlanProtocol => ("ibrvproto", DataTypes.EtherType, 16),
            MetaKey.Time => ("time", DataTypes.Date, 64),
            MetaKey.Day => ("day", DataTypes.Day, 8),
            MetaKey.Hour => ("hour", DataTypes.Hour, 32),
            MetaKey.SubordinateIndex => ("sdif", DataTypes.Interface, 32),
            MetaKey.SubordinateName => ("sdifname", DataTypes.InterfaceName, 128),
            MetaKey.BridgeRoute => ("broute", DataTypes.HostInteger, 8),
            _ => ("unknown", DataTypes.HostInteger, 32),
        };
        // Those about interfaces need no word before them.
        bool isPlain = key is MetaKey.InputIndex or MetaKey.OutputIndex or MetaKey.InputName or MetaKey.OutputName or MetaKey.InputGroup or MetaKey.OutputGroup;
        return new("meta", isPlain ? name : $"meta {name}", type, width, new SelectorField("key", name));
    }

    public static Selector Connection(ConnectionKey key, byte? direction, byte family)
    {
        const byte Ip6 = 10;
        var (name, type, width) = key switch
        {
            ConnectionKey.State => ("state", DataTypes.ConnectionState, 32),
            ConnectionKey.Direction => ("direction", DataTypes.ConnectionDirection, 8),
            ConnectionKey.Status => ("status", DataTypes.ConnectionStatus, 32),
            ConnectionKey.Mark => ("mark", DataTypes.Mark, 32),
            ConnectionKey.SecurityMark => ("secmark", DataTypes.HostInteger, 32),
            ConnectionKey.Expiration => ("expiration", DataTypes.Duration, 32),
            ConnectionKey.Helper => ("helper", DataTypes.Text, 128),
            ConnectionKey.NetworkProtocol => ("l3proto", DataTypes.NetworkFamily, 8),
            ConnectionKey.Source => ("saddr", family == Ip6 ? DataTypes.Address6 : DataTypes.Address4, family == Ip6 ? 128 : 32),
            ConnectionKey.Destination => ("daddr", family == Ip6 ? DataTypes.Address6 : DataTypes.Address4, family == Ip6 ? 128 : 32),
            ConnectionKey.Protocol => ("protocol", DataTypes.Protocol, 8),
            ConnectionKey.ProtocolSource => ("proto-src", DataTypes.Service, 16),
            ConnectionKey.ProtocolDestination => ("proto-dst", DataTypes.Service, 16),
            ConnectionKey.Labels => ("label", DataTypes.Label, 128),
            ConnectionKey.Packets => ("packets", DataTypes.HostInteger, 64),
            ConnectionKey.Bytes => ("bytes", DataTypes.HostInteger, 64),
            ConnectionKey.AveragePacket => ("avgpkt", DataTypes.HostInteger, 64),
            ConnectionKey.Zone => ("zone", DataTypes.HostInteger, 16),
            ConnectionKey.Events => ("event", DataTypes.ConnectionEvents, 32),
            ConnectionKey.SourceIp => ("ip saddr", DataTypes.Address4, 32),
            ConnectionKey.DestinationIp => ("ip daddr", DataTypes.Address4, 32),
            ConnectionKey.SourceIp6 => ("ip6 saddr", DataTypes.Address6, 128),
            ConnectionKey.DestinationIp6 => ("ip6 daddr", DataTypes.Address6, 128),
            ConnectionKey.Id => ("id", DataTypes.Integer, 32),
            _ => ("unknown", DataTypes.HostInteger, 32),
        };
        string? word = direction switch { 0 => "original", 1 => "reply", _ => null };
        // People are told the family, too.
        string shown = key is ConnectionKey.Source or ConnectionKey.Destination ? $"{(family == Ip6 ? "ip6" : "ip")} {name}" : name;
        return word is null
            ? new("ct", $"ct {shown}", type, width, new SelectorField("key", name))
            : new("ct", $"ct {word} {shown}", type, width, new SelectorField("key", name), new SelectorField("dir", word));
    }

    public static Selector Route(uint key)
    {
        var field = new SelectorField("key", "nexthop");
        return key switch
        {
            0 => new("rt", "rt classid", DataTypes.Realm, 32, new SelectorField("key", "classid")),
            1 => new("rt", "rt ip nexthop", DataTypes.Address4, 32, field, new SelectorField("family", "ip")),
            2 => new("rt", "rt ip6 nexthop", DataTypes.Address6, 128, field, new SelectorField("family", "ip6")),
            3 => new("rt", "rt mtu", DataTypes.HostInteger, 16, new SelectorField("key", "mtu")),
            4 => new("rt", "rt ipsec", DataTypes.Boolean, 8, new SelectorField("key", "ipsec")),
            _ => new("rt", $"rt {key}", DataTypes.HostInteger, 32, new SelectorField("key", null, key)),
        };
    }

    public static Selector Socket(uint key, uint level) => key switch
    {
        0 => new("socket", "socket transparent", DataTypes.HostInteger, 8, new SelectorField("key", "transparent")),
        1 => new("socket", "socket mark", DataTypes.Mark, 32, new SelectorField("key", "mark")),
        2 => new("socket", "socket wildcard", DataTypes.HostInteger, 8, new SelectorField("key", "wildcard")),
        3 => new("socket", $"socket cgroupv2 level {level}", DataTypes.ControlGroup, 64, new SelectorField("key", "cgroupv2")),
        _ => new("socket", $"socket {key}", DataTypes.HostInteger, 32, new SelectorField("key", null, key)),
    };

    public static Selector Fib(uint result, uint flags)
    {
        const uint Present = 0x20;
        string[] names = ["saddr", "daddr", "mark", "iif", "oif"];
        var chosen = new List<string>();
        for (int i = 0; i < names.Length; i++)
            if ((flags & 1u << i) != 0) chosen.Add(names[i]);
        var (name, type, width) = result switch
        {
            _ when (flags & Present) != 0 => ("oif", DataTypes.Boolean, 8),
            1 => ("oif", DataTypes.Interface, 32),
            2 => ("oifname", DataTypes.InterfaceName, 128),
            3 => ("type", DataTypes.AddressKind, 32),
            _ => ("unknown", DataTypes.HostInteger, 32),
        };
        return new("fib", $"fib {string.Join(" . ", chosen)} {name}", type, width, new SelectorField("result", name), new SelectorField("flags", null, 0, chosen));
    }

    public static Selector NumberGenerator(NumberGeneratorExpression generator)
    {
        string mode = generator.IsRandom ? "random" : "inc";
        string offset = generator.Offset != 0 ? $" offset {generator.Offset}" : "";
        return new("numgen", $"numgen {mode} mod {generator.Modulus}{offset}", DataTypes.HostInteger, 32,
            new SelectorField("mode", mode), new SelectorField("mod", null, generator.Modulus), new SelectorField("offset", null, generator.Offset));
    }

    public static Selector SymmetricHash(HashExpression hash)
    {
        return hash.Offset == 0
            ? new("symhash", $"symhash mod {hash.Modulus}", DataTypes.HostInteger, 32, new SelectorField("mod", null, hash.Modulus))
            : new("symhash", $"symhash mod {hash.Modulus} offset {hash.Offset}", DataTypes.HostInteger, 32,
                new SelectorField("mod", null, hash.Modulus), new SelectorField("offset", null, hash.Offset));
    }

    public static Selector Fingerprint(FingerprintExpression osf)
    {
        string? ttl = osf.TimeToLive switch { 1 => "loose", 2 => "skip", _ => null };
        string key = (osf.Flags & 1) != 0 ? "version" : "name";
        return ttl is null
            ? new("osf", $"osf {key}", DataTypes.Text, 128, new SelectorField("key", key))
            : new("osf", $"osf ttl {ttl} {key}", DataTypes.Text, 128, new SelectorField("key", key), new SelectorField("ttl", ttl));
    }

    public static Selector Transform(TransformExpression xfrm)
    {
        string direction = xfrm.IsOutput ? "out" : "in";
        string index = xfrm.Index != 0 ? $" spnum {xfrm.Index}" : "";
        var (name, family, type, width) = xfrm.Key switch
        {
            1 => ("daddr", "ip", DataTypes.Address4, 32),
            2 => ("daddr", "ip6", DataTypes.Address6, 128),
            3 => ("saddr", "ip", DataTypes.Address4, 32),
            4 => ("saddr", "ip6", DataTypes.Address6, 128),
            5 => ("reqid", (string?)null, DataTypes.HostInteger, 32),
            6 => ("spi", null, DataTypes.Integer, 32),
            _ => ("unknown", null, DataTypes.HostInteger, 32),
        };
        var tail = new[] { new SelectorField("dir", direction), new SelectorField("spnum", null, xfrm.Index) };
        return family is null
            ? new("ipsec", $"ipsec {direction}{index} {name}", type, width, [new("key", name), .. tail])
            : new("ipsec", $"ipsec {direction}{index} {family} {name}", type, width, [new("key", name), new("family", family), .. tail]);
    }

    public static Selector Tunnel(uint key)
        => new("tunnel", key == 0 ? "tunnel path" : "tunnel id", key == 0 ? DataTypes.Boolean : DataTypes.Integer, key == 0 ? 8 : 32, new SelectorField("key", key == 0 ? "path" : "id"));

    /// <summary>A field of an extension header or of an option, or whether there is one.</summary>
    public static Selector Extension(ExtensionHeaderKind kind, byte type, int offset, int width, bool isPresence, int shift = 0)
    {
        var (word, header) = kind switch
        {
            ExtensionHeaderKind.Ip6 => ("exthdr", NumberedHeaders.OfIp6(type)),
            ExtensionHeaderKind.TcpOption => ("tcp option", NumberedHeaders.OfTcp(type)),
            ExtensionHeaderKind.Ip4Option => ("ip option", NumberedHeaders.OfIp4(type)),
            ExtensionHeaderKind.SctpChunk => ("sctp chunk", NumberedHeaders.OfSctp(type)),
            _ => ("dccp option", null),
        };
        string name = header?.Name ?? $"{type}";
        if (isPresence && header is null)
            return new(word, $"{word} {type}", DataTypes.Boolean, 1, new SelectorField("base", null, type), new SelectorField("offset", null, offset), new SelectorField("len", null, width));
        if (isPresence) return new(word, $"{word} {name}", DataTypes.Boolean, 1, new SelectorField("name", name));
        var field = header?.At(offset, width);
        if (field is null && kind == ExtensionHeaderKind.Ip6 && type == 43 && NumberedHeaders.OfRouting(offset, width) is { } routing) (name, field) = routing;
        if (field is null && kind == ExtensionHeaderKind.TcpOption && type == 5 && header is not null && offset >= 80)
        {
            // Each further block of a SACK option has a name of its own.
            int block = (offset - 16) / 64;
            field = header.At(offset - 64 * block, width);
            if (field is not null) name = $"sack{block}";
        }
        string prefix = kind == ExtensionHeaderKind.Ip6 ? "" : $"{word} ";
        if (field is not null)
            return new(word, $"{prefix}{name} {field.Name}", field.Type, width, new SelectorField("name", name), new SelectorField("field", field.Name)) { Shifted = shift };
        return new(word, $"{word} @{type},{offset},{width}", DataTypes.Integer, width,
            new SelectorField("base", null, type), new SelectorField("offset", null, offset), new SelectorField("len", null, width));
    }

    /// <summary>Bits of the packet that nobody has a name for.</summary>
    public static Selector RawPayload(PayloadBase place, int offset, int width)
    {
        string name = place switch { PayloadBase.Link => "ll", PayloadBase.Network => "nh", PayloadBase.Transport => "th", _ => "ih" };
        return new("payload", $"@{name},{offset},{width}", DataTypes.Raw, width,
            new SelectorField("base", name), new SelectorField("offset", null, offset), new SelectorField("len", null, width));
    }

    public static Selector Payload(Header header, HeaderField field, int shift = 0)
        => new("payload", $"{header.Name} {field.Name}", field.Type, field.Width, new SelectorField("protocol", header.Name), new SelectorField("field", field.Name)) { Shifted = shift };
}
