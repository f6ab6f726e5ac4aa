using System.Buffers.Binary;
using System.Numerics;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>The filter by the fields of a flow (tc-flower(8)), as it is shown: <c>TCA_FLOWER_*</c> (include/uapi/linux/pkt_cls.h).</summary>
internal static class FlowerFilter
{
    // TCA_FLOWER_KEY_CT_FLAGS_*
    public static readonly (ushort Flag, string Name)[] TrackStates = [(8, "trk"), (1, "new"), (2, "est"), (4, "rel"), (16, "inv"), (32, "rpl")];

    // TCA_FLOWER_KEY_FLAGS_*
    public static readonly (uint Flag, string Name)[] PacketFlags = [(1, "frag"), (2, "firstfrag")];

    public static void Write(TcContext context, uint handle, NetlinkAttributes options)
    {
        const uint ClassOfHardware = 0xffe0, Classes = 16;
        var to = context.To;
        if (handle != 0) to.Field("handle", handle, $"handle 0x{handle:x} ");
        if (options.Find(FlowerKey.Class) is { Exists: true } number)
        {
            uint minor = number.U32 & 0xffff, hardware = minor - ClassOfHardware;
            if (minor >= ClassOfHardware && hardware < Classes) to.Field("hw_tc", hardware, $"hw_tc {hardware} ");
            else to.Field("classid", context.Class(number.U32), $"classid {context.Class(number.U32)} ");
        }
        if (options.Find(FlowerKey.Interface) is { Exists: true } device) to.Field("indev", device.Text, $"{context.LineBreak}  indev {device.Text}");
        to.OpenObject("keys");
        WriteKeys(context, options, FlowerKey.First);
        if (options.Find(FlowerKey.EtherType) is { Exists: true } type)
        {
            string name = type.U16BigEndian switch { EtherTypes.Ip => "ipv4", EtherTypes.Ip6 => "ipv6", EtherTypes.Arp => "arp", var other => TcText.Invariant($"{other:x4}") };
            Text(context, "eth_type", name);
        }
        byte protocol = options.Find(FlowerKey.Protocol).U8;
        if (options.Find(FlowerKey.Protocol).Exists)
            Text(context, "ip_proto", protocol switch { 6 => "tcp", 17 => "udp", 132 => "sctp", 1 => "icmp", 58 => "icmpv6", _ => TcText.Invariant($"{protocol:x2}") });
        WriteKeys(context, options, FlowerKey.Second);
        WritePorts(context, options, "dst_port", protocol switch { 6 => (FlowerKey.TcpDestination, FlowerKey.TcpDestinationMask), 17 => (FlowerKey.UdpDestination, FlowerKey.UdpDestinationMask), _ => (FlowerKey.SctpDestination, FlowerKey.SctpDestinationMask) },
            FlowerKey.DestinationMinimum, FlowerKey.DestinationMaximum);
        WritePorts(context, options, "src_port", protocol switch { 6 => (FlowerKey.TcpSource, FlowerKey.TcpSourceMask), 17 => (FlowerKey.UdpSource, FlowerKey.UdpSourceMask), _ => (FlowerKey.SctpSource, FlowerKey.SctpSourceMask) },
            FlowerKey.SourceMinimum, FlowerKey.SourceMaximum);
        if (options.Find(FlowerKey.TcpFlags) is { Exists: true } flags) Text(context, "tcp_flags", TcText.Invariant($"0x{flags.U16BigEndian:x}{Mask(options.Find(FlowerKey.TcpFlagsMask).U16BigEndian, 0xffff)}"));
        WriteMessage(context, options, "icmp_type", FlowerKey.Icmp4Type, FlowerKey.Icmp4TypeMask, FlowerKey.Icmp6Type, FlowerKey.Icmp6TypeMask);
        WriteMessage(context, options, "icmp_code", FlowerKey.Icmp4Code, FlowerKey.Icmp4CodeMask, FlowerKey.Icmp6Code, FlowerKey.Icmp6CodeMask);
        WriteKeys(context, options, FlowerKey.Third);
        WritePacketFlags(context, options.Find(FlowerKey.PacketFlags), options.Find(FlowerKey.PacketFlagsMask));
        WriteTrackState(context, options.Find(FlowerKey.TrackState), options.Find(FlowerKey.TrackStateMask));
        WriteKeys(context, options, FlowerKey.Fourth);
        if (options.Find(FlowerKey.TrackLabels) is { Exists: true } labels)
            Text(context, "ct_label", $"{Convert.ToHexStringLower(labels.Value)}{(options.Find(FlowerKey.TrackLabelsMask) is { Exists: true } mask && mask.Value.ContainsAnyExcept((byte)0xff) ? $"/{Convert.ToHexStringLower(mask.Value)}" : "")}");
        to.CloseObject();
        WriteOffload(context, options.Find(FlowerKey.Flags), options.Find(FlowerKey.InHardwareCount));
        ActionReport.WriteOfFilter(context, options.Find(FlowerKey.Action));
    }

    private static void WriteOffload(TcContext context, NetlinkAttribute flags, NetlinkAttribute count)
    {
        var to = context.To;
        uint bits = flags.U32;
        if ((bits & 1) != 0) to.Field("skip_hw", true, $"{context.LineBreak}  skip_hw");
        if ((bits & 2) != 0) to.Field("skip_sw", true, $"{context.LineBreak}  skip_sw");
        if ((bits & 4) != 0)
        {
            to.Field("in_hw", true, $"{context.LineBreak}  in_hw");
            if (count.Exists) to.Field("in_hw_count", count.U32, $" in_hw_count {count.U32}");
        }
        else if ((bits & 8) != 0)
        {
            to.Field("not_in_hw", true, $"{context.LineBreak}  not_in_hw");
        }
    }

    private static void WriteKeys(TcContext context, NetlinkAttributes options, FlowerKey[] keys)
    {
        foreach (var key in keys)
        {
            var value = options.Find(key.Attribute);
            var mask = options.Find(key.Mask);
            if (!value.Exists && key.Attribute6 != 0)
            {
                value = options.Find(key.Attribute6);
                mask = options.Find(key.Mask6);
            }
            if (value.Exists) WriteKey(context, key, value, mask);
        }
    }

    private static void WriteKey(TcContext context, FlowerKey key, NetlinkAttribute value, NetlinkAttribute mask)
    {
        switch (key.Form)
        {
            case FlowerForm.Mac: Text(context, key.Name, MacText(value, mask)); break;
            case FlowerForm.Address or FlowerForm.Address4: Text(context, key.Name, AddressText(value, mask)); break;
            case FlowerForm.Port: Number(context, key.Name, value.U16BigEndian); break;
            case FlowerForm.Word: Number(context, key.Name, value.U16); break;
            case FlowerForm.Label: Number(context, key.Name, value.U32); break;
            case FlowerForm.KeyNumber: Number(context, key.Name, value.U32BigEndian); break;
            case FlowerForm.EtherType: Text(context, key.Name, EtherTypes.Name(value.U16BigEndian, context.Options.Common.Numeric)); break;
            case FlowerForm.ByteText: Text(context, key.Name, TcText.Invariant($"{value.U8}")); break;
            case FlowerForm.Operation: Text(context, key.Name, value.U8 switch { 1 => "request", 2 => "reply", var other => TcText.Invariant($"{other}") }); break;
            case FlowerForm.Byte: Masked(context, key.Name, value.U8, mask.Exists ? mask.U8 : byte.MaxValue, byte.MaxValue); break;
            case FlowerForm.Mark when value.Value.Length == sizeof(ushort): Masked(context, key.Name, value.U16, mask.Exists ? mask.U16 : ushort.MaxValue, ushort.MaxValue); break;
            case FlowerForm.Mark: Masked(context, key.Name, value.U32, mask.Exists ? mask.U32 : uint.MaxValue, uint.MaxValue); break;
        }
    }

    private static void Text(TcContext context, string name, string text) => context.To.Field(name, text, $"{context.LineBreak}  {name} {text}");

    private static void Number(TcContext context, string name, uint number) => context.To.Field(name, number, $"{context.LineBreak}  {name} {number}");

    private static void Masked(TcContext context, string name, uint value, uint mask, uint whole)
    {
        Number(context, name, value);
        if (mask == whole) return;
        context.To.Text($"/0x{mask:x}");
        context.To.Field($"{name}_mask", TcText.Hex(mask));
    }

    private static string Mask(uint mask, uint whole) => mask == whole ? "" : TcText.Invariant($"/{mask:x}");

    private static void WritePorts(TcContext context, NetlinkAttributes options, string name, (ushort Value, ushort Mask) exact, ushort minimum, ushort maximum)
    {
        if (options.Find(exact.Value) is { Exists: true } port)
        {
            Masked(context, name, port.U16BigEndian, options.Find(exact.Mask) is { Exists: true } mask ? mask.U16BigEndian : ushort.MaxValue, ushort.MaxValue);
        }
        else if (options.Find(minimum) is { Exists: true } first)
        {
            ushort last = options.Find(maximum).U16BigEndian;
            context.To.OpenObject(name);
            context.To.Text($"{context.LineBreak}  {name} {first.U16BigEndian}-{last}");
            context.To.Field("start", first.U16BigEndian);
            context.To.Field("end", last);
            context.To.CloseObject();
        }
    }

    private static void WriteMessage(TcContext context, NetlinkAttributes options, string name, ushort value4, ushort mask4, ushort value6, ushort mask6)
    {
        NetlinkAttribute value = options.Find(value4), mask = options.Find(mask4);
        if (!value.Exists)
        {
            value = options.Find(value6);
            mask = options.Find(mask6);
        }
        if (value.Exists && (!mask.Exists || mask.U8 != 0)) Text(context, name, TcText.Invariant($"{value.U8}{(mask.Exists && mask.U8 != byte.MaxValue ? TcText.Invariant($"/{mask.U8}") : "")}"));
    }

    private static void WritePacketFlags(TcContext context, NetlinkAttribute flags, NetlinkAttribute mask)
    {
        if (!flags.Exists || !mask.Exists) return;
        var to = context.To;
        string separator = " ";
        to.OpenObject("ip_flags");
        to.Text($"{context.LineBreak}  ip_flags");
        foreach (var (flag, name) in PacketFlags)
        {
            if ((mask.U32BigEndian & flag) == 0) continue;
            bool set = (flags.U32BigEndian & flag) != 0;
            to.Field(name, set, $"{separator}{(set ? "" : "no")}{name}");
            separator = "/";
        }
        to.CloseObject();
    }

    private static void WriteTrackState(TcContext context, NetlinkAttribute state, NetlinkAttribute mask)
    {
        if (!state.Exists) return;
        string text = "";
        foreach (var (flag, name) in TrackStates)
            if (!mask.Exists || (mask.U16 & flag) != 0) text += ((state.U16 & flag) != 0 ? "+" : "-") + name;
        Text(context, "ct_state", text);
    }

    private static string MacText(NetlinkAttribute value, NetlinkAttribute mask)
    {
        string text = value.Mac.ToString();
        if (!mask.Exists || mask.Value.Length < MacAddress.Size) return text;
        Span<byte> whole = stackalloc byte[8];
        mask.Value[..MacAddress.Size].CopyTo(whole[2..]);
        ulong bits = BinaryPrimitives.ReadUInt64BigEndian(whole);
        int set = BitOperations.PopCount(bits);
        if (set == 48) return text;
        // A mask without holes is said by its length.
        return BitOperations.TrailingZeroCount(bits) == 48 - set ? TcText.Invariant($"{text}/{set}") : $"{text}/{mask.Mac}";
    }

    private static string AddressText(NetlinkAttribute value, NetlinkAttribute mask)
    {
        string text = value.Address.ToString();
        if (!mask.Exists) return text;
        int set = 0;
        bool holes = false, ended = false;
        foreach (byte part in mask.Value)
        {
            int ones = BitOperations.PopCount(part);
            holes |= ended && ones > 0 || (byte)(0xff << (8 - ones)) != part;
            ended |= ones < 8;
            set += ones;
        }
        if (holes) return $"{text}/{mask.Address}";
        return set == 8 * mask.Value.Length ? text : TcText.Invariant($"{text}/{set}");
    }
}
