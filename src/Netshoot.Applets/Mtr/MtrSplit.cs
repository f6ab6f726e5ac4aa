using Netshoot.Cli;
using Netshoot.Probes.Trace;

namespace Netshoot.Applets.Mtr;

/// <summary>
/// What <c>--split</c> prints in each interval for a program that shows it: a line for each hop that has answered, with its number, its name,
/// the loss in thousandths of a percent, packets received and sent, and the best, average and worst time in milliseconds.
/// </summary>
internal sealed class MtrSplit(Shell shell, MtrHost host, PathMonitor monitor)
{
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(host.Plan.Interval, shell.Clock, stop);
                Show(shell.Output);
                shell.Output.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended, and with it what there was to tell.
        }
    }

    private void Show(Output to)
    {
        const double Thousandths = 1000, Milliseconds = 1000;
        foreach (var (number, hop) in host.Hops(monitor))
        {
            if (hop.Address is null) continue;
            to.Line($"{number} {host.NameOf(hop)} {(int)(hop.LossPercent * Thousandths)} {hop.Received} {hop.Sent} {(long)(hop.Best / Milliseconds)} {(long)(hop.Average / Milliseconds)} {(long)(hop.Worst / Milliseconds)}");
        }
    }
}
