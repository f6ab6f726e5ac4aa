using Netshoot.Cli;
using Netshoot.Netlink.Netfilter;
using Netshoot.Wire;

namespace Netshoot.Applets.ConnTrack;

/// <summary><c>conntrack -E</c>: shows what happens to connections, or to expectations, until it is stopped.</summary>
internal static class ConnTrackEvents
{
    public static async ValueTask<ExitCode> RunAsync(ConnTrackContext context)
    {
        var options = context.Options;
        bool isExpectations = options.Table == ConnTrackTable.Expectations;
        if (options.Table is not (ConnTrackTable.Connections or ConnTrackTable.Expectations)) throw ConnTrackFailure.Usage("this command is not supported for this table", hasHint: false);
        var netlink = context.Shell.Machine.Netlink;
        foreach (var group in Groups(options, isExpectations))
        {
            var errno = netlink.TryListen(context.Channel, [(int)group], allNamespaces: false, options.BufferSize);
            if (errno != Errno.None) return context.Fail(new(errno));
        }
        long count = 0;
        var connection = new Connection();
        var expectation = new Expectation();
        var stop = context.Shell.Stop;
        context.Head();
        context.Shell.Output.Flush();
        try
        {
            while (true)
            {
                await netlink.WaitAsync(context.Channel, Timeout.InfiniteTimeSpan, stop);
                var errno = context.Channel.ReceiveNotifications(message =>
                {
                    if (isExpectations ? !expectation.Read(message) : !connection.Read(message) || !ConnectionFilter.Holds(options, connection)) return;
                    count++;
                    if (isExpectations) context.Show(expectation, isEvent: true);
                    else context.Show(connection, isEvent: true);
                });
                if (errno == Errno.ENOBUFS) SayLost(context);
                else if (errno is not (Errno.None or Errno.EAGAIN)) return context.Fail(new(errno));
            }
        }
        catch (OperationCanceledException)
        {
            // It was asked to end, and says how many there were.
        }
        context.Foot();
        if (isExpectations) context.Say($"{count} expectation events have been shown.");
        else context.Say($"{count} flow events have been shown.");
        return ExitCode.Ok;
    }

    private static IEnumerable<NetfilterGroup> Groups(ConnTrackOptions options, bool isExpectations)
    {
        if (options.Events[(int)ConnectionChange.New]) yield return isExpectations ? NetfilterGroup.NewExpectations : NetfilterGroup.NewConnections;
        if (options.Events[(int)ConnectionChange.Changed]) yield return isExpectations ? NetfilterGroup.ChangedExpectations : NetfilterGroup.ChangedConnections;
        if (options.Events[(int)ConnectionChange.Ended]) yield return isExpectations ? NetfilterGroup.EndedExpectations : NetfilterGroup.EndedConnections;
    }

    // The original ends here; who looks for a lost connection wants to go on, and to know.
    private static void SayLost(ConnTrackContext context)
    {
        context.Say($"some events were lost: they came faster than they could be read");
        context.Shell.Hint("a larger buffer holds more of them: -b BYTES");
    }
}
