using System.Buffers.Binary;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay.Proxies;

/// <summary>SOCKS version 4, for IPv4 destinations, without a user name. Names are resolved here (SOCKS: A protocol for TCP proxy across firewalls, 1992).</summary>
/// <param name="numericOnly">Names are not resolved at all.</param>
public sealed class Socks4(bool numericOnly) : IProxyProtocol
{
    private const byte Version = 4, Connect = 1, Granted = 90;
    private const int AnswerLength = 8;

    public string DefaultPort => "1080";

    public async ValueTask AskAsync(ProxyConversation proxy, ProxyDestination destination, CancellationToken stop)
    {
        var address = await AddressAsync(proxy, destination, stop);
        // Version, command, port, address, and the user's name: none, but its end.
        byte[] request = new byte[9];
        request[0] = Version;
        request[1] = Connect;
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), destination.Port);
        address.CopyTo(request.AsSpan(4));
        await proxy.WriteAsync(request, stop);

        byte[] answer = new byte[AnswerLength];
        await proxy.ReadAsync(answer, AnswerLength, stop);
        if (answer[1] != Granted) throw new Failure("connection failed, SOCKSv4 error", Reason(answer[1]));
    }

    private async ValueTask<InternetAddress> AddressAsync(ProxyConversation proxy, ProxyDestination destination, CancellationToken stop)
    {
        string subject = $"getaddrinfo(\"{destination.Host}\", \"{destination.Port}\")";
        if (InternetAddress.TryParse(destination.Host, out var literal))
            return literal.Is6 ? throw new Failure(subject, "Address family for hostname not supported", "SOCKS 4 reaches IPv4 only: try -X 5") : literal;
        if (numericOnly) throw new Failure(subject, "Name or service not known");
        try
        {
            return (await proxy.Machine.Names.AddressesAsync(destination.Host, NameFamily.Ip4, stop))[0].Address;
        }
        catch (Failure e)
        {
            throw new Failure(subject, e.Reason, e.Hint);
        }
    }

    private static string Reason(byte code) => code switch
    {
        91 => "Request rejected or failed",
        92 => "SOCKS server cannot connect to identd on the client",
        93 => "Client program and identd report different user-ids",
        _ => "Unknown error",
    };
}
