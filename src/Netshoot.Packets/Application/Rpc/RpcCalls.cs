using Netshoot.Wire;

namespace Netshoot.Packets.Application.Rpc;

/// <summary>Calls that wait for their reply: a reply carries the call's number and says neither program nor procedure (RFC 5531 section 9).</summary>
/// <remarks>The last 64 calls are kept, in place.</remarks>
internal sealed class RpcCalls
{
    private const int Most = 64;

    private readonly Call[] _calls = new Call[Most];
    private int _count;
    private int _next;

    public void Remember(uint id, in Flow flow, uint version, uint procedure)
    {
        _calls[_next] = new(id, flow.Source, flow.Destination, version, procedure);
        _next = (_next + 1) % Most;
        if (_count < Most) _count++;
    }

    /// <param name="id">The number that the reply carries.</param>
    /// <param name="flow">The reply's addresses.</param>
    /// <param name="version">The program's version that was called.</param>
    /// <param name="procedure">What was called.</param>
    public bool Find(uint id, in Flow flow, out uint version, out uint procedure)
    {
        for (int i = 0; i < _count; i++)
        {
            ref readonly var call = ref _calls[i];
            if (call.Id != id || call.Client != flow.Destination || call.Server != flow.Source) continue;
            (version, procedure) = (call.Version, call.Procedure);
            return true;
        }
        (version, procedure) = (0, 0);
        return false;
    }

    private readonly record struct Call(uint Id, InternetAddress Client, InternetAddress Server, uint Version, uint Procedure);
}
