using System.Text;
using Netshoot.Probes.Throughput.Iperf3;
using Xunit;

namespace Netshoot.Tests.Probes.Throughput;

/// <summary>What two iperf3 tell each other, as it was seen between two of 3.12.</summary>
public sealed class Iperf3MessagesTests
{
    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void Parameters_are_written_as_the_original_writes_them()
    {
        var parameters = new Iperf3Parameters
        {
            Bytes = 1048576,
            ServerAffinity = 1,
            MaximumSegment = 1200,
            NoDelay = true,
            Window = 204800,
            Rate = 1_000_000_000,
            FairQueueRate = 2_000_000_000,
            PacingTimer = 500,
            Burst = 4,
            TypeOfService = 32,
            Title = "tit",
            ExtraData = "ex",
            Congestion = "reno",
            GetServerOutput = true,
            RepeatingPayload = true,
            ZeroCopy = true,
        };
        Assert.Equal("""{"tcp":true,"omit":0,"server_affinity":1,"time":0,"num":1048576,"blockcount":0,"MSS":1200,"nodelay":true,"parallel":1,"window":204800,"len":131072,"bandwidth":1000000000,"fqrate":2000000000,"pacing_timer":500,"burst":4,"TOS":32,"title":"tit","extra_data":"ex","congestion":"reno","get_server_output":1,"repeating_payload":1,"zerocopy":1,"client_version":"3.12"}""",
            Encoding.UTF8.GetString(parameters.ToJson()));
    }

    [Fact]
    public void Parameters_read_back_as_they_were_written()
    {
        var parameters = new Iperf3Parameters { IsUdp = true, Blocks = 20, BlockSize = 100, Rate = 1048576, TypeOfService = 184, WideCounters = true, DontFragment = true, Bidirectional = true, Streams = 3, Omit = 2, FlowLabel = 5, Token = "abc=" };
        Assert.Equal(parameters, Iperf3Parameters.TryRead(parameters.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"tcp\":true,\"time\":1}")]
    [InlineData("{\"tcp\":true,\"time\":1,\"len\":0}")]
    [InlineData("{\"tcp\":true,\"time\":1,\"len\":2000000000}")]
    [InlineData("{\"tcp\":true,\"time\":-5,\"len\":1000}")]
    [InlineData("{\"tcp\":true,\"time\":1e300,\"len\":1000}")]
    [InlineData("{\"tcp\":true,\"time\":0,\"num\":-1,\"len\":1000}")]
    [InlineData("{\"tcp\":true,\"time\":1,\"len\":1000,\"parallel\":100000}")]
    [InlineData("{\"tcp\":true,\"time\":1,\"len\":1000,\"parallel\":-1}")]
    [InlineData("{\"udp\":true,\"time\":1,\"len\":8}")]
    [InlineData("{\"udp\":true,\"time\":1,\"len\":65508}")]
    [InlineData("{\"tcp\":true,\"time\":1,\"len\":1000,\"window\":1e12}")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void Parameters_that_lie_are_refused(string json) => Assert.Null(Iperf3Parameters.TryRead(Utf8(json)));

    [Fact]
    public void Results_read_the_originals_unsigned_minus_one()
    {
        var results = Iperf3Results.TryRead(Utf8("""{"cpu_util_total":0.07,"cpu_util_user":0.02,"cpu_util_system":0.05,"sender_has_retransmits":18446744073709551615,"congestion_used":"bbr","streams":[{"id":1,"bytes":130000,"retransmits":18446744073709551615,"jitter":0,"errors":0,"packets":0,"start_time":0,"end_time":1.002059}]}"""));
        Assert.NotNull(results);
        Assert.Equal((-1, "bbr"), (results.SenderHasRetransmits, results.Congestion));
        Assert.Equal(new Iperf3StreamResult(1, 130000, -1, 0, 0, 0, 0, 1.002059), Assert.Single(results.Streams));
        Assert.Equal("\"retransmits\":18446744073709551615", Encoding.UTF8.GetString(results.ToJson()).Split(',').Single(static p => p.StartsWith("\"retransmits\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"streams\":{}}")]
    [InlineData("{\"streams\":[1]}")]
    [InlineData("nonsense")]
    public void Results_that_are_none_are_refused(string json) => Assert.Null(Iperf3Results.TryRead(Utf8(json)));

    [Fact]
    public void Numbers_of_results_are_never_negative()
    {
        var results = Iperf3Results.TryRead(Utf8("""{"streams":[{"id":1,"bytes":-5,"errors":-1,"packets":1e400,"jitter":"x"}]}"""));
        Assert.Equal(new Iperf3StreamResult(1, 0, 0, 0, 0, 0, 0, 0), Assert.Single(results!.Streams));
    }

    [Theory]
    [InlineData(false, 12)]
    [InlineData(true, 16)]
    public void Datagrams_read_back_as_they_were_stamped(bool wide, int size)
    {
        var format = new Iperf3Datagram(wide);
        var datagram = new byte[20];
        format.Stamp(datagram, 77, 11607_000_781_471);
        Assert.Equal(size, format.HeaderSize);
        Assert.True(format.TryRead(datagram, out long number, out double sent, out bool isLast));
        Assert.Equal((77, 11607.000781, false), (number, sent, isLast));
        Assert.False(format.TryRead(datagram.AsSpan(0, size - 1), out _, out _, out _));
    }

    [Fact]
    public void A_datagram_of_the_original_is_read()
    {
        byte[] seen = [0, 0, 0x2d, 0x57, 0, 0x0b, 0xec, 0x9f, 0, 0, 0, 0, 0, 0, 0, 1];
        Assert.True(new Iperf3Datagram(wide: true).TryRead(seen, out long number, out double sent, out _));
        Assert.Equal((1, 11607.781471), (number, sent));
    }
}
