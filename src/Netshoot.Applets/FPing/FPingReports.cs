using System.Globalization;
using Netshoot.Applets.Iputils;
using Netshoot.Cli;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.FPing;

/// <summary>A request in the counting modes: answered or not.</summary>
internal sealed record FPingProbe(string Name, int Width, HostPingEvent Happened, HostPingStatistics Statistics, double? Time) : IReport
{
    public void Write(ReportWriter to)
    {
        bool isAnswered = Happened.Kind == HostPingKind.Reply;
        to.Field("type", isAnswered ? "reply" : "timeout");
        if (Time is { } time) to.Field("time", time, $"[{time:F5}] ");
        FPingName.Write(to, Name, Width);
        to.Field("index", Happened.Index, $"[{Happened.Index}], ");
        if (isAnswered)
        {
            to.Field("bytes", Happened.Arrival.Length, $"{Happened.Arrival.Length} bytes, ");
            var roundTrip = new Milliseconds(Happened.RoundTrip, IsShort: true);
            to.Field("time_ms", roundTrip.Value, $"{roundTrip} ms (");
        }
        else
        {
            to.Text($"timed out (");
        }
        if (Statistics.Received == 0) to.Text($"NaN");
        else to.Text($"{new Milliseconds((long)Math.Round(Statistics.Average), IsShort: true)}");
        if (Statistics.Received > 0) to.Field("average_ms", Statistics.Average / 1000);
        int loss = FPingName.Loss(Statistics.Sent, Statistics.Received);
        to.Field("loss_percent", loss, $" avg, {loss}% loss)");
    }
}

/// <summary>Whether a target answers, in the mode that asks until it does.</summary>
internal sealed record FPingState(string Name, bool IsAlive, bool IsBare, long? RoundTrip) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "target");
        to.Field("target", Name, $"{Name}");
        to.Field("alive", IsAlive);
        if (!IsBare) to.Text($" is {(IsAlive ? "alive" : "unreachable")}");
        if (RoundTrip is { } time) to.Field("time_ms", time / 1000.0, $" ({new Milliseconds(time, IsShort: true)} ms)");
    }
}

/// <summary>A second answer to one request.</summary>
internal sealed record FPingDuplicate(string Name, HostPingEvent Happened) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "duplicate");
        to.Field("target", Name, $"{Name} : ");
        to.Field("index", Happened.Index, $"duplicate for [{Happened.Index}], ");
        to.Field("bytes", Happened.Arrival.Length, $"{Happened.Arrival.Length} bytes, ");
        to.Field("time_ms", Happened.RoundTrip / 1000.0, $"{new Milliseconds(Happened.RoundTrip, IsShort: true)} ms");
    }
}

/// <summary>An ICMP error about a request.</summary>
internal sealed record FPingError(string Name, EchoArrival Arrival) : IReport
{
    private static readonly string[] s_unreachable =
    [
        "ICMP Network Unreachable",
        "ICMP Host Unreachable",
        "ICMP Protocol Unreachable",
        "ICMP Port Unreachable",
        "ICMP Unreachable (Fragmentation Needed)",
        "ICMP Unreachable (Source Route Failed)",
        "ICMP Unreachable (Destination Network Unknown)",
        "ICMP Unreachable (Destination Host Unknown)",
        "ICMP Unreachable (Source Host Isolated)",
        "ICMP Unreachable (Communication with Network Prohibited)",
        "ICMP Unreachable (Communication with Host Prohibited)",
        "ICMP Unreachable (Network Unreachable For Type Of Service)",
        "ICMP Unreachable (Host Unreachable For Type Of Service)",
        "ICMP Unreachable (Communication Administratively Prohibited)",
        "ICMP Unreachable (Host Precedence Violation)",
        "ICMP Unreachable (Precedence cutoff in effect)",
    ];

    public void Write(ReportWriter to)
    {
        string message = Message;
        to.Field("type", "error");
        to.Field("message", message, $"{message}");
        to.Field("from", Arrival.From.Address, $" from {Arrival.From.Address}");
        to.Field("target", Name, $" for ICMP Echo sent to {Name}");
        to.Field("icmp_type", Arrival.Error.Type);
        to.Field("icmp_code", Arrival.Error.Code);
    }

    private string Message => Arrival.Error.Type switch
    {
        3 => Arrival.Error.Code < s_unreachable.Length ? s_unreachable[Arrival.Error.Code] : "ICMP Unreachable (Invalid Code)",
        4 => "ICMP Source Quench",
        5 => "ICMP Redirect",
        11 => "ICMP Time Exceeded",
        12 => "ICMP Parameter Problem",
        _ => string.Create(CultureInfo.InvariantCulture, $"ICMP type {Arrival.Error.Type}"),
    };
}

/// <summary>What is known of a target in the counting modes.</summary>
internal sealed record FPingSummary(string Name, int Width, int Sent, HostPingStatistics Statistics, double? OutageMilliseconds, IReadOnlyList<long?>? Times) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "summary");
        FPingName.Write(to, Name, Width);
        if (Times is not null)
        {
            WriteTimes(to, Times);
            return;
        }
        int received = Statistics.Received, loss = FPingName.Loss(Sent, received);
        to.Field("sent", Sent, $"xmt/rcv/%loss = {Sent}/");
        to.Field("received", received, $"{received}/");
        to.Field("loss_percent", loss, $"{loss}%");
        if (OutageMilliseconds is { } outage) to.Field("outage_ms", outage, $", outage(ms) = {(long)outage}");
        if (received == 0) return;
        Milliseconds minimum = new(Statistics.Minimum, IsShort: true), average = new((long)Math.Round(Statistics.Average), IsShort: true), maximum = new(Statistics.Maximum, IsShort: true);
        to.Field("min_ms", minimum.Value, $", min/avg/max = {minimum}/");
        to.Field("avg_ms", Statistics.Average / 1000, $"{average}/");
        to.Field("max_ms", maximum.Value, $"{maximum}");
    }

    private static void WriteTimes(ReportWriter to, IReadOnlyList<long?> times)
    {
        to.OpenArray("times_ms");
        for (int i = 0; i < times.Count; i++)
        {
            if (i > 0) to.Text($" ");
            if (times[i] is { } time) to.Field(null, time / 1000.0, $"{new Milliseconds(time, IsShort: true)}");
            else to.Field(null, null, $"-");
        }
        to.CloseArray();
    }
}

/// <summary>What is known of all (<c>-s</c>).</summary>
internal sealed record FPingTotals(int Targets, int Alive, int Unreachable, int Unknown, HostPinger Pinger, HostPingStatistics Times, TimeSpan Elapsed) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "totals");
        to.Field("targets", Targets, $"\n{Targets,8} targets\n");
        to.Field("alive", Alive, $"{Alive,8} alive\n");
        to.Field("unreachable", Unreachable, $"{Unreachable,8} unreachable\n");
        to.Field("unknown", Unknown, $"{Unknown,8} unknown addresses\n\n");
        to.Field("timeouts", Pinger.Timeouts, $"{Pinger.Timeouts,8} timeouts (waiting for response)\n");
        to.Field("sent", Pinger.Sent, $"{Pinger.Sent,8} ICMP Echos sent\n");
        to.Field("received", Pinger.Received, $"{Pinger.Received,8} ICMP Echo Replies received\n");
        to.Field("other", Pinger.Reports, $"{Pinger.Reports,8} other ICMP received\n\n");
        Milliseconds minimum = new(Times.Minimum, IsShort: true), average = new(Times.Received == 0 ? 0 : (long)Math.Round(Times.Average), IsShort: true), maximum = new(Times.Maximum, IsShort: true);
        to.Field("min_ms", minimum.Value, $" {minimum} ms (min round trip time)\n");
        to.Field("avg_ms", average.Value, $" {average} ms (avg round trip time)\n");
        to.Field("max_ms", maximum.Value, $" {maximum} ms (max round trip time)\n");
        to.Field("elapsed_s", Elapsed.TotalSeconds, $"{Elapsed.TotalSeconds,13:F3} sec (elapsed real time)\n");
    }
}

/// <summary>What the reports have in common.</summary>
internal static class FPingName
{
    public static void Write(ReportWriter to, string name, int width)
    {
        to.Field("target", name);
        if (to.Buffer is not { } text) return;
        int start = text.Length;
        text.Foreign(name);
        text.Align(start, -width);
        text.Append(" : "u8);
    }

    public static int Loss(int sent, int received) => sent > 0 ? Math.Max(0, (sent - received) * 100 / sent) : 0;
}
