# Opens connections, listening sockets and UDP sockets, says "ready", and keeps them until its input ends.
import socket
import sys

kept = []
for family, address in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
    server = socket.create_server((address, 7000), family=family)
    udp = socket.socket(family, socket.SOCK_DGRAM)
    udp.bind((address, 7001))
    client = socket.create_connection((address, 7000))
    kept += [server, udp, client, server.accept()[0]]
print("ready", flush=True)
sys.stdin.read()
