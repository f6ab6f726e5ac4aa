namespace Netshoot.Packets;

/// <summary>How a packet's time is printed: the number of <c>t</c> given to tcpdump(8).</summary>
public enum TimestampStyle
{
    /// <summary>The time of day.</summary>
    TimeOfDay,

    /// <summary><c>-t</c>: none.</summary>
    None,

    /// <summary><c>-tt</c>: seconds since 1970-01-01 UTC.</summary>
    Seconds,

    /// <summary><c>-ttt</c>: since the packet before.</summary>
    SincePrevious,

    /// <summary><c>-tttt</c>: date and time of day.</summary>
    DateAndTime,

    /// <summary><c>-ttttt</c>: since the first packet.</summary>
    SinceFirst,

    /// <summary>Date and time of day as ngrep(8) has them.</summary>
    DateAndTimeWithSlashes,
}
