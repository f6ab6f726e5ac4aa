using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Xfrm;

namespace Netshoot.Applets.Ip.Xfrm;

/// <summary>What states and policies of IPsec have in common when <c>ip xfrm</c> prints them. The original knows no JSON here: its text comes either way.</summary>
internal sealed class XfrmText(IpContext context)
{
    public static readonly string[] Modes = ["transport", "tunnel", "ro", "in_trigger", "beet"];

    private static readonly (byte Number, string Name)[] s_protocols = [(50, "esp"), (51, "ah"), (108, "comp"), (43, "route2"), (60, "hao")];

    /// <summary>Where the text goes, whatever the form that was asked for.</summary>
    public ReportWriter To { get; } = new(context.Shell.Output.Buffer);

    /// <summary>A line end, or what stands for it.</summary>
    public LineBreak End => context.LineBreak;

    /// <summary>Whether everything is to be told.</summary>
    public bool IsLong => context.Options.Statistics > 0;

    public static string ProtocolName(byte protocol)
        => Array.Find(s_protocols, known => known.Number == protocol).Name ?? protocol.ToString(CultureInfo.InvariantCulture);

    public static byte? ProtocolNumber(string name)
        => Array.Find(s_protocols, known => known.Name == name) is { Name: not null } found ? found.Number : IpWords.TryNumber(name, out uint number) && number <= byte.MaxValue ? (byte)number : null;

    public static string ModeName(byte mode) => mode < Modes.Length ? Modes[mode] : mode.ToString(CultureInfo.InvariantCulture);

    /// <summary>Flags by name, then as the bits that they are.</summary>
    public void WriteFlags(byte flags, string[] names)
    {
        byte rest = flags;
        bool any = false;
        To.Text($"flag ");
        for (int bit = 0; bit < names.Length; bit++)
        {
            if ((flags & 1 << bit) == 0) continue;
            rest &= (byte)~(1 << bit);
            To.Text($"{(any ? " " : "")}{names[bit]}");
            any = true;
        }
        if (rest != 0) To.Text($"{(any ? " " : "")}{rest:x}");
        if (IsLong) To.Text($" (0x{flags:b8})");
    }

    public void WriteSelector(XfrmSelector selector)
    {
        const byte Icmp = 1, Tcp = 6, Udp = 17, Dccp = 33, Gre = 47, Icmp6 = 58, Sctp = 132, Mobility = 135;
        To.Text($"src {selector.Source}/{selector.SourceLength} dst {selector.Destination}/{selector.DestinationLength} ");
        if (selector.Protocol != 0) To.Text($"proto {context.Shell.Machine.Names.ProtocolName(selector.Protocol) ?? selector.Protocol.ToString(CultureInfo.InvariantCulture)} ");
        switch (selector.Protocol)
        {
            case Tcp or Udp or Sctp or Dccp:
            default:
                WritePort("sport", selector.SourcePort, selector.SourcePortMask);
                WritePort("dport", selector.DestinationPort, selector.DestinationPortMask);
                break;
            case Icmp or Icmp6 or Mobility:
                WritePort("type", selector.SourcePort, selector.SourcePortMask);
                WritePort("code", selector.DestinationPort, selector.DestinationPortMask);
                break;
            case Gre:
                if (selector.SourcePortMask != 0 || selector.DestinationPortMask != 0) To.Text($"key {(uint)selector.SourcePort << 16 | selector.DestinationPort} ");
                break;
        }
        if (selector.InterfaceIndex != 0) To.Text($"dev {context.Links.NameOf(selector.InterfaceIndex)} ");
        if (IsLong) To.Text($"uid {selector.UserId}");
    }

    private void WritePort(string name, ushort port, ushort mask)
    {
        if (mask == 0) return;
        To.Text($"{name} {port} ");
        if (mask != ushort.MaxValue) To.Text($"mask 0x{mask:x4} ");
    }

    public void WriteLifetime(XfrmLimits limits, XfrmUse use)
    {
        To.Text($"\tlifetime config:{End}");
        To.Text($"\t  limit: soft {Limit(limits.SoftBytes)}(bytes), hard {Limit(limits.HardBytes)}(bytes){End}");
        To.Text($"\t  limit: soft {Limit(limits.SoftPackets)}(packets), hard {Limit(limits.HardPackets)}(packets){End}");
        To.Text($"\t  expire add: soft {limits.SoftAdded}(sec), hard {limits.HardAdded}(sec){End}");
        To.Text($"\t  expire use: soft {limits.SoftUsed}(sec), hard {limits.HardUsed}(sec){End}");
        To.Text($"\tlifetime current:{End}");
        To.Text($"\t  {use.Bytes}(bytes), {use.Packets}(packets){End}");
        To.Text($"\t  add {Time(use.Added)} use {Time(use.Used)}{End}");
    }

    private static string Limit(ulong limit) => limit == ulong.MaxValue ? "(INF)" : limit.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time on the clock of the machine; a dash for never.</summary>
    public string Time(ulong seconds)
        => seconds is 0 or > int.MaxValue ? "-" : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds((long)seconds), context.Shell.Machine.Clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
