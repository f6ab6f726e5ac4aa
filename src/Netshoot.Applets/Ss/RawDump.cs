using System.Runtime.InteropServices;
using Netshoot.Applets.Sockets;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>The kernel's messages about TCP in a file, one behind the other as they came, up to that which ends a dump (netlink(7)): <c>ss -D</c> writes them, and TCPDIAG_FILE names a file to show.</summary>
internal static class RawDump
{
    private const ushort ErrorType = 2, Done = 3;

    public static void Save(string path, SocketPlan plan, NetlinkChannel channel, Shell shell)
    {
        Stream? stream;
        if (path == "-") stream = null;
        else if (shell.Machine.TryCreate(path, out stream) is var errno and not Errno.None) throw new Failure("fopen dump file", shell.Machine.Text(errno), errno: (int)errno);
        using (stream)
        {
            var last = default(NetlinkHeader);
            foreach (byte family in new[] { SocketRequests.AddressFamily.Internet, SocketRequests.AddressFamily.Internet6 })
            {
                if (!(family == SocketRequests.AddressFamily.Internet ? plan.Wants4 : plan.Wants6)) continue;
                // The kernel applies no filter here: whoever shows the file has one of his own.
                var dump = channel.Dump(SocketReader.Request(plan with { Code = null }, family, SocketReader.ProtocolOf(SocketTables.Tcp)));
                foreach (var message in dump)
                {
                    last = message.Header;
                    Write(last, message.Payload);
                }
                dump.Error.ThrowIfFailed("sock_diag");
            }
            Write(new(NetlinkHeader.Size + sizeof(int), Done, NetlinkFlags.Multipart, last.Sequence, last.Port), stackalloc byte[sizeof(int)]);
        }

        void Write(NetlinkHeader header, ReadOnlySpan<byte> payload)
        {
            var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<NetlinkHeader>(in header));
            Span<byte> padding = stackalloc byte[NetlinkReader.Aligned(payload.Length) - payload.Length];
            padding.Clear();
            Put(bytes);
            Put(payload);
            Put(padding);
        }

        void Put(ReadOnlySpan<byte> bytes)
        {
            if (stream is not null) stream.Write(bytes);
            else shell.Output.Buffer.Append(bytes);
        }
    }

    /// <summary>Shows what is in a file; its states are what they were, whatever is asked for.</summary>
    public static void Show(string path, SocketPlan plan, Shell shell, ISocketReport report)
    {
        var errno = shell.Machine.TryOpenRead(path, out var stream);
        if (stream is null)
        {
            shell.Error.Line($"fopen($TCPDIAG_FILE): {shell.Machine.Text(errno)}");
            return;
        }
        const int LargestMessage = 1 << 20;
        using var file = new BufferedStream(stream, 64 * 1024);
        byte[] payload = new byte[4096];
        var socket = new InternetSocket();
        var header = default(NetlinkHeader);
        while (true)
        {
            var bytes = MemoryMarshal.AsBytes(new Span<NetlinkHeader>(ref header));
            int length = 0;
            bool isWhole = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && header.Length is >= NetlinkHeader.Size and <= LargestMessage;
            if (isWhole)
            {
                length = NetlinkReader.Aligned((int)header.Length) - NetlinkHeader.Size;
                if (payload.Length < length) payload = new byte[length];
                isWhole = file.ReadAtLeast(payload.AsSpan(0, length), length, throwOnEndOfStream: false) == length;
            }
            if (!isWhole)
            {
                shell.Error.Literal("Unexpected EOF reading $TCPDIAG_FILE");
                return;
            }
            if (header.Type is Done or ErrorType) return;
            var message = new NetlinkMessage(header, payload.AsSpan(0, (int)header.Length - NetlinkHeader.Size));
            if (socket.Read(message) && SocketReader.Passes(plan, socket)) report.Write(socket, SocketTables.Tcp);
        }
    }
}
