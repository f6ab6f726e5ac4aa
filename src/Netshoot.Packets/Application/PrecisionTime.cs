namespace Netshoot.Packets.Application;

/// <summary>Precision time protocol, version 2 (IEEE 1588-2008), on Ethernet and in UDP.</summary>
[Dissects(Select.EtherType, 0x88f7)]
[Dissects(Select.UdpPort, 319)]
[Dissects(Select.UdpPort, 320)]
[Dissects(Select.Payload, (int)PayloadType.Ptp)]
public readonly struct PrecisionTime : IDissector
{
    private const int HeaderSize = 34;

    public static string Name => "ptp";

    public static Next Dissect(ref Layer layer)
    {
        if (layer.Length < HeaderSize) return layer.Trunc();
        byte first = layer.U8(), version = layer.U8();
        layer.Text($"PTPv{version}");
        layer.Field("version", version);
        if (version == 1)
        {
            layer.Text(" (not implemented)"u8);
            return Next.Done;
        }
        if (version != 2) return Next.Done;
        int type = first & 15;
        layer.Field("type", type);
        layer.Text($", v1 compat : {((first & 0x10) != 0 ? "yes" : "no")}, msg type : {TypeName(type)} msg");
        ushort length = layer.U16();
        layer.Text($", length : {length}");
        byte domain = layer.U8(), reserved = layer.U8();
        layer.Text($", domain : {domain}, reserved1 : {reserved}, Flags [");
        ushort flags = layer.U16();
        layer.Bits(flags, FlagName);
        ulong correction = layer.U48();
        ushort part = layer.U16();
        layer.Text($"], NS correction : {correction}, sub NS correction : {part}");
        uint second = layer.U32();
        ulong clock = layer.U64();
        ushort port = layer.U16(), sequence = layer.U16();
        layer.Text($", reserved2 : {second}, clock identity : 0x{clock:x}, port id : {port}, seq id : {sequence}");
        byte control = layer.U8();
        sbyte interval = (sbyte)layer.U8();
        layer.Text($", control : {control} ({ControlName(control)}), log message interval : {interval}, ");
        switch (type)
        {
            case 0 or 1 or 2:
                Stamp(ref layer, "originTimeStamp");
                break;
            case 3:
                Stamp(ref layer, "requestingTimeStamp");
                Port(ref layer);
                break;
            case 8:
                Stamp(ref layer, "preciseOriginTimeStamp");
                break;
            case 9:
                Stamp(ref layer, "receiveTimeStamp");
                Port(ref layer);
                break;
            case 10:
                Stamp(ref layer, "responseOriginTimestamp");
                Port(ref layer);
                break;
            case 11:
                Announcement(ref layer);
                break;
            case 13:
                Management(ref layer);
                break;
        }
        return Next.Done;
    }

    private static void Stamp(ref Layer layer, string name)
    {
        ulong seconds = layer.U48();
        uint nanoseconds = layer.U32();
        layer.Text($"{name} : {seconds} seconds, {nanoseconds} nanoseconds");
    }

    private static void Port(ref Layer layer)
    {
        ulong identity = layer.U64();
        ushort port = layer.U16();
        layer.Text($", port identity : 0x{identity:x}, port id : {port}");
    }

    private static void Announcement(ref Layer layer)
    {
        ulong seconds = layer.U48();
        uint nanoseconds = layer.U32();
        layer.Text($"originTimeStamp : {seconds} seconds {nanoseconds} nanoseconds");
        ushort offset = layer.U16();
        byte reserved = layer.U8(), first = layer.U8(), clockClass = layer.U8(), accuracy = layer.U8();
        ushort variance = layer.U16();
        byte second = layer.U8();
        ulong master = layer.U64();
        ushort steps = layer.U16();
        byte source = layer.U8();
        layer.Text($", origin cur utc :{offset}, rsvd : {reserved}, gm priority_1 : {first}, gm clock class : {clockClass}, gm clock accuracy : {accuracy}, gm clock variance : {variance}, gm priority_2 : {second}, gm clock id : 0x{master:x}, steps removed : {steps}, time source : 0x{source:x2}");
    }

    private static void Management(ref Layer layer)
    {
        ulong identity = layer.U64();
        ushort port = layer.U16();
        layer.Skip(4);
        // The original takes these four from the identity's first byte.
        byte first = (byte)(identity >> 56);
        layer.Text($"port identity : 0x{identity:x}, port id : {port}, , start boundary hops  {first}, , boundary hops  {first}, , flags  0x{first:x}, , reserved  0x{first:x}");
    }

    private static string TypeName(int type) => type switch
    {
        0 => "sync",
        1 => "delay req",
        2 => "peer delay req",
        3 => "peer delay resp",
        8 => "follow up",
        9 => "delay resp",
        10 => "pdelay resp fup",
        11 => "announce",
        12 => "signalling",
        13 => "management",
        _ => "unknown",
    };

    private static string ControlName(byte control) => control switch
    {
        0 => "Sync",
        1 => "Delay_Req",
        2 => "Follow_Up",
        3 => "Delay_Resp",
        4 => "Management",
        5 => "Other",
        _ => "Unknown",
    };

    private static string? FlagName(uint bit) => bit switch
    {
        0x0001 => "l1 61",
        0x0002 => "l1 59",
        0x0004 => "utc reasonable",
        0x0008 => "timescale",
        0x0010 => "time tracable",
        0x0020 => "frequency tracable",
        0x0100 => "alternate master",
        0x0200 => "two step",
        0x0400 => "unicast",
        _ => "unknown",
    };
}
