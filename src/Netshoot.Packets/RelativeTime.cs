using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>A number of seconds as <c>1w2d3h4m5s</c>, parts that are zero left out.</summary>
internal static class RelativeTime
{
    public static void Append(TextBuffer line, uint seconds)
    {
        if (seconds == 0)
        {
            line.Append("0s"u8);
            return;
        }
        ReadOnlySpan<uint> sizes = [365 * 24 * 3600, 7 * 24 * 3600, 24 * 3600, 3600, 60, 1];
        ReadOnlySpan<byte> units = "ywdhms"u8;
        for (int i = 0; i < sizes.Length; i++)
        {
            uint count = seconds / sizes[i];
            if (count == 0) continue;
            line.Append((ulong)count);
            line.Append(units[i]);
            seconds -= count * sizes[i];
        }
    }

    /// <summary>The same for a signed number.</summary>
    public static void Append(TextBuffer line, int seconds)
    {
        if (seconds < 0) line.Append((byte)'-');
        Append(line, seconds < 0 ? (uint)-(long)seconds : (uint)seconds);
    }
}
