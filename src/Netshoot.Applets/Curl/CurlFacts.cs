using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>What came of a transfer: what <c>-w</c> prints and <c>--timing</c> draws. Times are seconds since its start.</summary>
internal sealed class CurlFacts
{
    public string Url { get; set; } = "";
    public string EffectiveUrl { get; set; } = "";
    public string Method { get; set; } = "GET";
    public string? Referer { get; set; }
    public string Scheme { get; set; } = "";
    public string? ContentType { get; set; }
    public string? RedirectUrl { get; set; }
    public string? FileName { get; set; }
    public string? ErrorMessage { get; set; }
    public int ExitCode { get; set; }
    public int UrlNumber { get; set; }
    public int Status { get; set; }
    public int ConnectStatus { get; set; }
    public int Version { get; set; }
    public int Redirects { get; set; }
    public int Connects { get; set; }
    public int VerifyResult { get; set; }
    public int ProxyVerifyResult { get; set; }
    public long HeaderSize { get; set; }
    public long RequestSize { get; set; }
    public long Downloaded { get; set; }
    public long Uploaded { get; set; }
    public long DownloadTotal { get; set; } = -1;
    public long UploadTotal { get; set; } = -1;
    public InternetEndpoint? Local { get; set; }
    public InternetEndpoint? Remote { get; set; }
    public double Resolved { get; set; }
    public double Connected { get; set; }
    public double Secured { get; set; }
    public double PreTransfer { get; set; }
    public double FirstByte { get; set; }
    public double RedirectTime { get; set; }
    public double Total { get; set; }
    public List<string> Certificates { get; } = [];

    /// <summary>The header of the last response.</summary>
    public HttpHead? Head { get; set; }
}
