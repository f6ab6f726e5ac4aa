using Netshoot.Packets.Internet;
using Netshoot.Packets.Link;
using Netshoot.Packets.Transport;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Packets;

public sealed class HeaderTests
{
    [Fact]
    public void What_is_read_is_written_back()
    {
        RoundTrip<EthernetHeader>(EthernetHeader.Size);
        RoundTrip<ArpHeader>(ArpHeader.Size, 0, 1, 8, 0, 6, 4);
        RoundTrip<Ipv4Header>(Ipv4Header.Size, 0x45);
        RoundTrip<Ipv6Header>(Ipv6Header.Size, 0x65);
        RoundTrip<TcpHeader>(TcpHeader.Size);
        RoundTrip<UdpHeader>(UdpHeader.Size);
        RoundTrip<IcmpHeader>(IcmpHeader.Size);
    }

    [Fact]
    public void A_header_carries_its_own_checksum()
    {
        var header = new Ipv4Header(20, 0, 84, 1, Ipv4Header.DontFragment, 64, 1, 0, InternetAddress.From4(0x0a000001), InternetAddress.From4(0x0a000002)).WithChecksum();
        Span<byte> bytes = stackalloc byte[Ipv4Header.Size];
        var wire = new WireWriter(bytes);
        header.Write(ref wire);
        Assert.Equal(0, InternetChecksum.Of(bytes));
    }

    [Fact]
    public void A_segment_carries_the_checksum_of_its_pseudo_header()
    {
        var from = InternetAddress.From4(0x0a000001);
        var to = InternetAddress.From4(0x0a000002);
        Span<byte> bytes = stackalloc byte[UdpHeader.Size];
        Write(bytes, 0);
        Write(bytes, PseudoHeader.Checksum(from, to, 17, bytes, bytes.Length));
        Assert.Equal(0, PseudoHeader.Checksum(from, to, 17, bytes, bytes.Length));

        static void Write(Span<byte> bytes, ushort checksum)
        {
            var wire = new WireWriter(bytes);
            new UdpHeader(53, 1024, UdpHeader.Size, checksum).Write(ref wire);
        }
    }

    private static void RoundTrip<T>(int size, params ReadOnlySpan<byte> beginning) where T : struct, IWireFormat<T>
    {
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes);
        beginning.CopyTo(bytes);
        var reader = new WireReader(bytes);
        var value = T.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        var back = new byte[size];
        var writer = new WireWriter(back);
        value.Write(ref writer);
        Assert.Equal(bytes, back);
    }
}
