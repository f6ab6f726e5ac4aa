namespace Netshoot.Packets;

/// <summary>How a packet's line begins and what is dumped below it.</summary>
public sealed record PrintStyle
{
    /// <summary><c>-#</c>: packets are numbered.</summary>
    public bool Numbers { get; init; }

    public TimestampStyle Time { get; init; }

    /// <summary>Whether fractions of a second are nanoseconds, not microseconds.</summary>
    public bool Nanoseconds { get; init; }

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public DumpStyle Dump { get; init; }
}
