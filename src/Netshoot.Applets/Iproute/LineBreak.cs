namespace Netshoot.Applets.Iproute;

/// <summary>What separates the lines of one entry: a line end, or with <c>ip -oneline</c> a backslash. Our own text, for a hole of a report.</summary>
internal readonly struct LineBreak(bool oneLine) : IUtf8SpanFormattable
{
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = utf8Destination.IsEmpty ? 0 : 1;
        if (utf8Destination.IsEmpty) return false;
        utf8Destination[0] = oneLine ? (byte)'\\' : (byte)'\n';
        return true;
    }
}
