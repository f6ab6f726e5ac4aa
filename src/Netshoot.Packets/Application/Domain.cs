using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Domain name system and its multicast form (RFC 1035, RFC 6762).</summary>
[Dissects(Select.UdpPort, 53)]
[Dissects(Select.UdpPort, MulticastPort)]
[Dissects(Select.Payload, (int)PayloadType.Domain)]
public readonly struct Domain : IDissector
{
    internal const int MulticastPort = 5353;
    private const int HeaderSize = 12;
    private const int TypeOpt = 41;

    public static string Name => "domain";

    public static Next Dissect(ref Layer layer)
    {
        Message(ref layer, layer.Flow.SourcePort == MulticastPort || layer.Flow.DestinationPort == MulticastPort);
        return Next.Done;
    }

    internal static void Message(ref Layer layer, bool multicast)
    {
        int length = layer.Length;
        if (length < HeaderSize)
        {
            layer.Text($"domain [length {length} < {HeaderSize}]");
            layer.Invalid();
            return;
        }
        var message = layer.Bytes;
        ushort id = layer.U16(), flags = layer.U16();
        ushort questions = layer.U16(), answers = layer.U16(), authorities = layer.U16(), additional = layer.U16();
        if (layer.Truncated) return;
        layer.Field("id", id);
        layer.Field("response", flags >> 15);
        layer.Field("opcode", flags >> 11 & 15);
        layer.Field("rcode", flags & 15);
        layer.Field("questions", questions);
        layer.Field("answers", answers);
        bool response = (flags & 0x8000) != 0;
        string operation = OperationName(flags >> 11 & 15);
        if (response)
        {
            int code = ExtendedCode(message, flags & 15, questions, answers + authorities, additional);
            layer.Text($"{id}{operation}{CodeName(code)}");
            if (CodeName(code) is null) layer.Text($" Resp{code}");
            layer.Text($"{((flags & 0x0400) != 0 ? "*" : "")}{((flags & 0x0080) != 0 ? "" : "-")}{((flags & 0x0200) != 0 ? "|" : "")}{((flags & 0x0020) != 0 ? "$" : "")}");
            if (questions != 1) layer.Text($" [{questions}q]");
            if (!Questions(ref layer, message, questions, multicast, response: true)) return;
            layer.Text($" {answers}/{authorities}/{additional}");
            if (!Records(ref layer, message, answers, "", multicast)) return;
            if (layer.Verbosity > 1)
            {
                if (!Records(ref layer, message, authorities, " ns:", multicast)) return;
                if (!Records(ref layer, message, additional, " ar:", multicast)) return;
            }
        }
        else
        {
            layer.Text($"{id}{operation}{((flags & 0x0100) != 0 ? "+" : "")}{((flags & 0x0010) != 0 ? "%" : "")}");
            if ((flags & 0x06cf) != 0) layer.Text($" [b2&3=0x{flags:x}]");
            if ((flags >> 11 & 15) == 1)
            {
                if (questions != 0) layer.Text($" [{questions}q]");
                if (answers != 1) layer.Text($" [{answers}a]");
            }
            else
            {
                if (answers != 0) layer.Text($" [{answers}a]");
                if (questions != 1) layer.Text($" [{questions}q]");
            }
            if (authorities != 0) layer.Text($" [{authorities}n]");
            if (additional != 0) layer.Text($" [{additional}au]");
            if (!Questions(ref layer, message, questions, multicast, response: false)) return;
            if (layer.Verbosity > 1)
            {
                if (!Records(ref layer, message, answers, "", multicast)) return;
                if (!Records(ref layer, message, authorities, " ns:", multicast)) return;
                if (!Records(ref layer, message, additional, " ar:", multicast)) return;
            }
        }
        layer.Text($" ({length})");
    }

    private static bool Questions(ref Layer layer, ReadOnlySpan<byte> message, int count, bool multicast, bool response)
    {
        for (int i = 0; i < count; i++)
        {
            if (response && i > 0) layer.Text(","u8);
            bool print = !response || layer.Verbosity > 1;
            if (print)
            {
                layer.Text($"{(response ? " q:" : "")}");
                if (!Question(ref layer, message, multicast)) return false;
            }
            else
            {
                int end = DnsName.Skip(message, layer.Position);
                if (end < 0)
                {
                    layer.EndEarly();
                    return false;
                }
                if (end + 4 > message.Length)
                {
                    // The counts are still printed; the first record then finds nothing.
                    layer.Skip(layer.Captured);
                    return true;
                }
                layer.Skip(end + 4 - layer.Position);
            }
        }
        return true;
    }

    private static bool Question(ref Layer layer, ReadOnlySpan<byte> message, bool multicast)
    {
        // The name stands before its type and is printed after it.
        int end = DnsName.Skip(message, layer.Position);
        if (end < 0 || end + 4 > message.Length)
        {
            if (end < 0 || end + 2 > message.Length)
            {
                layer.EndEarly();
                return false;
            }
        }
        var rest = new WireReader(message[end..]);
        ushort type = rest.U16(), kind = rest.U16();
        if (rest.Truncated)
        {
            layer.EndEarly();
            return false;
        }
        layer.Text(" "u8);
        DnsRecord.PrintType(ref layer, type);
        bool unicast = multicast && (kind & 0x8000) != 0;
        if (multicast) kind &= 0x7fff;
        DnsRecord.PrintClass(ref layer, kind);
        if (multicast) layer.Text($"{(unicast ? " (QU)" : " (QM)")}");
        layer.Text("? "u8);
        if (!DnsName.Print(ref layer, message)) return false;
        layer.Skip(4);
        return true;
    }

    private static bool Records(ref Layer layer, ReadOnlySpan<byte> message, int count, string title, bool multicast)
    {
        if (count == 0) return true;
        layer.Text($"{title} ");
        for (int i = 0; i < count; i++)
        {
            if (!layer.Has(1) || layer.Position >= layer.Length)
            {
                layer.EndEarly();
                return false;
            }
            if (i > 0) layer.Text(", "u8);
            if (!DnsRecord.Print(ref layer, message, multicast)) return false;
        }
        return true;
    }

    /// <summary>The response code with the upper bits that an OPT record carries (RFC 6891 section 6.1.3).</summary>
    private static int ExtendedCode(ReadOnlySpan<byte> message, int code, int questions, int records, int additional)
    {
        int at = HeaderSize;
        for (int i = 0; i < questions; i++)
        {
            at = DnsName.Skip(message, at);
            if (at < 0) return code;
            at += 4;
        }
        for (int i = 0; i < records + additional; i++)
        {
            at = DnsName.Skip(message, at);
            if (at < 0 || at + 10 > message.Length) return code;
            if (i >= records && (message[at] << 8 | message[at + 1]) == TypeOpt) return message[at + 4] << 4 | code;
            at += 10 + (message[at + 8] << 8 | message[at + 9]);
        }
        return code;
    }

    private static string OperationName(int operation) => operation switch
    {
        0 => "",
        1 => " inv_q",
        2 => " stat",
        3 => " op3",
        4 => " notify",
        5 => " update",
        6 => " op6",
        7 => " op7",
        8 => " op8",
        9 => " updateA",
        10 => " updateD",
        11 => " updateDA",
        12 => " updateM",
        13 => " updateMA",
        14 => " zoneInit",
        _ => " zoneRef",
    };

    private static string? CodeName(int code) => code switch
    {
        0 => "",
        1 => " FormErr",
        2 => " ServFail",
        3 => " NXDomain",
        4 => " NotImp",
        5 => " Refused",
        6 => " YXDomain",
        7 => " YXRRSet",
        8 => " NXRRSet",
        9 => " NotAuth",
        10 => " NotZone",
        15 => " NoChange",
        16 => " BadVers",
        23 => " BadCookie",
        _ => null,
    };
}
