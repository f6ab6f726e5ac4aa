using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;
using Netshoot.Netlink.Generic;
using Xunit;

namespace Netshoot.Tests.Netlink.Ethtool;

public sealed class EthtoolMessageTests
{
    private static readonly IReadOnlyList<(ushort Type, byte[] Payload)> s_recorded = RecordedMessages.In("netlink/ethtool");

    [Fact]
    public void A_family_has_its_number_its_version_and_its_groups()
    {
        var (type, payload) = s_recorded.First(static message => message.Type == GenericFamily.Controller);
        var family = new GenericFamily();
        Assert.True(family.Read(RecordedMessages.MessageOf(type, payload)));
        Assert.Equal(("ethtool", (ushort)21, (byte)1, 0), (family.Name, family.Id, family.Version, family.HeaderSize));
        Assert.NotEqual(0, family.GroupOf("monitor"));
        Assert.Equal(0, family.GroupOf("nothing"));
    }

    [Fact]
    public void A_set_reads_the_same_from_masks_and_from_a_list()
    {
        var masks = new NetlinkRequest(16, NetlinkFlags.None);
        BitSet.Write(masks, 2, 40, [0x5, 0x80], [0x7, 0x81]);
        var list = new NetlinkRequest(16, NetlinkFlags.None);
        int nest = list.Begin(2, flagged: true);
        list.Attribute((ushort)BitSet.Attribute.Size, 40u);
        int bits = list.Begin((ushort)BitSet.Attribute.Bits, flagged: true);
        foreach (var (bit, isSet) in new[] { (39, true), (0, true), (1, false), (2, true), (32, false) }) BitSet.WriteBit(list, null, bit, isSet);
        list.End(bits);
        list.End(nest);
        Assert.Equal(Read(masks), Read(list));
        Assert.Equal([(0, true), (1, false), (2, true), (32, false), (39, true)], Read(list));
    }

    [Fact]
    public void Bits_beyond_any_set_are_not_kept()
    {
        var list = new NetlinkRequest(16, NetlinkFlags.None);
        int nest = list.Begin(2, flagged: true);
        list.Attribute((ushort)BitSet.Attribute.Size, uint.MaxValue);
        int bits = list.Begin((ushort)BitSet.Attribute.Bits, flagged: true);
        BitSet.WriteBit(list, null, int.MaxValue, true);
        list.End(bits);
        list.End(nest);
        Assert.Empty(Read(list));
    }

    [Fact]
    public void Every_beginning_of_a_message_is_read_or_refused() => RecordedMessages.EveryBeginning(s_recorded, ReadAll);

    [Fact]
    public void Noise_is_read_or_refused() => RecordedMessages.Noise(s_recorded, 100, ReadAll);

    private static void ReadAll(NetlinkMessage message)
    {
        foreach (INetlinkTable table in new INetlinkTable[] { new GenericFamily(), new EthtoolReply(), new StatisticsReply(), new StringSet() }) _ = table.Read(message);
        var reply = new EthtoolReply();
        if (!reply.Read(message)) return;
        _ = reply.Bits(LinkModeAttribute.Ours)?.Low;
        _ = reply.Bits(LinkModeAttribute.Peer)?.All.Count();
        _ = reply.Number(LinkModeAttribute.Speed);
    }

    private static List<(int, bool)> Read(NetlinkRequest written)
    {
        byte[] payload = [1, 1, 0, 0, .. written.Seal(1)[NetlinkHeader.Size..]];
        var reply = new EthtoolReply();
        Assert.True(reply.Read(RecordedMessages.MessageOf(21, payload)));
        return [.. reply.Bits(WakeOnLanAttribute.Modes)!.All.Select(static pair => (pair.Key, pair.Value.IsSet))];
    }
}
