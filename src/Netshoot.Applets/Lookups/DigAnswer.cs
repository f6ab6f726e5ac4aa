using Netshoot.Dns;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Lookups;

/// <summary>What one server answered.</summary>
/// <param name="Query">What it was asked.</param>
/// <param name="Server">Who it is.</param>
/// <param name="Transport">What carried both.</param>
/// <param name="Reply">The bytes, and when they came.</param>
/// <param name="Message">What could be read of them.</param>
/// <param name="Header">The header as it is.</param>
/// <param name="Extra">Bytes behind what could be read.</param>
internal sealed record DigAnswer(DigQuery Query, DigServer Server, DnsTransport Transport, DnsReply Reply, DnsMessage Message, DnsHeader Header, int Extra)
{
    /// <summary>The server as dig names it: address, port and what it was called.</summary>
    public static void AppendServer(TextBuffer to, DigServer server) => to.Append($"{server.Endpoint.Address}#{server.Endpoint.Port}({server.Name})");

    public static string Word(DnsTransport transport) => transport switch
    {
        DnsTransport.Udp => "UDP",
        DnsTransport.Tcp => "TCP",
        DnsTransport.Tls => "TLS",
        DnsTransport.Https => "HTTPS",
        DnsTransport.HttpsGet => "HTTPS-GET",
        DnsTransport.Http => "HTTP",
        _ => "HTTP-GET",
    };
}
