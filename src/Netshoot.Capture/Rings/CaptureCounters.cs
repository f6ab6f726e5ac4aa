namespace Netshoot.Capture.Rings;

/// <summary>What became of the frames of a live capture since it began.</summary>
/// <param name="Received">Frames that passed the filter, those that were dropped included.</param>
/// <param name="DroppedByKernel">Frames for which there was no room in the ring.</param>
/// <param name="DroppedByInterface">Frames that the interface had no room for, before any filter.</param>
public readonly record struct CaptureCounters(ulong Received, ulong DroppedByKernel, ulong DroppedByInterface);
