using Netshoot.Applets.Screens;
using Netshoot.Host.Terminals;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>The keys of iftop's screen, and what it says about them.</summary>
internal sealed class IftopKeys(IftopSettings settings, IftopPage page, IftopView view, LiveScreen screen, IftopCapture capture)
{
    /// <summary>The display stands still; counting goes on.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The user is writing on the screen.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>Does what keys say until one says to end.</summary>
    public async Task ObeyAsync(CancellationToken stop)
    {
        while (await screen.KeyAsync(stop) is var key and not ('q' or TerminalKey.End))
        {
            switch (key)
            {
                case 'f':
                    await AskFilterAsync(stop);
                    break;
                case 'l':
                    await AskScreenFilterAsync(stop);
                    break;
                case 'j' or TerminalKey.Down:
                    page.Scrolled++;
                    break;
                case 'k' or TerminalKey.Up:
                    page.Scrolled--;
                    break;
                case TerminalKey.PageDown:
                    page.Scrolled += page.PairsOn(screen.Grid.Rows);
                    break;
                case TerminalKey.PageUp:
                    page.Scrolled -= page.PairsOn(screen.Grid.Rows);
                    break;
                default:
                    page.Message = Set(key);
                    break;
            }
            if (!IsPaused) view.Update();
            screen.Show();
        }
    }

    /// <summary>Changes a setting.</summary>
    /// <returns>What is said about it.</returns>
    private string? Set(int key)
    {
        switch (key)
        {
            case 'h' or 'H' or '?':
                page.ShowsHelp = !page.ShowsHelp;
                return null;
            case 'n':
                return (settings.ResolvesHosts = !settings.ResolvesHosts) ? "DNS resolution on" : "DNS resolution off";
            case 'N':
                return (settings.ResolvesPorts = !settings.ResolvesPorts) ? "Port resolution on" : "Port resolution off";
            case 'c':
                return (settings.ShowsContainers = !settings.ShowsContainers) ? "Container names on" : "Container names off";
            case 's':
                return (settings.HidesSource = !settings.HidesSource) ? "Hide source host" : "Show source host";
            case 'd':
                return (settings.HidesDestination = !settings.HidesDestination) ? "Hide dest host" : "Show dest host";
            case 'S':
                settings.ShowsSourcePort = !settings.ShowsSourcePort;
                return Ports;
            case 'D':
                settings.ShowsDestinationPort = !settings.ShowsDestinationPort;
                return Ports;
            case 'p':
                settings.ShowsSourcePort = settings.ShowsDestinationPort = !(settings.ShowsSourcePort || settings.ShowsDestinationPort);
                return Ports;
            case 't':
                settings.Lines = (IftopLines)(((int)settings.Lines + 1) % 4);
                return settings.Lines switch
                {
                    IftopLines.Both => "Two lines per host",
                    IftopLines.One => "One line per host",
                    IftopLines.Received => "Received traffic only",
                    _ => "Sent traffic only",
                };
            case 'T':
                return (settings.HasTotals = !settings.HasTotals) ? "Show cumulative totals" : "Hide cumulative totals";
            case 'b':
                return (settings.HasBars = !settings.HasBars) ? "Bars on" : "Bars off";
            case 'B':
                settings.BarAverage = (settings.BarAverage + 1) % 3;
                return settings.BarAverage switch
                {
                    0 => "Bars show 2s average",
                    1 => "Bars show 10s average",
                    _ => "Bars show 40s average",
                };
            case 'L':
                return (settings.IsLogarithmic = !settings.IsLogarithmic) ? "Logarithmic scale" : "Linear scale";
            case '1' or '2' or '3':
                settings.Sort = (IftopSort)(key - '1');
                return $"Sort by col {(char)key}";
            case '<':
                settings.Sort = IftopSort.Source;
                return "Sort by source";
            case '>':
                settings.Sort = IftopSort.Destination;
                return "Sort by dest";
            case 'o':
                view.Freeze(page.Scrolled + page.PairsOn(screen.Grid.Rows));
                return view.IsFrozen ? "Order frozen" : "Order unfrozen";
            case 'P':
                return (IsPaused = !IsPaused) ? "Display paused" : "Display unpaused";
            case '!':
                return "Sorry, subshells have been disabled.";
            default:
                return "Press H or ? for help";
        }
    }

    private string Ports => (settings.ShowsSourcePort, settings.ShowsDestinationPort) switch
    {
        (true, true) => "Port display ON",
        (true, false) => "Port display SOURCE",
        (false, true) => "Port display DEST",
        _ => "Port display OFF",
    };

    private async ValueTask AskFilterAsync(CancellationToken stop)
    {
        if (await AskAsync("Net filter> ", settings.Filter, stop) is not { } filter) return;
        try
        {
            await capture.FilterAsync(filter);
            settings.Filter = filter;
            page.Message = filter.Length == 0 ? "Filter removed" : "Filter set";
        }
        catch (Failure e)
        {
            page.Message = e.Message;
        }
    }

    private async ValueTask AskScreenFilterAsync(CancellationToken stop)
    {
        if (await AskAsync("Screen filter> ", settings.ScreenFilterText, stop) is not { } filter) return;
        try
        {
            settings.SetScreenFilter(filter);
            page.Message = filter.Length == 0 ? "Screen filter removed" : "Screen filter set";
        }
        catch (Failure e)
        {
            page.Message = e.Message;
        }
    }

    private async ValueTask<string?> AskAsync(string prompt, string before, CancellationToken stop)
    {
        IsAsking = true;
        try
        {
            return await screen.AskAsync(0, prompt, before, stop);
        }
        finally
        {
            IsAsking = false;
        }
    }
}
