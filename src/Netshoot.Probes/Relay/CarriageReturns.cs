namespace Netshoot.Probes.Relay;

/// <summary>Puts CR before each LF that has none, across the borders of the pieces that the text comes in.</summary>
public struct CarriageReturns
{
    private const byte Return = (byte)'\r', Feed = (byte)'\n';

    private bool _afterReturn;

    /// <summary>The most bytes that <paramref name="count"/> bytes can become.</summary>
    public static int Most(int count) => 2 * count;

    /// <returns>How many bytes were written to <paramref name="to"/>.</returns>
    public int Insert(ReadOnlySpan<byte> text, Span<byte> to)
    {
        int written = 0;
        while (!text.IsEmpty)
        {
            int feed = text.IndexOf(Feed);
            int plain = feed < 0 ? text.Length : feed;
            text[..plain].CopyTo(to[written..]);
            written += plain;
            if (plain > 0) _afterReturn = text[plain - 1] == Return;
            if (feed < 0) break;
            if (!_afterReturn) to[written++] = Return;
            to[written++] = Feed;
            _afterReturn = false;
            text = text[(feed + 1)..];
        }
        return written;
    }
}
