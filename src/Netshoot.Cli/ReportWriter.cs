using System.Runtime.CompilerServices;
using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>Writes reports as text for people or as JSON for programs, from the same calls.</summary>
/// <remarks>
/// The text of a field stands in an interpolated string, which is not even evaluated piece by piece unless text was asked for.
/// Pass values in its holes, not strings made for it: arguments are evaluated in either form.
/// </remarks>
public sealed class ReportWriter
{
    private readonly TextBuffer? _text;
    private readonly JsonText? _json;

    public ReportWriter(TextBuffer text) => _text = text;

    public ReportWriter(JsonText json) => _json = json;

    /// <summary>Whether this report goes to people.</summary>
    public bool IsText => _text is not null;

    /// <summary>Whether colors are wanted.</summary>
    public bool HasColor { get; init; }

    /// <summary>Whether the colors stand on a dark background.</summary>
    public bool IsDark { get; init; }

    /// <summary>The text written so far; null when JSON is asked for. For layouts that need columns.</summary>
    public TextBuffer? Buffer => _text;

    /// <summary>A field: <paramref name="key"/> and <paramref name="value"/> to programs, <paramref name="text"/> to people. A null key is a value of an array.</summary>
    public void Field(string? key, long value, [InterpolatedStringHandlerArgument("")] ref Handler text) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long, ref Handler)"/>
    public void Field(string? key, ulong value, [InterpolatedStringHandlerArgument("")] ref Handler text) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long, ref Handler)"/>
    public void Field(string? key, double value, [InterpolatedStringHandlerArgument("")] ref Handler text) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long, ref Handler)"/>
    public void Field(string? key, bool value, [InterpolatedStringHandlerArgument("")] ref Handler text) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long, ref Handler)"/>
    public void Field(string? key, string? value, [InterpolatedStringHandlerArgument("")] ref Handler text) => Text(key, value);

    /// <summary>A field whose value is an address, a prefix or the like: text to programs as to people.</summary>
    public void Field<T>(string? key, T value, [InterpolatedStringHandlerArgument("")] ref Handler text) where T : struct, IUtf8SpanFormattable => Value(key, value);

    /// <summary>A field only programs need.</summary>
    public void Field(string? key, long value) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long)"/>
    public void Field(string? key, ulong value) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long)"/>
    public void Field(string? key, double value) => _json?.Write(key, value);

    /// <summary>A number in a format of its own (a .NET format string), for originals that fix the digits.</summary>
    public void Field(string? key, double value, string format) => _json?.Write(key, value, format);

    /// <inheritdoc cref="Field(string?, long)"/>
    public void Field(string? key, bool value) => _json?.Write(key, value);

    /// <inheritdoc cref="Field(string?, long)"/>
    public void Field(string? key, string? value) => Text(key, value);

    /// <inheritdoc cref="Field(string?, long)"/>
    public void Field<T>(string? key, T value) where T : struct, IUtf8SpanFormattable => Value(key, value);

    /// <summary>Words only people need.</summary>
    public void Text([InterpolatedStringHandlerArgument("")] ref Handler text) => _ = text;

    public void OpenObject(string? key = null) => _json?.OpenObject(key);

    public void CloseObject() => _json?.CloseObject();

    public void OpenArray(string? key = null) => _json?.OpenArray(key);

    public void CloseArray() => _json?.CloseArray();

    /// <summary>A value in a color, for a hole of a text.</summary>
    public Painted<T> In<T>(Paint paint, T value) where T : IUtf8SpanFormattable => new(HasColor ? paint : Paint.None, value, IsDark);

    /// <inheritdoc cref="In{T}(Paint, T)"/>
    public PaintedText In(Paint paint, string? value) => new(HasColor ? paint : Paint.None, value, IsDark);

    /// <summary>Small integers are numbers to programs; everything else that formats itself is a string. The comparisons cost nothing: the compiler knows T.</summary>
    private void Value<T>(string? key, T value) where T : struct, IUtf8SpanFormattable
    {
        if (_json is null) return;
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(ushort) || typeof(T) == typeof(short) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte))
            _json.Write(key, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
        else
            _json.WriteText(key, value);
    }

    private void Text(string? key, string? value)
    {
        if (value is null) _json?.WriteNull(key);
        else _json?.Write(key, value.AsSpan());
    }

    /// <summary>Formats text only when text was asked for.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly TextBuffer _buffer;
        private readonly TextBuffer.Handler _inner;

        public Handler(int literalLength, int formattedCount, ReportWriter to, out bool wanted)
        {
            wanted = to._text is not null;
            _buffer = to._text!;
            _inner = new(literalLength, formattedCount, _buffer);
        }

        public void AppendLiteral(string text) => _inner.AppendLiteral(text);

        public void AppendFormatted(string? text) => _inner.AppendFormatted(text);

        public void AppendFormatted(ReadOnlySpan<char> text) => _inner.AppendFormatted(text);

        public void AppendFormatted(ReadOnlySpan<byte> utf8) => _inner.AppendFormatted(utf8);

        public void AppendFormatted(char character) => _inner.AppendFormatted(character);

        public void AppendFormatted<T>(T value) where T : IUtf8SpanFormattable => _inner.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) where T : IUtf8SpanFormattable => _inner.AppendFormatted(value, format);

        public void AppendFormatted<T>(T value, int alignment) where T : IUtf8SpanFormattable => _inner.AppendFormatted(value, alignment);

        public void AppendFormatted<T>(T value, int alignment, string? format) where T : IUtf8SpanFormattable => _inner.AppendFormatted(value, alignment, format);

        public void AppendFormatted(string? text, int alignment) => _inner.AppendFormatted(text, alignment);

        public void AppendFormatted(PaintedText text)
        {
            _buffer.Append(Palette.Start(text.Paint, text.IsDark));
            _inner.AppendFormatted(text.Text);
            if (text.Paint != Paint.None) _buffer.Append(Palette.Reset);
        }

        public void AppendFormatted<T>(Painted<T> value) where T : IUtf8SpanFormattable
        {
            _buffer.Append(Palette.Start(value.Paint, value.IsDark));
            _inner.AppendFormatted(value.Value);
            if (value.Paint != Paint.None) _buffer.Append(Palette.Reset);
        }
    }
}

/// <summary>A value and the color it is shown in.</summary>
public readonly record struct Painted<T>(Paint Paint, T Value, bool IsDark) where T : IUtf8SpanFormattable;

/// <summary>A text and the color it is shown in.</summary>
public readonly record struct PaintedText(Paint Paint, string? Text, bool IsDark);
