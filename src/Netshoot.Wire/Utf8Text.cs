using System.Text;

namespace Netshoot.Wire;

/// <summary>Gives types that format themselves as UTF-8 their UTF-16 forms; the longest of them is a scoped IPv6 prefix.</summary>
internal static class Utf8Text
{
    private const int Longest = 96;

    public static string Format<T>(in T value) where T : IUtf8SpanFormattable
    {
        Span<byte> bytes = stackalloc byte[Longest];
        return value.TryFormat(bytes, out int length, default, null) ? Encoding.UTF8.GetString(bytes[..length]) : "";
    }

    public static bool TryFormat<T>(in T value, Span<char> destination, out int charsWritten) where T : IUtf8SpanFormattable
    {
        charsWritten = 0;
        Span<byte> bytes = stackalloc byte[Longest];
        return value.TryFormat(bytes, out int length, default, null) && Encoding.UTF8.TryGetChars(bytes[..length], destination, out charsWritten);
    }
}
