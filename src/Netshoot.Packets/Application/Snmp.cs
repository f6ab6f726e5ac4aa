using Netshoot.Wire;

namespace Netshoot.Packets.Application;

/// <summary>Simple network management (RFC 1157, RFC 3416, RFC 3412, RFC 3414), in basic encoding rules.</summary>
[Dissects(Select.UdpPort, 161)]
[Dissects(Select.UdpPort, 162)]
[Dissects(Select.Payload, (int)PayloadType.Snmp)]
public readonly struct Snmp : IDissector
{
    private const int Universal = 0;
    private const int Application = 1;
    private const int Context = 2;
    private const int Integer = 2;
    private const int OctetString = 4;
    private const int Null = 5;
    private const int ObjectId = 6;
    private const int Sequence = 16;

    public static string Name => "snmp";

    public static Next Dissect(ref Layer layer)
    {
        layer.Text(" "u8);
        var bytes = layer.Bytes[..Math.Min(layer.Bytes.Length, layer.Length)];
        bool wholeCaptured = layer.Bytes.Length >= layer.Length;
        var reader = new Reader(bytes, layer.Length);
        if (!reader.Next(ref layer, out var element)) return Next.Done;
        if (!element.Is(Universal, Sequence))
        {
            layer.Text("[!init SEQ]"u8);
            Print(ref layer, element, reader.Contents(element));
            return Next.Done;
        }
        if (reader.Position + element.Length < layer.Length && wholeCaptured) layer.Text($"[{layer.Length - reader.Position - element.Length} extraneous bytes]");
        var message = reader.Inside(element);
        if (!message.Next(ref layer, out element)) return Next.Done;
        if (!element.Is(Universal, Integer))
        {
            layer.Text("[version!=INT: "u8);
            Print(ref layer, element, message.Contents(element));
            layer.Text("]"u8);
            return Next.Done;
        }
        long version = Number(message.Contents(element));
        message.Pass(element);
        layer.Field("version", version);
        if (version is not (0 or 1 or 3))
        {
            layer.Text($"SNMP [version = {version}]");
            return Next.Done;
        }
        bool verbose = layer.Verbosity > 0;
        if (verbose) layer.Text($"{{ SNMP{(version == 0 ? "v1" : version == 1 ? "v2c" : "v3")} ");
        if (version == 3) Version3(ref layer, ref message);
        else Community(ref layer, ref message, version);
        if (verbose) layer.Text("} "u8);
        return Next.Done;
    }

    private static void Community(ref Layer layer, ref Reader reader, long version)
    {
        if (!reader.Next(ref layer, out var element)) return;
        if (!element.Is(Universal, OctetString))
        {
            layer.Text("[comm!=STR: "u8);
            Print(ref layer, element, reader.Contents(element));
            layer.Text("]"u8);
            return;
        }
        var community = reader.Contents(element);
        if (!community.SequenceEqual("public"u8))
        {
            layer.Text("C=\""u8);
            layer.Printable(community);
            layer.Text("\" "u8);
        }
        reader.Pass(element);
        Pdu(ref layer, ref reader, version);
    }

    private static void Version3(ref Layer layer, ref Reader reader)
    {
        bool verbose = layer.Verbosity > 0;
        if (!reader.Next(ref layer, out var element) || !Expect(ref layer, element, ref reader, Sequence, "message!=SEQ")) return;
        var global = reader.Inside(element);
        if (!global.Next(ref layer, out var id) || !Expect(ref layer, id, ref global, Integer, "msgID!=INT")) return;
        global.Pass(id);
        if (!global.Next(ref layer, out var size) || !Expect(ref layer, size, ref global, Integer, "msgMaxSize!=INT")) return;
        global.Pass(size);
        if (!global.Next(ref layer, out var flagged) || !Expect(ref layer, flagged, ref global, OctetString, "msgFlags!=INT")) return;
        byte flags = global.Contents(flagged) is [var f, ..] ? f : (byte)0;
        global.Pass(flagged);
        layer.Text($"{(verbose ? "{ " : "")}F={((flags & 1) != 0 ? "a" : "")}{((flags & 2) != 0 ? "p" : "")}{((flags & 4) != 0 ? "r" : "")} ");
        if (!global.Next(ref layer, out var model) || !Expect(ref layer, model, ref global, Integer, "msgSecurityModel!=INT")) return;
        long security = Number(global.Contents(model));
        if (security != 3) layer.Text($"[security {security}]");
        if (verbose) layer.Text("} "u8);
        reader.Pass(element);
        if (!reader.Next(ref layer, out var parameters) || !Expect(ref layer, parameters, ref reader, OctetString, "msgSecurityParameters!=STR")) return;
        if (security == 3)
        {
            layer.Text(verbose ? "{ USM "u8 : ""u8);
            var inner = reader.Inside(parameters);
            UserSecurity(ref layer, ref inner);
            if (verbose) layer.Text("} "u8);
        }
        reader.Pass(parameters);
        if (verbose) layer.Text("{ ScopedPDU "u8);
        Scoped(ref layer, ref reader);
        if (verbose) layer.Text("} "u8);
    }

    private static void UserSecurity(ref Layer layer, ref Reader reader)
    {
        if (!reader.Next(ref layer, out var outer) || !Expect(ref layer, outer, ref reader, Sequence, "!usm SEQ")) return;
        var usm = reader.Inside(outer);
        if (!usm.Next(ref layer, out var engine)) return;
        usm.Pass(engine);
        if (!usm.Next(ref layer, out var boots)) return;
        long boot = Number(usm.Contents(boots));
        usm.Pass(boots);
        if (!usm.Next(ref layer, out var times)) return;
        long time = Number(usm.Contents(times));
        usm.Pass(times);
        if (layer.Verbosity > 0) layer.Text($"B={boot} T={time} ");
        if (!usm.Next(ref layer, out var user)) return;
        layer.Text("U=\""u8);
        layer.Printable(usm.Contents(user));
        layer.Text("\" "u8);
    }

    private static void Scoped(ref Layer layer, ref Reader reader)
    {
        if (!reader.Next(ref layer, out var element)) return;
        if (!element.Is(Universal, Sequence))
        {
            layer.Text("[!scoped PDU]"u8);
            Print(ref layer, element, reader.Contents(element));
            return;
        }
        var scoped = reader.Inside(element);
        if (!scoped.Next(ref layer, out var engine)) return;
        layer.Text("E="u8);
        foreach (byte b in scoped.Contents(engine)) layer.Text($"_{b:x2}");
        layer.Text(" "u8);
        scoped.Pass(engine);
        if (!scoped.Next(ref layer, out var context)) return;
        layer.Text("C=\""u8);
        layer.Printable(scoped.Contents(context));
        layer.Text("\" "u8);
        scoped.Pass(context);
        Pdu(ref layer, ref scoped, 3);
    }

    private static void Pdu(ref Layer layer, ref Reader reader, long version)
    {
        if (!reader.Next(ref layer, out var element)) return;
        bool verbose = layer.Verbosity > 0;
        string? name = element.Class == Context && element.Constructed ? PduName(element.Tag) : null;
        if (name is null)
        {
            if (element.Constructed && !element.Is(Universal, Sequence)) layer.Text($"C/{(element.Class == Universal ? "U" : "x")}/{TypeName(element)}");
            else if (!element.Constructed && !HasValue(element)) layer.Text($"[P/{(element.Class == Universal ? "U" : "A")}/{TypeName(element)}]");
            layer.Text("[no PDU]"u8);
            return;
        }
        if (verbose) layer.Text("{ "u8);
        layer.Text($"{name}({element.Length}) ");
        layer.Field("pdu", name);
        const int OldTrap = 4;
        if (version == 0 && element.Tag > OldTrap || version == 1 && element.Tag == OldTrap)
        {
            layer.Text(version == 0 ? "[v2 PDU in v1 message]"u8 : "[v1 PDU in v2 message]"u8);
            return;
        }
        var pdu = reader.Inside(element);
        if (element.Tag == OldTrap) Trap(ref layer, ref pdu);
        else Request(ref layer, ref pdu, element.Tag);
        if (verbose) layer.Text(" } "u8);
    }

    private static void Request(ref Layer layer, ref Reader pdu, int type)
    {
        if (!pdu.Next(ref layer, out var id) || !Expect(ref layer, id, ref pdu, Integer, "reqId!=INT")) return;
        if (layer.Verbosity > 0) layer.Text($"R={Number(pdu.Contents(id))} ");
        pdu.Pass(id);
        bool bulk = type == 5;
        if (!pdu.Next(ref layer, out var status) || !Expect(ref layer, status, ref pdu, Integer, "errorStatus!=INT")) return;
        long error = Number(pdu.Contents(status));
        pdu.Pass(status);
        if (bulk)
        {
            layer.Text($" N={error}");
        }
        else if (error != 0)
        {
            layer.Text($" {ErrorName(error)}");
        }
        if (!pdu.Next(ref layer, out var index) || !Expect(ref layer, index, ref pdu, Integer, "errorIndex!=INT")) return;
        long place = Number(pdu.Contents(index));
        pdu.Pass(index);
        if (bulk) layer.Text($" M={place}");
        else if (place != 0) layer.Text($"@{place}");
        Bindings(ref layer, ref pdu, type);
    }

    private static void Trap(ref Layer layer, ref Reader pdu)
    {
        if (!pdu.Next(ref layer, out var enterprise) || !Expect(ref layer, enterprise, ref pdu, ObjectId, "enterprise!=OID")) return;
        layer.Text(" "u8);
        Print(ref layer, enterprise, pdu.Contents(enterprise));
        pdu.Pass(enterprise);
        layer.Text(" "u8);
        if (!pdu.Next(ref layer, out var address)) return;
        Print(ref layer, address, pdu.Contents(address));
        pdu.Pass(address);
        if (!pdu.Next(ref layer, out var generic) || !Expect(ref layer, generic, ref pdu, Integer, "genericTrap!=INT")) return;
        long trap = Number(pdu.Contents(generic));
        if (TrapName(trap) is { } name) layer.Text($" {name}");
        else layer.Text($" generic-trap#{trap}");
        pdu.Pass(generic);
        if (!pdu.Next(ref layer, out var specific) || !Expect(ref layer, specific, ref pdu, Integer, "specificTrap!=INT")) return;
        long number = Number(pdu.Contents(specific));
        if (trap == 6) layer.Text($" s={number}");
        else if (number != 0) layer.Text($" [specific-trap({number})!=0]");
        pdu.Pass(specific);
        layer.Text(" "u8);
        if (!pdu.Next(ref layer, out var time)) return;
        Print(ref layer, time, pdu.Contents(time));
        pdu.Pass(time);
        if (pdu.Left > 0) Bindings(ref layer, ref pdu, 4);
    }

    private static void Bindings(ref Layer layer, ref Reader pdu, int type)
    {
        if (!pdu.Next(ref layer, out var list) || !Expect(ref layer, list, ref pdu, Sequence, "!SEQ of varbind")) return;
        var bindings = pdu.Inside(list);
        while (bindings.Left > 0)
        {
            if (!bindings.Next(ref layer, out var binding) || !Expect(ref layer, binding, ref bindings, Sequence, "!varbind")) return;
            var pair = bindings.Inside(binding);
            if (!pair.Next(ref layer, out var name) || !Expect(ref layer, name, ref pair, ObjectId, "objName!=OID")) return;
            layer.Text(" "u8);
            Print(ref layer, name, pair.Contents(name));
            pair.Pass(name);
            // Questions have nulls where the answers will be.
            bool asks = type is 0 or 1 or 5;
            if (!asks) layer.Text("="u8);
            if (!pair.Next(ref layer, out var value)) return;
            if (!asks || !value.Is(Universal, Null))
            {
                if (asks) layer.Text("="u8);
                Print(ref layer, value, pair.Contents(value));
            }
            bindings.Pass(binding);
        }
    }

    private static bool Expect(ref Layer layer, SnmpElement element, ref Reader reader, int tag, string complaint)
    {
        if (element.Is(Universal, tag)) return true;
        layer.Text($"[{complaint}: ");
        Print(ref layer, element, reader.Contents(element));
        layer.Text("]"u8);
        return false;
    }

    private static long Number(ReadOnlySpan<byte> contents)
    {
        long value = contents is [var first, ..] && (first & 0x80) != 0 ? -1 : 0;
        foreach (byte b in contents) value = value << 8 | b;
        return (int)value;
    }

    private static void Print(ref Layer layer, SnmpElement element, ReadOnlySpan<byte> contents)
    {
        if (element.Constructed)
        {
            Outer(ref layer, element, contents);
            return;
        }
        switch (element.Class, element.Tag)
        {
            case (Universal, Integer):
                if (contents.IsEmpty) layer.Text("[asnlen=0]"u8);
                else layer.Text($"{Number(contents)}");
                break;
            case (Universal, OctetString):
                Octets(ref layer, contents);
                break;
            case (Universal, Null):
                break;
            case (Universal, ObjectId):
                Oid(ref layer, contents);
                break;
            case (Application, 0):
                if (contents.Length != 4) layer.Text("[inetaddr len!=4]"u8);
                for (int i = 0; i < contents.Length; i++) layer.Text($"{(i > 0 ? "." : "")}{contents[i]}");
                break;
            case (Application, 1 or 2 or 3):
                ulong value = 0;
                foreach (byte b in contents) value = value << 8 | b;
                layer.Text($"{(uint)value}");
                break;
            case (Application, 6):
                value = 0;
                foreach (byte b in contents) value = value << 8 | b;
                layer.Text($"{value}");
                break;
            case (Context, 0):
                layer.Text("[noSuchObject]"u8);
                break;
            case (Context, 1):
                layer.Text("[noSuchInstance]"u8);
                break;
            case (Context, 2):
                layer.Text("[endOfMibView]"u8);
                break;
            case (Context, _):
                layer.Text("[BE_ANY!?]"u8);
                break;
            default:
                layer.Text($"[P/{(element.Class == Universal ? "U" : "A")}/{TypeName(element)}]");
                Bytes(ref layer, contents);
                break;
        }
    }

    /// <summary>An element of elements where a value is wanted.</summary>
    private static void Outer(ref Layer layer, SnmpElement element, ReadOnlySpan<byte> contents)
    {
        switch (element.Class, element.Tag)
        {
            case (Universal, Sequence):
                layer.Text($"Seq({element.Length})");
                break;
            case (Context, _):
                layer.Text($"{PduName(element.Tag)}({element.Length})");
                break;
            default:
                layer.Text($"C/{(element.Class == Universal ? "U" : "x")}/{TypeName(element)}");
                Bytes(ref layer, contents);
                break;
        }
    }

    private static bool HasValue(SnmpElement element)
        => element.Class == Context || element.Class == Universal && element.Tag is (Integer or OctetString or Null or ObjectId) || element.Class == Application && element.Tag is (<= 3 or 6);

    private static void Bytes(ref Layer layer, ReadOnlySpan<byte> contents)
    {
        foreach (byte b in contents) layer.Text($"_{b:x2}");
    }

    private static string TypeName(SnmpElement element) => (element.Class, element.Tag) switch
    {
        (Universal, 0) => "U-0",
        (Universal, 1) => "Boolean",
        (Universal, Integer) => "Integer",
        (Universal, 3) => "Bitstring",
        (Universal, OctetString) => "String",
        (Universal, Null) => "Null",
        (Universal, ObjectId) => "ObjID",
        (Universal, 7) => "ObjectDes",
        (Universal, 8) => "U-8",
        (Universal, 9) => "U-9",
        (Universal, 10) => "U-10",
        (Universal, 11) => "U-11",
        (Universal, 12) => "U-12",
        (Universal, 13) => "U-13",
        (Universal, 14) => "U-14",
        (Universal, 15) => "U-15",
        (Universal, Sequence) => "Sequence",
        (Universal, _) => "Set",
        (_, 0) => "IpAddress",
        (_, 1) => "Counter",
        (_, 2) => "Gauge",
        (_, 3) => "TimeTicks",
        (_, 4) => "Opaque",
        (_, 5) => "C-5",
        _ => "Counter64",
    };

    private static void Octets(ref Layer layer, ReadOnlySpan<byte> contents)
    {
        bool text = true;
        foreach (byte b in contents)
        {
            if (b is < 0x20 or > 0x7e && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0b or 0x0c)) text = false;
        }
        if (text)
        {
            layer.Text("\""u8);
            layer.Printable(contents);
            layer.Text("\""u8);
            return;
        }
        for (int i = 0; i < contents.Length; i++) layer.Text($"{(i > 0 ? "_" : "")}{contents[i]:x2}");
    }

    private static void Oid(ref Layer layer, ReadOnlySpan<byte> contents)
    {
        uint part = 0;
        bool first = true;
        foreach (byte b in contents)
        {
            part = part << 7 | b & 0x7fu;
            if ((b & 0x80) != 0) continue;
            if (first)
            {
                uint top = Math.Min(2, part / 40);
                layer.Text($".{top}.{part - top * 40}");
                first = false;
            }
            else
            {
                layer.Text($".{part}");
            }
            part = 0;
        }
    }

    private static string? PduName(int tag) => tag switch
    {
        0 => "GetRequest",
        1 => "GetNextRequest",
        2 => "GetResponse",
        3 => "SetRequest",
        4 => "Trap",
        5 => "GetBulk",
        6 => "Inform",
        7 => "V2Trap",
        8 => "Report",
        _ => null,
    };

    private static string? TrapName(long trap) => trap switch
    {
        0 => "coldStart",
        1 => "warmStart",
        2 => "linkDown",
        3 => "linkUp",
        4 => "authenticationFailure",
        5 => "egpNeighborLoss",
        6 => "enterpriseSpecific",
        _ => null,
    };

    private static string ErrorName(long error) => error switch
    {
        1 => "tooBig",
        2 => "noSuchName",
        3 => "badValue",
        4 => "readOnly",
        5 => "genErr",
        6 => "noAccess",
        7 => "wrongType",
        8 => "wrongLength",
        9 => "wrongEncoding",
        10 => "wrongValue",
        11 => "noCreation",
        12 => "inconsistentValue",
        13 => "resourceUnavailable",
        14 => "commitFailed",
        15 => "undoFailed",
        16 => "authorizationError",
        17 => "notWritable",
        18 => "inconsistentName",
        _ => "[ErrorStatus]",
    };

    /// <summary>Reads elements one after another within bounds.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes, int length)
    {
        private const int UniversalTags = 18;
        private const int ApplicationTags = 7;
        private const int ContextTags = 9;

        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Position { get; private set; }

        public readonly int Left => length - Position;

        public bool Next(ref Layer layer, out SnmpElement element)
        {
            element = default;
            if (Left < 1)
            {
                layer.Text("[nothing to parse]"u8);
                return false;
            }
            int at = Position;
            if (at + 1 >= _bytes.Length && at + 1 < length || at >= _bytes.Length)
            {
                layer.Trunc();
                return false;
            }
            byte id = _bytes[at++];
            int tag = id & 31;
            if (tag == 31)
            {
                tag = 0;
                while (at < _bytes.Length && (_bytes[at] & 0x80) != 0) tag = tag << 7 | _bytes[at++] & 0x7f;
                if (at < _bytes.Length) tag = tag << 7 | _bytes[at++];
            }
            if (at >= _bytes.Length)
            {
                layer.Text("[no asnlen]"u8);
                return false;
            }
            int size = _bytes[at++];
            if ((size & 0x80) != 0)
            {
                int bytes = size & 0x7f;
                if (at + bytes > length)
                {
                    layer.Text("[asnlen? "u8);
                    layer.Text($"{length - at}<{bytes}]");
                    return false;
                }
                if (at + bytes > _bytes.Length)
                {
                    layer.Trunc();
                    return false;
                }
                uint value = 0;
                for (int i = 0; i < bytes; i++) value = value << 8 | _bytes[at++];
                size = value > int.MaxValue ? int.MaxValue : (int)value;
            }
            // Tags are eight bits wide here; what has no name in its class is no element.
            tag &= 0xff;
            if (tag >= (id >> 6) switch { Universal => UniversalTags, Application => ApplicationTags, Context => ContextTags, _ => 0 })
            {
                layer.Text($"[id?{((id & 0x20) != 0 ? "C" : "P")}/x/{tag}]");
                return false;
            }
            if (size > length - at)
            {
                layer.Text($"[len{length - at}<asnlen{size}]");
                return false;
            }
            if (size > _bytes.Length - at)
            {
                layer.Trunc();
                return false;
            }
            element = new(id >> 6, (id & 0x20) != 0, tag, at - Position, size);
            Position = at;
            return true;
        }

        public readonly ReadOnlySpan<byte> Contents(SnmpElement element) => _bytes.Slice(Position, element.Length);

        public readonly Reader Inside(SnmpElement element) => new(Contents(element), element.Length);

        public void Pass(SnmpElement element) => Position += element.Length;
    }
}
