using Netshoot.Netlink.Netfilter;

namespace Netshoot.Applets.ConnTrack;

/// <summary>Which connections a command line of conntrack(8) means.</summary>
internal static class ConnectionFilter
{
    public static bool Holds(ConnTrackOptions options, Connection connection)
    {
        var (original, reply) = (connection.Original, connection.Reply);
        if (options.Family != 0 && options.Family != connection.Family) return false;
        if (options.Protocol is { } protocol && protocol != original.Protocol) return false;
        if (options.Source is { } source && !source.Holds(original.Source) || options.Destination is { } destination && !destination.Holds(original.Destination)) return false;
        if (options.ReplySource is { } replySource && !replySource.Holds(reply.Source) || options.ReplyDestination is { } replyDestination && !replyDestination.Holds(reply.Destination)) return false;
        if (!Ports(options, original, reply) || !Icmp(options, original) || !Zones(options, connection)) return false;
        if (options.State is { } state && options.Command != ConnTrackCommand.Update && connection.State != state) return false;
        if (options.Command == ConnTrackCommand.Update) return true;
        if (options.Mark is { } mark && ((connection.Mark ?? 0) & mark.Mask) != mark.Value) return false;
        if (options.SecurityMark is { } secured && connection.Others.Attributes.Find((ushort)ConnectionAttribute.SecurityMark).U32BigEndian != secured) return false;
        if (options.Status is { } status && (connection.Status & status) != status) return false;
        if (options.Unreplied && (connection.Status & ConnectionStatus.SeenReply) != 0) return false;
        return Translations(options, connection);
    }

    private static bool Ports(ConnTrackOptions options, in ConnectionTuple original, in ConnectionTuple reply)
        => (options.SourcePort is not { } source || source == original.SourcePort) && (options.DestinationPort is not { } destination || destination == original.DestinationPort)
        && (options.ReplySourcePort is not { } replySource || replySource == reply.SourcePort) && (options.ReplyDestinationPort is not { } replyDestination || replyDestination == reply.DestinationPort);

    private static bool Icmp(ConnTrackOptions options, in ConnectionTuple original)
        => (options.IcmpType is not { } type || type == original.IcmpType) && (options.IcmpCode is not { } code || code == original.IcmpCode)
        && (options.IcmpIdentifier is not { } identifier || identifier == original.IcmpIdentifier);

    private static bool Zones(ConnTrackOptions options, Connection connection)
        => (options.Zone is not { } zone || zone == (connection.Zone ?? 0)) && (options.OriginalZone is not { } original || original == connection.Original.Zone)
        && (options.ReplyZone is not { } reply || reply == connection.Reply.Zone);

    private static bool Translations(ConnTrackOptions options, Connection connection)
    {
        if (!options.SourceTranslated && !options.DestinationTranslated && !options.AnyTranslated) return true;
        bool source = (connection.Status & ConnectionStatus.SourceTranslated) != 0
            && (options.SourceTranslation is not { } from || from.Address == connection.Reply.Destination && (from.Port ?? connection.Reply.DestinationPort) == connection.Reply.DestinationPort);
        bool destination = (connection.Status & ConnectionStatus.DestinationTranslated) != 0
            && (options.DestinationTranslation is not { } to || to.Address == connection.Reply.Source && (to.Port ?? connection.Reply.SourcePort) == connection.Reply.SourcePort);
        if (options.AnyTranslated) return source || destination;
        return (!options.SourceTranslated || source) && (!options.DestinationTranslated || destination);
    }
}
