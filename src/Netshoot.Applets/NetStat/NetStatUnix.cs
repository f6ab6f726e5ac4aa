using System.Globalization;
using Netshoot.Applets.Sockets;
using Netshoot.Cli;

namespace Netshoot.Applets.NetStat;

/// <summary>The sockets of AF_UNIX as netstat(8) shows them. They come from /proc/net/unix (proc(5)): only there the kernel tells their reference counts.</summary>
internal sealed class NetStatUnix(NetStatOptions options, Shell shell, NetStatPrograms? programs, JsonText? json)
{
    // __SO_ACCEPTCON: bind and listen were called.
    private const uint Accepts = 0x10000;

    // enum socket_state (include/uapi/linux/net.h)
    private const int Unconnected = 1, Connecting = 2, Connected = 3, Disconnecting = 4;

    public void Write(string scope)
    {
        if (json is null) shell.Output.Literal($"Active UNIX domain sockets ({scope})\nProto RefCnt Flags       Type       State         I-Node  {(programs is null ? "" : " PID/Program name    ")} Path\n");
        foreach (var line in (shell.Machine.TryReadText("/proc/net/unix") ?? "").AsSpan().EnumerateLines()) WriteLine(line);
    }

    private void WriteLine(ReadOnlySpan<char> line)
    {
        const int References = 1, FlagsField = 3, TypeField = 4, StateField = 5, InodeField = 6, PathField = 7;
        Span<Range> fields = stackalloc Range[PathField + 1];
        int count = line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (count < PathField
            || !uint.TryParse(line[fields[References]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint references)
            || !uint.TryParse(line[fields[FlagsField]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint flags)
            || !uint.TryParse(line[fields[TypeField]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint type)
            || !int.TryParse(line[fields[StateField]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int state)
            || !uint.TryParse(line[fields[InodeField]], NumberStyles.None, CultureInfo.InvariantCulture, out uint inode)) return;
        bool isServer = state == Unconnected && (flags & Accepts) != 0;
        if (!options.IsAll && isServer != options.IsListening) return;
        var path = count > PathField ? line[fields[PathField]] : default;
        string typeName = type switch
        {
            SocketTypes.Stream => "STREAM",
            SocketTypes.Datagram => "DGRAM",
            SocketTypes.Raw => "RAW",
            4 => "RDM",
            SocketTypes.SequencedPacket => "SEQPACKET",
            _ => "UNKNOWN",
        };
        string stateName = state switch
        {
            0 => "FREE",
            Unconnected => isServer ? "LISTENING" : "",
            Connecting => "CONNECTING",
            Connected => "CONNECTED",
            Disconnecting => "DISCONNECTING",
            _ => "UNKNOWN",
        };
        if (json is not null)
        {
            json.OpenObject();
            json.Write("proto", "unix");
            json.Write("references", (long)references);
            json.Write("type", typeName);
            json.Write("state", stateName);
            json.Write("inode", (long)inode);
            if (programs is not null) json.Write("program", programs.Find(inode));
            json.Write("path", path);
            json.CloseObject();
        }
        else
        {
            var text = shell.Output.Buffer;
            text.Append($"unix  {references,-6} {((flags & Accepts) != 0 ? "[ ACC ]" : "[ ]"),-11} {typeName,-10} {stateName,-13} {inode,-8} ");
            if (programs is not null) text.Append($"{programs.Find(inode),-20} ");
            text.Foreign(path);
            text.Append("\n"u8);
        }
        shell.Output.Written();
    }
}
