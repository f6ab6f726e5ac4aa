namespace Netshoot.Packets.Security;

/// <summary>Payloads of key exchange messages (RFC 2408 section 3, RFC 7296 section 3).</summary>
internal static class KeyPayloads
{
    private const int MostDepth = 8;
    private const int HeaderSize = 4;
    private const byte Proposal = 2;
    private const byte Transform = 3;
    private const byte EncryptedPayload = 46;
    private const byte KeyExchangePayload = 34;

    public static void Name(ref Layer layer, byte kind)
    {
        if (NameOf(kind) is { } name) layer.Text($"{name}");
        else layer.Text($"#{kind}");
    }

    /// <summary>Prints a chain of payloads, each on its line.</summary>
    /// <returns>False when it breaks off.</returns>
    public static bool Print(ref Layer layer, byte kind, int end, int depth, bool second)
    {
        while (kind != 0 && !layer.Truncated)
        {
            if (end - layer.Position < HeaderSize || !layer.Has(HeaderSize)) return Broken(ref layer, kind);
            byte next = layer.PeekU8(), critical = layer.PeekU8(1);
            ushort size = layer.PeekU16(2);
            if (size < HeaderSize || size > end - layer.Position || !Has(kind, second) && !layer.Has(size)) return Broken(ref layer, kind);
            if (depth > MostDepth)
            {
                layer.Text("[too many levels]"u8);
                return false;
            }
            layer.Text("\n"u8);
            for (int i = 0; i < depth; i++) layer.Text("    "u8);
            layer.Text("("u8);
            int start = layer.Position, after = start + size;
            layer.Skip(HeaderSize);
            bool good = One(ref layer, kind, after, size, depth, second, critical);
            if (layer.Truncated) return false;
            if (!good)
            {
                layer.Text(" [|"u8);
                Name(ref layer, kind);
                layer.Text("]"u8);
                layer.Text(")"u8);
                return false;
            }
            layer.Text(")"u8);
            layer.Back(layer.Position - start);
            if (!layer.Has(size))
            {
                if (next != 0) Broken(ref layer, next);
                return false;
            }
            layer.Skip(size);
            // What an encrypted payload names as next is inside it.
            kind = second && kind == EncryptedPayload ? (byte)0 : next;
        }
        return true;
    }

    private static bool Broken(ref Layer layer, byte kind)
    {
        layer.Text(" [|"u8);
        Name(ref layer, kind);
        layer.Text("]"u8);
        return false;
    }

    private static bool One(ref Layer layer, byte kind, int after, int size, int depth, bool second, byte critical)
    {
        // What only the second version has is read in its way in a message of the first too, where it is whole.
        if (!second && kind == KeyExchangePayload && !layer.Has(4)) return false;
        if (Has(kind, second)) Name(ref layer, kind);
        else
        {
            Name(ref layer, kind);
            return true;
        }
        layer.Text($"{(second && (critical & 0x80) != 0 && kind is not (Proposal or Transform) ? "[C]" : "")}:");
        if (second) return KeyPayloads2.Print(ref layer, kind, after, size, depth);
        return KeyPayloads1.Print(ref layer, kind, after, size, depth);
    }

    private static bool Has(byte kind, bool second) => second ? kind is Proposal or Transform or (>= 33 and <= 48) or 43 : kind is >= 1 and <= 13;

    /// <summary>Data where the first ten bytes and the packet's last twenty must do, unless all of it is short.</summary>
    public static void Quick(ref Layer layer)
    {
        var rest = layer.Rest;
        if (rest.Length <= 30)
        {
            layer.HexBytes(rest);
            return;
        }
        layer.HexBytes(rest[..10]);
        layer.Text("..."u8);
        layer.HexBytes(rest[^20..]);
    }

    /// <summary>A payload's bytes in full.</summary>
    public static bool Raw(ref Layer layer, int count)
    {
        if (!layer.Has(count)) return false;
        layer.HexBytes(layer.Take(count));
        return true;
    }

    /// <summary>Attributes of a transform: a type with a value of two bytes, or of a length of its own.</summary>
    public static void Attribute(ref Layer layer, Func<ushort, string?> name, Func<ushort, ushort, string?> value)
    {
        ushort word = layer.U16();
        ushort type = (ushort)(word & 0x7fff);
        if (!layer.Has(2)) layer.EndEarly();
        ushort number = layer.U16();
        if ((word & 0x8000) == 0 && !layer.Has(number)) layer.EndEarly();
        layer.Text("(type="u8);
        if (name(type) is { } known) layer.Text($"{known} ");
        else layer.Text($"#{type} ");
        if ((word & 0x8000) != 0)
        {
            layer.Text("value="u8);
            if (value(type, number) is { } text) layer.Text($"{text}");
            else layer.Text($"{number:x4}");
        }
        else
        {
            layer.Text($"len={number} value=");
            layer.HexBytes(layer.Take(number));
        }
        layer.Text(")"u8);
    }

    private static string? NameOf(byte kind) => kind switch
    {
        0 => "none",
        1 => "sa",
        2 => "p",
        3 => "t",
        4 => "ke",
        5 => "id",
        6 => "cert",
        7 => "cr",
        8 => "hash",
        9 => "sig",
        10 => "nonce",
        11 => "n",
        12 => "d",
        13 => "vid",
        14 => "pay14",
        15 => "pay15",
        16 => "pay16",
        17 => "pay17",
        18 => "pay18",
        >= 19 and <= 32 => s_numbered[kind - 19],
        33 => "sa",
        34 => "v2ke",
        35 => "v2IDi",
        36 => "v2IDr",
        37 => "v2cert",
        38 => "v2cr",
        39 => "v2auth",
        40 => "nonce",
        41 => "n",
        42 => "d",
        43 => "vid",
        44 => "v2TSi",
        45 => "v2TSr",
        46 => "v2e",
        47 => "v2cp",
        48 => "v2eap",
        _ => null,
    };

    private static readonly string[] s_numbered = [.. Enumerable.Range(19, 14).Select(static i => $"pay{i}")];
}
