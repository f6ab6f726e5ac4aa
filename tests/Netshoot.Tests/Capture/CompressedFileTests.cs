using System.IO.Compression;
using Netshoot.Capture.Files;
using Netshoot.Wire;
using Xunit;
using ZstdSharp;

namespace Netshoot.Tests.Capture;

/// <summary>Capture files inside gzip and zstd.</summary>
public sealed class CompressedFileTests
{
    private const int Packets = 2000;

    [Theory, InlineData(false), InlineData(true)]
    public void All_packets_are_read(bool isZstd) => Assert.Equal((Packets, ""), Read(Pack(isZstd)));

    [Theory, InlineData(false), InlineData(true)]
    public void A_file_cut_anywhere_is_read_up_to_the_cut(bool isZstd)
    {
        byte[] whole = Pack(isZstd);
        int most = 0;
        for (int length = 4; length < whole.Length; length += 97)
        {
            var (packets, fault) = Read(whole.AsSpan(0, length).ToArray());
            Assert.NotEqual("", fault);
            Assert.InRange(packets, 0, Packets);
            most = Math.Max(most, packets);
        }
        Assert.True(most > Packets / 2);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_damaged_file_ends_in_an_error_or_in_packets(bool isZstd)
    {
        byte[] whole = Pack(isZstd);
        var random = new Random(8878);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = (byte[])whole.Clone();
            for (int edits = random.Next(1, 5); edits > 0; edits--) bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            Assert.InRange(Read(bytes).Packets, 0, 10 * Packets);
        }
    }

    private static (int Packets, string Fault) Read(byte[] file)
    {
        int packets = 0;
        try
        {
            using var reader = CaptureReader.Open(new MemoryStream(file));
            while (packets < 10 * Packets && reader.TryRead(out _)) packets++;
            return (packets, "");
        }
        catch (Failure e)
        {
            return (packets, e.Message);
        }
    }

    private static byte[] Pack(bool isZstd)
    {
        var packed = new MemoryStream();
        using (Stream packing = isZstd ? new CompressionStream(packed) : new GZipStream(packed, CompressionLevel.Optimal))
        using (var writer = new PcapWriter(packing, 1, 96, nanoseconds: false))
        {
            var random = new Random(1952);
            byte[] packet = new byte[60];
            for (int i = 0; i < Packets; i++)
            {
                random.NextBytes(packet.AsSpan(0, 20));
                writer.Write(new(packet, 60, 1_700_000_000 + i, 0));
            }
        }
        return packed.ToArray();
    }
}
