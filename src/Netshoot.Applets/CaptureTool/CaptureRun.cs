using Netshoot.Applets.Frames;
using Netshoot.Capture.Files;
using Netshoot.Capture.Rings;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Host.Captures;
using Netshoot.Host.Targets;
using Netshoot.Packets;
using Netshoot.Probes.Capturing;
using Netshoot.Wire;

namespace Netshoot.Applets.CaptureTool;

/// <summary>One run of <c>capture</c>, from finding its targets to telling its counts.</summary>
internal sealed class CaptureRun(CaptureOptions options, Shell shell) : IDisposable
{
    /// <summary>So many packets are taken in one go; between two the user is heard.</summary>
    private const int Portion = 4096;

    private const int FileBuffer = 256 * 1024;

    private readonly List<CapturedTarget> _targets = [];
    private PcapngWriter? _file;
    private ulong _packets;

    public async ValueTask<ExitCode> RunAsync()
    {
        var stop = shell.Stop;
        await OpenAsync(stop);
        Prepare();
        foreach (var target in _targets) await StartAsync(target, stop);
        shell.Complain($"capturing on {options.Interface} in {string.Join(", ", _targets.Select(static t => t.Target.Label))}; Ctrl-C ends it");
        shell.Error.Flush();

        var merged = new MergedCapture([.. _targets.Select(static t => t.Capture)], shell.Clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = options.Duration is { } duration ? shell.Clock.CreateTimer(_ => limited.Cancel(), null, duration, Timeout.InfiniteTimeSpan) : null;
        try
        {
            while (Take(merged, ending: false))
            {
                if (merged.IsOver) break;
                await merged.WaitAsync(limited.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What is there already was captured too.
            Take(merged, ending: true);
        }
        _file?.Flush();
        shell.Output.Flush();
        SayCounts(merged);
        return merged.IsOver ? ExitCode.Failed : ExitCode.Ok;
    }

    public void Dispose()
    {
        foreach (var target in _targets) target.Dispose();
        _file?.Dispose();
    }

    private async ValueTask OpenAsync(CancellationToken stop)
    {
        var finder = new TargetFinder(shell.Machine.ContainerEngine);
        var found = new List<Target>();
        foreach (var name in options.Targets) found.AddRange(await finder.FindAsync(name, stop));
        var settings = new LiveCaptureOptions { SnapLength = options.SnapLength, Immediate = true, Nanoseconds = true };
        // A target that was named twice is captured in once.
        foreach (var target in found.DistinctBy(static t => (t.Label, t.Path)))
        {
            try
            {
                _targets.Add(new(shell, target, shell.Machine.Captures.Open(options.Interface, settings, target.Path)));
            }
            catch (Failure e) when (e.Errno != 0)
            {
                throw Explain(target, (Errno)e.Errno);
            }
        }
    }

    private Failure Explain(Target target, Errno errno) => errno switch
    {
        Errno.ENODEV or Errno.ENXIO => new(target.Label, $"there is no interface {options.Interface} in it", $"netshoot --net {target.Label} ip -br link; -i any captures on all", errno: (int)errno),
        Errno.ENETDOWN => new(target.Label, $"its interface {options.Interface} is down", errno: (int)errno),
        Errno.EPERM or Errno.EACCES => new(target.Label, shell.Machine.Text(errno), shell.Machine.HowToGet("NET_RAW", "capturing"), (int)errno),
        _ => new(target.Label, shell.Machine.Text(errno), errno: (int)errno),
    };

    private void Prepare()
    {
        if (options.WriteFile is { } path)
        {
            var errno = shell.Machine.TryCreate(path == "-" ? "/dev/stdout" : path, out var stream);
            if (errno != Errno.None) throw new Failure(path, shell.Machine.Text(errno), errno: (int)errno);
            _file = new(new BufferedStream(stream!, FileBuffer));
            foreach (var target in _targets)
            {
                var (name, description) = target.Describe();
                target.Interface = _file.AddInterface(target.Capture.LinkType.Value, target.Capture.SnapLength, name, description);
            }
            return;
        }
        var dissection = new DissectionOptions { Verbosity = options.Verbosity, LinkHeader = options.LinkHeader };
        var style = new PrintStyle { Nanoseconds = true, Zone = shell.Clock.LocalTimeZone, Dump = options.Dump };
        int width = _targets.Max(static t => t.Target.Label.Length);
        foreach (var target in _targets) target.PreparePrinting(dissection, style, width);
    }

    private async ValueTask StartAsync(CapturedTarget target, CancellationToken stop)
    {
        var capture = target.Capture;
        bool numbered = capture.LinkType == LinkType.LinuxCooked2;
        var filter = new FilterOptions { LinkType = capture.LinkType, SnapLength = (uint)capture.SnapLength, KernelMetadata = numbered ? KernelMetadata.None : KernelMetadata.PacketAndVlan };
        capture.Start(await new FilterNames(shell.Machine).CompileAsync(options.Filter, filter, stop));
    }

    /// <returns>Whether to go on.</returns>
    private bool Take(MergedCapture merged, bool ending)
    {
        // At the end all that was captured until now comes out; before it, the user is heard in between.
        long now = shell.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; ending || i < Portion; i++)
        {
            if (!merged.TryRead(ending, out int index, out var record)) return true;
            if (ending && record.Seconds * 1000 + record.Fraction / 1_000_000 > now) return false;
            var target = _targets[index];
            target.Packets++;
            _packets++;
            if (_file is not null) _file.Write(target.Interface, record);
            else if (target.Json is { } json) json.Write(_packets, record);
            else target.Print(record);
            if (options.Count > 0 && _packets >= options.Count) return false;
        }
        return true;
    }

    private void SayCounts(MergedCapture merged)
    {
        for (int i = 0; i < _targets.Count; i++)
        {
            var target = _targets[i];
            var counters = target.Capture.Counters;
            shell.Error.Line($"{target.Target.Label}: {target.Packets} captured, {counters.Received} received by filter, {counters.DroppedByKernel} dropped by kernel");
            if (merged.WhyGone(i) is { } reason) shell.Complain($"{target.Target.Label}: {reason.Reason}");
        }
    }
}
