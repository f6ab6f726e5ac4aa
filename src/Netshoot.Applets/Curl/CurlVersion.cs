namespace Netshoot.Applets.Curl;

/// <summary>Which curl this is compatible with, and what it can do, as <c>--version</c> says it.</summary>
internal static class CurlVersion
{
    public const string Number = "7.88.1";
    public const string Agent = $"curl/{Number}";
    public const string Library = $"{MultiCall.Self}/{ProductVersion.Text}";

    public const string Text = $"""
        curl {Number} (compatible; {MultiCall.Self} {ProductVersion.Text})
        Protocols: http https
        Features: brotli HSTS HTTP2 HTTPS-proxy IPv6 Largefile libz SSL UnixSockets zstd

        """;
}
