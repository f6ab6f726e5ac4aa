using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Netlink.Netfilter;

[Collection(nameof(AllocationCollection))]
public sealed class ConnectionTests
{
    private static readonly IReadOnlyList<(ushort Type, byte[] Payload)> s_recorded = RecordedMessages.In("netlink/conntrack");

    [Fact]
    public void A_connection_is_read_with_all_that_it_has()
    {
        var connections = s_recorded.Select(static message =>
        {
            var connection = new Connection();
            return connection.Read(RecordedMessages.MessageOf(message.Type, message.Payload)) ? connection : null;
        }).OfType<Connection>().ToList();
        Assert.Equal(14, connections.Count);
        var translated = connections.Single(static c => c.Status.HasFlag(ConnectionStatus.SourceTranslated));
        Assert.Equal("10.0.0.3", translated.Original.Source.ToString());
        Assert.Equal(("192.0.2.9", (ushort)4000), (translated.Reply.Destination.ToString(), translated.Reply.DestinationPort));
        var zoned = connections.Single(static c => c.Zone == 7);
        Assert.Equal((IpProtocol.Tcp, (byte)7, (ushort)443), (zoned.Original.Protocol, zoned.State!.Value, zoned.Original.DestinationPort));
        Assert.Equal(2, connections.Count(static c => c.Family == 10));
        Assert.Equal(5u, connections.Max(static c => c.Mark));
        Assert.All(connections, static c => Assert.Equal(0ul, c.OriginalCounters!.Value.Packets));
    }

    [Fact]
    public void A_tuple_is_read_as_it_was_written()
    {
        Assert.True(InternetAddress.TryParse("fd00::1", out var source));
        Assert.True(InternetAddress.TryParse("fd00::2", out var destination));
        foreach (var tuple in new ConnectionTuple[]
        {
            new(source, destination, IpProtocol.Tcp) { SourcePort = 1, DestinationPort = 2, Zone = 3 },
            new(source, destination, IpProtocol.Icmp6) { IcmpType = 128, IcmpCode = 1, IcmpIdentifier = 0x1234 },
            new(source, destination, 50),
        })
        {
            var request = ConnectionRequests.Make(tuple, tuple.Inverse, 9, NetlinkFlags.Create);
            var connection = new Connection();
            Assert.True(connection.Read(RecordedMessages.MessageOf(request.Type, request.Seal(1)[NetlinkHeader.Size..])));
            Assert.Equal((tuple, tuple.Inverse, (ushort)9), (connection.Original, connection.Reply, connection.Zone!.Value));
            Assert.Equal(tuple, tuple.Inverse.Inverse);
        }
    }

    [Fact]
    public void Counters_of_a_cpu_are_read()
    {
        var statistics = new ConnectionStatistics();
        var messages = s_recorded.Where(message => statistics.Read(RecordedMessages.MessageOf(message.Type, message.Payload))).ToList();
        Assert.NotEmpty(messages);
        Assert.NotNull(statistics[ConnectionStatistics.Counter.Inserted]);
        Assert.Null(statistics[ConnectionStatistics.Counter.Searched]);
    }

    [Fact]
    public void Every_beginning_of_a_message_is_read_or_refused() => RecordedMessages.EveryBeginning(s_recorded, ReadAll);

    [Fact]
    public void Noise_is_read_or_refused() => RecordedMessages.Noise(s_recorded, 300, ReadAll);

    [Fact]
    public void Reading_a_connection_again_allocates_nothing()
    {
        var connection = new Connection();
        var messages = s_recorded.ToArray();
        foreach (var (type, payload) in messages) connection.Read(RecordedMessages.MessageOf(type, payload));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var (type, payload) in messages) connection.Read(RecordedMessages.MessageOf(type, payload));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ReadAll(NetlinkMessage message)
    {
        _ = new Connection().Read(message);
        _ = new Expectation().Read(message);
        _ = new ConnectionStatistics().Read(message);
    }
}
