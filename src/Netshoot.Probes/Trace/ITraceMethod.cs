using Netshoot.Wire;

namespace Netshoot.Probes.Trace;

/// <summary>One way to ask the nodes of a path for an answer: packets that run out of hops on the way, and what tells their answers apart.</summary>
/// <remarks>Nothing in it paces, counts or gives up, so that traceroute's schedule and mtr's stand on the same ones.</remarks>
public interface ITraceMethod : IDisposable
{
    /// <summary>How many probes can be under way at once: identifiers are taken modulo this.</summary>
    const int Identifiers = 1 << 16;

    /// <summary>The IP length of the next probes. What a method cannot send is made as long as its shortest probe.</summary>
    int Length { get; set; }

    /// <summary>Sends a probe.</summary>
    /// <param name="id">What its answer will carry, below <see cref="Identifiers"/>.</param>
    /// <param name="hopLimit">How far it goes.</param>
    /// <returns>EMSGSIZE has an answer that waits to be taken; any other error means that nothing was sent.</returns>
    /// <exception cref="Failure">A socket could not be had, with the call that failed as its subject.</exception>
    Errno Send(int id, int hopLimit);

    /// <summary>The next answer; false when there is none yet.</summary>
    bool TryTake(out TraceAnswer answer);

    /// <summary>Nobody waits for the answer to this probe any more.</summary>
    void Forget(int id);

    /// <summary>Waits until there may be an answer.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first, or when the token was cancelled.</returns>
    ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken stop);
}
