using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Testing;
using Xunit;

namespace Netshoot.Tests.Netlink.Sockets;

[Collection(nameof(AllocationCollection))]
public sealed class SocketTableTests
{
    [Fact]
    public void Every_beginning_of_a_message_is_read_or_refused()
    {
        foreach (byte[] whole in Recorded())
            for (int length = 0; length <= whole.Length; length++) ReadAll(whole.AsSpan(0, length));
    }

    [Fact]
    public void Noise_is_read_or_refused()
    {
        var random = new Random(20260101);
        foreach (byte[] whole in Recorded())
        {
            for (int round = 0; round < 200; round++)
            {
                byte[] noisy = [.. whole];
                for (int i = 0; i < 8; i++) noisy[random.Next(noisy.Length)] = (byte)random.Next(256);
                ReadAll(noisy);
            }
        }
    }

    [Fact]
    public void Reading_a_socket_again_allocates_nothing()
    {
        byte[] message = Recorded()[0];
        var socket = new InternetSocket();
        Assert.True(socket.Read(MessageOf(message)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead = socket.Read(MessageOf(message));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(isRead);
    }

    [Fact]
    public void A_line_of_proc_is_a_socket()
    {
        var socket = new InternetSocket();
        Assert.True(socket.Read("  250: 0100007F:00FA 00000000:0000 07 00000001:00000002 00:00000000 00000000  1000        0 1268114 2 0000000042ad71d4 0"));
        Assert.Equal("127.0.0.1:250", socket.Local.ToString());
        Assert.Equal((SocketState.Closed, 2u, 1u, 1000u, 1268114u), (socket.State, socket.ReceiveQueue, socket.SendQueue, socket.UserId, socket.Inode));
        Assert.False(socket.Read("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops"));
        Assert.False(socket.Read("  250: 0100007F:00FA 0000:0000 07"));
    }

    private static void ReadAll(ReadOnlySpan<byte> payload)
    {
        foreach (INetlinkTable table in new INetlinkTable[] { new InternetSocket(), new UnixSocket(), new PacketSocket(), new NetlinkSocketEntry() }) _ = table.Read(MessageOf(payload));
    }

    private static NetlinkMessage MessageOf(ReadOnlySpan<byte> payload)
        => new(new NetlinkHeader((uint)(NetlinkHeader.Size + payload.Length), SocketRequests.ByFamily, NetlinkFlags.Multipart, 1, 0), payload);

    private static List<byte[]> Recorded()
    {
        var found = new List<byte[]>();
        foreach (string name in new[] { "memory", "unix" })
        {
            foreach (string line in File.ReadAllLines(Repository.TestData($"netlink/ss/{name}/1.nl")))
            {
                if (!line.StartsWith('<')) continue;
                ReadOnlySpan<byte> rest = Convert.FromHexString(line[1..].Trim());
                while (NetlinkMessage.TryTake(ref rest, out var message))
                    if (message.Type == SocketRequests.ByFamily) found.Add(message.Payload.ToArray());
            }
        }
        return found;
    }
}
