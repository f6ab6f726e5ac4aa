using Netshoot.Applets.Addresses;
using Netshoot.Applets.Iputils;
using Netshoot.Cli;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.Ping;

/// <summary>A report that names addresses: it can be printed when their names are known.</summary>
internal interface INamingReport : IReport
{
    bool IsReady(AddressNames names);
}

/// <summary>When something came in, at the start of its line (-D), as seconds and microseconds since 1970.</summary>
/// <param name="Microseconds">The time; negative when it is not wanted.</param>
internal readonly record struct PingTimestamp(long Microseconds)
{
    public static readonly PingTimestamp None = new(-1);

    public void Write(ReportWriter to)
    {
        if (Microseconds >= 0) to.Field("timestamp", Microseconds / 1e6, $"[{Microseconds / 1_000_000}.{Microseconds % 1_000_000:D6}] ");
    }
}

/// <summary>One answer.</summary>
internal sealed record PingReply(PingTimestamp Timestamp, ScopedAddress From, AddressNames Names, EchoEvent Event) : INamingReport
{
    /// <summary>The identifier of the request, where it is to be told.</summary>
    public int? Identifier { get; init; }

    /// <summary>The bytes behind the header are fewer than were sent.</summary>
    public bool IsTruncated { get; init; }

    public bool HasTime { get; init; }

    public bool IsFromElsewhere { get; init; }

    public bool IsAudible { get; init; }

    public WrongData? WrongData { get; init; }

    public PingIpOptions? IpOptions { get; init; }

    public bool IsReady(AddressNames names) => names.TryFind(From.Address, out _) & (IpOptions?.IsReady(names) ?? true);

    public void Write(ReportWriter to)
    {
        to.Field("type", "reply");
        Timestamp.Write(to);
        to.Field("bytes", Event.Arrival.Length, $"{Event.Arrival.Length} bytes from ");
        PingHost.Write(to, From, Names.Find(From.Address));
        to.Field("icmp_seq", Event.Sequence, $": icmp_seq={Event.Sequence}");
        if (Identifier is { } identifier) to.Field("ident", identifier, $" ident={identifier}");
        if (Event.Arrival.HopLimit >= 0) to.Field("ttl", Event.Arrival.HopLimit, $" ttl={Event.Arrival.HopLimit}");
        if (IsTruncated)
        {
            to.Field("truncated", true, $" (truncated)");
            return;
        }
        if (HasTime)
        {
            var time = new Milliseconds(Event.RoundTrip.Ticks / TimeSpan.TicksPerMicrosecond, IsShort: true);
            to.Field("time_ms", time.Value, $" time={time} ms");
        }
        if (Event.IsDuplicate) to.Field("duplicate", true, $" (DUP!)");
        if (Event.Arrival.HasBadChecksum) to.Field("bad_checksum", true, $" (BAD CHECKSUM!)");
        if (IsFromElsewhere) to.Field("different_address", true, $" (DIFFERENT ADDRESS!)");
        WrongData?.Write(to);
        IpOptions?.Write(to);
        if (IsAudible) to.Text($"\a");
    }
}

/// <summary>One error, or advice, about a request.</summary>
internal sealed record PingError(PingTimestamp Timestamp, ScopedAddress From, AddressNames Names, EchoEvent Event) : INamingReport
{
    public bool IsReady(AddressNames names) => names.TryFind(From.Address, out _);

    public void Write(ReportWriter to)
    {
        bool isAdvice = Event.Kind == EchoEventKind.Advice;
        to.Field("type", isAdvice ? "advice" : "error");
        Timestamp.Write(to);
        to.Text($"From ");
        PingHost.Write(to, From, Names.Find(From.Address));
        to.Field("icmp_seq", Event.Sequence, $"{(isAdvice ? ":" : "")} icmp_seq={Event.Sequence} ");
        to.Field("icmp_type", Event.Arrival.Error.Type);
        to.Field("icmp_code", Event.Arrival.Error.Code);
        IcmpErrorText.Write(to, Event.Arrival.Error);
    }
}

/// <summary>A request that is not answered when the next is sent (-O).</summary>
internal sealed record PingOutstanding(PingTimestamp Timestamp, ushort Sequence) : INamingReport
{
    public bool IsReady(AddressNames names) => true;

    public void Write(ReportWriter to)
    {
        to.Field("type", "outstanding");
        Timestamp.Write(to);
        to.Field("icmp_seq", Sequence, $"no answer yet for icmp_seq={Sequence}");
    }
}

/// <summary>A host as it is printed: its address, or its name with the address in parentheses.</summary>
internal static class PingHost
{
    public static void Write(ReportWriter to, ScopedAddress address, string? name)
    {
        if (name is null)
        {
            to.Field("from", address, $"{address}");
            return;
        }
        to.Field("name", name, $"{name}");
        to.Field("from", address, $" ({address})");
    }
}

/// <summary>What the run came to.</summary>
internal sealed record PingSummary(string Host, EchoStatistics Statistics, bool HasGap) : INamingReport
{
    public bool IsReady(AddressNames names) => true;

    public void Write(ReportWriter to)
    {
        var statistics = Statistics;
        to.Field("type", "summary");
        to.Field("host", Host, $"\n--- {Host} ping statistics ---\n");
        to.Field("transmitted", statistics.Sent, $"{statistics.Sent} packets transmitted, ");
        to.Field("received", statistics.Received, $"{statistics.Received} received");
        Optional(to, "duplicates", statistics.Duplicates);
        Optional(to, "corrupted", statistics.Corrupted);
        Optional(to, "errors", statistics.Errors);
        if (statistics.Sent > 0)
        {
            to.Field("loss_percent", statistics.LossPercent, $", {statistics.LossPercent:g6}% packet loss");
            to.Field("duration_ms", (long)statistics.Duration.TotalMilliseconds, $", time {(long)statistics.Duration.TotalMilliseconds}ms");
        }
        to.Text($"\n");
        WriteTimes(to);
    }

    private void WriteTimes(ReportWriter to)
    {
        var statistics = Statistics;
        bool isFirst = true;
        if (statistics.Timed > 0)
        {
            Milliseconds minimum = new(statistics.Minimum), average = new(statistics.Average), maximum = new(statistics.Maximum), deviation = new(statistics.Deviation);
            to.Text($"rtt min/avg/max/mdev = ");
            to.Field("min_ms", minimum.Value, $"{minimum}/");
            to.Field("avg_ms", average.Value, $"{average}/");
            to.Field("max_ms", maximum.Value, $"{maximum}/");
            to.Field("mdev_ms", deviation.Value, $"{deviation} ms");
            isFirst = false;
        }
        if (statistics.Pipe > 1)
        {
            to.Field("pipe", statistics.Pipe, $"{(isFirst ? "" : ", ")}pipe {statistics.Pipe}");
            isFirst = false;
        }
        if (HasGap && statistics.Received > 0 && statistics.Sent > 1)
        {
            Milliseconds gap = new((long)statistics.Duration.TotalMicroseconds / (statistics.Sent - 1)), smoothed = new(statistics.Smoothed);
            to.Text($"{(isFirst ? "" : ", ")}ipg/ewma ");
            to.Field("ipg_ms", gap.Value, $"{gap}/");
            to.Field("ewma_ms", smoothed.Value, $"{smoothed} ms");
        }
    }

    private static void Optional(ReportWriter to, string key, long count)
    {
        if (count > 0) to.Field(key, count, $", +{count} {key}");
    }
}
