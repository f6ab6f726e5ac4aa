using Netshoot.Host.Names;

namespace Netshoot.Probes.Tls;

/// <summary>What is spoken in the open before TLS begins.</summary>
public enum StartTls
{
    None,

    /// <summary>RFC 3207.</summary>
    Smtp,

    /// <summary>RFC 9051 section 6.2.1.</summary>
    Imap,

    /// <summary>"SSL Session Encryption" of PostgreSQL's protocol.</summary>
    Postgres,

    /// <summary>The SSL request packet of MySQL's protocol.</summary>
    MySql,
}

/// <summary>Whom to shake hands with, and how.</summary>
public sealed record TlsPlan
{
    /// <summary>The host as the user named it.</summary>
    public required string Host { get; init; }

    public required ushort Port { get; init; }

    /// <summary>The host to connect to instead of <see cref="Host"/>; null for itself.</summary>
    public string? ConnectHost { get; init; }

    public ushort? ConnectPort { get; init; }

    public NameFamily Family { get; init; }

    /// <summary>The name that is asked for (RFC 6066 section 3) and that the certificate must have.</summary>
    public required string ServerName { get; init; }

    /// <summary>Protocols that are offered (RFC 7301), best first.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>The authorities to believe, PEM; null for the machine's.</summary>
    public string? Authorities { get; init; }

    public StartTls StartTls { get; init; }

    /// <summary>How long each step may take: the name, the connection, the handshake, each hello of a scan.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
