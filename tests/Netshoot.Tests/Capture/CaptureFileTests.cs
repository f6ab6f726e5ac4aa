using Netshoot.Capture.Files;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Capture;

public sealed class CaptureFileTests
{
    private static readonly byte[] s_packet = [1, 2, 3, 4, 5];

    [Theory, InlineData(false), InlineData(true)]
    public void What_is_written_as_pcap_is_read_back(bool nanoseconds)
    {
        var file = new MemoryStream();
        using (var writer = new PcapWriter(file, 113, 96, nanoseconds))
        {
            writer.Write(new(s_packet, 60, 1_700_000_000, 999));
            writer.Write(new([], 0, 1, 2));
        }
        using var reader = CaptureReader.Open(new MemoryStream(file.ToArray()), nanoseconds);
        Assert.Equal(113, reader.LinkType);
        Assert.Equal(96, reader.SnapLength);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(s_packet, record.Bytes.ToArray());
        Assert.Equal((60, 1_700_000_000, 999u), (record.Length, record.Seconds, record.Fraction));
        Assert.True(reader.TryRead(out record));
        Assert.Equal(0, record.Bytes.Length);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void What_is_written_as_pcapng_is_read_back()
    {
        var file = new MemoryStream();
        using (var writer = new PcapngWriter(file))
        {
            int first = writer.AddInterface(1, 0, "eth0"u8);
            int second = writer.AddInterface(1, 0, "veth1"u8);
            writer.Write(second, new(s_packet, 60, 1_700_000_000, 123_456_789));
            writer.Write(first, new(s_packet, 5, 1_700_000_001, 1));
        }
        using var reader = CaptureReader.Open(new MemoryStream(file.ToArray()), nanoseconds: true);
        Assert.Equal(1, reader.LinkType);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(s_packet, record.Bytes.ToArray());
        Assert.Equal((60, 1_700_000_000, 123_456_789u), (record.Length, record.Seconds, record.Fraction));
        Assert.True(reader.TryRead(out record));
        Assert.Equal(1u, record.Fraction);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Microseconds_and_nanoseconds_are_turned_into_what_is_asked_for()
    {
        var file = new MemoryStream();
        using (var writer = new PcapWriter(file, 1, 96, nanoseconds: true)) writer.Write(new(s_packet, 5, 7, 123_456_789));
        using var reader = CaptureReader.Open(new MemoryStream(file.ToArray()));
        Assert.True(reader.TryRead(out var record));
        Assert.Equal(123_456u, record.Fraction);
    }

    [Fact]
    public void A_file_that_ends_early_is_a_failure_and_nothing_else()
    {
        foreach (byte[] whole in new[] { Pcap(), Pcapng() })
        {
            for (int size = 0; size < whole.Length; size++) ReadAll(whole[..size]);
        }
    }

    [Fact]
    public void Noise_is_a_failure_and_nothing_else()
    {
        var random = new Random(3);
        foreach (byte[] whole in new[] { Pcap(), Pcapng() })
        {
            for (int i = 0; i < 5_000; i++)
            {
                byte[] file = [.. whole];
                for (int flips = random.Next(1, 5); flips > 0; flips--) file[random.Next(4, file.Length)] = (byte)random.Next(256);
                ReadAll(file);
            }
        }
    }

    [Fact]
    public void A_length_that_no_packet_has_is_named()
    {
        byte[] file = Pcap();
        file.AsSpan(24 + 8, 4).Fill(0x7f);
        var failure = Assert.Throws<Failure>(() => ReadStrictly(file));
        Assert.StartsWith("invalid packet capture length 2139062143", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Pcap()
    {
        var file = new MemoryStream();
        using (var writer = new PcapWriter(file, 1, 96, nanoseconds: false)) writer.Write(new(s_packet, 60, 1, 2));
        return file.ToArray();
    }

    private static byte[] Pcapng()
    {
        var file = new MemoryStream();
        using (var writer = new PcapngWriter(file))
        {
            writer.AddInterface(1, 0, "eth0"u8);
            writer.Write(0, new(s_packet, 60, 1, 2));
        }
        return file.ToArray();
    }

    private static void ReadAll(byte[] file)
    {
        try
        {
            ReadStrictly(file);
        }
        catch (Failure failure)
        {
            Assert.NotEqual("", failure.Reason);
        }
    }

    private static void ReadStrictly(byte[] file)
    {
        using var reader = CaptureReader.Open(new MemoryStream(file));
        while (reader.TryRead(out var record)) Assert.True(record.Bytes.Length <= file.Length);
    }
}
