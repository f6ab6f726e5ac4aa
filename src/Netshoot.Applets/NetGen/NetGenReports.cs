using Netshoot.Cli;

namespace Netshoot.Applets.NetGen;

/// <summary>We take messages.</summary>
internal sealed record ListeningReport(ushort Port) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("event", "listening");
        to.Field("port", (long)Port, $"Listener started on port {Port}");
    }
}

/// <summary>We begin to send them.</summary>
internal sealed record SendingReport(string Host, ushort Port, TimeSpan Interval) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("event", "sending");
        to.Field("host", Host, $"Sending traffic to {Host} ");
        to.Field("port", (long)Port, $"on port {Port} ");
        to.Field("interval_seconds", Interval.TotalSeconds, $"every {Interval.TotalSeconds} seconds");
    }
}

/// <summary>One more arrived.</summary>
/// <param name="Count">Messages sent so far.</param>
/// <param name="Host">Where to.</param>
/// <param name="Port">Where to.</param>
/// <param name="Received">Messages received so far, from anybody.</param>
/// <param name="ReceivedBytes">Their bytes.</param>
internal sealed record SentReport(long Count, string Host, ushort Port, long Received, long ReceivedBytes) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("event", "sent");
        to.Field("count", Count, $"Sent {Count} messages ");
        to.Field("host", Host, $"to {Host}:");
        to.Field("port", (long)Port, $"{Port}");
        to.Field("received_messages", Received);
        to.Field("received_bytes", ReceivedBytes);
    }
}

/// <summary>One did not arrive; it will be tried again.</summary>
internal sealed record FailedReport(string Host, ushort Port, string Reason) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("event", "failed");
        to.Field("host", Host);
        to.Field("port", (long)Port);
        to.Field("reason", Reason);
    }
}
