using Netshoot.Probes.Trace;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Probes.Trace;

public sealed class IcmpObjectsTests
{
    /// <summary>Behind a quote of 100 bytes: two labels, and the information of an interface with all that can be told.</summary>
    private static byte[] Message(bool isSealed = true)
    {
        byte[] structure =
        [
            0x20, 0, 0, 0,
            0, 12, 1, 1, 0, 1, 0b0000_1010, 1, 0x00, 0x4d, 0x21, 7,
            0, 28, 2, 0b1000_1111, 0, 0, 0, 7, 0, 1, 0, 0, 192, 0, 2, 1, 8, (byte)'e', (byte)'t', (byte)'h', (byte)'0', 0, 0, 0, 0, 0, 5, 220,
        ];
        if (isSealed)
        {
            ushort sum = InternetChecksum.Of(structure);
            (structure[2], structure[3]) = ((byte)(sum >> 8), (byte)sum);
        }
        return [.. new byte[100], .. structure];
    }

    [Fact]
    public void Labels_and_interfaces_are_read()
    {
        var objects = IcmpObjects.Find(Message(), 28);
        Assert.Equal([(16u, 5u, false, (byte)1), (1234u, 0u, true, (byte)7)], objects.Labels().Select(static l => (l.Label, l.TrafficClass, l.IsBottom, l.TimeToLive)));
        InterfaceInformation? found = null;
        foreach (var item in objects) found = InterfaceInformation.Read(item) ?? found;
        Assert.Equal(new(InterfaceRole.Outgoing, 7, InternetAddress.From4(0xc0000201), "eth0", 1500), found);
    }

    [Fact]
    public void The_kernels_word_on_where_they_stand_is_taken_when_it_is_right()
    {
        Assert.False(IcmpObjects.Find(Message(), 0, 100).IsEmpty);
        Assert.True(IcmpObjects.Find(Message(), 0, 1 << 16 | 100).IsEmpty);
        Assert.True(IcmpObjects.Find(Message(), 0, 60_000).IsEmpty);
    }

    [Fact]
    public void Without_a_checksum_they_are_believed_and_with_a_wrong_one_not()
    {
        Assert.False(IcmpObjects.Find(Message(isSealed: false), 28).IsEmpty);
        byte[] wrong = Message();
        wrong[^1] ^= 1;
        Assert.True(IcmpObjects.Find(wrong, 28).IsEmpty);
    }

    [Fact]
    public void Every_prefix_and_every_changed_byte_is_read_without_harm()
    {
        byte[] whole = Message(isSealed: false);
        for (int length = 0; length <= whole.Length; length++) Walk(whole.AsSpan(0, length));
        for (int at = 100; at < whole.Length; at++)
        {
            foreach (byte value in new byte[] { 0, 1, 4, 0x7f, 0xff })
            {
                byte[] changed = [.. whole];
                changed[at] = value;
                Walk(changed);
            }
        }

        static void Walk(ReadOnlySpan<byte> message)
        {
            var objects = IcmpObjects.Find(message, 28);
            int bytes = 0;
            foreach (var item in objects)
            {
                InterfaceInformation.Read(item);
                bytes += item.Body.Length + 4;
            }
            Assert.InRange(bytes, 0, message.Length);
            Assert.InRange(objects.Labels().Length, 0, message.Length / 4);
        }
    }
}
