using System.Buffers.Binary;
using System.Text;

namespace Netshoot.Lab.NGrep;

/// <summary>A capture file of everything that ngrep tells apart: protocols of IPv4 and IPv6, flags, fragments, tags, payloads with and without lines.</summary>
internal static class NGrepCapture
{
    private static readonly byte[] s_source6 = Convert.FromHexString("fd000000000000000000000000000001"), s_destination6 = Convert.FromHexString("fd000000000000000000000000000002");

    public static byte[] Make()
    {
        var file = new MemoryStream();
        Span<byte> header = stackalloc byte[24];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], 4u << 16 | 2);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 65_535);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        file.Write(header);
        int number = 0;
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        byte[] request = Encoding.ASCII.GetBytes("GET /index.html HTTP/1.1\r\nHost: example.com\r\nUser-Agent: hello\r\nAccept: */*\r\n\r\n");
        Put(Ethernet(Ip4(6, Tcp(2, []))));
        Put(Ethernet(Ip4(6, Tcp(0x18, request))));
        Put(Ethernet(Ip4(6, Tcp(0x19, [.. new byte[100], .. all]))));
        for (int flags = 0; flags < 256; flags = flags * 2 + 1) Put(Ethernet(Ip4(6, Tcp((byte)flags, Text("flags hello")))));
        Put(Ethernet(Ip4(17, Udp(Text("hello world")))));
        Put(Ethernet(Ip4(17, Udp([]))));
        Put(Ethernet(Ip4(17, Udp(Text("line one\nline two\r\nhello line three\n\nend\ttab\x1b[31mred\x7f")))));
        Put(Ethernet(Ip4(17, Udp(Text(new string('l', 75))))));
        Put(Ethernet(Ip4(17, Udp(Text(new string('m', 150) + "hello\n")))));
        Put(Ethernet(Ip4(1, [8, 0, 0, 0, 0, 1, 0, 2, .. Text("hello echo")])));
        Put(Ethernet(Ip4(1, [0, 0, 0, 0, 0, 1, 0, 2])));
        Put(Ethernet(Ip4(2, [0x16, 0, 0, 0, 0xe0, 0, 0, 1])));
        Put(Ethernet(Ip4(47, [0, 0, 8, 0, .. Text("hello tunnel")])));
        foreach (ushort fragment in new ushort[] { 0x2000, 0x2004, 4, 0x1fff })
        {
            Put(Ethernet(Ip4(17, Udp(Text("hello fragment")), fragment)));
            Put(Ethernet(Ip4(6, Tcp(0x18, Text("hello fragment")), fragment)));
            Put(Ethernet(Ip4(1, [8, 0, 0, 0, 0, 1, 0, 2, .. Text("hello")], fragment)));
            ushort offset = (ushort)((fragment & 0x1fff) * 8 | fragment >> 13);
            Put(Ethernet(Ip6(44, [17, 0, (byte)(offset >> 8), (byte)offset, 1, 2, 3, 4, .. Udp(Text("hello fragment"))]), 0x86dd));
        }
        Put(Ethernet(Ip6(6, Tcp(0x18, request)), 0x86dd));
        Put(Ethernet(Ip6(17, Udp(Text("hello six"))), 0x86dd));
        Put(Ethernet(Ip6(58, [128, 0, 0, 0, 0, 1, 0, 2, .. Text("hello six")]), 0x86dd));
        Put(Ethernet(Ip6(0, [17, 0, 0, 0, 0, 0, 0, 0, .. Udp(Text("hello options"))]), 0x86dd));
        Put(Ethernet([0, 5, 8, 0, .. Ip4(17, Udp(Text("hello tag")))], 0x8100));
        Put(Ethernet([.. Ip4(6, Tcp(0x18, Text("hello padded"))), .. new byte[6]]));
        Put(Ethernet(Text("hello, no IP"), 0x0806));
        return file.ToArray();

        void Put(byte[] frame)
        {
            Span<byte> record = stackalloc byte[16];
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(1_700_000_000 + number / 8));
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(number % 8 * 123_457));
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record[12..], frame.Length);
            file.Write(record);
            file.Write(frame);
            number++;
        }
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Ethernet(byte[] packet, ushort type = 0x0800) => [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, (byte)(type >> 8), (byte)type, .. packet];

    private static byte[] Ip4(byte protocol, byte[] payload, ushort fragment = 0)
    {
        int length = 20 + payload.Length;
        return [0x45, 0, (byte)(length >> 8), (byte)length, 0x12, 0x34, (byte)(fragment >> 8), (byte)fragment, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, .. payload];
    }

    private static byte[] Ip6(byte next, byte[] payload) => [0x60, 0, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, next, 64, .. s_source6, .. s_destination6, .. payload];

    private static byte[] Tcp(byte flags, byte[] payload) => [0x9c, 0x40, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, 0x60, flags, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, .. payload];

    private static byte[] Udp(byte[] payload) => [0x14, 0xe9, 0, 53, (byte)((payload.Length + 8) >> 8), (byte)(payload.Length + 8), 0, 0, .. payload];
}
