namespace Netshoot.Probes.Http;

/// <summary>What came instead of the head of a response.</summary>
public enum HttpHeadFault
{
    None,

    /// <summary>The connection ended before the first byte.</summary>
    Nothing,

    /// <summary>The connection ended in the middle.</summary>
    Short,

    /// <summary>No status line: HTTP/0.9, or no HTTP. The bytes are still waiting.</summary>
    NoStatus,

    /// <summary>Lines without end.</summary>
    TooLong,

    /// <summary>A byte that no header may have.</summary>
    ZeroByte,

    /// <summary>A line that is no header.</summary>
    NoColon,

    /// <summary>A length that is no number.</summary>
    BadLength,
}

/// <summary>Reads the head of a response line by line. What a hostile server can make it hold is bounded.</summary>
public static class HttpHeadReader
{
    /// <summary>Bytes of one line.</summary>
    public const int LongestLine = 100 * 1024;

    private const int LongestHead = 300 * 1024;

    /// <param name="connection">Where from.</param>
    /// <param name="head">Is filled.</param>
    /// <param name="onLine">Takes every line with its end, the empty one as well.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async ValueTask<HttpHeadFault> ReadAsync(HttpConnection connection, HttpHead head, Action<ReadOnlyMemory<byte>> onLine, CancellationToken stop)
    {
        int scanned = 0, total = 0;
        bool isFirst = true;
        while (true)
        {
            int end = connection.Waiting.Span[scanned..].IndexOf((byte)'\n');
            if (end < 0)
            {
                scanned = connection.Waiting.Length;
                if (isFirst && !MayBeStatus(connection.Waiting.Span)) return HttpHeadFault.NoStatus;
                if (scanned > LongestLine) return HttpHeadFault.TooLong;
                if (await connection.FillAsync(stop)) continue;
                if (isFirst) return connection.Waiting.IsEmpty ? HttpHeadFault.Nothing : HttpHeadFault.NoStatus;
                return HttpHeadFault.Short;
            }
            int length = scanned + end + 1;
            scanned = 0;
            if (length > LongestLine || (total += length) > LongestHead) return HttpHeadFault.TooLong;
            var line = connection.Waiting[..length];
            if (isFirst)
            {
                if (!head.TryReadStatus(line.Span)) return HttpHeadFault.NoStatus;
            }
            else if (line.Span.Contains((byte)0))
            {
                return HttpHeadFault.ZeroByte;
            }
            else if (!line.Span.TrimEnd("\r\n"u8).IsEmpty)
            {
                if (line.Span[0] is not ((byte)' ' or (byte)'\t') && !line.Span.Contains((byte)':')) return HttpHeadFault.NoColon;
                head.Add(line.Span);
                var (name, value) = head.Headers.Count > 0 ? head.Headers[^1] : default;
                if (name is not null && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && value is not [>= '0' and <= '9', ..]) return HttpHeadFault.BadLength;
            }
            bool isLast = !isFirst && line.Span.TrimEnd("\r\n"u8).IsEmpty;
            isFirst = false;
            onLine(line);
            connection.Use(length);
            if (isLast) return HttpHeadFault.None;
        }
    }

    private static bool MayBeStatus(ReadOnlySpan<byte> bytes)
    {
        var start = "HTTP/"u8;
        int count = Math.Min(bytes.Length, start.Length);
        return bytes[..count].SequenceEqual(start[..count]);
    }
}
