using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink.Netfilter;

namespace Netshoot.Applets.ConnTrack;

/// <summary>A connection as conntrack(8) shows it in a line.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Output">What is shown beyond the usual.</param>
/// <param name="Clock">For how long it has been.</param>
internal readonly record struct ConnectionReport(Connection Connection, ConnTrackOutput Output, TimeProvider Clock) : IReport
{
    private const long NanosecondsPerSecond = 1_000_000_000, NanosecondsPerTick = 100;

    public void Write(ReportWriter to)
    {
        byte protocol = Connection.Original.Protocol;
        if ((Output & ConnTrackOutput.Extended) != 0) to.Text($"{ConnTrackNames.FamilyOf(Connection.Family),-8} {Connection.Family} ");
        to.Field("family", ConnTrackNames.FamilyOf(Connection.Family));
        to.Field("protocol", ConnTrackNames.ProtocolOf(protocol), $"{ConnTrackNames.ProtocolOf(protocol),-8} ");
        to.Field("protonum", protocol, $"{protocol} ");
        if (Connection.Timeout is { } timeout) to.Field("timeout", timeout, $"{timeout} ");
        if (ConnTrackNames.StateOf(Connection) is { } state) to.Field("state", state, $"{state} ");
        WriteTuple(to, "original", Connection.Original, Connection.OriginalCounters, "zone-orig");
        bool isReplied = (Connection.Status & ConnectionStatus.SeenReply) != 0, isAssured = (Connection.Status & ConnectionStatus.Assured) != 0;
        to.Field("replied", isReplied);
        if (!isReplied) to.Text($"[UNREPLIED] ");
        WriteTuple(to, "reply", Connection.Reply, Connection.ReplyCounters, "zone-reply");
        to.Field("assured", isAssured);
        if ((Connection.Status & ConnectionStatus.OffloadedToHardware) != 0) to.Field("offload", "hardware", $"[HW_OFFLOAD] ");
        else if ((Connection.Status & ConnectionStatus.Offloaded) != 0) to.Field("offload", "software", $"[OFFLOAD] ");
        else if (isAssured) to.Text($"[ASSURED] ");
        if (Connection.Mark is { } mark) to.Field("mark", mark, $"mark={mark} ");
        if (Connection.SecurityContext is { } context) to.Field("secctx", context, $"secctx={context} ");
        if (Connection.Zone is { } zone) to.Field("zone", zone, $"zone={zone} ");
        WriteTimes(to);
        if (Connection.Helper is { } helper) to.Field("helper", helper, $"helper={helper} ");
        if (Connection.Use is { } use) to.Field("use", use, $"use={use} ");
        if (Connection.Id is { } id)
        {
            if (to.IsText && (Output & ConnTrackOutput.Id) == 0) return;
            to.Field("id", id, $"id={id} ");
        }
    }

    /// <summary>Seconds since it began, or that it lasted.</summary>
    public static long? Age(Connection connection, TimeProvider clock)
        => connection.Start is { } start ? ((long)(connection.Stop ?? 0) is > 0 and var stop ? stop : Now(clock)) / NanosecondsPerSecond - (long)start / NanosecondsPerSecond : null;

    private static void WriteTuple(ReportWriter to, string key, in ConnectionTuple tuple, ConnectionCounters? counters, string zoneName)
    {
        to.OpenObject(key);
        to.Field("src", tuple.Source, $"src={tuple.Source} ");
        to.Field("dst", tuple.Destination, $"dst={tuple.Destination} ");
        if (tuple.HasPorts)
        {
            to.Field("sport", tuple.SourcePort, $"sport={tuple.SourcePort} ");
            to.Field("dport", tuple.DestinationPort, $"dport={tuple.DestinationPort} ");
        }
        else if (tuple.Protocol == IpProtocol.Gre)
        {
            to.Field("srckey", tuple.SourcePort, $"srckey=0x{tuple.SourcePort:x} ");
            to.Field("dstkey", tuple.DestinationPort, $"dstkey=0x{tuple.DestinationPort:x} ");
        }
        else if (tuple.IsIcmp)
        {
            to.Field("type", tuple.IcmpType, $"type={tuple.IcmpType} ");
            to.Field("code", tuple.IcmpCode, $"code={tuple.IcmpCode} ");
            to.Field("id", tuple.IcmpIdentifier, $"id={tuple.IcmpIdentifier} ");
        }
        if (tuple.Zone is { } zone)
        {
            to.Field("zone", zone);
            if (zoneName == "zone-orig") to.Text($"zone-orig={zone} ");
            else to.Text($"zone-reply={zone} ");
        }
        if (counters is { } counted)
        {
            to.Field("packets", counted.Packets, $"packets={counted.Packets} ");
            to.Field("bytes", counted.Bytes, $"bytes={counted.Bytes} ");
        }
        to.CloseObject();
    }

    private void WriteTimes(ReportWriter to)
    {
        if (Age(Connection, Clock) is { } age) to.Field("delta-time", age, $"delta-time={age} ");
        if (to.IsText && (Output & ConnTrackOutput.KernelTimestamp) == 0) return;
        if (Connection.Start is { } start) WriteTime(to, "start", start);
        if (Connection.Stop is { } stop) WriteTime(to, "stop", stop);
    }

    private void WriteTime(ReportWriter to, string key, ulong nanoseconds)
    {
        var time = TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / NanosecondsPerTick)), Clock.LocalTimeZone);
        // As ctime(3) writes it.
        string text = string.Create(CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day,2} {time:HH:mm:ss yyyy}");
        to.Field(key, nanoseconds, $"[{key}={text}] ");
    }

    private static long Now(TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
}

/// <summary>An expectation as conntrack(8) shows it in a line.</summary>
internal readonly record struct ExpectationReport(Expectation Expectation, ConnTrackOutput Output) : IReport
{
    private static readonly string[] s_flags = ["PERMANENT", "INACTIVE", "USERSPACE"];

    public void Write(ReportWriter to)
    {
        if ((Output & ConnTrackOutput.Extended) != 0) to.Text($"{ConnTrackNames.FamilyOf(Expectation.Family),-8} {Expectation.Family} ");
        to.Field("timeout", Expectation.Timeout, $"{Expectation.Timeout} ");
        to.Field("protonum", Expectation.Expected.Protocol, $"proto={Expectation.Expected.Protocol} ");
        WriteTuple(to, "expected", Expectation.Expected, "src=", "dst=", "sport=", "dport=");
        WriteTuple(to, "mask", Expectation.Mask, "mask-src=", "mask-dst=", "sport=", "dport=");
        WriteTuple(to, "master", Expectation.Master, "master-src=", "master-dst=", "sport=", "dport=");
        if (Expectation.Zone is { } zone) to.Field("zone", zone, $"zone={zone} ");
        bool hasFlags = false;
        to.OpenArray("flags");
        for (int i = 0; i < s_flags.Length; i++)
        {
            if ((Expectation.Flags >> i & 1) == 0) continue;
            if (hasFlags) to.Text($",");
            hasFlags = true;
            to.Field(null, s_flags[i], $"{s_flags[i]}");
        }
        to.CloseArray();
        if (hasFlags) to.Text($" ");
        to.Field("class", Expectation.Class, $"class={Expectation.Class} ");
        if (Expectation.Helper is { } helper) to.Field("helper", helper, $"helper={helper}");
    }

    private static void WriteTuple(ReportWriter to, string key, in ConnectionTuple tuple, string source, string destination, string sourcePort, string destinationPort)
    {
        to.OpenObject(key);
        to.Buffer?.Append(source);
        to.Field("src", tuple.Source, $"{tuple.Source} ");
        to.Buffer?.Append(destination);
        to.Field("dst", tuple.Destination, $"{tuple.Destination} ");
        if (tuple.HasPorts)
        {
            to.Buffer?.Append(sourcePort);
            to.Field("sport", tuple.SourcePort, $"{tuple.SourcePort} ");
            to.Buffer?.Append(destinationPort);
            to.Field("dport", tuple.DestinationPort, $"{tuple.DestinationPort} ");
        }
        to.CloseObject();
    }
}
