using Netshoot.Packets.Security;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>How far it came.</summary>
public enum TlsStage
{
    Name,
    Connect,
    StartTls,
    Handshake,
    Done,
}

/// <summary>Why there is no TLS.</summary>
public enum TlsFault
{
    None,

    /// <summary>The name has no address.</summary>
    NoName,

    /// <summary>The kernel or the peer refused the connection.</summary>
    NoConnection,

    Timeout,

    /// <summary>The other end closed, or broke the connection.</summary>
    Closed,

    /// <summary>The server said why not, in TLS's own way.</summary>
    Alert,

    /// <summary>What answers does not speak TLS.</summary>
    NotTls,

    /// <summary>The server does not change to TLS, or is none of that protocol.</summary>
    NoStartTls,

    /// <summary>The platform's TLS gave up.</summary>
    Refused,
}

/// <summary>What of a certificate or its chain keeps it from being believed.</summary>
public enum TlsProblemKind
{
    NoCertificate,
    Expired,
    NotYetValid,
    NameMismatch,

    /// <summary>The certificate vouches for itself and nobody believes it.</summary>
    SelfSigned,

    /// <summary>The chain ends in an authority that vouches for itself and is not believed.</summary>
    UnknownAuthority,

    /// <summary>The issuer of a certificate was not sent and is not among the authorities.</summary>
    MissingIssuer,
    BadSignature,

    /// <summary>An issuer in the chain may not issue.</summary>
    NotAnAuthority,

    /// <summary>The certificate is for other purposes than servers.</summary>
    WrongPurpose,

    /// <summary>The stapled response says so.</summary>
    Revoked,

    /// <summary>What the platform has another word for.</summary>
    Other,
}

/// <param name="Kind">What it is.</param>
/// <param name="Index">Which certificate of the chain.</param>
/// <param name="Detail">The platform's word, where there is no other; else null.</param>
public sealed record TlsProblem(TlsProblemKind Kind, int Index, string? Detail = null);

/// <summary>What was seen of one handshake. Times are null for what did not take place.</summary>
public sealed class TlsFacts
{
    public required TlsPlan Plan { get; init; }

    public TlsStage Stage { get; set; }

    public TlsFault Fault { get; set; }

    public Errno Errno { get; set; }

    /// <summary>The number of the alert.</summary>
    public byte Alert { get; set; }

    /// <summary>What the other end said instead, or the platform's words.</summary>
    public string? Detail { get; set; }

    public InternetEndpoint? Remote { get; set; }

    public TimeSpan? Resolve { get; set; }

    public TimeSpan? Connect { get; set; }

    public TimeSpan? Preface { get; set; }

    public TimeSpan? Handshake { get; set; }

    public TlsClientHello? Offered { get; set; }

    public TlsServerHello? Chosen { get; set; }

    /// <summary>The group of the key exchange; 0 where there is none, as with RSA's.</summary>
    public ushort Group { get; set; }

    /// <summary>The size of the prime of Diffie and Hellman's exchange before TLS 1.3; 0 elsewhere.</summary>
    public int PrimeBits { get; set; }

    /// <summary>The signature of the server under the exchange; 0 where it is encrypted.</summary>
    public ushort SignatureScheme { get; set; }

    /// <summary>The protocol that was agreed on; null for none.</summary>
    public string? Protocol { get; set; }

    /// <summary>The server wants to see a certificate of the client.</summary>
    public bool AsksForCertificate { get; set; }

    /// <summary>What the server sent, in its order.</summary>
    public IReadOnlyList<TlsCertificate> Sent { get; set; } = [];

    /// <summary>The chain as it was built, from the server's certificate on.</summary>
    public IReadOnlyList<TlsCertificate> Chain { get; set; } = [];

    public IReadOnlyList<TlsProblem> Problems { get; set; } = [];

    /// <summary>Whether the authority at the end of the chain is believed.</summary>
    public bool IsAnchored { get; set; }

    /// <summary>The stapled response; null for none.</summary>
    public OcspStaple? Staple { get; set; }

    /// <summary>Whether it could be seen if there is a stapled response: TLS 1.3 encrypts it.</summary>
    public bool SawStaple { get; set; }

    public bool IsVerified => Stage == TlsStage.Done && Problems.Count == 0;
}
