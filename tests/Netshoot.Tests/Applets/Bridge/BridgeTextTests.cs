using System.Text;
using Netshoot.Applets.BrCtl;
using Netshoot.Applets.Bridge;
using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Bridges;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.Bridge;

/// <summary>The small pieces of the bridge tools and net-tools, without a kernel.</summary>
public sealed class BridgeTextTests
{
    [Theory]
    [InlineData(0ul, "0.0 B")]
    [InlineData(900ul, "900.0 B")]
    [InlineData(1632ul, "1.5 KiB")]
    [InlineData(2012ul, "1.9 KiB")]
    [InlineData(1048576ul, "1.0 MiB")]
    [InlineData(ulong.MaxValue, "15.9 EiB")]
    public void Bytes_are_counted_in_binary_units_and_cut(ulong bytes, string text) => Assert.Equal(text, ByteCount.Text(bytes));

    [Fact]
    public void Interfaces_are_ordered_by_letters_and_then_by_number()
    {
        string[] names = ["eth10", "br0:1", "eth9", "br0", "lo", "br2"];
        Array.Sort(names, IfConfigInterface.Compare);
        Assert.Equal(["br0", "br0:1", "br2", "eth9", "eth10", "lo"], names);
    }

    [Fact]
    public void A_bridge_id_is_its_priority_and_its_address()
        => Assert.Equal("8000.0215b8e7deb3", Text(BridgeId.Read([0x80, 0, 2, 0x15, 0xb8, 0xe7, 0xde, 0xb3])));

    [Theory]
    [InlineData(0x3u, "UG")]
    [InlineData(0x5u, "UH")]
    [InlineData(0x201u, "!")]
    public void Flags_of_routes_are_letters(uint flags, string text) => Assert.Equal(text, RouteFlagLetters.Text(flags, RouteFlagLetters.Ip4));

    [Theory]
    [InlineData("br0 0000050A 0901000A 0003 0 0 0 0000FFFF 1340 1000 100", "10.5.0.0        10.0.1.9        255.255.0.0     UG    0      0        0 br0      1340  1000   100")]
    [InlineData("* 0000060A 00000000 0201 0 0 0 0000FFFF 0 0 0", "10.6.0.0        -               255.255.0.0     !     0      -        0 -        -     -      -")]
    public void Routes_are_rows_of_all_columns(string line, string row)
    {
        var to = new TextBuffer();
        new Ip4RouteReport(Ip4Route.Parse(line.Split(' '))!, null, null, 2).Write(new ReportWriter(to));
        Assert.Equal(row, to.ToString());
    }

    [Theory]
    [InlineData("br0 x 0 0 0 0 0 0 0 0 0")]
    [InlineData("br0 0 0 0 0 0 9999999999999999999999 0 0 0 0")]
    public void Lines_that_are_no_routes_are_passed_over(string line) => Assert.Null(Ip4Route.Parse(line.Split(' ')));

    [Fact]
    public void Vlans_are_read_with_their_ranges()
    {
        const ushort InfoAttribute = 2;
        var request = new NetlinkRequest(0, NetlinkFlags.None);
        Span<byte> info = stackalloc byte[4];
        foreach (var (flags, id) in new (ushort, ushort)[] { (0x6, 1), (0x8, 10), (0x10, 14), (0x0, 20) })
        {
            BitConverter.TryWriteBytes(info, flags);
            BitConverter.TryWriteBytes(info[2..], id);
            request.Attribute(InfoAttribute, info);
        }
        var vlans = BridgeVlan.ReadAll(new NetlinkAttributes(request.Seal(0)[NetlinkHeader.Size..]));
        Assert.Equal([new(1, 1, BridgeVlanFlags.PortVlan | BridgeVlanFlags.Untagged), new(10, 14, BridgeVlanFlags.None), new(20, 20, BridgeVlanFlags.None)], vlans);

        var to = new TextBuffer();
        VlanReport.Write(new ReportWriter(to), "veth2", vlans);
        Assert.Equal("veth2             1 PVID Egress Untagged\n                  10-14\n                  20\n", to.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(27)]
    public void A_group_that_is_cut_short_is_no_group(int length)
    {
        int count = 0;
        var request = new NetlinkRequest(RouteMessageType.NewMulticast, NetlinkFlags.None).Zero(8);
        int database = request.Begin(1), group = request.Begin(1);
        request.Attribute(1, new byte[length]);
        request.End(group);
        request.End(database);
        var bytes = request.Seal(0);
        Assert.True(NetlinkMessage.TryTake(ref bytes, out var message));
        Assert.True(MulticastDatabase.TryRead(message, out var read));
        read.ForEachEntry(_ => count++);
        Assert.Equal(0, count);
    }

    private static string Text(BridgeId id)
    {
        Span<byte> bytes = stackalloc byte[32];
        Assert.True(id.TryFormat(bytes, out int length, default, null));
        return Encoding.UTF8.GetString(bytes[..length]);
    }
}
