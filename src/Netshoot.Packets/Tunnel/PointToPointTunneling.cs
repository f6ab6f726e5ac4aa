namespace Netshoot.Packets.Tunnel;

/// <summary>The control connection of the point-to-point tunneling protocol (RFC 2637 section 2).</summary>
[Dissects(Select.TcpPort, 1723)]
public readonly struct PointToPointTunneling : IDissector
{
    private const uint MagicCookie = 0x1a2b3c4d;
    private const int ShortText = 64;
    private const int LongText = 128;

    public static string Name => "pptp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text(": pptp"u8);
        ushort length = layer.U16(), kind = layer.U16();
        uint cookie = layer.U32();
        if (layer.Truncated) return Next.Done;
        bool verbose = layer.Verbosity > 0;
        if (verbose)
        {
            layer.Text($" Length={length}");
            layer.Text(kind switch { 1 => " CTRL-MSG"u8, 2 => " MGMT-MSG"u8, _ => " UNKNOWN-MSG-TYPE"u8 });
        }
        if (cookie != MagicCookie) layer.Text($" UNEXPECTED Magic-Cookie!!({cookie:x8})");
        if (verbose || cookie != MagicCookie) layer.Text($" Magic-Cookie={cookie:x8}");
        ushort type = layer.U16();
        if (layer.Truncated) return Next.Done;
        layer.Field("type", type);
        if (type < s_messages.Length) layer.Text($" CTRL_MSGTYPE={s_messages[type].Name}");
        else layer.Text($" UNKNOWN_CTRL_MSGTYPE({type})");
        Reserved(ref layer, layer.U16());
        if (type >= s_messages.Length) return Next.Done;
        var rest = s_messages[type].Fields.AsSpan();
        Span<int> digits = stackalloc int[2];
        while (!rest.IsEmpty && !layer.Truncated)
        {
            int end = rest.IndexOf(' ');
            var field = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            // A number that is cut off does not even have its name printed; a text and a set of bits do.
            if (!layer.Has(Size(field[0]))) layer.EndEarly();
            if (field.Length > 1) layer.Text($" {field[1..]}(");
            Value(ref layer, field[0], type, digits);
            if (field.Length > 1) layer.Text(")"u8);
        }
        return Next.Done;
    }

    /// <summary>The letter before a field's name says how it is read; a letter alone is bytes that have no meaning.</summary>
    private static void Value(ref Layer layer, char form, ushort type, scoped Span<int> digits)
    {
        switch (form)
        {
            case '2':
                layer.Text($"{layer.U16()}");
                break;
            case 'd' or 'D':
                ushort length = layer.U16();
                digits[form == 'd' ? 0 : 1] = length;
                layer.Text($"{length}");
                break;
            case '4':
                layer.Text($"{layer.U32()}");
                break;
            case 'x':
                layer.Text($"0x{layer.U32():x8}");
                break;
            case 'v':
                byte version = layer.U8(), revision = layer.U8();
                layer.Text($"{version}.{revision}");
                break;
            case 'F' or 'B':
                uint bits = layer.U32();
                layer.Text(form == 'F' ? (bits & 3) switch { 0 => ""u8, 1 => "A"u8, 2 => "S"u8, _ => "AS"u8 } : (bits & 3) switch { 0 => ""u8, 1 => "A"u8, 2 => "D"u8, _ => "DA"u8 });
                break;
            case 'f' or 'b':
                uint kind = layer.U32();
                layer.Text(kind switch { 1 => "A"u8, 2 => form == 'f' ? "S"u8 : "D"u8, 3 => form == 'f' ? "E"u8 : "Any"u8, _ => "?"u8 });
                break;
            case 'r' or 'n' or 'e':
                byte code = layer.U8();
                layer.Text($"{code}");
                if (layer.Verbosity > 0) layer.Text($":{(form == 'e' ? ErrorName(code) : form == 'n' ? ReasonName(code) : ResultName(type, code)) ?? "?"}");
                break;
            case 's' or 'l':
                int size = form == 's' ? ShortText : LongText;
                var text = layer.Rest[..Math.Min(size, layer.Captured)];
                if (!layer.PrintableToZero(text) && text.Length < size) layer.EndEarly();
                layer.Skip(Math.Min(size, layer.Captured));
                break;
            case 'p' or 'P':
                // A telephone number is as long as an earlier field says.
                int most = Math.Min(digits[form == 'p' ? 0 : 1], ShortText);
                var number = layer.Rest[..Math.Min(most, layer.Captured)];
                if (!layer.PrintableToZero(number) && number.Length < most) layer.EndEarly();
                layer.Skip(Math.Min(ShortText, layer.Captured));
                break;
            case 'Z':
                Reserved(ref layer, layer.U16());
                break;
            case 'z':
                Reserved(ref layer, layer.U8());
                break;
        }
    }

    private static int Size(char form) => form switch { '2' or 'v' or 'd' or 'D' => 2, '4' or 'x' or 'B' or 'f' or 'b' => 4, 'r' or 'n' or 'e' => 1, _ => 0 };

    private static void Reserved(ref Layer layer, ushort value)
    {
        if (value != 0) layer.Text($" [ERROR: reserved={value} must be zero]");
    }

    private static readonly (string Name, string Fields)[] s_messages =
    [
        ("NOT_DEFINED", ""),
        ("SCCRQ", "vPROTO_VER Z FFRAME_CAP BBEARER_CAP 2MAX_CHAN 2FIRM_REV sHOSTNAME sVENDOR"),
        ("SCCRP", "vPROTO_VER rRESULT_CODE eERR_CODE FFRAME_CAP BBEARER_CAP 2MAX_CHAN 2FIRM_REV sHOSTNAME sVENDOR"),
        ("StopCCRQ", "nREASON z Z"),
        ("StopCCRP", "rRESULT_CODE eERR_CODE Z"),
        ("ECHORQ", "4ID"),
        ("ECHORP", "4ID rRESULT_CODE eERR_CODE Z"),
        ("OCRQ", "2CALL_ID 2CALL_SER_NUM 4MIN_BPS 4MAX_BPS bBEARER_TYPE fFRAME_TYPE 2RECV_WIN 2PROC_DELAY dPHONE_NO_LEN Z pPHONE_NO sSUB_ADDR"),
        ("OCRP", "2CALL_ID 2PEER_CALL_ID rRESULT_CODE eERR_CODE 2CAUSE_CODE 4CONN_SPEED 2RECV_WIN 2PROC_DELAY 4PHY_CHAN_ID"),
        ("ICRQ", "2CALL_ID 2CALL_SER_NUM bBEARER_TYPE 4PHY_CHAN_ID dDIALED_NO_LEN DDIALING_NO_LEN pDIALED_NO PDIALING_NO sSUB_ADDR"),
        ("ICRP", "2CALL_ID 2PEER_CALL_ID rRESULT_CODE eERR_CODE 2RECV_WIN 2PROC_DELAY Z"),
        ("ICCN", "2PEER_CALL_ID Z 4CONN_SPEED 2RECV_WIN 2PROC_DELAY fFRAME_TYPE"),
        ("CCRQ", "2CALL_ID Z"),
        ("CDN", "2CALL_ID rRESULT_CODE eERR_CODE 2CAUSE_CODE Z lCALL_STATS"),
        ("WEN", "2PEER_CALL_ID Z 4CRC_ERR 4FRAMING_ERR 4HARDWARE_OVERRUN 4BUFFER_OVERRUN 4TIMEOUT_ERR 4ALIGN_ERR"),
        ("SLI", "2PEER_CALL_ID Z xSEND_ACCM xRECV_ACCM"),
    ];

    private static string? ResultName(ushort type, byte code) => (type, code) switch
    {
        (2, 1) => "Successful channel establishment",
        (2, 2) => "General error",
        (2, 3) => "Command channel already exists",
        (2, 4) => "Requester is not authorized to establish a command channel",
        (2, 5) => "The protocol version of the requester is not supported",
        (4 or 6, 1) => "OK",
        (_, 2) => "General Error",
        (8, 1) => "Connected",
        (8, 3) => "No Carrier",
        (8, 4) => "Busy",
        (8, 5) => "No Dial Tone",
        (8, 6) => "Time-out",
        (8, 7) => "Do Not Accept",
        (10, 1) => "Connect",
        (10, 3) => "Do Not Accept",
        (13, 1) => "Lost Carrier",
        (13, 3) => "Admin Shutdown",
        (13, 4) => "Request",
        _ => null,
    };

    private static string? ErrorName(byte code) => code switch
    {
        0 => "None",
        1 => "Not-Connected",
        2 => "Bad-Format",
        3 => "Bad-Value",
        4 => "No-Resource",
        5 => "Bad-Call-ID",
        6 => "PAC-Error",
        _ => null,
    };

    private static string? ReasonName(byte code) => code switch
    {
        1 => "None",
        2 => "Stop-Protocol",
        3 => "Stop-Local-Shutdown",
        _ => null,
    };
}
