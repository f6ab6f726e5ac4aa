using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>What an ICMP message of ours says (RFC 792, RFC 950, RFC 1256, RFC 1393).</summary>
public sealed class IcmpForm
{
    public const byte EchoReply = 0, Unreachable = 3, Redirect = 5, Echo = 8, RouterAdvertisement = 9, RouterSolicitation = 10, TimeExceeded = 11, ParameterProblem = 12,
        Timestamp = 13, TimestampReply = 14, Information = 15, InformationReply = 16, Mask = 17, MaskReply = 18, Traceroute = 30;

    public byte Type { get; set; } = Echo;

    public byte Code { get; set; }

    public ushort Identifier { get; set; } = (ushort)Random.Shared.Next(1, ushort.MaxValue);

    /// <summary>Null counts the messages.</summary>
    public ushort? Sequence { get; set; }

    public InternetAddress RedirectTo { get; set; }

    public byte Pointer { get; set; }

    public ushort Lifetime { get; set; }

    /// <summary>Routers and how much they are preferred.</summary>
    public List<(InternetAddress Router, uint Preference)> Routers { get; } = [];

    /// <summary>Milliseconds since midnight UTC: when it was first sent, received and sent back.</summary>
    public uint Originated { get; set; }

    public uint Received { get; set; }

    public uint Transmitted { get; set; }

    /// <summary>Writes the message without its payload and its checksum.</summary>
    public void Write(ref WireWriter wire, ushort number)
    {
        wire.U8(Type);
        wire.U8(Code);
        wire.U16(0);
        switch (Type)
        {
            case EchoReply or Echo or Information or InformationReply:
                Identify(ref wire, number);
                break;
            case Timestamp or TimestampReply:
                Identify(ref wire, number);
                wire.U32(Originated);
                wire.U32(Received);
                wire.U32(Transmitted);
                break;
            case Mask or MaskReply:
                Identify(ref wire, number);
                wire.U32(0);
                break;
            case Redirect:
                wire.Ip(RedirectTo);
                break;
            case ParameterProblem:
                wire.U8(Pointer);
                wire.Zero(3);
                break;
            case RouterAdvertisement:
                const byte WordsOfEntry = 2;
                wire.U8((byte)Routers.Count);
                wire.U8(WordsOfEntry);
                wire.U16(Lifetime);
                foreach (var (router, preference) in Routers)
                {
                    wire.Ip(router);
                    wire.U32(preference);
                }
                break;
            case Traceroute:
                wire.Zero(16);
                break;
            default:
                wire.U32(0);
                break;
        }
    }

    private void Identify(ref WireWriter wire, ushort number)
    {
        wire.U16(Identifier);
        wire.U16(Sequence ?? number);
    }
}
