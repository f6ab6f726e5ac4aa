using Netshoot.Netlink;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>Attributes of Internet sockets in the words of ss(8): types of service, options, and what lies above or below a connection of MPTCP.</summary>
internal static class SocketAttributeText
{
    // enum of struct inet_diag_sockopt (include/uapi/linux/inet_diag.h), a bit each.
    private static ReadOnlySpan<string> OptionNames => new[]
    {
        "recverr", "is_icsk", "freebind", "hdrincl", "mc_loop", "transparent", "mc_all", "nodefrag", "bind_addr_no_port", "recverr_rfc4884", "defer_connect",
    };

    public static byte? TypeOfService(InternetSocket socket)
    {
        var service = socket.Others.Attributes.Find((ushort)InternetSocketAttribute.TypeOfService);
        return service.Exists ? service.U8 : null;
    }

    public static void WriteTypeOfService(TextBuffer text, InternetSocket socket)
    {
        var attributes = socket.Others.Attributes;
        if (TypeOfService(socket) is { } service) Number(text, " tos:"u8, service);
        var trafficClass = attributes.Find((ushort)InternetSocketAttribute.TrafficClass);
        if (trafficClass.Exists) Number(text, " tclass:"u8, trafficClass.U8);
        var classId = attributes.Find((ushort)InternetSocketAttribute.ClassId);
        if (classId.Exists) Number(text, " class_id:"u8, classId.U32);
    }

    // printf's %#x: a zero has no 0x before it.
    private static void Number(TextBuffer text, ReadOnlySpan<byte> name, uint value)
    {
        text.Append(name);
        if (value == 0) text.Append("0"u8);
        else text.Append($"0x{value:x}");
    }

    public static void WriteOptions(TextBuffer text, InternetSocket socket, bool isOneLine)
    {
        var options = socket.Others.Attributes.Find((ushort)InternetSocketAttribute.Options);
        if (!options.Exists) return;
        text.Append(isOneLine ? " inet-sockopt: ("u8 : "\n\tinet-sockopt: ("u8);
        int bits = options.U16;
        for (int i = 0; i < OptionNames.Length; i++)
            if ((bits >> i & 1) != 0) text.Append($" {OptionNames[i]}");
        text.Append(")"u8);
    }

    /// <summary>What stands above TCP: TLS in the kernel, or MPTCP of which this is a part.</summary>
    public static void WriteUpperLayer(TextBuffer text, InternetSocket socket)
    {
        const ushort Name = 1, MultipathPart = 3;
        var layer = socket.Others.Attributes.Find((ushort)InternetSocketAttribute.UpperLayer);
        if (!layer.Exists) return;
        var name = layer.Nested.Find(Name);
        if (name.Exists) text.Append($" tcp-ulp-{name.TextBytes}");
        var part = layer.Nested.Find(MultipathPart);
        if (part.Exists) WriteMultipathPart(text, part.Nested);
    }

    // MPTCP_SUBFLOW_ATTR_* (include/uapi/linux/mptcp.h).
    private static void WriteMultipathPart(TextBuffer text, NetlinkAttributes part)
    {
        const ushort RemoteToken = 1, LocalToken = 2, MapSequence = 4, MapPartSequence = 5, SequenceOffset = 6, MapLength = 7, Flags = 8, RemoteId = 9, LocalId = 10;
        uint flags = part.Find(Flags).U32;
        if (flags != 0)
        {
            ReadOnlySpan<byte> letters = "MmJjBbecv"u8;
            // The letters stand in another order than their bits.
            ReadOnlySpan<byte> order = [0, 1, 4, 5, 2, 3, 6, 7, 8];
            text.Append(" flags:"u8);
            foreach (byte bit in order)
                if ((flags >> bit & 1) != 0) text.Append(letters[bit]);
        }
        text.Append($" token:{part.Find(RemoteToken).U32:x4}(id:{part.Find(RemoteId).U8})/{part.Find(LocalToken).U32:x4}(id:{part.Find(LocalId).U8})");
        if (part.Find(MapSequence) is { Exists: true } sequence) text.Append($" seq:{sequence.U64:x}");
        if (part.Find(MapPartSequence) is { Exists: true } partSequence) text.Append($" sfseq:{partSequence.U32:x}");
        if (part.Find(SequenceOffset) is { Exists: true } offset) text.Append($" ssnoff:{offset.U32:x}");
        if (part.Find(MapLength) is { Exists: true } length) text.Append($" maplen:{length.U16:x}");
    }

    /// <summary>What MPTCP knows of a connection: <c>struct mptcp_info</c> (include/uapi/linux/mptcp.h).</summary>
    public static void WriteMultipath(TextBuffer text, InternetSocket socket)
    {
        const uint Fallback = 1, HasRemoteKey = 2;
        var information = socket.Others.Attributes.Find((ushort)InternetSocketAttribute.Information);
        if (!information.Exists) return;
        var reader = information.Reader;
        ReadOnlySpan<string> counts = ["subflows", "add_addr_signal", "add_addr_accepted", "subflows_max", "add_addr_signal_max", "add_addr_accepted_max"];
        foreach (string name in counts) Count(name, reader.U8());
        reader.Skip(2);
        uint flags = reader.U32();
        if ((flags & Fallback) != 0) text.Append(" fallback"u8);
        if ((flags & HasRemoteKey) != 0) text.Append(" remote_key"u8);
        Hexadecimal("token", reader.U32());
        Hexadecimal("write_seq", reader.U64());
        Hexadecimal("snd_una", reader.U64());
        Hexadecimal("rcv_nxt", reader.U64());
        Count("local_addr_used", reader.U8());
        Count("local_addr_max", reader.U8());
        Count("csum_enabled", reader.U8());

        void Count(string name, byte value)
        {
            if (value != 0) text.Append($" {name}:{value}");
        }

        void Hexadecimal(string name, ulong value)
        {
            if (value != 0) text.Append($" {name}:{value:x}");
        }
    }
}
