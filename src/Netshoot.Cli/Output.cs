using System.Runtime.CompilerServices;
using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>
/// A stream of text for people or programs. Lines are collected and written in one piece: when there are enough of them, when the
/// tool is about to wait, and at its end. Nobody who watches a pipe or a terminal waits for a line that was said.
/// </summary>
public sealed class Output(Stream stream, bool isTerminal = false, int columns = 0) : IDisposable
{
    private const int WriteAt = 64 * 1024;

    /// <summary>Whether a person looks at it now.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Width of the terminal; 0 when it is none or does not know.</summary>
    public int Columns => columns;

    /// <summary>What will be written next. Writers may append to it directly and call <see cref="Written"/> after each line.</summary>
    public TextBuffer Buffer { get; } = new(4096);

    /// <summary>Text whose holes come from outside: their control characters are escaped.</summary>
    public void Text([InterpolatedStringHandlerArgument("")] ref Handler text)
    {
        _ = text;
        Written();
    }

    /// <summary>Like <see cref="Text"/>, with a line end.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] ref Handler text)
    {
        _ = text;
        Buffer.Append((byte)'\n');
        Written();
    }

    /// <summary>Text of the program's own making.</summary>
    public void Literal(string text)
    {
        Buffer.Append(text);
        Written();
    }

    /// <summary>Bytes that are the result itself (a file, a stream); they pass unchanged.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= WriteAt)
        {
            Flush();
            stream.Write(bytes);
            return;
        }
        Buffer.Append(bytes);
        Written();
    }

    /// <summary>Writes if enough has been collected.</summary>
    public void Written()
    {
        if (Buffer.Length >= WriteAt) Flush();
    }

    public void Flush()
    {
        if (Buffer.Length == 0) return;
        try
        {
            stream.Write(Buffer.Bytes);
        }
        finally
        {
            Buffer.Clear();
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>The pieces of an interpolated string, written straight into the buffer.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly TextBuffer.Handler _inner;

        public Handler(int literalLength, int formattedCount, Output output) => _inner = new(literalLength, formattedCount, output.Buffer);

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
    }
}
