using System.Buffers.Binary;
using Netshoot.Packets.Link;

namespace Netshoot.Packets.Tunnel;

/// <summary>The layer two tunneling protocol, its control messages and the frames of PPP that it carries (RFC 2661 sections 3 and 4).</summary>
[Dissects(Select.UdpPort, 1701)]
public readonly struct LayerTwoTunneling : IDissector
{
    private const ushort Control = 0x8000, HasLength = 0x4000, HasSequence = 0x0800, HasOffset = 0x0200, Priority = 0x0100, VersionMask = 0x000f;
    private const ushort Mandatory = 0x8000, Hidden = 0x4000, SizeMask = 0x03ff;
    private const int AttributeHeader = 6;

    public static string Name => "l2tp";

    public static Next Dissect(ref Layer layer)
    {
        ushort flags = layer.U16();
        if (layer.Truncated) return Next.Done;
        switch (flags & VersionMask)
        {
            case 2:
                break;
            case 1:
                layer.Text(" l2f:"u8);
                return Next.Done;
            default:
                layer.Text(" Unknown Version, neither L2F(1) nor L2TP(2)"u8);
                return Next.Done;
        }
        layer.Text(" l2tp:["u8);
        if ((flags & Control) != 0) layer.Text("T"u8);
        if ((flags & HasLength) != 0) layer.Text("L"u8);
        if ((flags & HasSequence) != 0) layer.Text("S"u8);
        if ((flags & HasOffset) != 0) layer.Text("O"u8);
        if ((flags & Priority) != 0) layer.Text("P"u8);
        layer.Text("]"u8);
        int whole = layer.Length, length = (flags & HasLength) != 0 ? layer.U16() : whole;
        ushort tunnel = layer.U16();
        layer.Text($"({tunnel}/");
        ushort session = layer.U16();
        layer.Text($"{session})");
        layer.Field("tunnel", tunnel);
        layer.Field("session", session);
        if ((flags & HasSequence) != 0)
        {
            ushort sent = layer.U16(), received = layer.U16();
            layer.Text($"Ns={sent},Nr={received}");
        }
        if ((flags & HasOffset) != 0) layer.Skip(layer.U16());
        if (layer.Truncated) return Next.Done;
        if (length > whole) layer.Text($" Length {length} larger than packet");
        else if (length < layer.Position) layer.Text($" Length {length} smaller than header length");
        else if ((flags & Control) == 0) Carry(ref layer, length - layer.Position);
        else if ((flags & HasLength) == 0) layer.Text(" No length"u8);
        else if (length == layer.Position) layer.Text(" ZLB"u8);
        else Attributes(ref layer, length);
        return Next.Done;
    }

    private static void Carry(ref Layer layer, int length)
    {
        layer.Text(" {"u8);
        layer.Inner<Ppp>(layer.Rest[..Math.Min(length, layer.Captured)], length);
        layer.Text("}"u8);
    }

    private static void Attributes(ref Layer layer, int end)
    {
        while (layer.Position < end && !layer.Truncated)
        {
            layer.Text(" "u8);
            int left = end - layer.Position;
            ushort head = left >= sizeof(ushort) ? layer.U16() : (ushort)0;
            int size = head & SizeMask;
            if (layer.Truncated) return;
            if (size < AttributeHeader || size > left)
            {
                layer.Trunc();
                return;
            }
            if ((head & Mandatory) != 0) layer.Text("*"u8);
            if ((head & Hidden) != 0) layer.Text("?"u8);
            ushort vendor = layer.U16(), type = layer.U16();
            var value = layer.Take(size - AttributeHeader);
            // An attribute that is cut off has its name all the same.
            if (layer.Truncated) return;
            if (vendor != 0) layer.Text($"VENDOR{vendor:x4}:ATTR{type:x4}(");
            else if (L2tpAttribute.NameOf(type) is { } name) layer.Text($"{name}(");
            else layer.Text($"AVP-#{type}(");
            if (vendor != 0) layer.HexBytes(value);
            else if ((head & Hidden) != 0) layer.Text("???"u8);
            else L2tpAttribute.Write(ref layer, type, value);
            layer.Text(")"u8);
        }
    }
}

/// <summary>What the attributes of L2TP are called and hold (RFC 2661 section 4.4).</summary>
internal static class L2tpAttribute
{
    private const string TooShort = "AVP too short";

    /// <summary>
    /// Name and form: m a message type, r a result, v a version, f and b bits of framing and bearer, n and N numbers of 16 and 32 bits, x hexadecimal,
    /// 8 and 6 the same with 8 and 16 bytes at least, t text, q a cause of Q.931, a a kind of authentication, i its number, e errors, c maps, o nothing.
    /// </summary>
    private static readonly (string Name, char Form)[] s_all =
    [
        ("MSGTYPE", 'm'), ("RESULT_CODE", 'r'), ("PROTO_VER", 'v'), ("FRAMING_CAP", 'f'), ("BEARER_CAP", 'b'), ("TIE_BREAKER", '8'), ("FIRM_VER", 'n'), ("HOST_NAME", 't'), ("VENDOR_NAME", 't'),
        ("ASSND_TUN_ID", 'n'), ("RECV_WIN_SIZE", 'n'), ("CHALLENGE", 'x'), ("Q931_CC", 'q'), ("CHALLENGE_RESP", '6'), ("ASSND_SESS_ID", 'n'), ("CALL_SER_NUM", 'N'), ("MINIMUM_BPS", 'N'),
        ("MAXIMUM_BPS", 'N'), ("BEARER_TYPE", 'b'), ("FRAMING_TYPE", 'f'), ("PACKET_PROC_DELAY", 'o'), ("CALLED_NUMBER", 't'), ("CALLING_NUMBER", 't'), ("SUB_ADDRESS", 't'), ("TX_CONN_SPEED", 'N'),
        ("PHY_CHANNEL_ID", 'N'), ("INI_RECV_LCP", 'x'), ("LAST_SENT_LCP", 'x'), ("LAST_RECV_LCP", 'x'), ("PROXY_AUTH_TYPE", 'a'), ("PROXY_AUTH_NAME", 't'), ("PROXY_AUTH_CHAL", 'x'), ("PROXY_AUTH_ID", 'i'),
        ("PROXY_AUTH_RESP", 'x'), ("CALL_ERRORS", 'e'), ("ACCM", 'c'), ("RANDOM_VECTOR", 'x'), ("PRIVATE_GRP_ID", 't'), ("RX_CONN_SPEED", 'N'), ("SEQ_REQUIRED", ' '),
    ];

    private static readonly string?[] s_messages = [null, "SCCRQ", "SCCRP", "SCCCN", "StopCCN", null, "HELLO", "OCRQ", "OCRP", "OCCN", "ICRQ", "ICRP", "ICCN", null, "CDN", "WEN", "SLI"];
    private static readonly string[] s_authentications = ["Reserved", "Textual", "CHAP", "PAP", "No Auth", "MS-CHAPv1"];
    private static readonly string[] s_errors = ["CRCErr=", "FrameErr=", "HardOver=", "BufOver=", "Timeout=", "AlignErr="];

    private static readonly string[] s_maps = ["send=", "recv="];

    public static string? NameOf(ushort type) => type < s_all.Length ? s_all[type].Name : null;

    public static void Write(ref Layer layer, ushort type, ReadOnlySpan<byte> value)
    {
        char form = type < s_all.Length ? s_all[type].Form : ' ';
        int least = form switch { 'm' or 'r' or 'v' or 'n' or 'a' or 'i' => 2, 'q' => 3, 'f' or 'b' or 'N' => 4, '8' => 8, '6' => 16, _ => 0 };
        if (value.Length < least)
        {
            layer.Text($"{TooShort}");
            return;
        }
        switch (form)
        {
            case 'm':
                ushort message = BinaryPrimitives.ReadUInt16BigEndian(value);
                if (message < s_messages.Length && s_messages[message] is { } name) layer.Text($"{name}");
                else layer.Text($"MSGTYPE-#{message}");
                layer.Field("message", message);
                break;
            case 'r':
                Result(ref layer, value);
                break;
            case 'v':
                layer.Text($"{value[0]}.{value[1]}");
                break;
            case 'f' or 'b':
                uint bits = BinaryPrimitives.ReadUInt32BigEndian(value);
                if ((bits & 2) != 0) layer.Text("A"u8);
                if ((bits & 1) != 0) layer.Text(form == 'f' ? "S"u8 : "D"u8);
                break;
            case 'n':
                layer.Text($"{BinaryPrimitives.ReadUInt16BigEndian(value)}");
                break;
            case 'N':
                layer.Text($"{BinaryPrimitives.ReadUInt32BigEndian(value)}");
                break;
            case 'x' or '8' or '6':
                layer.HexBytes(least > 0 ? value[..least] : value);
                break;
            case 't':
                layer.Printable(value);
                break;
            case 'q':
                layer.Text($"{BinaryPrimitives.ReadUInt16BigEndian(value)}, {value[2]:x2}");
                if (value.Length == least) break;
                layer.Text(" "u8);
                layer.Printable(value[least..]);
                break;
            case 'a':
                ushort kind = BinaryPrimitives.ReadUInt16BigEndian(value);
                if (kind < s_authentications.Length) layer.Text($"{s_authentications[kind]}");
                else layer.Text($"AuthType-#{kind}");
                break;
            case 'i':
                layer.Text($"{value[1]}");
                break;
            case 'e':
                Numbers(ref layer, value, s_errors, isHexadecimal: false);
                break;
            case 'c':
                Numbers(ref layer, value, s_maps, isHexadecimal: true);
                break;
            case 'o':
                layer.Text("obsolete"u8);
                break;
        }
    }

    /// <summary>A code, an error, and words about it.</summary>
    private static void Result(ref Layer layer, ReadOnlySpan<byte> value)
    {
        layer.Text($"{BinaryPrimitives.ReadUInt16BigEndian(value)}");
        if (value.Length == 2) return;
        if (value.Length < 4)
        {
            layer.Text($" {TooShort}");
            return;
        }
        layer.Text($"/{BinaryPrimitives.ReadUInt16BigEndian(value[2..])}");
        if (value.Length == 4) return;
        layer.Text(" "u8);
        layer.Printable(value[4..]);
    }

    /// <summary>Numbers of 32 bits behind 16 that mean nothing, each with its name.</summary>
    private static void Numbers(ref Layer layer, ReadOnlySpan<byte> value, string[] names, bool isHexadecimal)
    {
        var rest = value.Length < 2 ? default : value[2..];
        foreach (string name in names)
        {
            if (rest.Length < sizeof(uint))
            {
                layer.Text($"{TooShort}");
                return;
            }
            uint number = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (isHexadecimal) layer.Text($"{name}{number:x8} ");
            else layer.Text($"{name}{number} ");
            rest = rest[sizeof(uint)..];
        }
    }
}
