using System.Buffers.Binary;
using Netshoot.Packets.Internet;
using Netshoot.Packets.Transport;
using Netshoot.Probes.Scan;
using Netshoot.Testing.Simulation;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Scan;

/// <summary>The scanner on a wire in virtual time: states, repetitions, and limits that are never passed.</summary>
public sealed class RawScannerTests
{
    private static readonly InternetAddress s_own = InternetAddress.From4(0x0a09_0001), s_host = InternetAddress.From4(0x0a09_0002);
    private static readonly TimeSpan s_roundTrip = TimeSpan.FromMilliseconds(20);

    private readonly VirtualClock _clock = new();

    [Fact]
    public void Tells_open_closed_and_silent_ports_apart()
    {
        var wire = new SimulatedWire(_clock, s_roundTrip, static (packet, _) => PortOf(packet) switch
        {
            22 => Segment(packet, TcpFlags.Syn | TcpFlags.Ack),
            23 => null,
            24 => Unreachable(packet, 13),
            _ => Segment(packet, TcpFlags.Reset | TcpFlags.Ack),
        });
        var host = Scan(wire, new ScanTiming(), ScanMethod.Syn, 21, 22, 23, 24);
        Assert.Equal(
            [(21, PortState.Closed, ScanReason.Reset), (22, PortState.Open, ScanReason.SynAck), (23, PortState.Filtered, ScanReason.NoResponse), (24, PortState.Filtered, ScanReason.AdministrativelyProhibited)],
            host.Ports.OrderBy(static p => p.Number).Select(static p => ((int)p.Number, p.Result.State, p.Result.Reason)));
        // Only what nobody answered is asked twice.
        Assert.Equal(5, wire.Times.Count);
    }

    [Theory]
    [InlineData(ScanMethod.Ack, PortState.Unfiltered, PortState.Filtered)]
    [InlineData(ScanMethod.Window, PortState.Closed, PortState.Filtered)]
    [InlineData(ScanMethod.Maimon, PortState.Closed, PortState.OpenOrFiltered)]
    [InlineData(ScanMethod.Fin, PortState.Closed, PortState.OpenOrFiltered)]
    [InlineData(ScanMethod.Null, PortState.Closed, PortState.OpenOrFiltered)]
    [InlineData(ScanMethod.Xmas, PortState.Closed, PortState.OpenOrFiltered)]
    public void Knows_what_a_reset_and_silence_mean(ScanMethod method, PortState reset, PortState silence)
    {
        var wire = new SimulatedWire(_clock, s_roundTrip, static (packet, _) => PortOf(packet) == 1 ? Segment(packet, TcpFlags.Reset) : null);
        var host = Scan(wire, new ScanTiming(), method, 1, 2);
        Assert.Equal(reset, host.Ports.Single(static p => p.Number == 1).Result.State);
        Assert.Equal(silence, host.Ports.Single(static p => p.Number == 2).Result.State);
    }

    [Fact]
    public void Finds_what_is_lost_on_the_way_and_closes_its_window()
    {
        // Of 500 probes every fifth is lost once.
        var wire = new SimulatedWire(_clock, s_roundTrip, static (packet, number) => number < 500 && number % 5 == 0 ? null : Segment(packet, TcpFlags.Reset));
        var host = Scan(wire, new ScanTiming(), ScanMethod.Syn, [.. Enumerable.Range(1, 500).Select(static p => (ushort)p)]);
        Assert.Equal(500, host.Ports.Count);
        Assert.All(host.Ports, static p => Assert.Equal(PortState.Closed, p.Result.State));
        Assert.InRange(wire.Times.Count, 600, 620);
    }

    [Fact]
    public void Repeats_more_often_where_repetitions_were_needed()
    {
        // Port 1 answers the third time only: then the silent port deserves a fourth.
        int asked = 0;
        var wire = new SimulatedWire(_clock, s_roundTrip, (packet, _) => PortOf(packet) == 1 && ++asked == 2 ? Segment(packet, TcpFlags.Reset) : null);
        var host = Scan(wire, new ScanTiming(), ScanMethod.Syn, 1, 2);
        Assert.Equal(PortState.Closed, host.Ports.Single(static p => p.Number == 1).Result.State);
        Assert.Equal(2 + 3, wire.Times.Count);
    }

    [Fact]
    public void Never_sends_faster_than_the_user_allows()
    {
        var wire = new SimulatedWire(_clock, TimeSpan.FromMilliseconds(1), static (packet, _) => Segment(packet, TcpFlags.Reset));
        Scan(wire, new ScanTiming { MostRate = 50 }, ScanMethod.Syn, [.. Enumerable.Range(1, 200).Select(static p => (ushort)p)]);
        Assert.Equal(200, wire.Times.Count);
        for (int i = 0; i + 51 < wire.Times.Count; i++) Assert.True(wire.Times[i + 51] - wire.Times[i] >= TimeSpan.FromSeconds(1), $"{i}: {wire.Times[i]} and {wire.Times[i + 51]}");
    }

    [Fact]
    public void Never_has_more_probes_waiting_than_the_user_allows()
    {
        var wire = new SimulatedWire(_clock, s_roundTrip, static (packet, _) => Segment(packet, TcpFlags.Reset));
        Scan(wire, new ScanTiming { MostParallel = 3, LeastRate = 100_000 }, ScanMethod.Syn, [.. Enumerable.Range(1, 60).Select(static p => (ushort)p)]);
        Assert.Equal(3, wire.MostWaiting);
    }

    [Fact]
    public void Without_limits_the_window_of_the_template_is_the_limit()
    {
        var timing = ScanTiming.OfTemplate(5);
        var wire = new SimulatedWire(_clock, TimeSpan.FromMilliseconds(100), static (packet, _) => Segment(packet, TcpFlags.Reset));
        Scan(wire, timing, ScanMethod.Syn, [.. Enumerable.Range(1, 20_000).Select(static p => (ushort)p)]);
        Assert.Equal(timing.LargestWindow, wire.MostWaiting);
    }

    [Fact]
    public void Waits_between_probes_to_a_host()
    {
        var wire = new SimulatedWire(_clock, s_roundTrip, static (packet, _) => Segment(packet, TcpFlags.Reset));
        Scan(wire, new ScanTiming { Delay = TimeSpan.FromMilliseconds(400), MostParallel = 1 }, ScanMethod.Syn, 1, 2, 3, 4);
        for (int i = 1; i < 4; i++) Assert.True(wire.Times[i] - wire.Times[i - 1] >= TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public void Packets_of_others_change_nothing()
    {
        // Answers come from an address that nobody asked, and from ports that nobody asked.
        var wire = new SimulatedWire(_clock, s_roundTrip, static (packet, number) =>
        {
            byte[] reply = Segment(packet, TcpFlags.Syn | TcpFlags.Ack);
            if (number % 2 == 0) reply[15] = 9;
            else BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(20), 9999);
            return reply;
        });
        var host = Scan(wire, new ScanTiming(), ScanMethod.Syn, 1, 2, 3);
        Assert.All(host.Ports, static p => Assert.Equal(PortState.Filtered, p.Result.State));
    }

    private ScanHost Scan(SimulatedWire wire, ScanTiming timing, ScanMethod method, params ushort[] ports)
    {
        var host = new ScanHost(new(s_host, 0), new ScanRoute("eth0", s_own, null, IsLocal: false, SpeaksArp: true));
        var scanner = new RawScanner(timing, new PacketForm { SourcePort = 40_000 }, wire, wire, _clock, new Nobody()) { IsInOrder = true };
        _clock.Run(async () =>
        {
            await scanner.ScanAsync([host], method, ports, TestContext.Current.CancellationToken);
            return 0;
        });
        return host;
    }

    private static ushort PortOf(byte[] packet) => BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(22));

    private static byte[] Segment(byte[] question, TcpFlags flags)
    {
        var form = new PacketForm
        {
            Protocol = IpProtocols.Tcp,
            Source = s_host,
            SourcePort = PortOf(question),
            Flags = flags,
            Window = 0,
        };
        return Written(form, BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(20)));
    }

    private static byte[] Unreachable(byte[] question, byte code)
    {
        var form = new PacketForm { Source = s_host, Payload = question[..28] };
        (form.Icmp.Type, form.Icmp.Code) = (IcmpForm.Unreachable, code);
        return Written(form, 0);
    }

    private static byte[] Written(PacketForm form, ushort port)
    {
        byte[] packet = new byte[256];
        return packet[..form.Write(packet, s_own, port)];
    }

    private sealed class Nobody : IScanObserver
    {
        public void Packet(in SeenPacket packet, bool isSent) { }

        public void Found(ScanHost host, byte protocol, ushort port, PortResult result) { }
    }
}
