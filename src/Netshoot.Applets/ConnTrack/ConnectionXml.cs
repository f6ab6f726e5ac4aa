using System.Globalization;
using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary>Connections as conntrack(8) writes them with <c>-o xml</c>. Of SCTP and DCCP it gives the states their own names, where the original gives them those of TCP.</summary>
internal static class ConnectionXml
{
    public const string Head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<conntrack>\n", Foot = "</conntrack>\n";

    public static void Write(TextBuffer to, Connection connection, ConnTrackOutput output, TimeProvider clock, bool isEvent)
    {
        to.Append("<flow"u8);
        if (isEvent) to.Append(connection.Change switch { ConnectionChange.New => " type=\"new\"", ConnectionChange.Ended => " type=\"destroy\"", _ => " type=\"update\"" });
        to.Append(">"u8);
        WriteTuple(to, "original", connection, connection.Original, connection.OriginalCounters);
        WriteTuple(to, "reply", connection, connection.Reply, connection.ReplyCounters);
        to.Append("<meta direction=\"independent\">"u8);
        if (ConnTrackNames.StateOf(connection) is { } state) to.Append($"<state>{state}</state>");
        if (connection.Timeout is { } timeout) to.Append($"<timeout>{timeout}</timeout>");
        if (connection.Mark is { } mark) to.Append($"<mark>{mark}</mark>");
        if (connection.SecurityContext is { } context) WriteEscaped(to, "secctx", context);
        if (connection.Zone is { } zone) to.Append($"<zone>{zone}</zone>");
        if (connection.Use is { } use) to.Append($"<use>{use}</use>");
        if (connection.Id is { } id) to.Append($"<id>{id}</id>");
        if ((connection.Status & ConnectionStatus.Assured) != 0) to.Append("<assured/>"u8);
        if ((connection.Status & ConnectionStatus.SeenReply) == 0) to.Append("<unreplied/>"u8);
        if ((output & ConnTrackOutput.KernelTimestamp) != 0 && connection.Start is { } start)
        {
            to.Append($"<timestamp><start>{start}</start>");
            if (connection.Stop is { } stop) to.Append($"<stop>{stop}</stop>");
            to.Append("</timestamp>"u8);
        }
        if (ConnectionReport.Age(connection, clock) is { } age) to.Append($"<deltatime>{age}</deltatime>");
        to.Append("</meta>"u8);
        if (connection.Helper is { } helper) WriteEscaped(to, "helper", helper);
        if ((output & ConnTrackOutput.Timestamp) != 0 && isEvent)
        {
            var now = clock.GetLocalNow();
            to.Append($"<when><hour>{now.Hour}</hour><min>{now.Minute:00}</min><sec>{now.Second:00}</sec><wday>{(int)now.DayOfWeek + 1}</wday><day>{now.Day}</day><month>{now.Month}</month><year>{now.Year}</year></when>");
        }
        to.Append("</flow>"u8);
    }

    private static void WriteTuple(TextBuffer to, string direction, Connection connection, in ConnectionTuple tuple, ConnectionCounters? counters)
    {
        to.Append($"<meta direction=\"{direction}\"><layer3 protonum=\"{connection.Family}\" protoname=\"{ConnTrackNames.FamilyOf(connection.Family)}\"><src>{tuple.Source}</src><dst>{tuple.Destination}</dst></layer3>");
        to.Append($"<layer4 protonum=\"{tuple.Protocol}\" protoname=\"{ConnTrackNames.ProtocolOf(tuple.Protocol)}\">");
        if (tuple.HasPorts) to.Append($"<sport>{tuple.SourcePort}</sport><dport>{tuple.DestinationPort}</dport>");
        else if (tuple.Protocol == IpProtocol.Gre) to.Append($"<srckey>0x{tuple.SourcePort:x}</srckey><dstkey>0x{tuple.DestinationPort:x}</dstkey>");
        to.Append("</layer4>"u8);
        if (counters is { } counted) to.Append($"<counters><packets>{counted.Packets}</packets><bytes>{counted.Bytes}</bytes></counters>");
        to.Append("</meta>"u8);
    }

    private static void WriteEscaped(TextBuffer to, string tag, string text)
    {
        string safe = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        to.Append(string.Create(CultureInfo.InvariantCulture, $"<{tag}>"));
        to.Foreign(safe);
        to.Append(string.Create(CultureInfo.InvariantCulture, $"</{tag}>"));
    }
}
