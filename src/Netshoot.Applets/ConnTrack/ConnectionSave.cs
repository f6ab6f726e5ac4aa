using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary>Connections as command lines that make them, <c>-o save</c>.</summary>
internal static class ConnectionSave
{
    public static void Write(TextBuffer to, Connection connection)
    {
        to.Append(connection.Change switch { ConnectionChange.Ended => "-D ", _ => "-A " });
        if (connection.Timeout is { } timeout) to.Append($"-t {timeout} ");
        WriteStatus(to, connection.Status);
        if (connection.Zone is { } zone) to.Append($"-w {zone} ");
        if (connection.Original.Zone is { } original) to.Append($"--orig-zone {original} ");
        if (connection.Reply.Zone is { } reply) to.Append($"--reply-zone {reply} ");
        bool isSource = (connection.Status & ConnectionStatus.SourceTranslated) != 0, isDestination = (connection.Status & ConnectionStatus.DestinationTranslated) != 0;
        to.Append($"-s {connection.Original.Source} -d {connection.Original.Destination} {(isDestination ? "-g" : "-r")} {connection.Reply.Source} {(isSource ? "-n" : "-q")} {connection.Reply.Destination} ");
        WriteProtocol(to, connection);
    }

    private static void WriteStatus(TextBuffer to, ConnectionStatus status)
    {
        to.Append("-u "u8);
        bool hasAny = false;
        foreach (var (flag, name) in ConnTrackCommandLine.StatusNames)
        {
            if (flag == ConnectionStatus.None || (status & flag) == 0) continue;
            if (hasAny) to.Append(","u8);
            to.Append(name);
            hasAny = true;
        }
        to.Append(hasAny ? " " : "UNSET ");
    }

    private static void WriteProtocol(TextBuffer to, Connection connection)
    {
        var (original, reply) = (connection.Original, connection.Reply);
        string name = ConnTrackNames.ProtocolOf(original.Protocol);
        if (name == "unknown")
        {
            to.Append($"-p {original.Protocol} ");
            return;
        }
        to.Append($"-p {name} ");
        if (original.IsIcmp)
        {
            string option = original.Protocol == IpProtocol.Icmp6 ? "--icmpv6" : "--icmp";
            to.Append($"{option}-type {original.IcmpType} {option}-code {original.IcmpCode} {option}-id {original.IcmpIdentifier} ");
        }
        else if (original.Protocol == IpProtocol.Gre)
        {
            to.Append($"--srckey {original.SourcePort} --dstkey {original.DestinationPort} --reply-key-src {reply.SourcePort} --reply-key-dst {reply.DestinationPort} ");
        }
        else
        {
            // A port of 0 is none: nothing could be made of it.
            if (original.SourcePort != 0) to.Append($"--sport {original.SourcePort} ");
            if (original.DestinationPort != 0) to.Append($"--dport {original.DestinationPort} ");
            if (reply.SourcePort != 0) to.Append($"--reply-port-src {reply.SourcePort} ");
            if (reply.DestinationPort != 0) to.Append($"--reply-port-dst {reply.DestinationPort} ");
        }
        if (original.Protocol is IpProtocol.Tcp or IpProtocol.Sctp && ConnTrackNames.StateOf(connection) is { } state) to.Append($"--state {state} ");
        if (connection.OriginalTag is { } first and not 0) to.Append($"--orig-vtag {first} ");
        if (connection.ReplyTag is { } second and not 0) to.Append($"--reply-vtag {second} ");
    }
}
