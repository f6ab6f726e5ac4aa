# Opens a socket of every kind that ss and netstat show, says "ready", and keeps them until it is killed.
import os
import socket
import sys
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
if os.fork() == 0:
    time.sleep(600)
    sys.exit()
# The end of one connection is acknowledged a moment later; until then its state still changes (04 is FIN-WAIT-1).
while any(line.split()[3] == "04" for line in open("/proc/net/tcp").readlines()[1:]):
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(600)
