using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>Actions that change what goes with a packet, as they are shown (tc-vlan(8), tc-skbedit(8), tc-tunnel_key(8)): <c>TCA_VLAN_*</c>, <c>TCA_SKBEDIT_*</c>, <c>TCA_TUNNEL_KEY_*</c> (include/uapi/linux/tc_act).</summary>
internal static class TagActions
{
    private const ushort Times = 1, Parameters = 2;

    private static readonly string[] s_vlan = ["", "pop", "push", "modify", "pop_eth", "push_eth"];
    private static readonly string[] s_packetTypes = ["host", "broadcast", "multicast", "otherhost"];

    public static void WriteVlan(TcContext context, NetlinkAttributes options)
    {
        const ushort Id = 3, Protocol = 4, Priority = 6, Destination = 7, Source = 8;
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        int kind = reader.I32();
        if (reader.Truncated) return;
        string name = kind > 0 && kind < s_vlan.Length ? s_vlan[kind] : "unknown";
        to.Field("kind", "vlan", $"vlan ");
        to.Field("vlan_action", name, $" {name}");
        if (options.Find(Id) is { Exists: true } id) to.Field("id", id.U16, $" id {id.U16}");
        if (options.Find(Protocol) is { Exists: true } protocol)
        {
            string type = EtherTypes.Name(protocol.U16BigEndian, context.Options.Common.Numeric);
            to.Field("protocol", type, $" protocol {type}");
        }
        if (options.Find(Priority) is { Exists: true } priority) to.Field("priority", priority.U8, $" priority {priority.U8}");
        if (options.Find(Destination) is { Exists: true } destination) to.Field("dst_mac", destination.Mac, $" dst_mac {destination.Mac}");
        if (options.Find(Source) is { Exists: true } source) to.Field("src_mac", source.Mac, $" src_mac {source.Mac}");
        Verdict.Write(context, " ", state.Verdict);
        ActionKinds.WriteState(context, state, options.Find(Times));
    }

    public static void WriteMetadata(TcContext context, NetlinkAttributes options)
    {
        const ushort Priority = 3, Queue = 4, Mark = 5, PacketType = 7, Mask = 8, Flags = 9, LastQueue = 10;
        const ulong InheritsField = 0x20, Hashes = 0x40;
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        ulong flags = options.Find(Flags).U64;
        to.Field("kind", "skbedit", $"skbedit ");
        if (options.Find(Queue) is { Exists: true } queue)
        {
            to.Field("queue_mapping", queue.U16, $"queue_mapping {queue.U16}");
            if ((flags & Hashes) != 0) to.Field("queue_mapping_max", queue.U16 + options.Find(LastQueue).U16, $" {queue.U16 + options.Find(LastQueue).U16}");
        }
        if (options.Find(Priority) is { Exists: true } priority) to.Field("priority", context.Class(priority.U32), $" priority {context.Class(priority.U32)}");
        if (options.Find(Mark) is { Exists: true } mark)
        {
            to.Field("mark", mark.U32, $" mark {mark.U32}");
            if (options.Find(Mask) is { Exists: true } mask) to.Field("mask", TcText.Hex(mask.U32), $"/0x{mask.U32:x}");
        }
        if (options.Find(PacketType) is { Exists: true } type)
        {
            string name = type.U16 < s_packetTypes.Length ? s_packetTypes[type.U16] : TcText.Invariant($"{type.U16}");
            to.Field("ptype", name, $" ptype {name}");
        }
        if ((flags & InheritsField) != 0) to.Flag("inheritdsfield", $" inheritdsfield");
        Verdict.Write(context, " ", state.Verdict);
        ActionKinds.WriteState(context, state, options.Find(Times));
    }

    public static void WriteTunnel(TcContext context, NetlinkAttributes options)
    {
        const ushort Source4 = 3, Destination4 = 4, Source6 = 5, Destination6 = 6, Key = 7, Port = 9, NoChecksum = 10, Service = 12, HopLimit = 13;
        const int Sets = 1;
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        int kind = reader.I32();
        if (reader.Truncated) return;
        to.Field("kind", "tunnel_key", $"tunnel_key ");
        to.Field("mode", kind == Sets ? "set" : "unset", $" {(kind == Sets ? "set" : "unset")}");
        if (kind == Sets)
        {
            foreach (var (attribute, name) in ((ushort, string)[])[(Source4, "src_ip"), (Source6, "src_ip"), (Destination4, "dst_ip"), (Destination6, "dst_ip")])
                if (options.Find(attribute) is { Exists: true } address) to.Field(name, address.Address, $"{context.LineBreak}\t{name} {address.Address}");
            if (options.Find(Key) is { Exists: true } key) to.Field("key_id", key.U32BigEndian, $"{context.LineBreak}\tkey_id {key.U32BigEndian}");
            if (options.Find(Port) is { Exists: true } port) to.Field("dst_port", port.U16BigEndian, $"{context.LineBreak}\tdst_port {port.U16BigEndian}");
            if (options.Find(NoChecksum) is { Exists: true } plain)
            {
                string flag = plain.U8 != 0 ? "nocsum" : "csum";
                to.Field("flag", flag, $"{context.LineBreak}\t{flag}");
            }
            if (options.Find(Service) is { Exists: true, U8: > 0 } service) to.Field("tos", TcText.Invariant($"0x{service.U8:x}"), $"{context.LineBreak}\ttos 0x{service.U8:x}");
            if (options.Find(HopLimit) is { Exists: true, U8: > 0 } limit) to.Field("ttl", limit.U8, $"{context.LineBreak}\tttl {limit.U8}");
        }
        Verdict.Write(context, " ", state.Verdict);
        ActionKinds.WriteState(context, state, options.Find(Times));
    }
}
