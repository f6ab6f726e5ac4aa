using System.Globalization;
using Netshoot.Applets.Frames;
using Netshoot.Capture.Rings;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Host.Captures;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>Listens on an interface.</summary>
internal sealed class LiveRun(TcpDumpOptions options, Shell shell) : TcpDumpRun(options, shell)
{
    /// <summary>So many packets are taken in one go; between two the user is heard.</summary>
    private const int Portion = 16 * 1024;

    private static readonly TimeSpan s_untilNames = TimeSpan.FromMilliseconds(10);

    private ulong _captured;

    public async ValueTask<ExitCode> RunAsync()
    {
        string device = Device();
        var errno = Shell.Machine.Captures.TryGetLinkTypes(device, out var types);
        if (errno != Errno.None) return Refused(device, errno);
        if (Options.MonitorMode) throw new Failure(device, "That device doesn't support monitor mode");
        if (Options.ListLinkTypes || Options.ListTimeStampTypes)
        {
            if (Options.ListLinkTypes) DeviceLists.WriteLinkTypes(Shell, device, types);
            else DeviceLists.WriteTimeStampTypes(Shell, device);
            return ExitCode.Ok;
        }
        if (Options.TimeStampType is not (null or "host"))
            Shell.Complain($"WARNING: When trying to set timestamp type '{Options.TimeStampType}' on {device}: That type of time stamp is not supported by that device");
        var linkType = Options.LinkType ?? types[0];
        if (!types.Contains(linkType)) throw new Failure("", $"{linkType.Name} is not one of the DLTs supported by this device");
        bool cooked = linkType == LinkType.LinuxCooked || linkType == LinkType.LinuxCooked2;
        var metadata = cooked && linkType == LinkType.LinuxCooked2 ? KernelMetadata.None : KernelMetadata.PacketAndVlan;

        // A filter that is only printed needs no privilege.
        if (Options.DumpFilter > 0)
        {
            SayLinkType(device, linkType);
            return Dump(await CompileAsync(linkType, Options.SnapLength, metadata));
        }
        ILiveCapture capture;
        try
        {
            capture = Shell.Machine.Captures.Open(device, CaptureOptions(linkType));
        }
        catch (Failure e) when (e.Errno != 0)
        {
            return Refused(device, (Errno)e.Errno);
        }
        using (capture)
        {
            SayLinkType(device, linkType);
            capture.Start(await CompileAsync(linkType, Options.SnapLength, metadata));
            return await ListenAsync(capture, device);
        }
    }

    private async ValueTask<ExitCode> ListenAsync(ILiveCapture capture, string device)
    {
        var stop = Shell.Stop;
        var file = Options.WriteFile is null ? null : new FileSink(Shell, Options, capture.LinkType, capture.SnapLength);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var sink = MakeSink(capture.LinkType, file, stop);
        Shell.OnUserSignal(UserSignal.First, () => SayProgress(capture));
        Shell.OnUserSignal(UserSignal.Second, () => file?.Flush());
        string listening = $"listening on {device}, link-type {Describe(capture.LinkType)}, snapshot length {capture.SnapLength} bytes";
        if (Options.WriteFile is null && Options.Verbosity == 0)
        {
            Shell.Complain("verbose output suppressed, use -v[v]... for full protocol decode");
            Shell.Error.Line($"{listening}");
        }
        else
        {
            Shell.Complain(listening);
        }
        var reporting = Options is { WriteFile: not null, Verbosity: > 0 } ? ReportAsync(done.Token) : Task.CompletedTask;
        bool interrupted = false;
        Failure? gone = null;
        try
        {
            while (ReadSome(capture, sink))
            {
                sink.Pause();
                await capture.WaitAsync(sink.IsHolding ? s_untilNames : Timeout.InfiniteTimeSpan, stop);
            }
        }
        catch (OperationCanceledException)
        {
            interrupted = true;
            // What is there already was captured too.
            ReadSome(capture, sink);
        }
        catch (Failure e) when (e is { Subject: "", Errno: not 0 and not (int)Errno.EPIPE })
        {
            gone = e;
        }
        done.Cancel();
        await reporting;
        await sink.EndAsync();
        if (interrupted && Options.WriteFile is null) Shell.Output.Literal("\n");
        Shell.Output.Flush();
        if (gone is not null) Shell.Complain($"pcap_loop: {gone.Reason}");
        SayCounts(capture);
        return gone is null ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <returns>Whether to go on.</returns>
    private bool ReadSome(ILiveCapture capture, IPacketSink sink)
    {
        for (int i = 0; i < Portion; i++)
        {
            if (!capture.TryRead(out var record)) return true;
            _captured++;
            sink.Write(record);
            if (sink.IsFull) return false;
            if (Options.Count > 0 && _captured >= (ulong)Options.Count) return false;
        }
        return true;
    }

    private LiveCaptureOptions CaptureOptions(LinkType linkType)
    {
        var defaults = new LiveCaptureOptions();
        return defaults with
        {
            SnapLength = Options.SnapLength,
            RingSize = Options.BufferSize > 0 ? Options.BufferSize * 1024L : defaults.RingSize,
            Promiscuous = Options.Promiscuous,
            // Whoever looks on sees each packet as it comes.
            Immediate = Options.Immediate || Options.Unbuffered || Options.Prints && Shell.Output.IsTerminal,
            Direction = Options.Direction,
            Nanoseconds = Options.Nanoseconds,
            LinkType = linkType,
        };
    }

    /// <summary>The device that was named, by its name or its number, or else the likeliest.</summary>
    private string Device()
    {
        var devices = Shell.Machine.Captures;
        if (Options.Interface is not { } name) return devices.Devices[0].Name;
        if (!int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || Shell.Machine.InterfaceIndex(name) != 0) return name;
        var list = devices.Devices;
        return number >= 1 && number <= list.Count ? list[number - 1].Name : throw new Failure("", "Invalid adapter index");
    }

    private ExitCode Refused(string device, Errno errno)
    {
        var refusal = new CaptureRefusal(Shell, device, errno);
        Shell.Complain($"{device}: {refusal.Reason}");
        if (refusal.Detail.Length > 0) Shell.Error.Line($"({refusal.Detail})");
        if (refusal.Hint is { } hint) Shell.Hint(hint);
        return ExitCode.Failed;
    }

    private void SayLinkType(string device, LinkType linkType)
    {
        if (device == DeviceLinkType.Any || Options.LinkType is not null) Shell.Complain($"data link type {linkType.Name}");
    }

    private void SayProgress(ILiveCapture capture)
    {
        var counters = capture.Counters;
        var line = new TextBuffer(128);
        AppendCount(line, _captured, " captured, ");
        AppendCount(line, counters.Received, " received by filter, ");
        AppendCount(line, counters.DroppedByKernel, " dropped by kernel");
        if (counters.DroppedByInterface > 0) AppendCount(line, counters.DroppedByInterface, " dropped by interface");
        Shell.Complain(line.ToString());
    }

    private void SayCounts(ILiveCapture capture)
    {
        var counters = capture.Counters;
        var to = Shell.Error.Buffer;
        AppendCount(to, _captured, " captured\n");
        AppendCount(to, counters.Received, " received by filter\n");
        AppendCount(to, counters.DroppedByKernel, " dropped by kernel\n");
        if (counters.DroppedByInterface > 0) AppendCount(to, counters.DroppedByInterface, " dropped by interface\n");
        Shell.Error.Written();
    }

    /// <summary>Says each second how many packets were written (<c>-v</c> with <c>-w</c>).</summary>
    private async Task ReportAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Shell.Clock, stop);
                Shell.Error.Text($"Got {_captured}\r");
                Shell.Error.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // The capture has ended.
        }
    }
}
