using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;
using Netshoot.Netlink.Generic;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary>What one command of ethtool(8) works with: the device, the words behind it, and the ways to the driver.</summary>
internal sealed class EthToolContext(Shell shell, string device, List<string> words, bool includesStatistics) : IDisposable
{
    /// <summary>Stands for each device that has what is asked for.</summary>
    public const string EveryDevice = "*";

    private GenericChannel? _generic;

    public Shell Shell => shell;

    public string Device => device;

    public IReadOnlyList<string> Words => words;

    /// <summary>How far <see cref="Words"/> have been read.</summary>
    public int At { get; set; }

    public bool IsAtEnd => At >= words.Count;

    public NetlinkChannel Channel => Generic.Channel;

    public GenericFamily Family => field ??= Generic.Find(EthtoolRequests.Family);

    private GenericChannel Generic
    {
        get
        {
            if (_generic is not null) return _generic;
            var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.Generic, out var channel);
            return _generic = new(channel ?? throw new Failure("netlink", shell.Machine.Text(errno), errno: (int)errno));
        }
    }

    public string? Next() => IsAtEnd ? null : words[At++];

    /// <summary>A request about the device, to which attributes are to be added.</summary>
    public NetlinkRequest Request(EthtoolCommand command, EthtoolFlags flags = EthtoolFlags.None)
        => EthtoolRequests.Begin(Family, command, device == EveryDevice ? null : device, flags | (includesStatistics && IsQuery(command) ? EthtoolFlags.Statistics : EthtoolFlags.None));

    /// <summary>The names of a set.</summary>
    public IReadOnlyList<string> Strings(uint set)
    {
        var error = Channel.TryGet<StringSet>(EthtoolRequests.Strings(Family, set), out var strings);
        return error.Failed || strings is null ? [] : strings.Names;
    }

    /// <summary>Shows what the device answers, or each device; says what the kernel has against it.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="report">The report of an answer.</param>
    /// <param name="failure">The exit code for a refusal.</param>
    public ExitCode Show<T>(NetlinkRequest request, Func<T, IReport> report, byte failure = 1) where T : EthtoolReply, new()
    {
        if (!IsAtEnd)
        {
            Shell.Error.Line($"ethtool: unexpected parameter '{words[At]}'");
            return ExitCode.Failed;
        }
        var reports = new List<IReport>();
        NetlinkError error;
        if (device == EveryDevice)
        {
            var dump = Channel.Dump(request);
            while (dump.MoveNext())
            {
                var reply = new T();
                if (reply.Read(dump.Current)) reports.Add(report(reply));
            }
            error = dump.Error;
        }
        else
        {
            error = Channel.TryGet<T>(request, out var reply);
            if (reply is not null) reports.Add(report(reply));
        }
        if (error.Failed) Say(error);
        Write(reports);
        return error.Failed ? new ExitCode(failure) : ExitCode.Ok;
    }

    /// <summary>Prints reports: one, or each behind an empty line.</summary>
    public void Write(IReadOnlyList<IReport> reports)
    {
        var buffer = shell.Output.Buffer;
        if (!shell.Json)
        {
            var text = new ReportWriter(buffer);
            foreach (var report in reports)
            {
                if (device == EveryDevice) buffer.Append((byte)'\n');
                report.Write(text);
                shell.Output.Written();
            }
            return;
        }
        var json = new JsonText(buffer, JsonLayout.Iproute);
        var to = new ReportWriter(json);
        json.OpenArray();
        foreach (var report in reports)
        {
            json.OpenObject();
            report.Write(to);
            json.CloseObject();
        }
        json.CloseArray();
        buffer.Append((byte)'\n');
        shell.Output.Written();
    }

    public ExitCode Write(IReport report)
    {
        Write([report]);
        return ExitCode.Ok;
    }

    /// <summary>Carries out a change; says what the kernel has against it.</summary>
    public ExitCode Change(NetlinkRequest request, byte failure = 1)
    {
        var error = Channel.TryExecute(request);
        if (error.Failed) return Fail(error, failure);
        if (Channel.Warning is { } warning) shell.Error.Line($"netlink warning: {warning}");
        return ExitCode.Ok;
    }

    public ExitCode Fail(NetlinkError error, byte failure = 1)
    {
        Say(error);
        return new(failure);
    }

    /// <summary>Says what the kernel has against a request, in its words and in ours.</summary>
    public void Say(NetlinkError error)
    {
        shell.Output.Flush();
        if (error.Text is not null && error.Offset > 0) shell.Error.Line($"netlink error: {error.Text} (offset {error.Offset})");
        else if (error.Text is not null) shell.Error.Line($"netlink error: {error.Text}");
        shell.Error.Line($"netlink error: {shell.Machine.Text(error.Errno)}");
    }

    /// <summary>Has the driver carry out a command by ioctl.</summary>
    public Errno Control(DriverCommand command) => shell.Machine.Links.ControlDriver(device, command.Bytes);

    /// <summary>Says what went wrong with a driver's command, in the original's words.</summary>
    public ExitCode Fail(string what, Errno errno, byte failure)
    {
        shell.Output.Flush();
        shell.Error.Line($"{what}: {shell.Machine.Text(errno)}");
        return new(failure);
    }

    /// <summary>Ends a command whose words cannot be taken.</summary>
    public ExitCode Bad()
    {
        shell.Error.Literal(EthToolCommandLine.Bad);
        return ExitCode.Failed;
    }

    public void Dispose() => _generic?.Dispose();

    // Only these know statistics; the flag is an error elsewhere.
    private static bool IsQuery(EthtoolCommand command) => command is EthtoolCommand.GetPause or EthtoolCommand.GetForwardErrorCorrection;
}
