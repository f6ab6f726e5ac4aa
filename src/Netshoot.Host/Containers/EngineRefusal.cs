using System.Net;

namespace Netshoot.Host.Containers;

/// <summary>The engine answered with a status that is not success.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="text">What it said of it.</param>
internal sealed class EngineRefusal(HttpStatusCode status, string text) : Exception($"{(int)status} {text}")
{
    public HttpStatusCode Status => status;
}
