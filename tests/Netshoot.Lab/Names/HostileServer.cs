namespace Netshoot.Lab.Names;

/// <summary>A server that answers each name in its own bad way, over UDP and TCP.</summary>
internal static class HostileServer
{
    /// <summary>For python3; arguments: address and port.</summary>
    public const string Script = """
        import socket, struct, sys, threading
        address, port = sys.argv[1], int(sys.argv[2])
        record = b'\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4\xc0\0\2\1'
        def answers(query, tcp):
            name = query[13:13 + query[12]].decode('latin1').lower()
            at = 12
            while query[at]: at += query[at] + 1
            end = at + 5
            def message(flags=0x8580, an=0, ar=0, body=b'', id=None, question=None, qd=1):
                return (id or query[:2]) + struct.pack('>HHHHH', flags, qd, an, 0, ar) + (query[12:end] if question is None else question) + body
            good = message(an=1, body=record)
            return {
                'wrongid': [message(an=1, body=record, id=b'\xaa\xbb'), good],
                'wrongidonly': [message(an=1, body=record, id=b'\xaa\xbb')],
                'short': [query[:2] + b'\x85'],
                'cut': [message(an=1, body=record[:-2])],
                'trailing': [message(an=1, body=record + b'xyz')],
                'formerr': [message(flags=0x8181)],
                'servfail': [message(flags=0x8182)],
                'refused': [message(flags=0x8185)],
                'notresponse': [message(flags=0x0100, an=1, body=record)],
                'otherq': [message(an=1, body=record, question=b'\5other\1x\0\0\1\0\1')],
                'noq': [query[:2] + struct.pack('>HHHHH', 0x8180, 0, 0, 0, 0)],
                'loop': [message(an=1, body=b'\xc0' + bytes([end]) + record[2:])],
                'tc': [good if tcp else message(flags=0x8380)],
                'count': [message(an=60000, body=record)],
                'rcode': [message(flags=0x818c)],
                'opcode': [message(flags=0xb980)],
                'empty': [message()],
                'badcookie': [message(flags=0x8187, ar=1, body=b'\0\0\x29\4\xd0\1\0\0\0\0\x14\0\x0a\0\x10' + b'x' * 16)],
                'nsid': [message(ar=1, body=b'\0\0\x29\4\xd0\0\0\0\0\0\x0b\0\3\0\x07a\x1b"b\\c\xff')],
                'text': [message(an=1, body=b'\xc0\x0c\0\x10\0\1\0\0\1\x2c\0\6\5\x1b[31m')],
                'flood': [message(an=1, body=record, id=b'\xaa\xbb')] * 3000 + [good],
                'silent': [],
            }.get(name, [good])
        def udp():
            while True:
                query, sender = u.recvfrom(65535)
                for answer in answers(query, False): u.sendto(answer, sender)
        def serve(c):
            with c:
                c.settimeout(5)
                try:
                    while True:
                        size = c.recv(2)
                        if len(size) < 2: return
                        query = c.recv(struct.unpack('>H', size)[0])
                        name = query[13:13 + query[12]]
                        if name == b'close': return
                        if name == b'half': return c.sendall(b'\1\0abc')
                        if name == b'zero': return c.sendall(b'\0\0')
                        for answer in answers(query, True): c.sendall(struct.pack('>H', len(answer)) + answer)
                except OSError: pass
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        u.bind((address, port))
        t = socket.socket()
        t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        t.bind((address, port))
        t.listen(16)
        threading.Thread(target=udp, daemon=True).start()
        print('running', flush=True)
        while True: threading.Thread(target=serve, args=(t.accept()[0],), daemon=True).start()
        """;
}
