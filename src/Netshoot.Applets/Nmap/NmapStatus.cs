using System.Globalization;
using Netshoot.Applets.Measures;
using Netshoot.Applets.Scans;
using Netshoot.Host.Terminals;
using Netshoot.Probes.Scan;
using Netshoot.Wire;

namespace Netshoot.Applets.Nmap;

/// <summary>What nmap says while it runs: how far it is, the packets, the phases.</summary>
internal sealed class NmapStatus(NmapOptions options, Shell shell, Func<TimeSpan> elapsed)
{
    private string _phase = "";
    private int _hosts;
    private TimeSpan _phaseBegan;

    /// <summary>How far the phase is.</summary>
    public Func<ScanProgress>? Progress { get; set; }

    public bool HasServices { get; set; }

    /// <summary>Says that a phase begins.</summary>
    /// <returns>Says that it ended, with what it came to.</returns>
    public Action<string> Begin(string phase, string what, bool isTalking, int hosts)
    {
        (_phase, _hosts, _phaseBegan) = (phase, hosts, elapsed());
        bool speaks = isTalking && options.Verbosity > 0;
        bool isNames = hosts == 0;
        if (speaks)
        {
            shell.Output.Line($"Initiating {(isNames ? $"{phase} {what}" : phase)} at {Clock()}");
            if (!isNames) shell.Output.Line($"Scanning {what}");
        }
        return result =>
        {
            Progress = null;
            if (!speaks) return;
            double seconds = (elapsed() - _phaseBegan).TotalSeconds;
            if (isNames) shell.Output.Line($"Completed {phase} {what} at {Clock()}, {seconds:F2}s elapsed");
            else shell.Output.Line($"Completed {phase} at {Clock()}, {seconds:F2}s elapsed ({result})");
        };
    }

    /// <summary>Listens to the user: keys, the signal that asks how things stand, and the time that he set.</summary>
    public IDisposable Start(CancellationToken stop)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        shell.OnQuit(Tell);
        ITimer? timer = options.StatisticsPeriod > TimeSpan.Zero ? shell.Clock.CreateTimer(_ => Tell(), null, options.StatisticsPeriod, options.StatisticsPeriod) : null;
        var terminal = shell.Output.IsTerminal && !shell.Json ? shell.Machine.OpenTerminal(hasScreen: false) : null;
        if (terminal is not null) _ = KeysAsync(terminal, end.Token);
        return new Ending(end, timer, terminal);
    }

    public void TimingReport(ScanTiming timing)
    {
        static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
        long delay = Milliseconds(timing.MostDelay);
        shell.Output.Line($"--------------- Timing report ---------------");
        shell.Output.Line($"  hostgroups: min 1, max 100000");
        shell.Output.Line($"  rtt-timeouts: init {Milliseconds(timing.InitialTimeout)}, min {Milliseconds(timing.LeastTimeout)}, max {Milliseconds(timing.MostTimeout)}");
        shell.Output.Line($"  max-scan-delay: TCP {delay}, UDP {delay}, SCTP {delay}");
        shell.Output.Line($"  parallelism: min {timing.LeastParallel}, max {timing.MostParallel}");
        shell.Output.Line($"  max-retries: {timing.Retries}, host-timeout: {Milliseconds(timing.HostTimeout)}");
        shell.Output.Line($"  min-rate: {timing.LeastRate}, max-rate: {timing.MostRate}");
        shell.Output.Line($"---------------------------------------------");
    }

    public void Trace(in SeenPacket packet, bool isSent)
    {
        var text = shell.Output.Buffer;
        text.Append($"{(isSent ? "SENT" : "RCVD")} ({elapsed().TotalSeconds:F4}s) ");
        PacketLine.Write(text, in packet, PacketDetail.Low, isNmap: true);
        text.Append("\n"u8);
        shell.Output.Written();
    }

    public void TraceConnect(InternetEndpoint target, string what)
        => shell.Output.Line($"CONN ({elapsed().TotalSeconds:F4}s) TCP localhost > {target.Address}:{target.Port} => {what}");

    private void Tell()
    {
        if (_phase.Length == 0 || shell.Json) return;
        var now = elapsed();
        shell.Output.Line($"Stats: {Span(now)} elapsed; 0 hosts completed ({_hosts} up), {_hosts} undergoing {_phase}");
        if (Progress?.Invoke() is { All: > 0 } progress)
        {
            double share = (double)progress.Done / progress.All;
            var passed = now - _phaseBegan;
            string rest = share > 0 ? string.Create(CultureInfo.InvariantCulture, $"; ETC: {Clock(passed / share - passed)} ({Span(passed / share - passed)} remaining)") : "";
            shell.Output.Line($"{_phase} Timing: About {share * 100:F2}% done{rest}");
        }
        shell.Output.Flush();
    }

    private async Task KeysAsync(ITerminal terminal, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                int key = await terminal.KeyAsync(stop);
                if (key == TerminalKey.End) return;
                switch (key)
                {
                    case 'v': Announce("Verbosity Increased to", ++options.Verbosity); break;
                    case 'V': Announce("Verbosity Decreased to", options.Verbosity = Math.Max(0, options.Verbosity - 1)); break;
                    case 'd': Announce("Debugging Increased to", ++options.Debugging); break;
                    case 'D': Announce("Debugging Decreased to", options.Debugging = Math.Max(0, options.Debugging - 1)); break;
                    case 'p' or 'P':
                        options.TracesPackets = key == 'p';
                        shell.Output.Line($"Packet Tracing {(options.TracesPackets ? "enabled" : "disabled")}.");
                        break;
                    default: Tell(); break;
                }
                shell.Output.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // The scan is over.
        }
    }

    private void Announce(string what, int level) => shell.Output.Line($"{what} {level}.");

    private string Clock(TimeSpan ahead = default) => StrfTime.Format("%H:%M", TimeZoneInfo.ConvertTime(shell.Clock.GetUtcNow() + ahead, shell.Clock.LocalTimeZone));

    private static string Span(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    private sealed class Ending(CancellationTokenSource end, ITimer? timer, ITerminal? terminal) : IDisposable
    {
        public void Dispose()
        {
            end.Cancel();
            end.Dispose();
            timer?.Dispose();
            terminal?.Dispose();
        }
    }
}
