using Netshoot.Wire;

namespace Netshoot.Packets.Transport;

/// <summary>Options of TCP (RFC 9293 section 3.2, IANA registry).</summary>
internal static class TcpOptions
{
    /// <summary>How nearly every segment between modern hosts has its options: two fillers, then the timestamps (RFC 7323 appendix A). Printed without the way through each.</summary>
    private const uint TimestampLayout = 0x0101080a;
    private const int TimestampLayoutSize = 12;

    private const ushort FastOpenExperiment = 0xf989;
    private const ushort AccurateEcn0 = 0xacce;

    /// <summary>Prints the options; the numbers of selective acknowledgments are relative to the other side's.</summary>
    /// <returns>False when they contradict each other: nothing more is printed.</returns>
    public static bool Print(ref Layer layer, int left, in TcpHeader tcp, uint own, uint peer)
    {
        if (left == TimestampLayoutSize && layer.PeekU32() == TimestampLayout && layer.Has(TimestampLayoutSize) && layer.Line is { } line)
        {
            line.Append(", options [nop,nop,TS val "u8);
            line.Append((ulong)layer.PeekU32(4));
            line.Append(" ecr "u8);
            line.Append((ulong)layer.PeekU32(8));
            line.Append((byte)']');
            layer.Skip(TimestampLayoutSize);
            return true;
        }
        layer.Text(", options ["u8);
        bool first = true;
        while (left > 0)
        {
            if (!first) layer.Text(","u8);
            byte kind = layer.U8();
            if (layer.Truncated) return false;
            left--;
            int size = 1;
            if (kind > 1)
            {
                if (left == 0) return Bad(ref layer, first);
                size = layer.U8();
                if (layer.Truncated) return false;
                left--;
                if (size < 2 || size - 2 > left) return Bad(ref layer, first);
            }
            int body = Math.Max(0, size - 2);
            int start = layer.Position;
            int expected = Option(ref layer, kind, size, body, tcp, own, peer, out bool bad);
            if (layer.Truncated) return false;
            if (bad) return Bad(ref layer, first);
            int taken = layer.Position - start;
            left -= taken;
            if (kind > 1)
            {
                if (expected >= 0 && expected != body) layer.Text($"[len {size}]");
                if (expected < 0)
                {
                    layer.Skip(body - taken);
                    left -= body - taken;
                }
            }
            first = false;
            if (kind == 0) break;
        }
        layer.Text("]"u8);
        if (left > 0 && layer.Has(left)) layer.Skip(left);
        return true;
    }

    private static bool Bad(ref Layer layer, bool first)
    {
        layer.Text("[bad opt]"u8);
        if (!first) layer.Text("]"u8);
        return false;
    }

    /// <returns>The bytes that an option of this kind has behind its length, or -1 where any number will do.</returns>
    private static int Option(ref Layer layer, byte kind, int size, int body, in TcpHeader tcp, uint own, uint peer, out bool bad)
    {
        bad = false;
        switch (kind)
        {
            case 0:
                layer.Text("eol"u8);
                return -1;
            case 1:
                layer.Text("nop"u8);
                return -1;
            case 2:
                layer.Text("mss"u8);
                if (bad = body < 2) return -1;
                layer.Text($" {layer.U16()}");
                return 2;
            case 3:
                layer.Text("wscale"u8);
                if (bad = body < 1) return -1;
                layer.Text($" {layer.U8()}");
                return 1;
            case 4:
                layer.Text("sackOK"u8);
                return 0;
            case 5:
                Sack(ref layer, body, peer);
                return -1;
            case 6 or 7:
                layer.Text($"{(kind == 6 ? "echo" : "echoreply")}");
                if (bad = body < 4) return -1;
                layer.Text($" {layer.U32()}");
                return 4;
            case 8:
                layer.Text("TS"u8);
                if (bad = body < 8) return -1;
                uint value = layer.U32(), echo = layer.U32();
                layer.Text($" val {value} ecr {echo}");
                return 8;
            case 11 or 12 or 13:
                layer.Text($"{(kind == 11 ? "cc" : kind == 12 ? "ccnew" : "")}");
                if (bad = body < 4) return -1;
                layer.Text($" {layer.U32()}");
                return 4;
            case 19:
                layer.Text("md5"u8);
                if (bad = body < 16) return -1;
                Signature(ref layer, tcp);
                return SegmentSignature.Size;
            case 20:
                layer.Text("scps"u8);
                if (bad = body < 2) return -1;
                byte capabilities = layer.U8(), id = layer.U8();
                layer.Text($" cap {capabilities:x2} id {id}");
                return 2;
            case 28:
                layer.Text("uto"u8);
                if (bad = body < 2) return -1;
                ushort timeout = layer.U16();
                layer.Text($" 0x{timeout:x} {((timeout & 1) != 0 ? (timeout >> 1) * 60 : timeout >> 1)}");
                return 2;
            case 29:
                layer.Text("tcp-ao"u8);
                AuthenticationOption(ref layer, body);
                return -1;
            case 30:
                layer.Text("mptcp"u8);
                bad = !MultipathTcp.Print(ref layer, size, (byte)tcp.Flags);
                return -1;
            case 34:
                layer.Text("tfo"u8);
                layer.Text(" "u8);
                FastOpen(ref layer, body);
                return -1;
            case 254 when body >= 2:
                Experiment(ref layer, body);
                return -1;
            default:
                layer.Text($"unknown-{kind}");
                if (body > 0)
                {
                    layer.Text(" 0x"u8);
                    for (int i = 0; i < body && !layer.Truncated; i++)
                    {
                        byte b = layer.U8();
                        layer.Text($"{b:x2}");
                    }
                }
                return -1;
        }
    }

    private static void Signature(ref Layer layer, in TcpHeader tcp)
    {
        var found = layer.Take(SegmentSignature.Size);
        if (layer.Truncated) return;
        bool whole = layer.Bytes.Length >= layer.Length && tcp.HeaderLength <= layer.Bytes.Length;
        if (!whole || layer.Options.Signature is null)
        {
            layer.Text(whole ? " shared secret not supplied with -M, can't check - "u8 : " snaplen too short, can't check - "u8);
            layer.HexBytes(found);
            return;
        }
        layer.Text(" "u8);
        if (layer.Options.Signature.Matches(layer.Flow, layer.Bytes[..layer.Length], tcp.HeaderLength, found)) layer.Text("valid"u8);
        else layer.Invalid();
    }

    private static void Sack(ref Layer layer, int body, uint peer)
    {
        layer.Text("sack"u8);
        if (body % 8 != 0)
        {
            layer.Text(" invalid sack"u8);
            return;
        }
        layer.Text($" {body / 8} ");
        for (int i = 0; i < body / 8 && !layer.Truncated; i++)
        {
            uint from = layer.U32(), to = layer.U32();
            layer.Text($"{{{from - peer}:{to - peer}}}");
        }
    }

    private static void AuthenticationOption(ref Layer layer, int body)
    {
        if (body < 2)
        {
            layer.Invalid();
            return;
        }
        byte key = layer.U8(), next = layer.U8();
        layer.Text($" keyid {key} rnextkeyid {next}");
        if (body == 2) return;
        layer.Text(" mac 0x"u8);
        for (int i = 2; i < body && !layer.Truncated; i++)
        {
            byte b = layer.U8();
            layer.Text($"{b:x2}");
        }
    }

    private static void FastOpen(ref Layer layer, int body)
    {
        if (body == 0)
        {
            layer.Text(" cookiereq"u8);
            return;
        }
        if (body % 2 != 0 || body is < 4 or > 16)
        {
            layer.Invalid();
            return;
        }
        layer.Text(" cookie "u8);
        for (int i = 0; i < body && !layer.Truncated; i++)
        {
            byte b = layer.U8();
            layer.Text($"{b:x2}");
        }
    }

    private static void Experiment(ref Layer layer, int body)
    {
        ushort magic = layer.U16();
        layer.Text("exp-"u8);
        switch (magic)
        {
            case FastOpenExperiment:
                layer.Text("tfo"u8);
                FastOpen(ref layer, body - 2);
                break;
            case AccurateEcn0:
                layer.Text("acc0"u8);
                break;
            default:
                layer.Text($"{magic:x4}");
                break;
        }
    }
}
