using Netshoot.Netlink;

namespace Netshoot.Applets.XTables;

/// <summary>Reads the structures of x_tables' extensions by their names.</summary>
internal static class ExtensionReader
{
    /// <summary>A match in words; null when nobody here knows it or it is cut short.</summary>
    public static ExtensionText? Match(string name, uint revision, ReadOnlySpan<byte> information, bool is6, byte protocol)
    {
        var reader = new NetlinkReader(information);
        var text = name switch
        {
            "tcp" => TransportMatches.Tcp(reader),
            "udp" or "udplite" => TransportMatches.Udp(reader),
            "icmp" => TransportMatches.Icmp(reader, is6: false),
            "icmp6" => TransportMatches.Icmp(reader, is6: true),
            "multiport" when revision == 1 => TransportMatches.MultiPort(reader, protocol),
            "sctp" => TransportMatches.Sctp(reader),
            "dccp" => TransportMatches.Dccp(reader),
            "esp" => TransportMatches.SecurityIndexes(reader, "esp", hasHeaderLength: false),
            "ah" => TransportMatches.SecurityIndexes(reader, "ah", hasHeaderLength: is6),
            "tcpmss" => TransportMatches.SegmentSize(reader),
            "frag" => TransportMatches.Fragment6(reader),
            "rt" => TransportMatches.Route6(reader),
            "ipv6header" => TransportMatches.Headers6(reader),
            "comment" => PacketMatches.Comment(reader),
            "mark" when revision == 1 => PacketMatches.Mark(reader, isConnection: false),
            "connmark" when revision == 1 => PacketMatches.Mark(reader, isConnection: true),
            "mac" => PacketMatches.HardwareAddress(reader),
            "addrtype" => PacketMatches.AddressType(reader, revision),
            "iprange" when revision == 1 => PacketMatches.AddressRange(reader, is6),
            "length" => PacketMatches.Length(reader),
            "ttl" => PacketMatches.TimeToLive(reader, is6: false),
            "hl" => PacketMatches.TimeToLive(reader, is6: true),
            "tos" when revision == 1 => PacketMatches.TypeOfService(reader),
            "dscp" => PacketMatches.ServiceCode(reader),
            "owner" when revision == 1 => PacketMatches.Owner(reader),
            "physdev" => PacketMatches.BridgePort(reader),
            "pkttype" => PacketMatches.PacketType(reader),
            "string" when revision == 1 => PacketMatches.Pattern(reader),
            "u32" => PacketMatches.Bytes(reader),
            "bpf" => PacketMatches.Program(reader, revision),
            "ecn" => PacketMatches.Congestion(reader),
            "realm" => PacketMatches.Realm(reader),
            "cpu" => PacketMatches.Processor(reader),
            "devgroup" => PacketMatches.DeviceGroup(reader),
            "cgroup" => PacketMatches.ControlGroup(reader, revision),
            "time" => PacketMatches.Time(reader),
            "state" => ConnectionMatches.State(reader),
            "conntrack" when revision >= 1 => ConnectionMatches.Connection(reader, revision, is6),
            "limit" => ConnectionMatches.Limit(reader),
            "hashlimit" when revision >= 1 => ConnectionMatches.HashLimit(reader, revision),
            "recent" => ConnectionMatches.Recent(reader, revision, is6),
            "statistic" => ConnectionMatches.Statistic(reader),
            "policy" => ConnectionMatches.Policy(reader, is6),
            "rpfilter" => ConnectionMatches.ReverseFilter(reader),
            "socket" => ConnectionMatches.Socket(reader, revision),
            "connlimit" => ConnectionMatches.Count(reader, revision, is6),
            "connbytes" => ConnectionMatches.Bytes(reader),
            "connlabel" => ConnectionMatches.Label(reader),
            "helper" => ConnectionMatches.Helper(reader),
            "quota" => ConnectionMatches.Quota(reader),
            "set" when revision >= 1 => ConnectionMatches.Set(reader, static index => ExtensionParts.Invariant($"#{index}")),
            "eui64" => ExtensionText.Nothing,
            _ => null,
        };
        return information.Length < SmallestOf(name) ? null : text;
    }

    /// <summary>A target in words; null when nobody here knows it.</summary>
    public static ExtensionText? Target(string name, uint revision, ReadOnlySpan<byte> information, bool is6)
    {
        var reader = new NetlinkReader(information);
        var text = name switch
        {
            "REJECT" => TargetExtensions.Reject(reader, is6),
            "LOG" => TargetExtensions.Log(reader),
            "NFLOG" => TargetExtensions.NetfilterLog(reader),
            "NFQUEUE" => TargetExtensions.Queue(reader, revision),
            "MARK" when revision == 2 => TargetExtensions.Mark(reader),
            "CONNMARK" when revision >= 1 => TargetExtensions.ConnectionMark(reader, revision),
            "CT" => TargetExtensions.Tracking(reader, revision),
            "TCPMSS" => TargetExtensions.SegmentSize(reader),
            "TOS" when revision == 1 => TargetExtensions.TypeOfService(reader),
            "DSCP" => TargetExtensions.ServiceCode(reader),
            "TTL" => TargetExtensions.TimeToLive(reader, is6: false),
            "HL" => TargetExtensions.TimeToLive(reader, is6: true),
            "TPROXY" => TargetExtensions.TransparentProxy(reader, revision, is6),
            "CLASSIFY" => TargetExtensions.Class(reader),
            "CHECKSUM" => TargetExtensions.Checksum(reader),
            "AUDIT" => TargetExtensions.Audit(reader),
            "TEE" => TargetExtensions.Copy(reader, is6),
            "SYNPROXY" => TargetExtensions.SynProxy(reader),
            "CONNSECMARK" => TargetExtensions.SecurityMark(reader),
            "IDLETIMER" => TargetExtensions.IdleTimer(reader),
            "MASQUERADE" or "SNAT" or "DNAT" or "REDIRECT" or "NETMAP" => TargetExtensions.Nat(reader, name, revision, is6),
            "TRACE" or "NOTRACK" => ExtensionText.Nothing,
            _ => null,
        };
        return information.Length < SmallestOf(name) ? null : text;
    }

    // Below that a structure is cut short whatever its revision.
    private static int SmallestOf(string name) => name switch
    {
        "tcp" or "limit" => 12,
        "udp" or "udplite" or "esp" or "ah" => 9,
        "icmp" or "icmp6" or "REJECT" or "state" or "dscp" or "TTL" or "HL" or "ttl" or "hl" or "TOS" or "TCPMSS" or "NFQUEUE" => 2,
        "multiport" => 48,
        "conntrack" => 148,
        "comment" => 256,
        "recent" => 212,
        "MARK" or "mark" or "connmark" => 8,
        "MASQUERADE" or "SNAT" or "DNAT" or "REDIRECT" or "NETMAP" => 20,
        "LOG" => 32,
        "hashlimit" => 60,
        "TRACE" or "NOTRACK" or "eui64" => 0,
        _ => 1,
    };
}
