using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>Prints packets as tcpdump(8) does: number, time, description, dump, line end.</summary>
public sealed class PacketPrinter
{
    private readonly PrintStyle _style;
    private readonly TimestampWriter _time;
    private readonly TextBuffer _text;
    private readonly Dissection _dissection;
    private ulong _number;

    public PacketPrinter(DissectionOptions options, PrintStyle style, TextBuffer text)
    {
        _style = style;
        _text = text;
        _time = new(style.Time, style.Nanoseconds, style.Zone);
        _dissection = new(options with { SuppressUnknownDump = style.Dump != DumpStyle.None }) { Line = text };
    }

    /// <summary>Adds one packet to the text buffer.</summary>
    /// <param name="frame">The captured bytes.</param>
    /// <param name="length">How many they were on the wire.</param>
    /// <param name="linkType">What they are: a LINKTYPE_ value.</param>
    /// <param name="seconds">When, since 1970-01-01 UTC.</param>
    /// <param name="fraction">Micro- or nanoseconds, as the style says.</param>
    /// <returns>Whether the link type can be printed.</returns>
    public bool Print(ReadOnlySpan<byte> frame, int length, int linkType, long seconds, uint fraction)
    {
        _number++;
        if (_style.Numbers)
        {
            int start = _text.Length;
            _text.Append(_number);
            _text.Align(start, 5);
            _text.Append("  "u8);
        }
        if (frame.IsEmpty || length <= 0)
        {
            _text.Append(length <= 0 ? "[Invalid header: caplen==0, len==0]\n"u8 : "[Invalid header: caplen==0]\n"u8);
            return true;
        }
        _time.Write(_text, seconds, fraction);
        bool known = _dissection.Describe(frame, length, Next.LinkType(linkType));
        if (_style.Dump != DumpStyle.None) Dump(frame);
        _text.Append((byte)'\n');
        return known;
    }

    private void Dump(ReadOnlySpan<byte> frame)
    {
        bool all = _style.Dump is DumpStyle.HexWithLink or DumpStyle.HexAndTextWithLink or DumpStyle.TextWithLink;
        var bytes = all ? frame : frame[Math.Min(frame.Length, _dissection.LinkHeader)..];
        if (bytes.IsEmpty) return;
        switch (_style.Dump)
        {
            case DumpStyle.Hex or DumpStyle.HexWithLink:
                PayloadDump.Hex(_text, bytes, "\n\t"u8);
                break;
            case DumpStyle.HexAndText or DumpStyle.HexAndTextWithLink:
                PayloadDump.HexAndText(_text, bytes, "\n\t"u8);
                break;
            default:
                PayloadDump.Text(_text, bytes);
                break;
        }
    }
}
