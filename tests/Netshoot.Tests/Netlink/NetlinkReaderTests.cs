using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.NamespaceIds;
using Netshoot.Netlink.Neighbors;
using Netshoot.Netlink.Routes;
using Netshoot.Testing;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Netlink;

public sealed class NetlinkReaderTests
{
    [Fact]
    public void Attributes_are_read_as_they_were_written()
    {
        var request = new NetlinkRequest(16, NetlinkFlags.None).Attribute(1, (byte)7).Attribute(2, (ushort)0x1234).Attribute(3, 0x12345678u)
            .Attribute(4, "eth0").Attribute(5, InternetAddress.Loopback6).Attribute(6, new MacAddress(0x020000000001)).Flag(7);
        int nest = request.Begin(8);
        request.Attribute(1, 42u);
        request.End(nest);

        var attributes = new NetlinkAttributes(request.Seal(1)[NetlinkHeader.Size..]);
        Assert.Equal(7, attributes.Find(1).U8);
        Assert.Equal(0x1234, attributes.Find(2).U16);
        Assert.Equal(0x12345678u, attributes.Find(3).U32);
        Assert.Equal("eth0", attributes.Find(4).Text);
        Assert.Equal(InternetAddress.Loopback6, attributes.Find(5).Address);
        Assert.Equal(new MacAddress(0x020000000001), attributes.Find(6).Mac);
        Assert.True(attributes.Find(7).Exists);
        Assert.Equal(42u, attributes.Find(8).Nested.Find(1).U32);
        Assert.False(attributes.Find(9).Exists);
    }

    [Theory]
    [InlineData("0300 0100")] // shorter than its own header
    [InlineData("0900 0100 00000000")] // longer than what there is
    [InlineData("0000 0000")]
    [InlineData("08")]
    public void A_length_that_cannot_be_ends_the_attributes(string hex)
    {
        foreach (var attribute in new NetlinkAttributes(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)))) Assert.Fail($"{attribute.Type}");
    }

    [Fact]
    public void A_value_that_is_too_short_reads_as_zero()
    {
        var attribute = new NetlinkAttributes(Convert.FromHexString("0500010001000000")).Find(1);
        Assert.Equal((0u, (ushort)0, 0ul, (byte)1), (attribute.U32, attribute.U16, attribute.U64, attribute.U8));
    }

    [Fact]
    public void Nothing_that_the_kernel_could_send_throws()
    {
        var random = new Random(7);
        var seeds = Directory.GetFiles(Repository.TestData("netlink/ip"), "*.nl", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .Where(static line => line.StartsWith('<')).Select(static line => Convert.FromHexString(line[2..])).ToList();
        Assert.NotEmpty(seeds);
        INetlinkTable[] tables = [new Link(), new InterfaceAddress(), new Route(), new RoutingRule(), new Neighbor(), new NamespaceId(), new MulticastRoute()];
        foreach (byte[] seed in seeds)
        {
            for (int round = 0; round < 300; round++)
            {
                byte[] noisy = [.. seed.AsSpan(0, random.Next(seed.Length + 1))];
                for (int flips = random.Next(20); flips > 0 && noisy.Length > 0; flips--) noisy[random.Next(noisy.Length)] = (byte)random.Next(256);
                ReadOnlySpan<byte> rest = noisy;
                while (NetlinkMessage.TryTake(ref rest, out var message))
                {
                    foreach (var table in tables) table.Read(message);
                    _ = NetlinkError.Read(message);
                }
            }
        }
    }
}
