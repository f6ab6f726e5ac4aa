using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter;

namespace Netshoot.Applets.ConnTrack;

/// <summary>conntrack: the connections that the kernel tracks, as conntrack(8) of conntrack-tools 1.4.7 shows and changes them. A table of any size is read in constant memory.</summary>
[Applet("conntrack", "show, change and watch the connections that the kernel tracks")]
public sealed class ConnTrackApplet : IApplet<ConnTrackOptions>
{
    public static CommandLine<ConnTrackOptions> CommandLine => new ConnTrackCommandLine();

    public static async ValueTask<ExitCode> RunAsync(ConnTrackOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"{ConnTrackFailure.Prefix}, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        using var context = new ConnTrackContext(options, shell);
        return options.Command == ConnTrackCommand.Events ? await ConnTrackEvents.RunAsync(context) : Run(context);
    }

    private static ExitCode Run(ConnTrackContext context) => (context.Options.Command, context.Options.Table) switch
    {
        (ConnTrackCommand.List, ConnTrackTable.Expectations) => ListExpectations(context),
        (ConnTrackCommand.List, _) => List(context),
        (ConnTrackCommand.Count, ConnTrackTable.Expectations) => CountExpectations(context),
        (ConnTrackCommand.Count, ConnTrackTable.Connections) => Count(context),
        (ConnTrackCommand.Flush, ConnTrackTable.Expectations) => Flush(context, ConnectionRequests.FlushExpectations(), "expectation table"),
        (ConnTrackCommand.Flush, ConnTrackTable.Connections) => Flush(context, ConnectionRequests.Flush(context.Options.Family), "connection tracking table"),
        (ConnTrackCommand.Statistics, ConnTrackTable.Connections) => Statistics(context),
        (ConnTrackCommand.Get, ConnTrackTable.Connections) => ConnTrackChange.Get(context),
        (ConnTrackCommand.Create or ConnTrackCommand.Add, ConnTrackTable.Connections) => ConnTrackChange.Make(context),
        (ConnTrackCommand.Delete, ConnTrackTable.Connections) => ConnTrackChange.Delete(context),
        (ConnTrackCommand.Update, ConnTrackTable.Connections) => ConnTrackChange.Update(context),
        _ => throw ConnTrackFailure.Usage("this command is not supported for this table", hasHint: false),
    };

    private static ExitCode List(ConnTrackContext context)
    {
        var options = context.Options;
        // The original hands the kernel a status that no connection can be asked for.
        if (options.Status == ConnectionStatus.None && !options.Unreplied) return context.Fail(new(Wire.Errno.EINVAL));
        var request = options.Table switch
        {
            ConnTrackTable.Dying => ConnectionRequests.ListDying(options.Family),
            ConnTrackTable.Unconfirmed => ConnectionRequests.ListUnconfirmed(options.Family),
            _ => ConnectionRequests.List(options.Family, options.Zeroes, options.Mark),
        };
        context.Head();
        long count = 0;
        var connection = new Connection();
        var dump = context.Channel.Dump(request);
        while (dump.MoveNext())
        {
            if (!connection.Read(dump.Current) || !ConnectionFilter.Holds(options, connection)) continue;
            count++;
            context.Show(connection);
        }
        context.Foot();
        if (dump.Error.Failed) return context.Fail(dump.Error);
        context.Say($"{count} flow entries have been shown.");
        return ExitCode.Ok;
    }

    private static ExitCode ListExpectations(ConnTrackContext context)
    {
        long count = 0;
        var expectation = new Expectation();
        var dump = context.Channel.Dump(ConnectionRequests.ListExpectations(context.Options.Family));
        while (dump.MoveNext())
        {
            if (!expectation.Read(dump.Current)) continue;
            count++;
            context.Show(expectation);
        }
        if (dump.Error.Failed) return context.Fail(dump.Error);
        context.Say($"{count} expectations have been shown.");
        return ExitCode.Ok;
    }

    private static ExitCode Count(ConnTrackContext context)
    {
        var error = context.Channel.TryGet<ConnectionStatistics>(ConnectionRequests.Count(), out var statistics);
        if (error.Failed) return context.Fail(error);
        context.Shell.Report(new CountReport(statistics?.Entries ?? 0));
        return ExitCode.Ok;
    }

    private static ExitCode CountExpectations(ConnTrackContext context)
    {
        long count = 0;
        var dump = context.Channel.Dump(ConnectionRequests.ListExpectations());
        while (dump.MoveNext()) count++;
        if (dump.Error.Failed) return context.Fail(dump.Error);
        context.Shell.Report(new CountReport(count));
        return ExitCode.Ok;
    }

    private static ExitCode Flush(ConnTrackContext context, NetlinkRequest request, string what)
    {
        var error = context.Channel.TryExecute(request);
        if (error.Failed) return context.Fail(error);
        context.Say($"{what} has been emptied.");
        return ExitCode.Ok;
    }

    private static ExitCode Statistics(ConnTrackContext context)
    {
        var statistics = new ConnectionStatistics();
        var dump = context.Channel.Dump(ConnectionRequests.ListStatistics());
        while (dump.MoveNext())
            if (statistics.Read(dump.Current)) context.Shell.Report(new StatisticsReport(statistics));
        return dump.Error.Failed ? context.Fail(dump.Error) : ExitCode.Ok;
    }

    private readonly record struct CountReport(long Count) : IReport
    {
        public void Write(ReportWriter to) => to.Field("count", Count, $"{Count}");
    }

    /// <summary>What one CPU has counted.</summary>
    private readonly record struct StatisticsReport(ConnectionStatistics Statistics) : IReport
    {
        // The order and the names of the original.
        private static readonly (ConnectionStatistics.Counter Counter, string Name)[] s_counters =
        [
            (ConnectionStatistics.Counter.Searched, "searched"), (ConnectionStatistics.Counter.Found, "found"), (ConnectionStatistics.Counter.New, "new"),
            (ConnectionStatistics.Counter.Invalid, "invalid"), (ConnectionStatistics.Counter.Ignored, "ignore"), (ConnectionStatistics.Counter.Deleted, "delete"),
            (ConnectionStatistics.Counter.DeletedFromList, "delete_list"), (ConnectionStatistics.Counter.Inserted, "insert"), (ConnectionStatistics.Counter.InsertFailed, "insert_failed"),
            (ConnectionStatistics.Counter.Dropped, "drop"), (ConnectionStatistics.Counter.DroppedEarly, "early_drop"), (ConnectionStatistics.Counter.Error, "error"),
            (ConnectionStatistics.Counter.SearchRestarted, "search_restart"), (ConnectionStatistics.Counter.ClashResolved, "clash_resolve"), (ConnectionStatistics.Counter.ChainTooLong, "chaintoolong"),
        ];

        public void Write(ReportWriter to)
        {
            to.Field("cpu", Statistics.Cpu, $"cpu={Statistics.Cpu,-4}");
            to.Buffer?.Append((byte)'\t');
            foreach (var (counter, name) in s_counters)
                if (Statistics[counter] is { } number) to.Field(name, number, $"{name}={number} ");
        }
    }
}
