using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters;

public sealed class FilterBuilderTests
{
    private static readonly FilterFlow s_flow4 = new(Address("10.0.0.1"), Address("10.0.0.2"), 17, 4000, 53);
    private static readonly FilterFlow s_flow6 = new(Address("fd00::1"), Address("fd00::2"), 6, 4000, 443);

    [Fact]
    public void A_filter_of_values_is_the_same_program_as_its_text()
    {
        var options = new FilterOptions();
        Assert.Equal(
            FilterCompiler.Compile("(src host 10.0.0.1 or tcp port 80) and not net fe80::/10", options).Instructions,
            FilterCompiler.Compile(Filter.All(Filter.Any(Filter.Host(Address("10.0.0.1"), Direction.Source), Filter.Port(80, protocol: FilterProtocol.Tcp)), Filter.Not(Filter.Net(Prefix("fe80::/10")))), options).Instructions);
        Assert.Equal(
            FilterCompiler.Compile("vlan 5 and ip net 10.0.0.0/8 and udp portrange 5-9", options).Instructions,
            FilterCompiler.Compile(Filter.All(Filter.Inside(Encapsulation.Vlan, 5), Filter.Net(Prefix("10.0.0.0/8"), protocol: FilterProtocol.Ip), Filter.Ports(5, 9, protocol: FilterProtocol.Udp)), options).Instructions);
    }

    [Fact]
    public void A_flow_is_matched_both_ways_and_nothing_else_is()
    {
        var program = FilterCompiler.Compile(Filter.Flow(s_flow4), new FilterOptions { LinkType = LinkType.Raw });
        var packet = Udp(s_flow4);
        Assert.True(program.Accepts(packet, 28));
        Assert.True(program.Accepts(Udp(s_flow4.Reversed), 28));
        Assert.False(program.Accepts(Udp(s_flow4 with { SourcePort = 4001 }), 28));
        Assert.False(program.Accepts(Udp(s_flow4 with { Source = Address("10.0.0.9") }), 28));
        packet[9] = 6;
        Assert.False(program.Accepts(packet, 28));
    }

    [Theory]
    [InlineData(3, 20, true)]
    [InlineData(11, 20, true)]
    [InlineData(3, 28, true)]
    [InlineData(8, 20, false)]
    public void Icmp_errors_about_a_flow_are_found_by_the_packet_they_quote(byte type, int quotedHeader, bool expected)
    {
        var program = FilterCompiler.Compile(Filter.IcmpAbout(s_flow4), new FilterOptions { LinkType = LinkType.Raw });
        byte[] quoted = Udp(s_flow4, quotedHeader);
        var packet = new byte[28 + quoted.Length];
        (packet[0], packet[9], packet[20]) = (0x45, 1, type);
        quoted.CopyTo(packet, 28);
        Assert.Equal(expected, program.Accepts(packet, (uint)packet.Length));
        packet[28 + quotedHeader + 3]++;
        Assert.False(program.Accepts(packet, (uint)packet.Length));
        Assert.True(program.FitsKernel);
    }

    [Fact]
    public void Icmp6_errors_about_a_flow_are_found_by_the_packet_they_quote()
    {
        var program = FilterCompiler.Compile(Filter.Any(Filter.Flow(s_flow6), Filter.IcmpAbout(s_flow6)), new FilterOptions { LinkType = LinkType.Raw });
        var packet = new byte[40 + 8 + 44];
        (packet[0], packet[6], packet[40]) = (0x60, 58, 2);
        (packet[48], packet[54]) = (0x60, 6);
        s_flow6.Destination.CopyTo(packet.AsSpan(56));
        s_flow6.Source.CopyTo(packet.AsSpan(72));
        (packet[88], packet[89], packet[90], packet[91]) = (443 >> 8, 443 & 255, 4000 >> 8, 4000 & 255);
        Assert.True(program.Accepts(packet, (uint)packet.Length));
        packet[40] = 128;
        Assert.False(program.Accepts(packet, (uint)packet.Length));
    }

    [Fact]
    public void Both_are_verified_programs_for_the_kernel()
        => Assert.Null(BpfVerifier.Check(FilterCompiler.Compile(Filter.Any(Filter.Flow(s_flow6), Filter.IcmpAbout(s_flow6)), new FilterOptions()).Instructions.AsSpan(), out _));

    private static byte[] Udp(FilterFlow flow, int header = 20)
    {
        var packet = new byte[header + 8];
        (packet[0], packet[9]) = ((byte)(0x40 | header / 4), flow.Protocol);
        flow.Source.CopyTo(packet.AsSpan(12));
        flow.Destination.CopyTo(packet.AsSpan(16));
        var ports = new WireWriter(packet.AsSpan(header));
        ports.U16(flow.SourcePort!.Value);
        ports.U16(flow.DestinationPort!.Value);
        return packet;
    }

    private static InternetAddress Address(string text) => InternetAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    private static InternetPrefix Prefix(string text) => InternetPrefix.TryParse(text, out var prefix) ? prefix : throw new ArgumentException(text);
}
