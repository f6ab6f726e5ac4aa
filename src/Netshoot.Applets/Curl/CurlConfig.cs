using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>One URL of the command line with where its body goes to and where its upload comes from.</summary>
internal sealed class CurlTarget
{
    public string? Url { get; set; }

    public string? Output { get; set; }

    public bool IsOutputSet { get; set; }

    public bool UsesRemoteName { get; set; }

    public string? Upload { get; set; }

    public bool IsUploadSet { get; set; }
}

/// <summary>How a client proves who it is.</summary>
[Flags]
internal enum CurlAuth
{
    None = 0,
    Basic = 1,
    Digest = 2,
    Bearer = 4,

    /// <summary>What the server offers decides.</summary>
    Any = Basic | Digest | 8,
}

/// <summary>One part of a form, as it was written (<c>-F</c>, <c>--form-string</c>).</summary>
internal readonly record struct CurlFormField(string Text, bool IsLiteral);

/// <summary>What the options up to the next <c>--next</c> ask for. Texts hold one byte in each character.</summary>
internal sealed class CurlConfig
{
    public List<CurlTarget> Targets { get; } = [];

    // The request.
    public string? Method { get; set; }
    public bool IsHead { get; set; }
    public bool UsesGet { get; set; }
    public TextBuffer? Post { get; set; }
    public bool IsJson { get; set; }
    public List<CurlFormField> Form { get; } = [];
    public bool EscapesForm { get; set; }
    public List<string> Headers { get; } = [];
    public List<string> ProxyHeaders { get; } = [];
    public string? UserAgent { get; set; }
    public string? Referer { get; set; }
    public bool AutoReferer { get; set; }
    public List<string> Query { get; } = [];
    public string? RequestTarget { get; set; }
    public string? Range { get; set; }
    public string? ContinueAt { get; set; }
    public bool Compressed { get; set; }
    public bool TransferEncoding { get; set; }
    public bool Raw { get; set; }
    /// <summary>HTTP/2 from the first byte on, without a word about it.</summary>
    public const int PriorKnowledge = 21;

    /// <summary>10, 11, 20, <see cref="PriorKnowledge"/>; 0 for what both sides like best.</summary>
    public int HttpVersion { get; set; }
    public bool AllowsHttp09 { get; set; }
    public long? TimeCondition { get; set; }
    public bool IfUnmodified { get; set; }
    public double Expect100 { get; set; } = 1;
    public bool ConvertsLines { get; set; }
    public string? EtagCompare { get; set; }
    public string? EtagSave { get; set; }

    // Who asks.
    public string? User { get; set; }
    public string? ProxyUser { get; set; }
    public CurlAuth Auth { get; set; }
    public CurlAuth ProxyAuth { get; set; }
    public string? Bearer { get; set; }
    public bool NetrcRequired { get; set; }
    public bool NetrcOptional { get; set; }
    public string? NetrcFile { get; set; }

    // Cookies.
    public List<string> Cookies { get; } = [];
    public List<string> CookieFiles { get; } = [];
    public string? CookieJar { get; set; }
    public bool JunksSession { get; set; }

    // Redirects and errors.
    public bool Follows { get; set; }
    public bool TrustsLocations { get; set; }
    public int MaxRedirects { get; set; } = 50;
    public bool Post301 { get; set; }
    public bool Post302 { get; set; }
    public bool Post303 { get; set; }
    public bool Fails { get; set; }
    public bool FailsWithBody { get; set; }
    public int Retries { get; set; }
    public double RetryDelay { get; set; }
    public double RetryMaxTime { get; set; }
    public bool RetriesRefused { get; set; }
    public bool RetriesAll { get; set; }

    // Output.
    public bool Includes { get; set; }
    public string? DumpHeader { get; set; }
    public bool UsesHeaderName { get; set; }
    public bool RemoteNameAll { get; set; }
    public string? OutputDirectory { get; set; }
    public bool CreatesDirectories { get; set; }
    public int? FileMode { get; set; }
    public bool? Clobbers { get; set; }
    public bool RemovesOnError { get; set; }
    public bool RemoteTime { get; set; }
    public string? WriteOut { get; set; }
    public bool SuppressesConnect { get; set; }
    public bool Unbuffered { get; set; }
    public long MaxFileSize { get; set; }
    public bool IgnoresLength { get; set; }

    // The connection.
    public string? Proxy { get; set; }
    public string? NoProxy { get; set; }
    public bool Tunnels { get; set; }
    public bool ProxyHttp10 { get; set; }
    public bool Socks5Basic { get; set; }
    public List<string> Resolve { get; } = [];
    public List<string> ConnectTo { get; } = [];
    public string? Interface { get; set; }
    public (int First, int Last)? LocalPorts { get; set; }
    public NameFamily Family { get; set; }
    public string? DnsServers { get; set; }
    public string? Dns4 { get; set; }
    public string? Dns6 { get; set; }
    public string? DohUrl { get; set; }
    public bool DohInsecure { get; set; }
    public bool NoDelay { get; set; } = true;
    public bool KeepsAlive { get; set; } = true;
    public int KeepAliveTime { get; set; }
    public bool HaProxy { get; set; }
    public string? UnixSocket { get; set; }
    public double ConnectTimeout { get; set; }
    public double MaxTime { get; set; }
    public int HappyEyeballs { get; set; } = 200;
    public long LimitRate { get; set; }
    public long SpeedLimit { get; set; }
    public int SpeedTime { get; set; }
    public bool PathAsIs { get; set; }
    public bool GlobOff { get; set; }
    public string? ProtoDefault { get; set; }
    public HashSet<string>? Protocols { get; set; }
    public HashSet<string>? RedirectProtocols { get; set; }
    public bool DisallowsUser { get; set; }
    public string? Hsts { get; set; }
    public double MinimumInterval { get; set; }

    // TLS, to the server and to a proxy.
    public CurlTls Tls { get; } = new();
    public CurlTls ProxyTls { get; } = new();
    public bool Alpn { get; set; } = true;

}

/// <summary>How TLS is spoken with one peer.</summary>
internal sealed class CurlTls
{
    public bool Insecure { get; set; }
    public string? CaFile { get; set; }
    public string? CaPath { get; set; }
    public string? Certificate { get; set; }
    public string? CertificateType { get; set; }
    public string? Key { get; set; }
    public string? Password { get; set; }
    public string? Ciphers { get; set; }
    public string? Ciphers13 { get; set; }
    public string? PinnedKey { get; set; }

    /// <summary>10 to 13 for TLS 1.0 to 1.3.</summary>
    public int Minimum { get; set; } = 12;

    public int Maximum { get; set; } = 13;
}

/// <summary>What holds for the whole command line.</summary>
internal sealed class CurlGlobal
{
    public bool Silent { get; set; }
    public bool ShowsError { get; set; }
    public bool NoProgress { get; set; }
    public bool ProgressBar { get; set; }
    public bool Parallel { get; set; }
    public int ParallelMax { get; set; } = 50;
    public bool FailsEarly { get; set; }
    public bool Styled { get; set; } = true;
    public bool Verbose { get; set; }
    public string? Trace { get; set; }
    public bool TraceAscii { get; set; }
    public bool TraceTime { get; set; }
    public string? ErrorFile { get; set; }
    public bool Timing { get; set; }
}
