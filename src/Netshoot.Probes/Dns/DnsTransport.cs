namespace Netshoot.Probes.Dns;

/// <summary>What carries messages to a server.</summary>
public enum DnsTransport
{
    /// <summary>RFC 1035 section 4.2.1, port 53.</summary>
    Udp,

    /// <summary>RFC 7766, port 53.</summary>
    Tcp,

    /// <summary>RFC 7858, port 853.</summary>
    Tls,

    /// <summary>RFC 8484 with POST, port 443.</summary>
    Https,

    /// <summary>RFC 8484 with GET.</summary>
    HttpsGet,

    /// <summary>As <see cref="Https"/> without encryption, port 80.</summary>
    Http,

    /// <summary>As <see cref="HttpsGet"/> without encryption.</summary>
    HttpGet,
}

/// <summary>How far an attempt came that brought no message.</summary>
public enum DnsStage
{
    /// <summary>The socket could not be opened or bound to its source.</summary>
    Setup,

    /// <summary>There was no connection.</summary>
    Connect,

    /// <summary>The peer's certificate is not what was asked for; <see cref="DnsExchange.Detail"/> says why.</summary>
    Certificate,

    /// <summary>The connection stood, but its peer does not speak the protocol.</summary>
    Protocol,

    /// <summary>The query left, and no message came back.</summary>
    Talk,
}
