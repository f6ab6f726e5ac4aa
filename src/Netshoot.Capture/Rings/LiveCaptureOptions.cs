using Netshoot.Filters;

namespace Netshoot.Capture.Rings;

/// <summary>How a live capture is to be made.</summary>
public sealed record LiveCaptureOptions
{
    /// <summary>How many bytes of a frame are kept at most.</summary>
    public int SnapLength { get; init; } = 262_144;

    /// <summary>Bytes of the ring. Its size decides how long the reader may be away without a loss.</summary>
    public long RingSize { get; init; } = 32 * 1024 * 1024;

    /// <summary>Whether frames that are not addressed to the interface are wanted too; not possible on all interfaces at once.</summary>
    public bool Promiscuous { get; init; } = true;

    /// <summary>Whether each frame is handed over at once, instead of several in one go.</summary>
    public bool Immediate { get; init; }

    public CaptureDirection Direction { get; init; }

    /// <summary>Whether fractions of a second are nanoseconds, not microseconds.</summary>
    public bool Nanoseconds { get; init; }

    /// <summary>What frames shall begin with, one of <see cref="DeviceLinkType.Of"/>; null takes the first of them.</summary>
    public LinkType? LinkType { get; init; }
}
