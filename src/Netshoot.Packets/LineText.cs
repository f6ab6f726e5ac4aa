using System.Runtime.CompilerServices;
using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>The pieces of an interpolated string on their way into the line of a <see cref="Layer"/>.</summary>
/// <remarks>
/// The strings in a dissector's holes are its own: names of types and flags. What comes from the wire is bytes and goes through
/// <see cref="LayerText.Printable(ref readonly Layer, ReadOnlySpan{byte}, bool)"/>; names from the caller's machine are escaped here.
/// </remarks>
[InterpolatedStringHandler]
public readonly ref struct LineText
{
    private readonly TextBuffer _line;

    public LineText(int literalLength, int formattedCount, in Layer layer, out bool wanted)
    {
        _ = literalLength + formattedCount;
        wanted = layer.WantsText;
        _line = wanted ? layer.Line! : null!;
    }

    public void AppendLiteral(string text) => _line.Append(text);

    public void AppendFormatted(string? text)
    {
        if (text is not null) _line.Append(text);
    }

    /// <summary>Text from outside, escaped.</summary>
    public void AppendFormatted(ReadOnlySpan<char> text) => _line.Foreign(text);

    public void AppendFormatted(byte value) => _line.Append((ulong)value);

    public void AppendFormatted(ushort value) => _line.Append((ulong)value);

    public void AppendFormatted(uint value) => _line.Append((ulong)value);

    public void AppendFormatted(int value) => _line.Append((long)value);

    public void AppendFormatted(byte value, string? format) => _line.Append(value, format);

    public void AppendFormatted(ushort value, string? format) => _line.Append(value, format);

    public void AppendFormatted(uint value, string? format) => _line.Append(value, format);

    public void AppendFormatted(InternetAddress address) => _line.Append(address);

    public void AppendFormatted(HostName host)
    {
        if (host.Names?.Host(host.Address) is { } name) _line.Foreign(name);
        else _line.Append(host.Address);
    }

    public void AppendFormatted(HostName host, int alignment)
    {
        int start = _line.Length;
        AppendFormatted(host);
        _line.Align(start, alignment);
    }

    public void AppendFormatted(PortName port)
    {
        if (port.Names?.Service(port.Port, port.Tcp) is { } name) _line.Foreign(name);
        else _line.Append((ulong)port.Port);
    }

    public void AppendFormatted<T>(T value) where T : IUtf8SpanFormattable => _line.Append(value);

    public void AppendFormatted<T>(T value, string? format) where T : IUtf8SpanFormattable => _line.Append(value, format);

    public void AppendFormatted<T>(T value, int alignment) where T : IUtf8SpanFormattable => Aligned(value, alignment, default);

    public void AppendFormatted<T>(T value, int alignment, string? format) where T : IUtf8SpanFormattable => Aligned(value, alignment, format);

    public void AppendFormatted(string? text, int alignment)
    {
        int start = _line.Length;
        _line.Append(text ?? "");
        _line.Align(start, alignment);
    }

    private void Aligned<T>(T value, int alignment, ReadOnlySpan<char> format) where T : IUtf8SpanFormattable
    {
        int start = _line.Length;
        _line.Append(value, format);
        _line.Align(start, alignment);
    }
}
