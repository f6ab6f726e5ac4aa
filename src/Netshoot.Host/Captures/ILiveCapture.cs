using Netshoot.Capture.Files;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;

namespace Netshoot.Host.Captures;

/// <summary>A live capture: open, but deaf until it is started.</summary>
public interface ILiveCapture : IDisposable
{
    LinkType LinkType { get; }

    int SnapLength { get; }

    /// <summary>The counts so far.</summary>
    CaptureCounters Counters { get; }

    /// <summary>Begins to hear what the filter accepts.</summary>
    /// <exception cref="Failure">The kernel does not take the filter, or the interface has gone.</exception>
    void Start(BpfProgram filter);

    /// <summary>The next frame, valid until the one after it is read.</summary>
    /// <returns>False when there is none yet.</returns>
    bool TryRead(out CaptureRecord record);

    /// <summary>Waits until there are frames.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first, or sooner: whoever waits looks again.</returns>
    /// <exception cref="Failure">The interface has gone.</exception>
    ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop);
}
