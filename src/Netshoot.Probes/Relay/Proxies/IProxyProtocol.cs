using Netshoot.Host.Sockets;

namespace Netshoot.Probes.Relay.Proxies;

/// <summary>A protocol in which a proxy is asked for a connection to somewhere else.</summary>
public interface IProxyProtocol
{
    /// <summary>The port that such proxies usually listen on.</summary>
    string DefaultPort { get; }

    /// <summary>Asks over a fresh connection to the proxy; when it returns, the next byte is the destination's.</summary>
    /// <param name="proxy">The connection to the proxy, with the user's patience.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="Wire.Failure">The proxy refuses, cannot, or does not speak the protocol.</exception>
    ValueTask AskAsync(ProxyConversation proxy, ProxyDestination destination, CancellationToken stop);
}

/// <summary>Where a proxy is asked to connect to: a name or an address as the user wrote it, and a port.</summary>
public readonly record struct ProxyDestination(string Host, ushort Port);
