using Netshoot.Netlink;
using Netshoot.Netlink.Generic;
using Netshoot.Netlink.IpVs;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Netlink.IpVs;

public sealed class IpVsMessageTests
{
    private static readonly InternetAddress s_address = InternetAddress.FromBytes([10, 0, 0, 1]);

    [Fact]
    public void A_service_is_read_as_it_was_written()
    {
        var written = new VirtualService { Key = new(false, 6, s_address, 80, 0), Scheduler = "rr", Flags = 5, Timeout = 300, Netmask = 0x00ffffff, PersistenceEngine = "sip" };
        var read = new VirtualService();
        Assert.True(read.Read(MessageOf(IpVsRequests.Change(Family(), IpVsChange.AddService, written))));
        Assert.Equal((written.Key, "rr", 5u, 300u, 0x00ffffffu, "sip"), (read.Key, read.Scheduler, read.Flags, read.Timeout, read.Netmask, read.PersistenceEngine));
    }

    [Fact]
    public void A_server_is_read_as_it_was_written()
    {
        var written = new RealServer { Address = InternetAddress.Loopback6, Port = 8080, Forwarding = 2, Weight = 7, UpperThreshold = 9, LowerThreshold = 3, TunnelType = 1, TunnelPort = 6080, TunnelFlags = 2 };
        var read = new RealServer();
        Assert.True(read.Read(MessageOf(IpVsRequests.Change(Family(), IpVsChange.AddServer, new(false, 6, s_address, 80, 0), written))));
        Assert.Equal((written.Address, written.Port, 2u, 7, 9u, 3u), (read.Address, read.Port, read.Forwarding, read.Weight, read.UpperThreshold, read.LowerThreshold));
        Assert.Equal(((byte)1, (ushort)6080, (ushort)2), (read.TunnelType, read.TunnelPort, read.TunnelFlags));
    }

    [Fact]
    public void Every_beginning_of_a_message_is_read_or_refused()
    {
        var service = IpVsRequests.Change(Family(), IpVsChange.AddService, new() { Key = new(false, 6, s_address, 80, 0), Scheduler = "rr" });
        var server = IpVsRequests.Change(Family(), IpVsChange.AddServer, new(false, 6, s_address, 80, 0), new() { Address = s_address });
        List<(ushort, byte[])> messages = [(service.Type, service.Seal(1)[NetlinkHeader.Size..].ToArray()), (server.Type, server.Seal(1)[NetlinkHeader.Size..].ToArray())];
        RecordedMessages.EveryBeginning(messages, ReadAll);
        RecordedMessages.Noise(messages, 500, ReadAll);
    }

    private static void ReadAll(NetlinkMessage message)
    {
        _ = new VirtualService().Read(message);
        _ = new RealServer().Read(message);
        _ = new IpVsNumbers().Read(message);
    }

    private static NetlinkMessage MessageOf(NetlinkRequest request) => RecordedMessages.MessageOf(request.Type, request.Seal(1)[NetlinkHeader.Size..]);

    private static GenericFamily Family()
    {
        var described = new NetlinkRequest(GenericFamily.Controller, NetlinkFlags.None).U8(1).U8(2).U16(0).Attribute((ushort)GenericFamilyAttribute.Id, (ushort)30).Attribute((ushort)GenericFamilyAttribute.Version, 1u);
        var family = new GenericFamily();
        Assert.True(family.Read(MessageOf(described)));
        return family;
    }
}
