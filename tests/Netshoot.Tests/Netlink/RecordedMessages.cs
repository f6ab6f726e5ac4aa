using Netshoot.Netlink;
using Netshoot.Testing;

namespace Netshoot.Tests.Netlink;

/// <summary>Messages of the kernel as transcripts recorded them, whole, cut short and with noise: what readers must take or refuse.</summary>
internal static class RecordedMessages
{
    /// <summary>The messages in the transcripts below a folder of testdata.</summary>
    public static IReadOnlyList<(ushort Type, byte[] Payload)> In(string folder)
    {
        var found = new List<(ushort Type, byte[] Payload)>();
        foreach (string line in Directory.GetFiles(Repository.TestData(folder), "*.nl", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            if (!line.StartsWith('<')) continue;
            ReadOnlySpan<byte> rest = Convert.FromHexString(line[1..].Trim());
            while (NetlinkMessage.TryTake(ref rest, out var message))
                if (message.Type >= 16) found.Add((message.Type, message.Payload.ToArray()));
        }
        return found;
    }

    public static NetlinkMessage MessageOf(ushort type, ReadOnlySpan<byte> payload) => new(new NetlinkHeader((uint)(NetlinkHeader.Size + payload.Length), type, NetlinkFlags.None, 1, 0), payload);

    /// <summary>Hands every beginning of every message to <paramref name="read"/>.</summary>
    public static void EveryBeginning(IReadOnlyList<(ushort Type, byte[] Payload)> messages, NetlinkNotification read)
    {
        foreach (var (type, payload) in messages)
            for (int length = 0; length <= payload.Length; length++) read(MessageOf(type, payload.AsSpan(0, length)));
    }

    /// <summary>Hands every message with some bytes changed to <paramref name="read"/>.</summary>
    public static void Noise(IReadOnlyList<(ushort Type, byte[] Payload)> messages, int rounds, NetlinkNotification read)
    {
        var random = new Random(20260101);
        foreach (var (type, payload) in messages)
        {
            if (payload.Length == 0) continue;
            for (int round = 0; round < rounds; round++)
            {
                byte[] noisy = [.. payload];
                for (int i = 0; i < 8; i++) noisy[random.Next(noisy.Length)] = (byte)random.Next(256);
                read(MessageOf(type, noisy));
            }
        }
    }
}
