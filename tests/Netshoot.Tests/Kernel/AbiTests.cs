using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Netshoot.Filters.Bytecode;
using Netshoot.Kernel;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Neighbors;
using Netshoot.Netlink.Routes;
using Netshoot.Netlink.Sockets;
using Netshoot.Netlink.Xfrm;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Kernel;

/// <summary>What passes between the program and the kernel, against the system's C headers: a C program (testdata/abi) prints sizes, offsets and filled structures.</summary>
public sealed class AbiTests : IAsyncLifetime
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, byte[]> _bytes = [];

    public async ValueTask InitializeAsync()
    {
        var directory = Directory.CreateTempSubdirectory("netshoot-abi");
        try
        {
            string program = Path.Combine(directory.FullName, "layouts");
            var compiled = await Command.RunAsync("gcc", ["-o", program, TestData]);
            Assert.True(compiled.ExitCode == 0, compiled.Error);
            var printed = await Command.RunAsync(program, []);
            Assert.Equal(0, printed.ExitCode);
            foreach (string line in printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                int space = line.LastIndexOf(' ');
                if (line.StartsWith("bytes ", StringComparison.Ordinal)) _bytes[line[6..space]] = Convert.FromHexString(line[(space + 1)..]);
                else _numbers[line[..space]] = int.Parse(line[(space + 1)..], CultureInfo.InvariantCulture);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string TestData => Repository.TestData("abi/layouts.c");

    [Fact]
    public void Structures_have_the_layout_of_the_headers()
    {
        Check(typeof(NetlinkHeader), "nlmsghdr", "nlmsg_len", "nlmsg_type", "nlmsg_flags", "nlmsg_seq", "nlmsg_pid");
        Check(Nested(typeof(Route), "Header"), "rtmsg", "rtm_family", "rtm_dst_len", "rtm_src_len", "rtm_tos", "rtm_table", "rtm_protocol", "rtm_scope", "rtm_type", "rtm_flags");
        Check(typeof(MessageHeader), "msghdr", "msg_name", "msg_namelen", "", "msg_iov", "msg_iovlen", "msg_control", "msg_controllen", "msg_flags", "");
        Check(typeof(IoVector), "iovec", "iov_base", "iov_len");
        Check(typeof(PollEntry), "pollfd", "fd", "events", "revents");
        Check(Nested(typeof(Poll), "TimeSpecification"), "timespec", "tv_sec", "tv_nsec");
        Check(Nested(typeof(SocketFilter), "ProgramHeader"), "sock_fprog", "len", "filter");
        Check(typeof(BpfInstruction), "sock_filter", "code", "jt", "jf", "k");
        Check(Nested(typeof(Interfaces), "NameIndex"), "if_nameindex", "if_index", "if_name");
        Check(Nested(typeof(Files), "OpenHow"), "open_how", "flags", "mode", "resolve");
    }

    [Fact]
    public void Information_about_a_connection_has_the_layout_of_the_headers()
    {
        string[] members =
        [
            "tcpi_state", "tcpi_ca_state", "tcpi_retransmits", "tcpi_probes", "tcpi_backoff", "tcpi_options", "", "", "tcpi_rto", "tcpi_ato", "tcpi_snd_mss", "tcpi_rcv_mss", "tcpi_unacked", "tcpi_sacked",
            "tcpi_lost", "tcpi_retrans", "tcpi_fackets", "tcpi_last_data_sent", "tcpi_last_ack_sent", "tcpi_last_data_recv", "tcpi_last_ack_recv", "tcpi_pmtu", "tcpi_rcv_ssthresh", "tcpi_rtt",
            "tcpi_rttvar", "tcpi_snd_ssthresh", "tcpi_snd_cwnd", "tcpi_advmss", "tcpi_reordering", "tcpi_rcv_rtt", "tcpi_rcv_space", "tcpi_total_retrans", "tcpi_pacing_rate", "tcpi_max_pacing_rate",
            "tcpi_bytes_acked", "tcpi_bytes_received", "tcpi_segs_out", "tcpi_segs_in", "tcpi_notsent_bytes", "tcpi_min_rtt", "tcpi_data_segs_in", "tcpi_data_segs_out", "tcpi_delivery_rate",
            "tcpi_busy_time", "tcpi_rwnd_limited", "tcpi_sndbuf_limited", "tcpi_delivered", "tcpi_delivered_ce", "tcpi_bytes_sent", "tcpi_bytes_retrans", "tcpi_dsack_dups", "tcpi_reord_seen",
            "tcpi_rcv_ooopack", "tcpi_snd_wnd",
        ];
        CheckOffsets(typeof(TcpInformation), "tcp_info", members);
        // Newer headers have more behind it, older ones less: what a kernel lacks reads as zero.
        Assert.True(Marshal.SizeOf<TcpInformation>() <= _numbers["size struct tcp_info"]);
    }

    [Fact]
    public void Offsets_of_the_ring_are_those_of_the_headers()
    {
        var ring = new Dictionary<string, string>
        {
            ["BlockStatus"] = "offset struct tpacket_block_desc.hdr.bh1.block_status",
            ["BlockPackets"] = "offset struct tpacket_block_desc.hdr.bh1.num_pkts",
            ["BlockFirst"] = "offset struct tpacket_block_desc.hdr.bh1.offset_to_first_pkt",
            ["BlockHeader"] = "size struct tpacket_block_desc",
            ["FrameHeader"] = "size struct tpacket3_hdr",
            ["AddressSize"] = "size struct sockaddr_ll",
            ["Next"] = "offset struct tpacket3_hdr.tp_next_offset",
            ["Seconds"] = "offset struct tpacket3_hdr.tp_sec",
            ["Nanoseconds"] = "offset struct tpacket3_hdr.tp_nsec",
            ["Captured"] = "offset struct tpacket3_hdr.tp_snaplen",
            ["Length"] = "offset struct tpacket3_hdr.tp_len",
            ["Status"] = "offset struct tpacket3_hdr.tp_status",
            ["LinkOffset"] = "offset struct tpacket3_hdr.tp_mac",
            ["VlanTag"] = "offset struct tpacket3_hdr.hv1.tp_vlan_tci",
            ["VlanProtocol"] = "offset struct tpacket3_hdr.hv1.tp_vlan_tpid",
            ["Protocol"] = "offset struct sockaddr_ll.sll_protocol",
            ["Interface"] = "offset struct sockaddr_ll.sll_ifindex",
            ["HardwareType"] = "offset struct sockaddr_ll.sll_hatype",
            ["PacketType"] = "offset struct sockaddr_ll.sll_pkttype",
            ["AddressLength"] = "offset struct sockaddr_ll.sll_halen",
            ["Address"] = "offset struct sockaddr_ll.sll_addr",
        };
        foreach (var (constant, header) in ring) Assert.Equal((header, _numbers[header]), (header, Constant(typeof(PacketRing), constant)));
        Assert.Equal(_numbers["offset struct dirent64.d_reclen"], Constant(typeof(DirectoryEntries), "LengthAt"));
        Assert.Equal(_numbers["offset struct dirent64.d_name"], Constant(typeof(DirectoryEntries), "NameAt"));
        Assert.Equal((_numbers["offset struct ifreq.ifr_ifindex"], 40, 16, 12), (Interfaces.LongestName, _numbers["size struct ifreq"], _numbers["size struct packet_mreq"], _numbers["size struct tpacket_stats_v3"]));
        Assert.Equal(_numbers["size struct sockaddr_storage"], new SocketAddress().Buffer.Length);
    }

    [Fact]
    public void Socket_addresses_are_those_of_the_headers()
    {
        Assert.Equal(_bytes["sockaddr_in"], SocketAddress.Of(new(InternetAddress.From4(0x0a010203), 4660)).Bytes.ToArray());
        Assert.Equal(_bytes["sockaddr_in6"], SocketAddress.Of(new(InternetAddress.From6(0xfd00000100000000, 2), 4660, 7)).Bytes.ToArray());
        Assert.Equal(_bytes["sockaddr_ll"], SocketAddress.OfPacket(9, 0x0806, MacAddress.FromBytes([2, 0, 0, 0, 0, 5])).Bytes.ToArray());
        Assert.Equal(_bytes["sockaddr_nl"], SocketAddress.OfNetlink(77, 5).Bytes.ToArray());
        Assert.Equal(_bytes["sockaddr_un"], SocketAddress.OfUnix("/tmp/x").Bytes.ToArray());
    }

    [Fact]
    public void Requests_begin_with_the_structures_of_the_headers()
    {
        Begins("ifinfomsg-find", LinkRequests.Find(7));
        Begins("ifaddrmsg-list", AddressRequests.List(10, 9));
        Begins("rtmsg-lookup", RouteRequests.Lookup(InternetAddress.From4(0x0a000001), typeOfService: 4));
        Begins("inet_diag_req_v2", SocketRequests.Internet(2, 6, 0xfff, InternetSocketDetails.Information));
        Begins("unix_diag_req", SocketRequests.Unix(0xff, UnixSocketDetails.Name | UnixSocketDetails.File));
        Begins("packet_diag_req", SocketRequests.Packet(PacketSocketDetails.Information));
        Begins("netlink_diag_req", SocketRequests.Netlink(NetlinkSocketDetails.Memory | NetlinkSocketDetails.Groups));
    }

    [Fact]
    public void Tables_are_read_as_the_headers_write_them()
    {
        var link = Read<Link>("ifinfomsg", RouteMessageType.NewLink);
        Assert.Equal((10, 772, 7, (LinkFlags)0x49), (link.Family, link.HardwareType, link.Index, link.Flags));
        var address = Read<InterfaceAddress>("ifaddrmsg", RouteMessageType.NewAddress);
        Assert.Equal((2, 24, (InterfaceAddressFlags)0x80, 253, 9), (address.Family, address.PrefixLength, address.Flags, address.Scope, address.InterfaceIndex));
        Assert.Equal((1u, 2u), (address.Lifetime!.Value.Preferred, address.Lifetime.Value.Valid));
        var neighbor = Read<Neighbor>("ndmsg", RouteMessageType.NewNeighbor);
        Assert.Equal((2, 9, (NeighborStates)0x40, (NeighborFlags)0x80, 1, new NeighborUse(1, 2, 3, 4)), (neighbor.Family, neighbor.InterfaceIndex, neighbor.State, neighbor.Flags, neighbor.Type, neighbor.Use!.Value));
        var route = Read<Route>("rtmsg", RouteMessageType.NewRoute);
        Assert.Equal((2, 24, 16, 4, 254u, 3, 253), (route.Family, route.DestinationLength, route.SourceLength, route.TypeOfService, route.Table, route.Protocol, route.Scope));
        Assert.Equal((RouteType.Unicast, RouteFlags.LinkDown, new RouteCacheInfo(1, 2, 3, 4, 5, 6, 7, 8)), (route.Type, route.Flags, route.CacheInfo!.Value));
        var rule = Read<RoutingRule>("fib_rule_hdr", RouteMessageType.NewRule);
        Assert.Equal((2, 24, 16, 4, 253u, (RuleAction)1, (RuleFlags)2), (rule.Family, rule.DestinationLength, rule.SourceLength, rule.TypeOfService, rule.Table, rule.Action, rule.Flags));
        var nexthop = Read<Nexthop>("nhmsg", RouteMessageType.NewNexthop);
        Assert.Equal((2, 253, 4, RouteFlags.OnLink), (nexthop.Family, nexthop.Scope, nexthop.Protocol, nexthop.Flags));
        Assert.Equal([new NexthopGroupMember(11, 3), new(12, 1)], nexthop.Group);
        Assert.Equal(new LinkStatistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 0), Read<Link>("link-stats", RouteMessageType.NewLink).Statistics);
    }

    [Fact]
    public void Sockets_are_read_as_the_headers_write_them()
    {
        const ulong CookieStep = 1UL << 32;
        var internet = Read<InternetSocket>("inet_diag_msg", SocketRequests.ByFamily);
        Assert.Equal((2, (SocketState)1, (SocketTimer)2, 3), (internet.Family, internet.State, internet.Timer, internet.Retransmissions));
        Assert.Equal((new InternetEndpoint(InternetAddress.From4(0x0a000001), 80, 6), new InternetEndpoint(InternetAddress.From4(0x0a000002), 81)), (internet.Local, internet.Peer));
        Assert.Equal((7 + 8 * CookieStep, 9u, 10u, 11u, 12u, 13u), (internet.Cookie, internet.Expires, internet.ReceiveQueue, internet.SendQueue, internet.UserId, internet.Inode));
        var local = Read<UnixSocket>("unix_diag_msg", SocketRequests.ByFamily);
        Assert.Equal((2, (SocketState)7, 4u, 5 + 6 * CookieStep), (local.Type, local.State, local.Inode, local.Cookie));
        var packet = Read<PacketSocket>("packet_diag_msg", SocketRequests.ByFamily);
        Assert.Equal((3, 4, 5u, 6 + 7 * CookieStep), (packet.Type, packet.Protocol, packet.Inode, packet.Cookie));
        var netlink = Read<NetlinkSocketEntry>("netlink_diag_msg", SocketRequests.ByFamily);
        Assert.Equal((3, (SocketState)4, 5u, 6u, 7u, 8u, 9 + 10 * CookieStep), (netlink.Protocol, netlink.State, netlink.Port, netlink.PeerPort, netlink.PeerGroup, netlink.Inode, netlink.Cookie));
    }

    [Fact]
    public void Security_associations_and_policies_are_read_as_the_headers_write_them()
    {
        var selector = new XfrmSelector(InternetAddress.From4(0x0a000001), 16, InternetAddress.From4(0x0a000002), 24, 81, 0xff00, 80, 0xffff, 6, 3, 4, 2);
        var limits = new XfrmLimits(1, 2, 3, 4, 5, 6, 7, 8);
        var state = Read<XfrmState>("xfrm_usersa_info", XfrmMessageType.NewState);
        Assert.Equal((selector, limits, new XfrmUse(1, 2, 3, 4)), (state.Selector, state.Limits, state.Use));
        Assert.Equal((InternetAddress.From4(0x0a000003), InternetAddress.From4(0x0a000004), 0x100u, 50), (state.Source, state.Destination, state.Spi, state.Protocol));
        Assert.Equal(((1u, 2u, 3u), 5u, 6u, 2, 1, 32, 4), (state.Statistics, state.Sequence, state.RequestId, state.Family, state.Mode, state.ReplayWindow, state.Flags));
        var policy = Read<XfrmPolicy>("xfrm_userpolicy_info", XfrmMessageType.NewPolicy);
        Assert.Equal((selector, limits, new XfrmUse(1, 2, 3, 4), 7u, 8u, 1), (policy.Selector, policy.Limits, policy.Use, policy.Priority, policy.Index, policy.Direction));
        Assert.Equal((true, 2, 3), (policy.Blocks, policy.Flags, policy.Share));
        Assert.Equal([new XfrmTemplate(InternetAddress.From4(0x0a000004), 0x100, 51, InternetAddress.From4(0x0a000003), 9, 1, 2, true, 10, 11, 12)], policy.Templates);
    }

    [Fact]
    public void Control_messages_are_read_as_the_headers_write_them()
    {
        var arrival = new Arrival { HopLimit = -1, TrafficClass = -1 };
        NetworkSocket.ReadControl(_bytes["control"], ref arrival);
        Assert.Equal((5_000_006_000L, 61, 8, 3, InternetAddress.From4(0x0a000001)), (arrival.ReceivedNanoseconds, arrival.HopLimit, arrival.TrafficClass, arrival.InterfaceIndex, arrival.To));
        Assert.Equal(new QueuedError { Errno = Errno.EHOSTUNREACH, Origin = (QueuedErrorOrigin)2, Type = 3, Code = 1, Info = 1400, Data = 9, Offender = InternetAddress.From4(0x0a000005) }, arrival.Error);
    }

    private void Check(Type type, string structure, params string[] members)
    {
        CheckOffsets(type, structure, members);
        Assert.Equal((structure, _numbers[$"size struct {structure}"]), (structure, Marshal.SizeOf(type)));
    }

    // The members in the order of the fields; an empty name is padding or a bit field, which has no offset in C.
    private void CheckOffsets(Type type, string structure, string[] members)
    {
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.Equal(members.Length, fields.Length);
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Length == 0) continue;
            string header = $"offset struct {structure}.{members[i]}";
            Assert.Equal((header, _numbers[header]), (header, (int)Marshal.OffsetOf(type, fields[i].Name)));
        }
    }

    private void Begins(string structure, NetlinkRequest request)
        => Assert.Equal(Convert.ToHexString(_bytes[structure]), Convert.ToHexString(request.Seal(1).Slice(NetlinkHeader.Size, _bytes[structure].Length)));

    private T Read<T>(string structure, ushort type) where T : class, INetlinkTable, new()
    {
        byte[] payload = _bytes[structure];
        var entry = new T();
        Assert.True(entry.Read(new NetlinkMessage(new NetlinkHeader((uint)(NetlinkHeader.Size + payload.Length), type, NetlinkFlags.None, 1, 0), payload)));
        return entry;
    }

    private static Type Nested(Type type, string name) => type.GetNestedType(name, BindingFlags.NonPublic) ?? throw new UnreachableException($"{type} has no {name}");

    private static int Constant(Type type, string name) => (int)type.GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!;
}
