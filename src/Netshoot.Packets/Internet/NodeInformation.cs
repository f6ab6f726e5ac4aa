using Netshoot.Packets.Application;

namespace Netshoot.Packets.Internet;

/// <summary>Node information queries (RFC 4620).</summary>
internal static class NodeInformation
{
    private const byte Query = 139;
    private const int HeaderSize = 16;

    public static void Print(ref Layer layer, byte type, byte code, int length)
    {
        ushort question = layer.U16(), flags = layer.U16();
        layer.Skip(8);
        if (type == Query) PrintQuery(ref layer, code, question, flags, length);
        else PrintReply(ref layer, code, question, flags, length);
    }

    private static void PrintQuery(ref Layer layer, byte code, ushort question, ushort flags, int length)
    {
        layer.Text(" node information query ("u8);
        if (question == 0)
        {
            layer.Text("noop"u8);
        }
        else
        {
            Question(ref layer, question);
            if (question == 3) Flags(ref layer, flags);
            switch (code)
            {
                case 0 when length == HeaderSize + 16:
                    var subject = layer.Ip6();
                    layer.Text($", subject={layer.Host(subject)}");
                    break;
                case 1:
                    layer.Text(", subject=DNS name"u8);
                    Name(ref layer, length - HeaderSize);
                    break;
                case 2 when length == HeaderSize + 4:
                    subject = layer.Ip4();
                    layer.Text($", subject={layer.Host(subject)}");
                    break;
                case 0 or 2:
                    if (layer.Verbosity > 0) layer.Text(", invalid subject len"u8);
                    break;
                default:
                    layer.Text(", unknown subject"u8);
                    break;
            }
        }
        layer.Text(")"u8);
    }

    private static void PrintReply(ref Layer layer, byte code, ushort question, ushort flags, int length)
    {
        layer.Text(" node information reply ("u8);
        switch (code)
        {
            case 0:
                if (layer.Verbosity > 0) layer.Text("success, "u8);
                switch (question)
                {
                    case 0: layer.Text("noop"u8); break;
                    case 1: layer.Text("supported qtypes"u8); break;
                    case 2:
                        layer.Text("DNS name"u8);
                        layer.Skip(4);
                        Name(ref layer, length - HeaderSize - 4);
                        break;
                    case 3:
                        layer.Text("node addresses"u8);
                        for (int at = HeaderSize; at + 20 <= length && !layer.Truncated; at += 20)
                        {
                            uint lifetime = layer.U32();
                            var address = layer.Ip6();
                            layer.Text($" {layer.Host(address)}({(int)lifetime})");
                        }
                        Flags(ref layer, flags);
                        break;
                    default: layer.Text("unknown"u8); break;
                }
                break;
            case 1 or 2:
                layer.Text($"{(code == 1 ? "refused" : "unknown")}");
                if (layer.Verbosity > 0 && length != HeaderSize) layer.Text(", invalid length"u8);
                break;
        }
        layer.Text(")"u8);
    }

    private static void Question(ref Layer layer, ushort question)
    {
        switch (question)
        {
            case 1: layer.Text("supported qtypes"u8); break;
            case 2: layer.Text("DNS name"u8); break;
            case 3: layer.Text("node addresses"u8); break;
            default: layer.Text("unknown"u8); break;
        }
    }

    private static void Flags(ref Layer layer, ushort flags)
    {
        if ((flags & 0x3f) == 0) return;
        layer.Text($" [{((flags & 0x20) != 0 ? "m" : "")}{((flags & 0x10) != 0 ? "l" : "")}{((flags & 0x08) != 0 ? "c" : "")}{((flags & 0x04) != 0 ? "C" : "")}{((flags & 0x02) != 0 ? "A" : "")}]");
    }

    private static void Name(ref Layer layer, int length)
    {
        // The name is a length and text in an old draft, labels in the RFC.
        if (layer.PeekU8() == length - 1)
        {
            if (layer.Verbosity > 0) layer.Text(", 03 draft"u8);
            layer.U8();
            layer.Text(", \""u8);
            var name = layer.Take(length - 1);
            layer.Printable(name);
            layer.Text("\""u8);
            return;
        }
        layer.Text(", \""u8);
        int end = layer.Position + length;
        while (layer.Position < end && layer.Has(1))
        {
            byte size = layer.PeekU8();
            if (size == 0) break;
            if (size > end - layer.Position - 1)
            {
                layer.Text("???"u8);
                break;
            }
            layer.U8();
            layer.Printable(layer.Take(size));
            if (layer.Position < end && layer.PeekU8() != 0) layer.Text("."u8);
        }
        layer.Text("\""u8);
    }
}
