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
        Part(line, ref seconds, 365 * 24 * 3600, (byte)'y');
        Part(line, ref seconds, 7 * 24 * 3600, (byte)'w');
        Part(line, ref seconds, 24 * 3600, (byte)'d');
        Part(line, ref seconds, 3600, (byte)'h');
        Part(line, ref seconds, 60, (byte)'m');
        Part(line, ref seconds, 1, (byte)'s');
    }

    private static void Part(TextBuffer line, ref uint seconds, uint size, byte unit)
    {
        uint count = seconds / size;
        if (count == 0) return;
        line.Append((ulong)count);
        line.Append(unit);
        seconds -= count * size;
    }

    /// <summary>The same for a signed number.</summary>
    public static void Append(TextBuffer line, int seconds)
    {
        if (seconds < 0) line.Append((byte)'-');
        Append(line, seconds < 0 ? (uint)-(long)seconds : (uint)seconds);
    }
}
