using System.Buffers.Binary;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay.Proxies;

/// <summary>SOCKS version 5 without authentication; names are resolved by the proxy (RFC 1928).</summary>
public sealed class Socks5 : IProxyProtocol
{
    private const byte Version = 5, NoAuthentication = 0, NoneAcceptable = 0xff, Connect = 1, Address4 = 1, Name = 3, Address6 = 4;

    public string DefaultPort => "1080";

    public async ValueTask AskAsync(ProxyConversation proxy, ProxyDestination destination, CancellationToken stop)
    {
        byte[] answer = new byte[4];
        await proxy.WriteAsync(new byte[] { Version, 1, NoAuthentication }, stop);
        await proxy.ReadAsync(answer.AsMemory(0, 2), announced: 3, stop);
        if (answer[1] == NoneAcceptable) throw new Failure("", "authentication method negotiation failed");

        await proxy.WriteAsync(Request(destination), stop);
        await proxy.ReadAsync(answer, announced: 4, stop);
        if (answer[1] != 0) throw new Failure("connection failed, SOCKSv5 error", Reason(answer[1]));
        // The address that the proxy connected from, which must be read to come to what the destination says.
        int rest = answer[3] switch
        {
            Address4 => 4 + 2,
            Address6 => 16 + 2,
            _ => throw new Failure("", "connection failed, unsupported address type"),
        };
        await proxy.ReadAsync(new byte[rest], announced: rest, stop);
    }

    private static byte[] Request(ProxyDestination destination)
    {
        // Version, command, nothing, the kind of address, the address itself (a name with its length before it), and the port.
        bool isName = !InternetAddress.TryParse(destination.Host, out var address);
        byte[] name = isName ? Encoding.UTF8.GetBytes(destination.Host) : [];
        if (name.Length > byte.MaxValue) throw new Failure("", "hostname too long for SOCKSv5");
        int length = isName ? 1 + name.Length : address.Is6 ? 16 : 4;
        var request = new byte[4 + length + 2];
        request[0] = Version;
        request[1] = Connect;
        request[3] = isName ? Name : address.Is6 ? Address6 : Address4;
        if (isName)
        {
            request[4] = (byte)name.Length;
            name.CopyTo(request, 5);
        }
        else
        {
            address.CopyTo(request.AsSpan(4));
        }
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4 + length), destination.Port);
        return request;
    }

    private static string Reason(byte code) => code switch
    {
        1 => "General SOCKS server failure",
        2 => "Connection not allowed by ruleset",
        3 => "Network unreachable",
        4 => "Host unreachable",
        5 => "Connection refused",
        6 => "TTL expired",
        7 => "Command not supported",
        8 => "Address type not supported",
        _ => "Unknown error",
    };
}
