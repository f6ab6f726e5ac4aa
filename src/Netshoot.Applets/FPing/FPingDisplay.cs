using Netshoot.Cli;
using Netshoot.Probes.Echo;
using Netshoot.Wire;

namespace Netshoot.Applets.FPing;

/// <summary>Prints what happens: answers to standard output; errors, summaries and totals to standard error, as the original does.</summary>
internal sealed class FPingDisplay(Shell shell, FPingOptions options, IReadOnlyList<FPingTarget> targets)
{
    private readonly int _width = targets.Max(static t => t.Name.Length);
    private readonly List<long?>[] _times = [.. targets.Select(static _ => new List<long?>())];
    private readonly HashSet<int> _alive = [];
    private bool _hasCharts;

    public HostPingStatistics All { get; } = new();

    public int Alive => _alive.Count;

    /// <summary>Who asks whether enough are alive does not ask who.</summary>
    private bool IsMute => options.IsQuiet || options.Reachable is not null && !options.ShowsAlive && !options.ShowsUnreachable;

    private bool IsSilent => options.IsQuiet || options.ShowsAlive || options.ShowsUnreachable;

    public void Show(in HostPingEvent happened, HostPinger pinger)
    {
        string name = targets[happened.Host].Name;
        switch (happened.Kind)
        {
            case HostPingKind.Reply:
                _alive.Add(happened.Host);
                All.Answer(happened.RoundTrip);
                Record(happened, happened.RoundTrip);
                if (options.IsCounting) ShowProbe(in happened, pinger);
                else if (!IsMute && !options.ShowsUnreachable) shell.Report(new FPingState(name, true, options.ShowsAlive, options.ShowsElapsed ? happened.RoundTrip : null));
                break;
            case HostPingKind.Timeout:
                Record(happened, null);
                ShowProbe(in happened, pinger);
                break;
            case HostPingKind.GivenUp:
                if (!IsMute && !options.ShowsAlive) shell.Report(new FPingState(name, false, options.ShowsUnreachable, null));
                break;
            case HostPingKind.Duplicate:
                if (!IsSilent) Tell(new FPingDuplicate(name, happened));
                break;
            case HostPingKind.Report when happened.Arrival.Error.Origin == QueuedErrorOrigin.Icmp && !options.IsQuiet:
                Tell(new FPingError(name, happened.Arrival));
                break;
        }
    }

    /// <summary>What happened since the last time.</summary>
    public void ShowRecent(HostPinger pinger)
    {
        if (options.IsForNetdata)
        {
            for (int i = 0; i < targets.Count; i++) NetdataChart.Write(shell.Output, targets[i].Name, pinger.RecentOf(i), isFirst: !_hasCharts);
            _hasCharts = true;
            shell.Output.Flush();
        }
        else
        {
            if (!shell.Json) shell.Error.Line($"[{shell.Clock.GetLocalNow():HH:mm:ss}]");
            for (int i = 0; i < targets.Count; i++)
            {
                var recent = pinger.RecentOf(i);
                Tell(new FPingSummary(targets[i].Name, _width, recent.Received + recent.Lost, recent, Outage(recent), null));
            }
        }
        for (int i = 0; i < targets.Count; i++) pinger.RecentOf(i).Clear();
        shell.Error.Flush();
    }

    public void ShowEnd(HostPinger pinger, int unknown, TimeSpan elapsed)
    {
        if (options.IsCounting)
        {
            if (!options.IsQuiet && !shell.Json)
            {
                shell.Output.Flush();
                shell.Error.Literal("\n");
            }
            for (int i = 0; i < targets.Count; i++)
            {
                var whole = pinger.StatisticsOf(i);
                int completed = options.Loops ? whole.Received + whole.Lost : whole.Sent;
                Tell(new FPingSummary(targets[i].Name, _width, completed, whole, options.ListsTimes ? null : Outage(whole), options.ListsTimes ? Padded(_times[i]) : null));
            }
        }
        if (options.ShowsStatistics) Tell(new FPingTotals(targets.Count, Alive, targets.Count - Alive, unknown, pinger, All, elapsed));
    }

    private void ShowProbe(in HostPingEvent happened, HostPinger pinger)
    {
        if (IsSilent) return;
        double? time = options.HasTimestamps ? (shell.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds : null;
        var statistics = pinger.StatisticsOf(happened.Host);
        shell.Report(new FPingProbe(targets[happened.Host].Name, _width, happened, statistics, time));
    }

    private double? Outage(HostPingStatistics statistics) => options.ShowsOutage ? statistics.Lost * options.Period : null;

    private void Record(in HostPingEvent happened, long? roundTrip)
    {
        if (!options.ListsTimes) return;
        var times = _times[happened.Host];
        while (times.Count <= happened.Index) times.Add(null);
        times[happened.Index] = roundTrip;
    }

    private List<long?> Padded(List<long?> times)
    {
        while (times.Count < options.Count) times.Add(null);
        return times;
    }

    private void Tell<T>(T report) where T : IReport
    {
        if (shell.Json)
        {
            shell.Report(report);
            return;
        }
        shell.Output.Flush();
        report.Write(new ReportWriter(shell.Error.Buffer));
        shell.Error.Literal("\n");
    }
}
