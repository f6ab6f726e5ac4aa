using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>What became of one attempt to connect, or that somebody connected to us.</summary>
/// <param name="Event">connected, failed, timed-out, listening, bound, accepted.</param>
/// <param name="Protocol">tcp, udp, dccp, unix.</param>
internal sealed record ConnectionReport(string Event, string Protocol) : IReport
{
    /// <summary>The name or path that the user gave.</summary>
    public string? Host { get; init; }

    public InternetEndpoint? Endpoint { get; init; }

    public string? Service { get; init; }

    public Errno Errno { get; init; }

    public string? Reason { get; init; }

    public TimeSpan? Took { get; init; }

    public void Write(ReportWriter to)
    {
        to.Field("event", Event);
        to.Field("protocol", Protocol);
        if (Host is not null) to.Field("host", Host);
        if (Endpoint is { } endpoint)
        {
            to.Field("address", endpoint.Address);
            to.Field("port", (long)endpoint.Port);
        }
        if (Service is not null) to.Field("service", Service);
        if (Reason is not null) to.Field("reason", Reason);
        if (Errno != Errno.None) to.Field("errno", (long)Errno);
        if (Took is { } took) to.Field("milliseconds", Math.Round(took.TotalMilliseconds, 3));
    }
}
