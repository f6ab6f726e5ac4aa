# Opens a socket of every kind that ss and netstat show, says "ready", and keeps them until it is killed.
import ctypes
import os
import socket
import struct
import sys
import threading
import time

kept = []


def keep(*sockets):
    kept.extend(sockets)
    return sockets[0]


def listen(family, address, backlog, only6=None):
    s = keep(socket.socket(family, socket.SOCK_STREAM))
    if only6 is not None:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only6)
    s.bind(address)
    s.listen(backlog)
    return s


def connect(server, address, idle=None):
    client = keep(socket.create_connection(address))
    peer, _ = server.accept()
    if idle is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, idle)
    return client, keep(peer)


web = listen(socket.AF_INET, ("0.0.0.0", 8080), 7)
shell = listen(socket.AF_INET, ("127.0.0.1", 22), 7)
web6 = listen(socket.AF_INET6, ("::", 443), 7, 1)
both = listen(socket.AF_INET6, ("::", 5000), 3, 0)
listen(socket.AF_INET6, ("fd00:1111:2222:3333:4444:5555:6666:7777", 65001), 1, 1)
_, peer = connect(web, ("127.0.0.1", 8080), 7200)
peer.send(b"x" * 100)
connect(web, ("127.0.0.1", 8080), 80)
connect(web, ("127.0.0.1", 8080), 620)
connect(web6, ("::1", 443))
connect(both, ("127.0.0.1", 5000))
half, _ = connect(shell, ("127.0.0.1", 22))
half.shutdown(socket.SHUT_WR)

dns = keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
dns.bind(("0.0.0.0", 53))
query = keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
query.bind(("127.0.0.1", 4000))
query.connect(("127.0.0.1", 53))
query.send(b"hello")
bound = keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
bound.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
bound.bind(("0.0.0.0", 67))
keep(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)).bind(("::", 547))

keep(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
keep(socket.socket(socket.AF_INET, socket.SOCK_RAW, 250)).bind(("127.0.0.1", 0))
keep(socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58))

MPTCP = 262
many = keep(socket.socket(socket.AF_INET, socket.SOCK_STREAM, MPTCP))
many.bind(("127.0.0.1", 9000))
many.listen(3)
one = keep(socket.socket(socket.AF_INET, socket.SOCK_STREAM, MPTCP))
one.connect(("127.0.0.1", 9000))
other = keep(many.accept()[0])
one.send(b"abc")
other.send(b"x")

# Marked, with a type of service and a priority; of IPv6 with a traffic class.
special, _ = connect(shell, ("127.0.0.1", 22))
special.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 0x10)
special.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, 3)
special.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, 5)
special6, _ = connect(web6, ("::1", 443))
special6.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, 0x20)
SO_ATTACH_FILTER, IP_FREEBIND, IP_TRANSPARENT, IP_BIND_ADDRESS_NO_PORT, IP_RECVERR, IP_RECVERR_RFC4884, IP_MULTICAST_ALL = 26, 15, 19, 24, 11, 26, 49
for port, options in (7201, [(IP_RECVERR, 1), (IP_FREEBIND, 1), (IP_TRANSPARENT, 1)]), (7202, [(IP_BIND_ADDRESS_NO_PORT, 1), (socket.IP_MULTICAST_LOOP, 0), (IP_MULTICAST_ALL, 0), (IP_RECVERR_RFC4884, 1)]):
    udp = keep(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    for name, value in options:
        udp.setsockopt(socket.IPPROTO_IP, name, value)
    udp.bind(("127.0.0.1", port))
keep(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)).bind("")

path = sys.argv[1]
local = keep(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
local.bind(path)
local.listen(5)
caller = keep(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
caller.connect(path)
keep(local.accept()[0])
caller.send(b"abc")
keep(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)).bind(b"\0abstract-name")
keep(*socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))

# It receives nothing, so that its queue stands still while both tools are called.
keep(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)).bind(("lo", 0x88B5))
steps = [(0x28, 0, 0, 12), (0x15, 0, 1, 0x800), (6, 0, 0, 0xffff), (6, 0, 0, 0)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
filtered = keep(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
filtered.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", len(steps), ctypes.addressof(code)))
filtered.bind(("lo", 0x88CC))
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
if os.fork() == 0:
    time.sleep(600)
    sys.exit()
# The end of one connection is acknowledged a moment later; until then its state still changes (04 is FIN-WAIT-1).
while any(line.split()[3] == "04" for line in open("/proc/net/tcp").readlines()[1:]):
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(600)
