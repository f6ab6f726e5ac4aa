using System.Globalization;
using Netshoot.Applets.Addresses;
using Netshoot.Applets.Screens;
using Netshoot.Host.Sockets;
using Netshoot.Host.Terminals;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.Mtr;

/// <summary>mtr on a terminal: its screen, and the keys that change what it shows and how it asks.</summary>
internal sealed class MtrInteractive : IDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);

    private readonly MtrHost _host;
    private readonly Shell _shell;
    private readonly ITerminal _terminal;
    private readonly HopHistory[] _histories = new HopHistory[256];
    private PathMonitor _monitor = null!;
    private MtrPage _page = null!;
    private LiveScreen? _live;
    private CancellationTokenSource? _asking;
    private bool _isOver;

    public MtrInteractive(MtrHost host, Shell shell, ITerminal terminal)
    {
        _host = host;
        _shell = shell;
        _terminal = terminal;
        // Whether names are wanted can change; then they are asked for.
        _host.Names.Dispose();
        _host.Names = new AddressNames(shell.Machine.Names, isNumeric: false);
        Forget();
    }

    /// <summary>Goes on until the user ends it, or all cycles are over.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await FollowAsync(end);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || _isOver)
        {
            // ^C ends it like q.
        }
        catch (Failure e)
        {
            throw MtrApplet.NotStarted(e, _shell);
        }
        finally
        {
            End(end);
            _host.Names.Dispose();
        }
    }

    public void Dispose()
    {
        _live?.Dispose();
        _asking?.Dispose();
    }

    private async Task FollowAsync(CancellationTokenSource end)
    {
        ITraceMethod? method = null;
        try
        {
            method = _host.Open();
            _monitor = new PathMonitor(method, _host.Destination.Address, _host.Plan, _shell.Clock);
            _page = new MtrPage(_host, _monitor, _histories, $"{Source()}", _shell.Clock);
            _live = new LiveScreen(_shell, _terminal, _page.Draw);
            Live.Show();
            var keys = ObeyAsync(end);
            var beat = BeatAsync(end.Token);
            while (!_isOver)
            {
                using (_asking = CancellationTokenSource.CreateLinkedTokenSource(end.Token))
                {
                    var running = RunMonitorAsync(_asking.Token);
                    var first = await Task.WhenAny(running, keys, beat);
                    // Keys and beat end in failures only, or with the user's wish to end.
                    if (first != running) await first;
                    await running;
                    if (!_asking.IsCancellationRequested || end.IsCancellationRequested) break;
                }
                // Other probes are wanted: what is known stays.
                method.Dispose();
                method = null;
                method = _host.Open();
                _monitor.Use(method);
            }
            Live.Show();
        }
        finally
        {
            _asking = null;
            method?.Dispose();
        }
    }

    private async Task RunMonitorAsync(CancellationToken stop)
    {
        try
        {
            await _monitor.RunAsync(happened =>
            {
                if (happened.Kind == PathMonitorEventKind.Sent) _histories[happened.Hop].Add(happened.Number);
                if (happened.Kind == PathMonitorEventKind.Answered) _histories[happened.Hop].Answer(happened.Number, happened.RoundTrip);
            }, stop);
        }
        catch (OperationCanceledException)
        {
            // It goes on in another way, or it is over.
        }
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(s_beat, _shell.Clock, stop);
            if (!_monitor.IsPaused && _page is { ShowsHelp: false, Question: null }) Live.Show();
        }
    }

    private async Task ObeyAsync(CancellationTokenSource end)
    {
        while (true)
        {
            int key = await Live.KeyAsync(end.Token);
            if (_page.ShowsHelp && key != TerminalKey.End) _page.ShowsHelp = false;
            else if (key is 'q' or 'Q' - '@' or TerminalKey.End) break;
            else await ObeyAsync(key, end.Token);
            Live.Show();
        }
        _isOver = true;
        End(end);
    }

    private async ValueTask ObeyAsync(int key, CancellationToken stop)
    {
        var options = _host.Options;
        _page.Message = null;
        switch (key)
        {
            case 'h' or 'H' or '?':
                _page.ShowsHelp = true;
                break;
            case 'p':
                _monitor.IsPaused = true;
                break;
            case ' ':
                _monitor.IsPaused = false;
                break;
            case 'd' or 'D':
                _page.Mode = (_page.Mode + 1) % 3;
                break;
            case 'e' or 'E':
                options.ShowsLabels = !options.ShowsLabels;
                break;
            case 'n' or 'N':
                options.IsNumeric = !options.IsNumeric;
                break;
            case 'r' or 'R':
                _monitor.Restart();
                Forget();
                break;
            case 'j' or 'J':
                options.Fields = options.Fields.Contains('N', StringComparison.Ordinal) ? MtrField.UsualJitter : MtrField.Usual;
                break;
            case 'u' or 't':
                string protocol = key == 'u' ? "udp" : "tcp";
                options.Protocol = options.Protocol == protocol ? "icmp" : protocol;
                AskOtherwise();
                break;
            case '+' or TerminalKey.PageDown:
                _page.Scrolled = Math.Min(_page.Scrolled + HalfPage, Math.Max(0, _monitor.Hops - 1));
                break;
            case '-' or TerminalKey.PageUp:
                _page.Scrolled = Math.Max(0, _page.Scrolled - HalfPage);
                break;
            case 'L' - '@':
                _terminal.Changed();
                break;
            case 'y' or 'z':
                _page.Message = "numbers of autonomous systems are asked for on the Internet: not supported";
                break;
            default:
                await AskAsync(key, stop);
                break;
        }
    }

    private LiveScreen Live => _live!;

    private int HalfPage => Math.Max(1, (Live.Grid.Rows - MtrPage.First) / 2);

    /// <summary>Keys that ask for a value first.</summary>
    private async ValueTask AskAsync(int key, CancellationToken stop)
    {
        var options = _host.Options;
        var plan = _host.Plan;
        switch (key)
        {
            case 'o' or 'O':
                _page.Choices = [.. MtrField.All.Select(static f => $"  {(f.Letter == ' ' ? "<sp>" : f.Letter)}: {char.ToUpperInvariant(f.Help[0])}{f.Help[1..]}")];
                string? fields = await ReadAsync($"Fields: {options.Fields}", stop);
                _page.Choices = [];
                if (fields is not { Length: > 0 }) break;
                _page.Message = MtrField.Fault(fields);
                if (_page.Message is null) options.Fields = fields;
                break;
            case 'c':
                if (await NumberAsync($"Cycles: {plan.Cycles?.ToString(CultureInfo.InvariantCulture) ?? "no end"}", 1, int.MaxValue, stop) is { } cycles) plan.Cycles = (int)cycles;
                break;
            case 'i':
                double least = _shell.Machine.IsSuperUser ? 0.001 : 1;
                if (await NumberAsync(string.Create(CultureInfo.InvariantCulture, $"Interval : {plan.Interval.TotalSeconds:0.###}"), least, 86_400, stop) is { } seconds) plan.Interval = TimeSpan.FromSeconds(seconds);
                break;
            case 'f':
                if (await NumberAsync($"First TTL: {plan.FirstHop}", 1, plan.MostHops, stop) is { } first)
                {
                    plan.FirstHop = (int)first;
                    _monitor.Restart();
                    Forget();
                }
                break;
            case 'm':
                if (await NumberAsync($"Max TTL: {plan.MostHops}", plan.FirstHop, 255, stop) is { } last) plan.MostHops = (int)last;
                break;
            case 's':
                if (await NumberAsync($"Change Packet Size: {options.Length}", 28, 4470, stop) is { } length)
                {
                    options.Length = (int)length;
                    AskOtherwise();
                }
                break;
            case 'b':
                if (await NumberAsync($"Ping Bit Pattern: {options.Pattern}", -1, 255, stop) is { } pattern)
                {
                    options.Pattern = (int)pattern;
                    AskOtherwise();
                }
                break;
            case 'Q':
                if (await NumberAsync($"Type of Service(tos): {options.TrafficClass}", 0, 255, stop) is { } trafficClass)
                {
                    options.TrafficClass = (int)trafficClass;
                    AskOtherwise();
                }
                break;
        }
    }

    private async ValueTask<double?> NumberAsync(string question, double least, double most, CancellationToken stop)
    {
        if (await ReadAsync(question, stop) is not { Length: > 0 } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most) return number;
        _page.Message = string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} is expected");
        return null;
    }

    private async ValueTask<string?> ReadAsync(string question, CancellationToken stop)
    {
        _page.Question = question;
        try
        {
            return await Live.AskAsync(MtrPage.AnswerRow, " ", "", stop);
        }
        finally
        {
            _page.Question = null;
        }
    }

    /// <summary>At once, and on the loop's thread: what waits there is the loop's.</summary>
    private static void End(CancellationTokenSource end) => end.Cancel();

    private void AskOtherwise() => _asking?.Cancel();

    private void Forget()
    {
        for (int i = 0; i < _histories.Length; i++) _histories[i] = new();
    }

    /// <summary>The address that probes leave from, as the kernel chooses it.</summary>
    private InternetAddress Source()
    {
        if (_host.Options.Source is { } text && InternetAddress.TryParse(text, out var wanted)) return wanted;
        var destination = _host.Destination;
        var nobody = destination.Address.Is6 ? InternetAddress.Any6 : InternetAddress.Any4;
        if (_shell.Machine.TryOpen(destination.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Datagram, 0, out var opened) != Errno.None) return nobody;
        using var probe = opened!;
        if (_host.Options.Device is { } device) probe.BindToInterface(device);
        return probe.Connect(destination with { Port = 1025 }) == Errno.None ? probe.LocalEndpoint.Address : nobody;
    }
}
