using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Netshoot.Wire;

/// <summary>
/// A growing line of UTF-8 text that is written once and reused: what every tool and every dissector writes into.
/// </summary>
/// <remarks>
/// The one place where text is made safe for a terminal. Literals of the program pass as they are; strings and bytes that come
/// from outside (the holes of an interpolated string, <see cref="Foreign(ReadOnlySpan{byte})"/>) have their control characters
/// escaped, so that no packet, name or message can move a cursor or change a color.
/// </remarks>
public sealed class TextBuffer(int capacity = 1024)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Forgets what was written after <paramref name="length"/>.</summary>
    public void CutTo(int length) => Length = Math.Min(Length, length);

    /// <summary>Takes out bytes that were written already.</summary>
    public void RemoveAt(int start, int count)
    {
        _bytes.AsSpan(start + count, Length - start - count).CopyTo(_bytes.AsSpan(start));
        Length -= count;
    }

    public void Append(byte ascii)
    {
        byte[] bytes = _bytes;
        int at = Length;
        if ((uint)at >= (uint)bytes.Length)
        {
            Grow(1);
            bytes = _bytes;
        }
        bytes[at] = ascii;
        Length = at + 1;
    }

    /// <summary>Bytes of the program's own making (a <c>u8</c> literal); nothing is escaped.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        if (_bytes.Length - Length < utf8.Length) Grow(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(Length));
        Length += utf8.Length;
    }

    /// <summary>Text of the program's own making; nothing is escaped.</summary>
    public void Append(string literal) => Append(literal.AsSpan());

    /// <inheritdoc cref="Append(string)"/>
    public void Append(ReadOnlySpan<char> literal)
    {
        int most = literal.Length * 3;
        if (_bytes.Length - Length < most) Grow(most);
        // Most pieces are a word or two of ASCII, for which starting the transcoder costs more than its work.
        if (literal.Length <= 16 && TryAppendAscii(literal)) return;
        Utf8.FromUtf16(literal, _bytes.AsSpan(Length), out _, out int written);
        Length += written;
    }

    public void Append(long value)
    {
        if (value < 0)
        {
            Append((byte)'-');
            Append(0 - (ulong)value);
            return;
        }
        Append((ulong)value);
    }

    public void Append(ulong value)
    {
        if (_bytes.Length - Length < Digits.Most) Grow(Digits.Most);
        Length += Digits.Write(value, _bytes.AsSpan(Length));
    }

    /// <summary>The last <paramref name="digits"/> decimal digits of a number, with zeros in front.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">At most ten.</param>
    public void AppendPadded(uint value, int digits) => Digits.WritePadded(value, digits, Claim(digits));

    /// <inheritdoc cref="Append{T}(T, ReadOnlySpan{char})"/>
    public void Append(in InternetAddress address)
    {
        if (_bytes.Length - Length < InternetAddress.MostText) Grow(InternetAddress.MostText);
        Length += address.Format(_bytes.AsSpan(Length));
    }

    /// <summary>Lower-case hexadecimal digits, at least <paramref name="digits"/> of them.</summary>
    public void AppendHex(ulong value, int digits = 1)
    {
        int needed = Math.Max(digits, value == 0 ? 1 : 16 - (System.Numerics.BitOperations.LeadingZeroCount(value) >> 2));
        if (_bytes.Length - Length < needed) Grow(needed);
        for (int i = needed - 1; i >= 0; i--)
        {
            _bytes[Length + i] = Hex.Digits[(int)(value & 15)];
            value >>= 4;
        }
        Length += needed;
    }

    /// <summary>A number in a format of its own: <c>x4</c> and its like without the way through the general one.</summary>
    public void Append(ulong value, ReadOnlySpan<char> format)
    {
        switch (format)
        {
            case ['x']:
                AppendHex(value);
                break;
            case ['x', >= '0' and <= '9' and var digits]:
                AppendHex(value, digits - '0');
                break;
            default:
                Append<ulong>(value, format);
                break;
        }
    }

    /// <summary>A value that can write itself as UTF-8: numbers, addresses, times.</summary>
    public void Append<T>(T value, ReadOnlySpan<char> format = default) where T : IUtf8SpanFormattable
    {
        int written;
        while (!value.TryFormat(_bytes.AsSpan(Length), out written, format, CultureInfo.InvariantCulture)) Grow(64);
        Length += written;
    }

    /// <summary>Text from outside: control characters come out as <c>\x1b</c>, so they cannot reach a terminal.</summary>
    public void Foreign(ReadOnlySpan<char> text)
    {
        while (true)
        {
            int plain = text.IndexOfAny(s_control);
            Append(plain < 0 ? text : text[..plain]);
            if (plain < 0) return;
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }
    }

    /// <summary>Bytes from outside: what is not well-formed, printable UTF-8 comes out as <c>\x1b</c>.</summary>
    public void Foreign(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out var rune, out int taken) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune))
                Append(utf8[..taken]);
            else
                foreach (byte b in utf8[..taken]) Escape(b);
            utf8 = utf8[taken..];
        }
    }

    /// <summary>Writes literals as they are and holes escaped, without a string in between.</summary>
    public void Append([InterpolatedStringHandlerArgument("")] ref Handler text) => _ = text;

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <summary>Room for <paramref name="count"/> bytes, to be filled by the caller.</summary>
    public Span<byte> Claim(int count)
    {
        if (_bytes.Length - Length < count) Grow(count);
        var claimed = _bytes.AsSpan(Length, count);
        Length += count;
        return claimed;
    }

    private static readonly System.Buffers.SearchValues<char> s_control = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static c => (char)c), .. Enumerable.Range(0x7f, 0x21).Select(static c => (char)c)]);

    private bool TryAppendAscii(ReadOnlySpan<char> text)
    {
        var to = _bytes.AsSpan(Length, text.Length);
        int all = 0;
        for (int i = 0; i < text.Length; i++)
        {
            all |= text[i];
            to[i] = (byte)text[i];
        }
        if (all >= 0x80) return false;
        Length += text.Length;
        return true;
    }

    private void Escape(char control)
    {
        Append("\\x"u8);
        AppendHex(control, 2);
    }

    private void Escape(byte control) => Escape((char)control);

    private void Grow(int more) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));

    /// <summary>The pieces of an interpolated string, written straight into the buffer.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler(int literalLength, int formattedCount, TextBuffer buffer)
    {
        private readonly int _expected = literalLength + formattedCount;

        public void AppendLiteral(string text) => buffer.Append(text);

        public void AppendFormatted(string? text) => buffer.Foreign(text);

        public void AppendFormatted(ReadOnlySpan<char> text) => buffer.Foreign(text);

        public void AppendFormatted(ReadOnlySpan<byte> utf8) => buffer.Foreign(utf8);

        public void AppendFormatted(char character) => buffer.Foreign([character]);

        public void AppendFormatted<T>(T value) where T : IUtf8SpanFormattable => buffer.Append(value);

        public void AppendFormatted<T>(T value, string? format) where T : IUtf8SpanFormattable => buffer.Append(value, format);

        public void AppendFormatted<T>(T value, int alignment) where T : IUtf8SpanFormattable => Aligned(value, alignment, default);

        public void AppendFormatted<T>(T value, int alignment, string? format) where T : IUtf8SpanFormattable => Aligned(value, alignment, format);

        public void AppendFormatted(string? text, int alignment)
        {
            int start = buffer.Length;
            buffer.Foreign(text);
            buffer.Align(start, alignment);
        }

        private void Aligned<T>(T value, int alignment, ReadOnlySpan<char> format) where T : IUtf8SpanFormattable
        {
            int start = buffer.Length;
            buffer.Append(value, format);
            buffer.Align(start, alignment);
        }
    }

    /// <summary>
    /// Pads what was written since <paramref name="start"/> to a width: spaces before it when <paramref name="alignment"/> is positive,
    /// after it when negative. Counts characters, not bytes.
    /// </summary>
    public void Align(int start, int alignment)
    {
        int missing = Math.Abs(alignment) - Encoding.UTF8.GetCharCount(_bytes.AsSpan(start, Length - start));
        if (missing <= 0) return;
        int written = Length - start;
        Claim(missing);
        if (alignment > 0)
        {
            _bytes.AsSpan(start, written).CopyTo(_bytes.AsSpan(start + missing));
            _bytes.AsSpan(start, missing).Fill((byte)' ');
        }
        else
        {
            _bytes.AsSpan(start + written, missing).Fill((byte)' ');
        }
    }
}
