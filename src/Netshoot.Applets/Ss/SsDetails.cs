using System.Globalization;
using Netshoot.Applets.Sockets;
using Netshoot.Host.Sockets;
using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>The last column of ss(8): processes, timer, user and inode, memory, and what TCP knows.</summary>
internal sealed class SsDetails(SsOptions options, Shell shell, TextBuffer text)
{
    private readonly SocketOwnerTable? _owners = options.ShowsProcesses ? shell.Machine.SocketOwners.Read(options.ShowsThreads) : null;
    private readonly Dictionary<ulong, string?> _controlGroups = [];

    public void Write(InternetSocket socket, SocketTables table)
    {
        bool hasInformation = options.ShowsInformation && table is SocketTables.Tcp or SocketTables.Multipath;
        WriteOwners(socket.Inode);
        if (!socket.IsComplete) return;
        if ((options.ShowsTimers || options.IsExtended) && socket.Timer != SocketTimer.None) WriteTimer(socket);
        if (options.IsExtended) WriteExtended(socket);
        if (options.ShowsTypeOfService) SocketAttributeText.WriteTypeOfService(text, socket);
        if (options.ShowsControlGroup) WriteControlGroup(socket);
        if (options.ShowsSocketOptions) SocketAttributeText.WriteOptions(text, socket, options.IsOneLine);
        if (!options.ShowsMemory && !hasInformation) return;
        if (!options.IsOneLine) text.Append("\n\t"u8);
        if (socket.Memory is { } memory) WriteMemory(memory);
        if (!hasInformation) return;
        if (table == SocketTables.Multipath)
        {
            SocketAttributeText.WriteMultipath(text, socket);
            return;
        }
        TcpInformationText.Write(text, socket, options.IsNumeric, options.ShowsTimers || options.IsExtended);
        SocketAttributeText.WriteUpperLayer(text, socket);
    }

    public void Write(UnixSocket socket)
    {
        WriteOwners(socket.Inode);
        if (options.ShowsMemory && socket.Memory is { } memory) WriteMemory(memory);
        if (options.IsExtended)
        {
            if (socket.UserId != 0) text.Append($" uid:{socket.UserId}");
            if (socket.Shutdown is { } shutdown) WriteShutdown(shutdown);
            // The kernel's own form of the number, taken apart as if it were that of stat(2): so the original prints it.
            if (socket.File is { } file) text.Append($" ino:{file.Inode} dev:{file.Device >> 8 & 0xfff}/{file.Device & 0xff | file.Device >> 12 & 0xffffff00}");
            var waiting = socket.Others.Attributes.Find((ushort)UnixSocketAttribute.Waiting);
            if (waiting.Exists)
            {
                text.Append(" peers:"u8);
                for (var reader = waiting.Reader; reader.Remaining >= sizeof(uint);) text.Append($" {reader.U32()}");
            }
        }
    }

    public void Write(PacketSocket socket)
    {
        WriteOwners(socket.Inode);
        if (options.IsExtended)
        {
            if (socket.UserId != 0) text.Append($" uid:{socket.UserId}");
            text.Append($" ino:{socket.Inode} sk:{socket.Cookie:x}");
            text.Append(options.IsOneLine ? " "u8 : "\n\t"u8);
            text.Append($"ver:{socket.Version} cpy_thresh:{socket.CopyThreshold} flags( ");
            WritePacketFlags(socket.Flags);
            text.Append(")"u8);
        }
        if (options.ShowsFilters) WriteFilter(socket.Filter);
        if (options.ShowsMemory && socket.Memory is { } memory) WriteMemory(memory);
    }

    public void Write(NetlinkSocketEntry socket)
    {
        // Its kernel address, and whether a callback runs, are no longer told.
        if (options.IsExtended) text.Append($" sk=0 cb=0 groups=0x{socket.Groups:x8}");
        if (!options.ShowsMemory || socket.Memory is not { } memory) return;
        text.Append("\t"u8);
        WriteMemory(memory);
    }

    // struct sock_filter: a code, two jumps, a number.
    private void WriteFilter(AttributeStore filter)
    {
        const int InstructionSize = 8;
        foreach (var attribute in filter.Attributes)
        {
            var reader = attribute.Reader;
            text.Append(options.IsOneLine ? " "u8 : "\n\t"u8);
            text.Append($"bpf filter ({reader.Remaining / InstructionSize}): ");
            while (reader.Remaining >= InstructionSize) text.Append($" 0x{reader.U16():x2} {reader.U8()} {reader.U8()} {reader.U32()},");
        }
    }

    private void WritePacketFlags(uint flags)
    {
        ReadOnlySpan<string> names = ["running", "auxdata", "origdev", "vnethdr", "loss"];
        for (int i = 0; i < names.Length; i++)
        {
            if ((flags >> i & 1) == 0) continue;
            text.Append(names[i]);
            text.Append(" "u8);
        }
    }

    private void WriteOwners(ulong inode)
    {
        if (_owners?.Find(inode) is not { } owner) return;
        text.Append(" users:("u8);
        for (SocketOwner? next = owner; next is { } one; next = _owners.After(one))
        {
            if (text.Bytes[^1] != '(') text.Append(","u8);
            if (options.ShowsThreads) text.Append($"(\"{one.Name}\",pid={one.Process},tid={one.Thread},fd={one.Descriptor})");
            else text.Append($"(\"{one.Name}\",pid={one.Process},fd={one.Descriptor})");
        }
        text.Append(")"u8);
    }

    private void WriteTimer(InternetSocket socket)
    {
        text.Append(socket.Timer switch
        {
            SocketTimer.Retransmit => " timer:(on,"u8,
            SocketTimer.KeepAlive => " timer:(keepalive,"u8,
            SocketTimer.TimeWait => " timer:(timewait,"u8,
            SocketTimer.Persist => " timer:(persist,"u8,
            _ => " timer:(unknown,"u8,
        });
        uint minutes = socket.Expires / 60_000, seconds = socket.Expires / 1000 % 60, rest = socket.Expires % 1000;
        if (minutes > 0) text.Append($"{minutes}min");
        // The further away it is, the less exact it is said.
        if (seconds > 0 && minutes <= 9) text.Append($"{seconds}{(seconds <= 9 && minutes == 0 ? "." : "sec")}");
        if (minutes == 0 && seconds <= 9) text.Append($"{rest:d3}ms");
        text.Append($",{socket.Retransmissions})");
    }

    private void WriteExtended(InternetSocket socket)
    {
        if (socket.UserId != 0) text.Append($" uid:{socket.UserId}");
        text.Append($" ino:{socket.Inode} sk:{socket.Cookie:x}");
        if (socket.Mark is { } mark && mark != 0) text.Append($" fwmark:0x{mark:x}");
        WriteControlGroup(socket);
        if (socket.IsVersion6Only is { } only) text.Append($" v6only:{(only ? 1 : 0)}");
        if (socket.Shutdown is { } shutdown) WriteShutdown(shutdown);
    }

    private void WriteControlGroup(InternetSocket socket)
    {
        if (socket.ControlGroup is { } group) text.Append($" cgroup:{ControlGroup(group)}");
    }

    private string ControlGroup(ulong id)
    {
        if (_controlGroups.TryGetValue(id, out string? known) && known is not null) return known;
        string? path = shell.Machine.SocketOwners.ControlGroupPath(id, out bool isMounted);
        if (!isMounted) shell.Error.Literal("Failed to find cgroup2 mount\n");
        return _controlGroups[id] = path ?? string.Create(CultureInfo.InvariantCulture, $"unreachable:{id:x}");
    }

    private void WriteShutdown(byte shutdown)
    {
        text.Append(" "u8);
        text.Append((shutdown & 1) == 0 ? "<"u8 : "-"u8);
        text.Append("-"u8);
        text.Append((shutdown & 2) == 0 ? ">"u8 : "-"u8);
    }

    private void WriteMemory(SocketMemory m)
        => text.Append($" skmem:(r{m.ReceiveAllocated},rb{m.ReceiveBuffer},t{m.SendAllocated},tb{m.SendBuffer},f{m.ForwardAllocated},w{m.SendQueued},o{m.Options},bl{m.Backlog},d{m.Drops})");
}
