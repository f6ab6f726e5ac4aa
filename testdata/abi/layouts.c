/* Prints what the system's headers say about the structures that pass between the program and the kernel: sizes, offsets, and
   structures whose members have numbers of their own. AbiTests compiles it and compares. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <dirent.h>
#include <poll.h>
#include <time.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <net/if.h>
#include <linux/errqueue.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/nexthop.h>
#include <linux/openat2.h>
#include <linux/packet_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <linux/unix_diag.h>
#include <linux/xfrm.h>

#define SIZE(type) printf("size %s %zu\n", #type, sizeof(type))
#define OFFSET(type, member) printf("offset %s.%s %zu\n", #type, #member, offsetof(type, member))

static void bytes(const char *name, const void *data, size_t size)
{
	printf("bytes %s ", name);
	for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *)data)[i]);
	printf("\n");
}

static void layouts(void)
{
	SIZE(struct nlmsghdr);
	OFFSET(struct nlmsghdr, nlmsg_len); OFFSET(struct nlmsghdr, nlmsg_type); OFFSET(struct nlmsghdr, nlmsg_flags); OFFSET(struct nlmsghdr, nlmsg_seq); OFFSET(struct nlmsghdr, nlmsg_pid);
	SIZE(struct nlattr);
	SIZE(struct rtmsg);
	OFFSET(struct rtmsg, rtm_family); OFFSET(struct rtmsg, rtm_dst_len); OFFSET(struct rtmsg, rtm_src_len); OFFSET(struct rtmsg, rtm_tos); OFFSET(struct rtmsg, rtm_table);
	OFFSET(struct rtmsg, rtm_protocol); OFFSET(struct rtmsg, rtm_scope); OFFSET(struct rtmsg, rtm_type); OFFSET(struct rtmsg, rtm_flags);
	SIZE(struct rtnexthop);
	SIZE(struct msghdr);
	OFFSET(struct msghdr, msg_name); OFFSET(struct msghdr, msg_namelen); OFFSET(struct msghdr, msg_iov); OFFSET(struct msghdr, msg_iovlen);
	OFFSET(struct msghdr, msg_control); OFFSET(struct msghdr, msg_controllen); OFFSET(struct msghdr, msg_flags);
	SIZE(struct iovec);
	OFFSET(struct iovec, iov_base); OFFSET(struct iovec, iov_len);
	SIZE(struct pollfd);
	OFFSET(struct pollfd, fd); OFFSET(struct pollfd, events); OFFSET(struct pollfd, revents);
	SIZE(struct timespec);
	OFFSET(struct timespec, tv_sec); OFFSET(struct timespec, tv_nsec);
	SIZE(struct sock_fprog);
	OFFSET(struct sock_fprog, len); OFFSET(struct sock_fprog, filter);
	SIZE(struct sock_filter);
	OFFSET(struct sock_filter, code); OFFSET(struct sock_filter, jt); OFFSET(struct sock_filter, jf); OFFSET(struct sock_filter, k);
	SIZE(struct if_nameindex);
	OFFSET(struct if_nameindex, if_index); OFFSET(struct if_nameindex, if_name);
	SIZE(struct open_how);
	OFFSET(struct open_how, flags); OFFSET(struct open_how, mode); OFFSET(struct open_how, resolve);
	SIZE(struct sockaddr_storage); SIZE(struct ifreq); SIZE(struct packet_mreq); SIZE(struct tpacket_stats_v3); SIZE(struct tpacket_req3);
	OFFSET(struct ifreq, ifr_ifindex);
	OFFSET(struct tpacket_stats_v3, tp_packets); OFFSET(struct tpacket_stats_v3, tp_drops);
	OFFSET(struct tpacket_block_desc, hdr.bh1.block_status); OFFSET(struct tpacket_block_desc, hdr.bh1.num_pkts); OFFSET(struct tpacket_block_desc, hdr.bh1.offset_to_first_pkt);
	SIZE(struct tpacket_block_desc); SIZE(struct tpacket3_hdr); SIZE(struct sockaddr_ll);
	OFFSET(struct tpacket3_hdr, tp_next_offset); OFFSET(struct tpacket3_hdr, tp_sec); OFFSET(struct tpacket3_hdr, tp_nsec); OFFSET(struct tpacket3_hdr, tp_snaplen);
	OFFSET(struct tpacket3_hdr, tp_len); OFFSET(struct tpacket3_hdr, tp_status); OFFSET(struct tpacket3_hdr, tp_mac); OFFSET(struct tpacket3_hdr, hv1.tp_vlan_tci); OFFSET(struct tpacket3_hdr, hv1.tp_vlan_tpid);
	OFFSET(struct sockaddr_ll, sll_protocol); OFFSET(struct sockaddr_ll, sll_ifindex); OFFSET(struct sockaddr_ll, sll_hatype); OFFSET(struct sockaddr_ll, sll_pkttype);
	OFFSET(struct sockaddr_ll, sll_halen); OFFSET(struct sockaddr_ll, sll_addr);
	OFFSET(struct dirent64, d_reclen); OFFSET(struct dirent64, d_name);
}

#define T(member) OFFSET(struct tcp_info, member)
static void tcp(void)
{
	SIZE(struct tcp_info);
	T(tcpi_state); T(tcpi_ca_state); T(tcpi_retransmits); T(tcpi_probes); T(tcpi_backoff); T(tcpi_options); T(tcpi_rto); T(tcpi_ato); T(tcpi_snd_mss); T(tcpi_rcv_mss);
	T(tcpi_unacked); T(tcpi_sacked); T(tcpi_lost); T(tcpi_retrans); T(tcpi_fackets); T(tcpi_last_data_sent); T(tcpi_last_ack_sent); T(tcpi_last_data_recv); T(tcpi_last_ack_recv);
	T(tcpi_pmtu); T(tcpi_rcv_ssthresh); T(tcpi_rtt); T(tcpi_rttvar); T(tcpi_snd_ssthresh); T(tcpi_snd_cwnd); T(tcpi_advmss); T(tcpi_reordering); T(tcpi_rcv_rtt); T(tcpi_rcv_space);
	T(tcpi_total_retrans); T(tcpi_pacing_rate); T(tcpi_max_pacing_rate); T(tcpi_bytes_acked); T(tcpi_bytes_received); T(tcpi_segs_out); T(tcpi_segs_in); T(tcpi_notsent_bytes);
	T(tcpi_min_rtt); T(tcpi_data_segs_in); T(tcpi_data_segs_out); T(tcpi_delivery_rate); T(tcpi_busy_time); T(tcpi_rwnd_limited); T(tcpi_sndbuf_limited); T(tcpi_delivered);
	T(tcpi_delivered_ce); T(tcpi_bytes_sent); T(tcpi_bytes_retrans); T(tcpi_dsack_dups); T(tcpi_reord_seen); T(tcpi_rcv_ooopack); T(tcpi_snd_wnd);
}

static void addresses(void)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(4660), .sin_addr.s_addr = htonl(0x0a010203) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(4660), .sin6_scope_id = 7 };
	struct sockaddr_ll packet = { .sll_family = AF_PACKET, .sll_protocol = htons(0x0806), .sll_ifindex = 9, .sll_halen = 6, .sll_addr = { 2, 0, 0, 0, 0, 5 } };
	struct sockaddr_nl netlink = { .nl_family = AF_NETLINK, .nl_pid = 77, .nl_groups = 5 };
	struct sockaddr_un path = { .sun_family = AF_UNIX, .sun_path = "/tmp/x" };
	memcpy(&six.sin6_addr, "\xfd\0\0\1\0\0\0\0\0\0\0\0\0\0\0\2", 16);
	bytes("sockaddr_in", &four, sizeof four);
	bytes("sockaddr_in6", &six, sizeof six);
	bytes("sockaddr_ll", &packet, sizeof packet);
	bytes("sockaddr_nl", &netlink, sizeof netlink);
	bytes("sockaddr_un", &path, offsetof(struct sockaddr_un, sun_path) + sizeof "/tmp/x");
}

static void messages(void)
{
	struct ifinfomsg link = { .ifi_family = 10, .ifi_type = 772, .ifi_index = 7, .ifi_flags = 0x49, .ifi_change = 0x77 };
	struct ifinfomsg find = { .ifi_index = 7 };
	struct ifaddrmsg address = { .ifa_family = 2, .ifa_prefixlen = 24, .ifa_flags = 0x80, .ifa_scope = 253, .ifa_index = 9 };
	struct ifaddrmsg addresses = { .ifa_family = 10, .ifa_index = 9 };
	struct ndmsg neighbor = { .ndm_family = 2, .ndm_ifindex = 9, .ndm_state = 0x40, .ndm_flags = 0x80, .ndm_type = 1 };
	struct rtmsg route = { .rtm_family = 2, .rtm_dst_len = 24, .rtm_src_len = 16, .rtm_tos = 4, .rtm_table = 254, .rtm_protocol = 3, .rtm_scope = 253, .rtm_type = 1, .rtm_flags = 0x10 };
	struct rtmsg lookup = { .rtm_family = 2, .rtm_dst_len = 32, .rtm_tos = 4, .rtm_flags = RTM_F_LOOKUP_TABLE };
	struct fib_rule_hdr rule = { .family = 2, .dst_len = 24, .src_len = 16, .tos = 4, .table = 253, .action = FR_ACT_TO_TBL, .flags = FIB_RULE_INVERT };
	struct nhmsg nexthop = { .nh_family = 2, .nh_scope = 253, .nh_protocol = 4, .nh_flags = RTNH_F_ONLINK };
	struct { struct rtattr header; struct nexthop_grp member[2]; } group = { { sizeof group, NHA_GROUP }, { { .id = 11, .weight = 2 }, { .id = 12, .weight = 0 } } };
	struct { struct nhmsg header; __typeof__(group) group; } grouped = { nexthop, group };
	struct { struct rtattr header; struct rta_cacheinfo info; } cache = { { sizeof cache, RTA_CACHEINFO }, { .rta_clntref = 1, .rta_lastuse = 2, .rta_expires = 3, .rta_error = 4, .rta_used = 5, .rta_id = 6, .rta_ts = 7, .rta_tsage = 8 } };
	struct { struct rtmsg header; __typeof__(cache) cache; } cached = { route, cache };
	struct { struct ifaddrmsg header; struct rtattr attribute; struct ifa_cacheinfo info; } lifetime = { address, { sizeof(struct rtattr) + sizeof(struct ifa_cacheinfo), IFA_CACHEINFO }, { .ifa_prefered = 1, .ifa_valid = 2, .cstamp = 3, .tstamp = 4 } };
	struct { struct ndmsg header; struct rtattr attribute; struct nda_cacheinfo info; } use = { neighbor, { sizeof(struct rtattr) + sizeof(struct nda_cacheinfo), NDA_CACHEINFO }, { .ndm_confirmed = 1, .ndm_used = 2, .ndm_updated = 3, .ndm_refcnt = 4 } };
	struct { struct ifinfomsg header; struct rtattr attribute; struct rtnl_link_stats64 statistics; } __attribute__((packed)) counted = { link, { sizeof(struct rtattr) + sizeof(struct rtnl_link_stats64), IFLA_STATS64 },
		{ .rx_packets = 1, .tx_packets = 2, .rx_bytes = 3, .tx_bytes = 4, .rx_errors = 5, .tx_errors = 6, .rx_dropped = 7, .tx_dropped = 8, .multicast = 9, .collisions = 10, .rx_length_errors = 11,
		  .rx_over_errors = 12, .rx_crc_errors = 13, .rx_frame_errors = 14, .rx_fifo_errors = 15, .rx_missed_errors = 16, .tx_aborted_errors = 17, .tx_carrier_errors = 18, .tx_fifo_errors = 19,
		  .tx_heartbeat_errors = 20, .tx_window_errors = 21, .rx_compressed = 22, .tx_compressed = 23, .rx_nohandler = 24 } };
	bytes("ifinfomsg", &link, sizeof link);
	bytes("ifinfomsg-find", &find, sizeof find);
	bytes("ifaddrmsg-list", &addresses, sizeof addresses);
	bytes("ifaddrmsg", &lifetime, sizeof lifetime);
	bytes("ndmsg", &use, sizeof use);
	bytes("rtmsg", &cached, sizeof cached);
	bytes("rtmsg-lookup", &lookup, sizeof lookup);
	bytes("fib_rule_hdr", &rule, sizeof rule);
	bytes("nhmsg", &grouped, sizeof grouped);
	bytes("link-stats", &counted, sizeof counted);
}

static void sockets(void)
{
	struct inet_diag_msg internet = { .idiag_family = 2, .idiag_state = 1, .idiag_timer = 2, .idiag_retrans = 3, .id = { .idiag_sport = htons(80), .idiag_dport = htons(81), .idiag_src = { htonl(0x0a000001) },
		.idiag_dst = { htonl(0x0a000002) }, .idiag_if = 6, .idiag_cookie = { 7, 8 } }, .idiag_expires = 9, .idiag_rqueue = 10, .idiag_wqueue = 11, .idiag_uid = 12, .idiag_inode = 13 };
	struct inet_diag_req_v2 ask = { .sdiag_family = 2, .sdiag_protocol = 6, .idiag_ext = 2, .idiag_states = 0xfff };
	struct unix_diag_msg local = { .udiag_family = 1, .udiag_type = 2, .udiag_state = 7, .udiag_ino = 4, .udiag_cookie = { 5, 6 } };
	struct unix_diag_req askLocal = { .sdiag_family = 1, .udiag_states = 0xff, .udiag_show = 3, .udiag_cookie = { -1, -1 } };
	struct packet_diag_msg packet = { .pdiag_family = 17, .pdiag_type = 3, .pdiag_num = 4, .pdiag_ino = 5, .pdiag_cookie = { 6, 7 } };
	struct packet_diag_req askPacket = { .sdiag_family = 17, .pdiag_show = 1 };
	struct netlink_diag_msg netlink = { .ndiag_family = 16, .ndiag_protocol = 3, .ndiag_state = 4, .ndiag_portid = 5, .ndiag_dst_portid = 6, .ndiag_dst_group = 7, .ndiag_ino = 8, .ndiag_cookie = { 9, 10 } };
	struct netlink_diag_req askNetlink = { .sdiag_family = 16, .sdiag_protocol = NDIAG_PROTO_ALL, .ndiag_show = 3 };
	bytes("inet_diag_msg", &internet, sizeof internet);
	bytes("inet_diag_req_v2", &ask, sizeof ask);
	bytes("unix_diag_msg", &local, sizeof local);
	bytes("unix_diag_req", &askLocal, sizeof askLocal);
	bytes("packet_diag_msg", &packet, sizeof packet);
	bytes("packet_diag_req", &askPacket, sizeof askPacket);
	bytes("netlink_diag_msg", &netlink, sizeof netlink);
	bytes("netlink_diag_req", &askNetlink, sizeof askNetlink);
}

static void xfrm(void)
{
	struct xfrm_selector selector = { .daddr.a4 = htonl(0x0a000002), .saddr.a4 = htonl(0x0a000001), .dport = htons(80), .dport_mask = htons(0xffff), .sport = htons(81), .sport_mask = htons(0xff00), .family = 2,
		.prefixlen_d = 24, .prefixlen_s = 16, .proto = 6, .ifindex = 3, .user = 4 };
	struct xfrm_lifetime_cfg limits = { .soft_byte_limit = 1, .hard_byte_limit = 2, .soft_packet_limit = 3, .hard_packet_limit = 4, .soft_add_expires_seconds = 5, .hard_add_expires_seconds = 6,
		.soft_use_expires_seconds = 7, .hard_use_expires_seconds = 8 };
	struct xfrm_lifetime_cur use = { .bytes = 1, .packets = 2, .add_time = 3, .use_time = 4 };
	struct xfrm_usersa_info state = { .sel = selector, .id = { .daddr.a4 = htonl(0x0a000004), .spi = htonl(0x100), .proto = 50 }, .saddr.a4 = htonl(0x0a000003), .lft = limits, .curlft = use,
		.stats = { .replay_window = 1, .replay = 2, .integrity_failed = 3 }, .seq = 5, .reqid = 6, .family = 2, .mode = 1, .replay_window = 32, .flags = 4 };
	struct { struct xfrm_userpolicy_info info; struct rtattr attribute; struct xfrm_user_tmpl template; } policy = {
		{ .sel = selector, .lft = limits, .curlft = use, .priority = 7, .index = 8, .dir = 1, .action = 1, .flags = 2, .share = 3 },
		{ sizeof(struct rtattr) + sizeof(struct xfrm_user_tmpl), XFRMA_TMPL },
		{ .id = { .daddr.a4 = htonl(0x0a000004), .spi = htonl(0x100), .proto = 51 }, .family = 2, .saddr.a4 = htonl(0x0a000003), .reqid = 9, .mode = 1, .share = 2, .optional = 1, .aalgos = 10, .ealgos = 11, .calgos = 12 } };
	bytes("xfrm_usersa_info", &state, sizeof state);
	bytes("xfrm_userpolicy_info", &policy, sizeof policy);
}

static struct msghdr control;
static struct cmsghdr *last;

static void add(int level, int type, const void *data, size_t size)
{
	last = last ? CMSG_NXTHDR(&control, last) : CMSG_FIRSTHDR(&control);
	last->cmsg_level = level;
	last->cmsg_type = type;
	last->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(last), data, size);
}

static void controls(void)
{
	static char room[512] __attribute__((aligned(8)));
	struct timeval time = { .tv_sec = 5, .tv_usec = 6 };
	struct in_pktinfo info = { .ipi_ifindex = 3, .ipi_spec_dst.s_addr = htonl(0x0a000009), .ipi_addr.s_addr = htonl(0x0a000001) };
	struct { struct sock_extended_err error; struct sockaddr_in offender; } error = { { .ee_errno = 113, .ee_origin = SO_EE_ORIGIN_ICMP, .ee_type = 3, .ee_code = 1, .ee_info = 1400, .ee_data = 9 },
		{ .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000005) } };
	int ttl = 61;
	unsigned char tos = 8;
	control.msg_control = room;
	control.msg_controllen = sizeof room;
	add(SOL_SOCKET, SO_TIMESTAMP, &time, sizeof time);
	add(SOL_IP, IP_TTL, &ttl, sizeof ttl);
	add(SOL_IP, IP_TOS, &tos, sizeof tos);
	add(SOL_IP, IP_PKTINFO, &info, sizeof info);
	add(SOL_IP, IP_RECVERR, &error, sizeof error);
	bytes("control", room, (char *)CMSG_NXTHDR(&control, last) - room);
}

int main(void)
{
	layouts();
	tcp();
	addresses();
	messages();
	sockets();
	xfrm();
	controls();
	return 0;
}
