using Netshoot.Filters;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Traffic;

public sealed class TrafficTableTests
{
    [Fact]
    public void Rates_are_those_of_divisions_that_are_over()
    {
        var table = new TrafficTable();
        table.Add(Packet(1, 4000, isSent: true));
        Assert.Equal(new TrafficRates(0, 0, 0, 4000), table.SentOf(0));
        table.Advance();
        Assert.Equal(new TrafficRates(2000, 2000, 2000, 4000), table.SentOf(0));
        Assert.Equal(new TrafficRates(0, 0, 0, 0), table.ReceivedOf(0));
        for (int i = 0; i < 4; i++) table.Advance();
        Assert.Equal(new TrafficRates(0, 400, 400, 4000), table.SentOf(0));
        table.Advance();
        Assert.Equal(0, table.SentOf(0).Ten);
        Assert.Equal(4000.0 / 12, table.SentOf(0).Forty);
        Assert.Equal((2000, 0, 2000), table.Peaks);
    }

    [Fact]
    public void What_is_over_for_forty_seconds_is_forgotten_and_its_place_is_free()
    {
        var table = new TrafficTable();
        table.Add(Packet(1, 100, isSent: true));
        table.Add(Packet(2, 100, isSent: false));
        for (int i = 0; i < TrafficTable.Divisions; i++)
        {
            table.Advance();
            table.Add(Packet(2, 50, isSent: false));
            Assert.Equal(2, table.Count);
        }
        table.Advance();
        Assert.Equal(1, table.Count);
        Assert.Equal(InternetAddress.From4(2), table.KeyOf(0).Destination);
        Assert.Equal(100 + 50 * TrafficTable.Divisions, table.ReceivedOf(0).Total);
        Assert.Equal(25, table.ReceivedOf(0).Forty);
        table.Add(Packet(1, 7, isSent: true));
        Assert.Equal(7, table.SentOf(1).Total);
        Assert.Equal(0, table.SentOf(1).Forty);
        Assert.Equal((0, 25, 25), table.Peaks);
    }

    [Fact]
    public void A_flood_of_pairs_counts_in_the_totals_and_takes_no_more_memory()
    {
        const int Most = 1000, Pairs = 50_000;
        var table = new TrafficTable(Most);
        for (uint i = 0; i < Pairs; i++) table.Add(Packet(i, 10, isSent: true));
        Assert.Equal(Most, table.Count);
        Assert.Equal(Pairs - Most, table.Untracked);
        Assert.Equal(Pairs * 10, table.Sent);
        table.Advance();
        Assert.Equal(Pairs * 5, table.SentRates.Two);
        for (int i = 0; i < Most; i++) Assert.Equal(10, table.SentOf(i).Total);
    }

    private static TrafficPacket Packet(uint to, int length, bool isSent)
        => new(new(InternetAddress.From4(0x0a000001), InternetAddress.From4(to), 0, 0, 0), isSent, isSent, length);
}

[Collection(nameof(AllocationCollection))]
public sealed class TrafficAllocationTests
{
    [Fact]
    public void Counting_a_packet_takes_no_memory()
    {
        const int Pairs = 500, Measured = 20_000;
        byte[] frame = Convert.FromHexString("0200000000020200000000010800" + "4500002800000000401100000a0000010a000002" + "1388003500140000");
        var rule = new TrafficRule { LinkType = LinkType.Ethernet, Mac = new(0x020000000001), HasPorts = true };
        var table = new TrafficTable();
        for (int i = 0; i < Pairs * 4; i++) Count(i);
        table.Advance();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Measured; i++) Count(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Pairs, table.Count);
        Assert.Equal((Measured + Pairs * 4) * 40, table.Sent);

        void Count(int number)
        {
            frame[32] = (byte)(number % Pairs >> 8);
            frame[33] = (byte)(number % Pairs);
            if (rule.TryRead(frame, frame.Length, out var packet)) table.Add(packet);
        }
    }
}
