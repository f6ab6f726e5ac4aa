using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary><c>conntrack -G</c>, <c>-I</c>, <c>-A</c>, <c>-D</c> and <c>-U</c>.</summary>
internal static class ConnTrackChange
{
    public static ExitCode Get(ConnTrackContext context)
    {
        var error = context.Channel.TryGet<Connection>(ConnectionRequests.Find(Original(context.Options), context.Options.Zone), out var connection);
        if (error.Failed || connection is null) return context.Fail(error);
        context.Head();
        context.Show(connection);
        context.Foot();
        context.Say($"{1} flow entries have been shown.");
        return ExitCode.Ok;
    }

    public static ExitCode Make(ConnTrackContext context)
    {
        var options = context.Options;
        var original = Original(options);
        // NetlinkFlags.Exclusive makes the kernel refuse what is there already.
        var request = ConnectionRequests.Make(original, Reply(options, original), options.Zone, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        Describe(request, options, original.Protocol);
        if (options.SourceTranslation is { } source) request.WithTranslation(ConnectionAttribute.SourceTranslation, source.Address, source.Port);
        if (options.DestinationTranslation is { } destination) request.WithTranslation(ConnectionAttribute.DestinationTranslation, destination.Address, destination.Port);
        var error = context.Channel.TryExecute(request);
        bool isThere = error.Errno == Errno.EEXIST && options.Command == ConnTrackCommand.Add;
        if (error.Failed && !isThere) return context.Fail(error);
        if (options.Command == ConnTrackCommand.Add) context.Say($"{(isThere ? 0 : 1)} flow entries have been added.");
        else context.Say($"{1} flow entries have been created.");
        return ExitCode.Ok;
    }

    public static ExitCode Delete(ConnTrackContext context)
        => ForEach(context, "deleted", static (context, connection, changes) =>
        {
            var error = changes.TryExecute(ConnectionRequests.Delete(connection.Original, connection.Zone, connection.Id));
            // It may have ended by itself since it was seen.
            if (error.Errno == Errno.ENOENT) return (false, NetlinkError.None);
            if (!error.Failed) context.Show(connection);
            return (!error.Failed, error);
        });

    public static ExitCode Update(ConnTrackContext context)
    {
        var updated = new Connection();
        return ForEach(context, "updated", (context, connection, changes) =>
        {
            var options = context.Options;
            var request = ConnectionRequests.Make(connection.Original, connection.Reply, connection.Zone, NetlinkFlags.None);
            if (options.Timeout is { } timeout) request.AttributeBigEndian((ushort)ConnectionAttribute.Timeout, timeout);
            // With a mask: the bits in it become zero, and the value is mixed in (man page).
            if (options.Mark is { } mark) request.AttributeBigEndian((ushort)ConnectionAttribute.Mark, (connection.Mark ?? 0) & ~mark.Mask ^ mark.Value);
            if (options.Status is { } status) request.AttributeBigEndian((ushort)ConnectionAttribute.Status, (uint)(connection.Status | status));
            if (options.State is { } state) request.WithState(connection.Original.Protocol, state);
            var error = changes.TryExecute(request);
            if (error.Errno == Errno.ENOENT) return (false, NetlinkError.None);
            if (error.Failed) return (false, error);
            error = changes.TryGet<Connection>(ConnectionRequests.Find(connection.Original, connection.Zone), out var now);
            if (now is not null) context.Show(now);
            return (true, error.Errno == Errno.ENOENT ? NetlinkError.None : error);
        });
    }

    private static ExitCode ForEach(ConnTrackContext context, string done, Func<ConnTrackContext, Connection, NetlinkChannel, (bool Done, NetlinkError Error)> change)
    {
        var options = context.Options;
        var changes = context.Open();
        long count = 0;
        var connection = new Connection();
        var dump = context.Channel.Dump(ConnectionRequests.List(options.Family, mark: options.Command == ConnTrackCommand.Update ? null : options.Mark));
        while (dump.MoveNext())
        {
            if (!connection.Read(dump.Current) || !ConnectionFilter.Holds(options, connection)) continue;
            var (isDone, error) = change(context, connection, changes);
            if (error.Failed) return context.Fail(error);
            if (isDone) count++;
        }
        if (dump.Error.Failed) return context.Fail(dump.Error);
        context.Say($"{count} flow entries have been {done}.");
        return count == 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static void Describe(NetlinkRequest request, ConnTrackOptions options, byte protocol)
    {
        request.AttributeBigEndian((ushort)ConnectionAttribute.Timeout, options.Timeout ?? 0);
        request.AttributeBigEndian((ushort)ConnectionAttribute.Status, (uint)((options.Status ?? ConnectionStatus.None) | ConnectionStatus.Confirmed));
        if (options.Mark is { } mark) request.AttributeBigEndian((ushort)ConnectionAttribute.Mark, mark.Value);
        if (options.State is { } state) request.WithState(protocol, state, options.OriginalTag, options.ReplyTag, options.Role);
    }

    private static ConnectionTuple Original(ConnTrackOptions options)
    {
        // What only the answers were told of is theirs turned around.
        var source = options.Source?.Address ?? options.ReplyDestination?.Address ?? default;
        var destination = options.Destination?.Address ?? options.ReplySource?.Address ?? default;
        return new(source, destination, options.Protocol ?? 0)
        {
            SourcePort = options.SourcePort ?? options.ReplyDestinationPort ?? 0,
            DestinationPort = options.DestinationPort ?? options.ReplySourcePort ?? 0,
            IcmpType = options.IcmpType ?? 0,
            IcmpCode = options.IcmpCode ?? 0,
            IcmpIdentifier = options.IcmpIdentifier ?? 0,
            Zone = options.OriginalZone,
        };
    }

    private static ConnectionTuple Reply(ConnTrackOptions options, ConnectionTuple original)
    {
        var inverse = original.Inverse;
        return inverse with
        {
            Source = options.ReplySource?.Address ?? inverse.Source,
            Destination = options.ReplyDestination?.Address ?? inverse.Destination,
            SourcePort = options.ReplySourcePort ?? inverse.SourcePort,
            DestinationPort = options.ReplyDestinationPort ?? inverse.DestinationPort,
            Zone = options.ReplyZone,
        };
    }
}
