using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>A file of netlink messages one behind the other, as rtmon(8) writes it.</summary>
internal static class MonitorFile
{
    // What one message may take: rtmon keeps what one read of a netlink socket gave.
    private const int LargestMessage = 1024 * 1024;

    public static void Show(IpContext context, string path, MonitorTaker take)
    {
        var errno = context.Shell.Machine.TryOpenRead(path, out var stream);
        if (stream is null) throw new IpFailure($"Cannot fopen: {context.Shell.Machine.Text(errno)}\n");
        using (stream)
        {
            byte[] buffer = new byte[16 * 1024];
            while (true)
            {
                int got = stream.ReadAtLeast(buffer.AsSpan(0, NetlinkHeader.Size), NetlinkHeader.Size, throwOnEndOfStream: false);
                if (got == 0) return;
                if (got < NetlinkHeader.Size) throw Truncated();
                int length = BitConverter.ToInt32(buffer);
                if (length is < NetlinkHeader.Size or > LargestMessage) throw new IpFailure($"!!!malformed message: len={length} @{NetlinkHeader.Size}\n", IpFailure.Missing);
                int whole = NetlinkReader.Aligned(length);
                if (buffer.Length < whole) Array.Resize(ref buffer, whole);
                if (stream.ReadAtLeast(buffer.AsSpan(NetlinkHeader.Size, whole - NetlinkHeader.Size), whole - NetlinkHeader.Size, throwOnEndOfStream: false) < whole - NetlinkHeader.Size) throw Truncated();
                ReadOnlySpan<byte> bytes = buffer.AsSpan(0, whole);
                if (NetlinkMessage.TryTake(ref bytes, out var message)) take(message, null);
            }
        }
    }

    private static IpFailure Truncated() => new("rtnl-from_file: truncated message\n", IpFailure.Missing);
}
