using System.Buffers.Binary;

namespace Netshoot.Tests.Applets.TcpDump;

/// <summary>Capture files made for a test.</summary>
internal static class CaptureBytes
{
    /// <summary>One packet a second from 1970 on: DNS questions from 10.0.0.1 to 10.0.0.2, and every other one an empty datagram between ports 5 and 6.</summary>
    public static byte[] Of(int packets, int linkType = 101)
    {
        var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 1000);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], linkType);
        bytes.Write(header);
        Span<byte> record = stackalloc byte[16];
        record.Clear();
        for (int i = 0; i < packets; i++)
        {
            byte[] packet = Convert.FromHexString(i % 2 == 0
                ? "4500002e0000000040110000" + "0a0000010a000002" + "30390035001a0000" + "000701000001000000000000" + "01610000010001"[..12]
                : "4500001c0000000040110000" + "0a0000010a000002" + "0005000600080000");
            BinaryPrimitives.WriteInt32LittleEndian(record, i);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], packet.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record[12..], packet.Length);
            bytes.Write(record);
            bytes.Write(packet);
        }
        return bytes.ToArray();
    }
}
