using Netshoot.Applets.Screens;
using Netshoot.Cli;
using Netshoot.Host.Terminals;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>iftop: how much passes an interface, by pairs of hosts (iftop(8), version 1.0pre4).</summary>
[Applet("iftop", "how much passes an interface, by pairs of hosts")]
public sealed class IftopApplet : IApplet<IftopOptions>
{
    private static readonly TimeSpan s_division = TimeSpan.FromSeconds(TrafficTable.Division);

    public static CommandLine<IftopOptions> CommandLine => IftopCommandLine.Table;

    public static async ValueTask<ExitCode> RunAsync(IftopOptions options, Shell shell)
    {
        if (options.ShowsHelp)
        {
            IftopCommandLine.Table.WriteHelp(shell.Name, AppletTable.SummaryOf("iftop"), shell.Output.Buffer);
            return ExitCode.Ok;
        }
        var settings = Settings(options, shell);
        bool isText = options.IsText || shell.Json;
        if (!isText) settings.ShowsContainers = true;
        using var capture = new IftopCapture(shell, settings, hasPorts: !isText || settings.ShowsSourcePort || settings.ShowsDestinationPort);
        await capture.OpenAsync(line =>
        {
            if (!shell.Json) shell.Error.Line($"{line}");
        });
        using var names = new IftopNames(shell, settings);
        var view = new IftopView(settings, names, capture.Table);
        if (isText)
        {
            await PrintAsync(options, settings, capture, view, names, shell);
            return ExitCode.Ok;
        }
        // It stands on the screen that comes back in the end.
        shell.Error.Flush();
        using var terminal = shell.Machine.OpenTerminal()
            ?? throw new Failure("", "there is no terminal to show a screen on", "-t prints text, and --json the same for programs");
        await ShowAsync(terminal, settings, capture, view, names, shell);
        return ExitCode.Ok;
    }

    private static IftopSettings Settings(IftopOptions options, Shell shell)
    {
        var settings = new IftopSettings();
        string? path = options.ConfigurationFile ?? (shell.Environment("HOME") is { Length: > 0 } home ? $"{home}/.iftoprc" : null);
        if (path is not null && shell.Machine.TryReadText(path) is { } text) settings.Read(path, text, warning => shell.Error.Line($"{warning}"));
        else if (options.ConfigurationFile is not null) throw new Failure(path!, shell.Machine.Text(Errno.ENOENT));
        foreach (var (name, value) in options.Directives) settings.Apply(name, value);
        settings.ShowsContainers = options.ShowsContainers;
        return settings;
    }

    /// <summary>Text, every two seconds or once; what was counted until the user stops it is not lost.</summary>
    private static async ValueTask PrintAsync(IftopOptions options, IftopSettings settings, IftopCapture capture, IftopView view, IftopNames names, Shell shell)
    {
        if (!shell.Json) shell.Output.Line($"Listening on {capture.Interface}");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(shell.Stop);
        var counting = capture.CountAsync(end.Token);
        try
        {
            var left = options.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            names.Refresh();
            while (true)
            {
                var pause = left is { } rest && rest < s_division ? rest : s_division;
                if (await Task.WhenAny(counting, Task.Delay(pause, shell.Clock, end.Token)) == counting) await counting;
                shell.Stop.ThrowIfCancellationRequested();
                left -= pause;
                // What the kernel has not handed over yet has passed all the same.
                while (capture.Take()) { }
                capture.Table.Advance();
                names.Refresh();
                if (left > TimeSpan.Zero) continue;
                view.Update();
                shell.Report(new IftopReport(capture.Interface, settings, view, names, options.Lines, capture.Table.Untracked, capture.Counters));
                if (left is not null) break;
            }
        }
        catch (OperationCanceledException) when (shell.Stop.IsCancellationRequested)
        {
            // The user has seen enough.
        }
        finally
        {
            End(end);
        }
        if (capture.Table.Untracked > 0 && !shell.Json)
            shell.Hint($"{capture.Table.Untracked} packets belonged to more than {TrafficTable.UsualMost} pairs: they count in the totals only");
    }

    private static async ValueTask ShowAsync(ITerminal terminal, IftopSettings settings, IftopCapture capture, IftopView view, IftopNames names, Shell shell)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(shell.Stop);
        var page = new IftopPage(settings, view, names, capture.Table) { Message = $"Listening on {capture.Interface}" };
        using var screen = new LiveScreen(shell, terminal, page.Draw);
        var keys = new IftopKeys(settings, page, view, screen, capture);
        try
        {
            screen.Show();
            var first = await Task.WhenAny(capture.CountAsync(end.Token), BeatAsync(keys, page, capture, view, names, screen, shell.Clock, end.Token), keys.ObeyAsync(end.Token));
            await first;
        }
        catch (OperationCanceledException) when (shell.Stop.IsCancellationRequested)
        {
            // ^C ends it like q.
        }
        finally
        {
            End(end);
        }
    }

    /// <summary>At once, and on the loop's thread: what waits there is the loop's.</summary>
    private static void End(CancellationTokenSource end) => end.Cancel();

    /// <summary>Every second the totals move, every other second the rates.</summary>
    private static async Task BeatAsync(IftopKeys keys, IftopPage page, IftopCapture capture, IftopView view, IftopNames names, LiveScreen screen, TimeProvider clock, CancellationToken stop)
    {
        for (bool isSecond = false; ; isSecond = !isSecond)
        {
            names.Refresh();
            await Task.Delay(s_division / 2, clock, stop);
            if (isSecond)
            {
                capture.Table.Advance();
                page.Message = null;
                if (!keys.IsPaused) view.Update();
            }
            if (!keys.IsPaused && !keys.IsAsking) screen.Show();
        }
    }
}
