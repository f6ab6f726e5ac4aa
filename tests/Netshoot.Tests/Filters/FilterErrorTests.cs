using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters;

public sealed class FilterErrorTests
{
    [Theory]
    [InlineData("port 80 and", "can't parse filter expression: syntax error", "ends too early")]
    [InlineData("host 1.2.3.4 foo and tcp", "can't parse filter expression: syntax error", "'foo', column 14: host 1.2.3.4 >>>foo<<< and tcp")]
    [InlineData("tcp port nosuch", "unknown port 'nosuch'", "'nosuch', column 10")]
    [InlineData("tcp and host nosuch", "unknown host 'nosuch'", "'nosuch', column 14")]
    [InlineData("tcp or 80", "syntax error in filter expression", "'80', column 8")]
    [InlineData("ip[0:3] = 1", "data size must be 1, 2, or 4", "column 1")]
    [InlineData("vlan 5000", "VLAN tag 5000 greater than maximum 4095", "'vlan', column 1")]
    [InlineData("inbound", "inbound/outbound not supported on Ethernet when reading savefiles", "'inbound', column 1")]
    [InlineData("net 1.2.3.4/8", "non-network bits set in \"1.2.3.4/8\"", "'1.2.3.4', column 5")]
    [InlineData("ip proto 0x1ffffffff", "number 0x1ffffffff overflows 32 bits", "column 10")]
    public void An_error_has_libpcaps_words_and_a_hint_that_points_at_the_place(string expression, string reason, string hint)
    {
        var failure = Assert.Throws<Failure>(() => FilterCompiler.Compile(expression, new FilterOptions { Names = FilterTestNames.Names }));
        Assert.Equal(reason, failure.Message);
        Assert.Contains(hint, failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_print_as_C_and_as_numbers()
    {
        var program = FilterCompiler.Compile("ip", new FilterOptions()).Instructions.AsSpan();
        var text = new TextBuffer();
        BpfListing.WriteC(text, program);
        Assert.Equal("{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 0, 1, 0x00000800 },\n{ 0x6, 0, 0, 0x00040000 },\n{ 0x6, 0, 0, 0x00000000 },\n", text.ToString());
        text.Clear();
        BpfListing.WriteNumbers(text, program);
        Assert.Equal("4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n", text.ToString());
    }

    [Fact]
    public void A_filter_that_nothing_can_match_is_refused_unless_optimizing_is_off()
    {
        Assert.Equal("expression rejects all packets", Assert.Throws<Failure>(() => FilterCompiler.Compile("ip and not ip", new FilterOptions())).Message);
        Assert.False(FilterCompiler.Compile("ip and not ip", new FilterOptions { Optimize = false }).Accepts(new byte[64], 64));
    }

    [Fact]
    public void Live_programs_find_the_vlan_tag_that_the_kernel_took_off_and_the_one_it_left()
    {
        var program = FilterCompiler.Compile("vlan 5 and ip", new FilterOptions { KernelMetadata = KernelMetadata.PacketAndVlan });
        var untagged = new byte[64];
        untagged[12] = 8;
        var tagged = new byte[64];
        (tagged[12], tagged[15], tagged[16]) = (0x81, 5, 8);
        Assert.True(program.FitsKernel);
        Assert.True(program.Accepts(untagged, 64, new(0x0800, 0, 1, VlanTagged: true, VlanTag: 0x6005)));
        Assert.False(program.Accepts(untagged, 64, new(0x0800, 0, 1, VlanTagged: true, VlanTag: 6)));
        Assert.False(program.Accepts(untagged, 64, new(0x0800, 0, 1)));
        Assert.True(program.Accepts(tagged, 64, new(0x8100, 0, 1)));
    }
}
