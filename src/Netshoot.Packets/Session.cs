using Netshoot.Packets.Application.Rpc;
using Netshoot.Packets.Security;
using Netshoot.Packets.Transport;

namespace Netshoot.Packets;

/// <summary>What one capture remembers between its packets. Each part has a bound of its own.</summary>
public sealed class Session
{
    /// <summary>Initial sequence numbers by flow.</summary>
    internal TcpSequences Tcp { get; } = new();

    /// <summary>Who began which key exchange.</summary>
    internal KeyExchangeCookies Cookies { get; } = new();

    /// <summary>Remote procedure calls that may get a reply.</summary>
    internal RpcCalls Calls { get; } = new();
}
