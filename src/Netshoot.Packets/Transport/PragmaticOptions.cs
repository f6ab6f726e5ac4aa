namespace Netshoot.Packets.Transport;

/// <summary>Options of PGM (RFC 3208 section 9).</summary>
internal static class PragmaticOptions
{
    private const byte End = 0x80;

    /// <returns>False when the packet cannot be followed further.</returns>
    public static bool Print(ref Layer layer)
    {
        byte first = (byte)(layer.U8() & 0x7f), size = layer.U8();
        if (layer.Truncated) return false;
        if (first != 0)
        {
            layer.Text($"[First option bad, should be PGM_OPT_LENGTH, is {first}]");
            return false;
        }
        if (size != 4)
        {
            layer.Text($"[Bad OPT_LENGTH option, length {size} != 4]");
            return false;
        }
        ushort total = layer.U16();
        layer.Text($" OPTS LEN {total}");
        if (total == 0) return true;
        int left = total - 4;
        while (left > 0 && !layer.Truncated)
        {
            if (left < 2)
            {
                layer.Text("[Total option length leaves no room for final option]"u8);
                return false;
            }
            byte kind = layer.U8(), length = layer.U8();
            if (layer.Truncated) return false;
            left -= 2;
            if (length == 0) break;
            if (left < length - 2)
            {
                layer.Text("[Total option length leaves no room for final option]"u8);
                return false;
            }
            int start = layer.Position;
            if (!Option(ref layer, (byte)(kind & 0x7f), length)) return false;
            if (layer.Truncated) return false;
            int used = layer.Position - start;
            if (used < length - 2) layer.Skip(length - 2 - used);
            left -= Math.Max(0, length - 2);
            if ((kind & End) != 0) break;
        }
        return !layer.Truncated;
    }

    private static bool Option(ref Layer layer, byte kind, byte length)
    {
        switch (kind)
        {
            case 0x00:
                if (Wrong(ref layer, "OPT_LENGTH", length, 4, exact: true)) return false;
                layer.Text($" OPTS LEN (extra?) {layer.U16()}");
                return true;
            case 0x01:
                if (Wrong(ref layer, "OPT_FRAGMENT", length, 16, exact: true)) return false;
                layer.Skip(2);
                uint sequence = layer.U32(), offset = layer.U32(), size = layer.U32();
                layer.Text($" FRAG seq {sequence} off {offset} len {size}");
                return true;
            case 0x02:
                layer.Skip(2);
                layer.Text(" NAK LIST ["u8);
                for (int i = 4, n = 0; i + 4 <= length && !layer.Truncated; i += 4, n++) layer.Text($"{(n > 0 ? " " : "")}{layer.U32()}");
                layer.Text("]"u8);
                return true;
            case 0x03:
                if (Wrong(ref layer, "OPT_JOIN", length, 8, exact: true)) return false;
                layer.Skip(2);
                layer.Text($" JOIN {layer.U32()}");
                return true;
            case 0x04:
                if (Wrong(ref layer, "OPT_NAK_BO_IVL", length, 11, exact: false)) return false;
                layer.Skip(2);
                uint least = layer.U32(), most = layer.U32(), order = layer.U32();
                layer.Text($" BACKOFF ivl_rnd {least} ivl_max {most} seq {order}");
                return true;
            case 0x07:
                if (Wrong(ref layer, "OPT_REDIRECT", length, 8, exact: false)) return false;
                layer.Skip(2);
                return PragmaticMulticast.Address(ref layer, " REDIRECT ");
            case 0x0c:
                layer.Text($" PATH_NLA [{length}]");
                layer.Skip(length);
                return true;
            case 0x0d:
                if (Wrong(ref layer, "OPT_SYN", length, 4, exact: true)) return false;
                layer.Skip(2);
                layer.Text(" SYN"u8);
                return true;
            case 0x0e:
                if (Wrong(ref layer, "OPT_FIN", length, 4, exact: true)) return false;
                layer.Skip(2);
                layer.Text(" FIN"u8);
                return true;
            case 0x0f:
                if (Wrong(ref layer, "OPT_RST", length, 4, exact: true)) return false;
                layer.Skip(2);
                layer.Text(" RST"u8);
                return true;
            case 0x12:
                if (Wrong(ref layer, "OPT_PGMCC_DATA", length, 12, exact: false)) return false;
                layer.Skip(2);
                uint stamp = layer.U32();
                layer.Text($" PGMCC DATA {stamp}");
                return PragmaticMulticast.Address(ref layer, " ");
            case 0x13:
                if (Wrong(ref layer, "OPT_PGMCC_FEEDBACK", length, 12, exact: false)) return false;
                layer.Skip(2);
                stamp = layer.U32();
                layer.Text($" PGMCC FEEDBACK {stamp}");
                return PragmaticMulticast.Address(ref layer, " ");
            case 0x08:
                layer.Text($" PARITY MAXTGS {(length >= 8 ? layer.PeekU32(2) : 0)}");
                return true;
            case 0x0a:
                layer.Text($" PARITY GROUP {(length >= 8 ? layer.PeekU32(2) : 0)}");
                return true;
            case 0x0b:
                layer.Text($" PARITY ATGS {(length >= 8 ? layer.PeekU32(2) : 0)}");
                return true;
        }
        layer.Text($" OPT_{kind:X2} [{length}] ");
        layer.Skip(length);
        return true;
    }

    private static bool Wrong(ref Layer layer, string name, byte length, int right, bool exact)
    {
        if (exact ? length == right : length >= right) return false;
        layer.Text($"[Bad {name} option, length {length} {(exact ? "!=" : "<")} {right}]");
        return true;
    }
}
