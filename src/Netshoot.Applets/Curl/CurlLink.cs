using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>A connection that stands, with what decides whether another request may use it.</summary>
internal sealed class CurlLink(HttpConnection connection, int number, string key) : IDisposable
{
    public HttpConnection Connection => connection;

    /// <summary>The number that <c>-v</c> shows.</summary>
    public int Number => number;

    /// <summary>To whom it leads, and how.</summary>
    public string Key => key;

    /// <summary>The name that <c>-v</c> shows for it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The proxy that is spoken to instead of the server; null where bytes reach the server.</summary>
    public CurlProxy? Proxy { get; init; }

    public InternetEndpoint? Local { get; init; }

    public InternetEndpoint? Remote { get; init; }

    public bool IsBusy { get; set; }

    public long IdleSince { get; set; }

    public int Requests { get; set; }

    public List<string> Certificates { get; } = [];

    public void Dispose() => connection.Dispose();
}
