using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>Writes payloads in the layouts of <c>-W</c> and <c>-x</c>. What cannot be printed is represented by one character, so no byte reaches a terminal raw.</summary>
internal sealed class PayloadWriter
{
    private const int HexLine = 16, HexGroup = 8;

    private readonly TextBuffer _to;
    private readonly byte[] _shown = new byte[256];
    private readonly int _width;

    /// <param name="to">Where to.</param>
    /// <param name="options">How.</param>
    /// <param name="columns">The width of the terminal.</param>
    public PayloadWriter(TextBuffer to, NGrepOptions options, int columns)
    {
        _to = to;
        // The original counts in a byte what is left beside indent and margin.
        _width = (byte)(columns - 5);
        for (int i = 0; i < 256; i++) _shown[i] = i is >= 32 and < 127 ? (byte)i : options.Unprintable;
    }

    /// <summary>0 where nothing fits on a line.</summary>
    public int Width => _width;

    private static ReadOnlySpan<byte> Begin => "\e[01;31m"u8;

    private static ReadOnlySpan<byte> End => "\e[00m"u8;

    /// <summary>Indented lines of one width.</summary>
    public void Lines(ReadOnlySpan<byte> payload, Range match)
    {
        var (from, length) = match.GetOffsetAndLength(payload.Length);
        for (int at = 0; at < payload.Length; at += _width)
        {
            var line = payload.Slice(at, Math.Min(_width, payload.Length - at));
            _to.Append("  "u8);
            if (length == 0 || from >= at + line.Length || from + length <= at)
            {
                Plain(line);
            }
            else
            {
                for (int i = 0; i < line.Length; i++) One(line[i], at + i >= from && at + i < from + length);
            }
            _to.Claim(_width - line.Length).Fill((byte)' ');
            _to.Append((byte)'\n');
        }
    }

    /// <summary>Sixteen bytes a line, in hexadecimal and as text.</summary>
    public void Hexadecimal(ReadOnlySpan<byte> payload, Range match)
    {
        var (from, length) = match.GetOffsetAndLength(payload.Length);
        for (int at = 0; at < payload.Length; at += HexLine)
        {
            var line = payload.Slice(at, Math.Min(HexLine, payload.Length - at));
            _to.Append("  "u8);
            for (int i = 0; i < HexLine; i++)
            {
                bool colors = i < line.Length && at + i >= from && at + i < from + length;
                if (colors) _to.Append(Begin);
                if (i < line.Length) _to.AppendHex(line[i], 2);
                else _to.Append("  "u8);
                _to.Append((byte)' ');
                if (i % HexGroup == HexGroup - 1) _to.Append("   "u8);
                if (colors) _to.Append(End);
            }
            for (int i = 0; i < HexLine; i++)
            {
                if (i < line.Length) One(line[i], at + i >= from && at + i < from + length);
                else _to.Append((byte)' ');
            }
            _to.Append((byte)'\n');
        }
    }

    /// <summary>All of it in one piece, broken only at line feeds where those are kept.</summary>
    public void Text(ReadOnlySpan<byte> payload, Range match, bool keepsLines)
    {
        var (from, length) = match.GetOffsetAndLength(payload.Length);
        Piece(payload[..from], keepsLines);
        if (length > 0)
        {
            _to.Append(Begin);
            Piece(payload.Slice(from, length), keepsLines);
            _to.Append(End);
        }
        Piece(payload[(from + length)..], keepsLines);
        _to.Append((byte)'\n');
    }

    private void Piece(ReadOnlySpan<byte> bytes, bool keepsLines)
    {
        while (keepsLines && bytes.IndexOf((byte)'\n') is var at and >= 0)
        {
            Plain(bytes[..at]);
            _to.Append((byte)'\n');
            bytes = bytes[(at + 1)..];
        }
        Plain(bytes);
    }

    private void Plain(ReadOnlySpan<byte> bytes)
    {
        var to = _to.Claim(bytes.Length);
        byte[] shown = _shown;
        for (int i = 0; i < bytes.Length && i < to.Length; i++) to[i] = shown[bytes[i]];
    }

    private void One(byte value, bool colors)
    {
        if (colors) _to.Append(Begin);
        _to.Append(_shown[value]);
        if (colors) _to.Append(End);
    }
}
