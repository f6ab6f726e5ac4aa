using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>Connections that one query leaves open for the next to the same server (RFC 7766 section 6.2.1, RFC 7858 section 3.4). Disposing closes them.</summary>
public sealed class KeptConnections : IDisposable
{
    private readonly Dictionary<(InternetEndpoint Server, DnsTransport Transport), DnsStream> _idle = [];

    public void Dispose()
    {
        foreach (var stream in _idle.Values) stream.Dispose();
        _idle.Clear();
    }

    /// <summary>The connection that stands; null when there is none. Whoever takes it keeps it again, or disposes it.</summary>
    internal DnsStream? Take(DnsPlan plan) => _idle.Remove((plan.Server, plan.Transport), out var stream) ? stream : null;

    internal void Keep(DnsPlan plan, DnsStream stream)
    {
        Take(plan)?.Dispose();
        _idle.Add((plan.Server, plan.Transport), stream);
    }
}
