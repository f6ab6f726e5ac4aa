using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Host.Netlink;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>What one command of ip(8) works with: its options, the channel to the kernel, names, and the writer of its report.</summary>
internal sealed class IpContext : IDisposable
{
    private readonly List<NetlinkChannel> _opened = [];
    private readonly List<HeldFile> _held = [];
    private readonly Shell _shell;
    private readonly JsonText? _json;

    /// <param name="options">What was asked for.</param>
    /// <param name="shell">Where it is written to.</param>
    /// <param name="isText">Whether it is text even where JSON was asked for.</param>
    public IpContext(IpOptions options, Shell shell, bool isText = false)
    {
        Options = options;
        _shell = shell;
        Links = new(Open);
        Namespaces = new(shell.Machine.Netlink, Open);
        bool isJson = options.Json && !isText;
        bool color = !isJson && (options.Color == ColorUse.Always || options.Color == ColorUse.Auto && shell.Output.IsTerminal);
        if (isJson) _json = new(shell.Output.Buffer, options.Pretty ? JsonLayout.Iproute : JsonLayout.Compact);
        To = _json is not null ? new(_json) : new(shell.Output.Buffer)
        {
            HasColor = color,
            IsDark = color && IsDark(shell.Environment("COLORFGBG")),
        };
    }

    public IpOptions Options { get; }

    public Shell Shell => _shell;

    /// <summary>The file of the namespace that was asked for; null for our own.</summary>
    public string? NamespacePath => Options.Namespace is { } name ? $"{Iproute.NamespacePath.Directory}/{name}" : null;

    public INetlinkAccess Netlink => _shell.Machine.Netlink;

    public ReportWriter To { get; }

    /// <summary>The links that are meant by their numbers: those of the namespace of the channel, unless a notification is of another.</summary>
    public LinkNames Links { get; set; }

    public NamespaceNames Namespaces { get; }

    public NetlinkChannel Channel => field ??= Open();

    public NameTable Tables => field ??= NameTable.Read(_shell.Machine, "rt_tables", Options.Numeric, new() { [253] = "default", [254] = "main", [255] = "local" });

    public NameTable Protocols => field ??= NameTable.Read(_shell.Machine, "rt_protos", Options.Numeric, new() { [0] = "unspec", [1] = "redirect", [2] = "kernel", [3] = "boot", [4] = "static" });

    public NameTable Scopes => field ??= NameTable.Read(_shell.Machine, "rt_scopes", Options.Numeric, new() { [0] = "global", [200] = "site", [253] = "link", [254] = "host", [255] = "nowhere" });

    public NameTable Realms => field ??= NameTable.Read(_shell.Machine, "rt_realms", Options.Numeric, new() { [0] = "unknown" });

    public NameTable Groups => field ??= NameTable.Read(_shell.Machine, "group", Options.Numeric, new() { [0] = "default" });

    public NameTable ServiceFields => field ??= NameTable.Read(_shell.Machine, "rt_dsfield", Options.Numeric, []);

    /// <summary>A line end, or with -oneline the backslash that stands for it.</summary>
    public LineBreak LineBreak => new(Options.OneLine);

    /// <summary>Opens another channel in the namespace that was asked for.</summary>
    public NetlinkChannel Open() => Open(NetlinkProtocol.Route);

    /// <summary>Opens a channel of another protocol in the namespace that was asked for.</summary>
    public NetlinkChannel Open(NetlinkProtocol protocol)
    {
        NetlinkChannel? channel;
        var errno = NamespacePath is { } path
            ? Netlink.TryOpenIn(path, protocol, out channel)
            : Netlink.TryOpen(protocol, out channel);
        if (channel is null) throw NamespaceFailure(errno);
        _opened.Add(channel);
        return channel;
    }

    private IpFailure NamespaceFailure(Errno errno)
    {
        string reason = _shell.Machine.Text(errno);
        if (Options.Namespace is not { } name) return new($"Cannot open netlink socket: {reason}\n", IpFailure.Missing);
        return errno is Errno.EINVAL or Errno.EPERM
            ? new($"setting the network namespace \"{name}\" failed: {reason}\n")
            : new($"Cannot open network namespace \"{name}\": {reason}\n");
    }

    /// <summary>Opens the array that holds all entries; text needs none.</summary>
    public void OpenList() => To.OpenArray();

    public void CloseList()
    {
        To.CloseArray();
        if (_json is not null) _shell.Output.Buffer.Append((byte)'\n');
    }

    /// <summary>Called behind each entry: what has been collected may be written.</summary>
    public void EntryWritten() => _shell.Output.Written();

    /// <summary>The index of a link that must be there; of those to be shown the original says it in other words than of those to be used.</summary>
    public int RequireLink(string name, bool isShown = false)
        => Links.IndexOf(name) is > 0 and var index ? index
            : throw new IpFailure(isShown ? $"Device \"{name}\" does not exist.\n" : $"Cannot find device \"{name}\"\n", IpFailure.Missing);

    /// <summary>Throws for a dump that the kernel refused or could not finish.</summary>
    public void RequireDump(NetlinkDump dump)
    {
        if (dump.Error.Errno == Errno.EMSGSIZE) throw new IpFailure("Error: Buffer too small for object.\nDump terminated\n", IpFailure.Missing);
        if (dump.Error.Failed) throw new IpFailure($"{Answer(dump.Error)}Dump terminated\n", dump.Error.Errno is Errno.EAFNOSUPPORT or Errno.EOPNOTSUPP ? IpFailure.NotUnderstood : IpFailure.Missing);
        if (dump.WasInterrupted) _shell.Error.Literal("Dump was interrupted and may be inconsistent.\n");
    }

    /// <summary>Carries out a request; throws what the kernel says against it.</summary>
    public void Execute(NetlinkRequest request)
    {
        var error = Channel.TryExecute(request);
        if (error.Failed) throw Refused(error);
        if (Channel.Warning is { } warning) _shell.Error.Literal($"Warning: {warning}{(warning.EndsWith('.') ? "" : ".")}\n");
    }

    /// <summary>A descriptor of a named namespace that stays open until the command ends; null when there is none of that name.</summary>
    public int? TryHoldNamespace(string name)
    {
        if (Netlink.TryOpenFile(Iproute.NamespacePath.Of(name), out var file) != Errno.None) return null;
        _held.Add(file!);
        return file!.Number;
    }

    /// <summary>The failure of a request that the kernel refused.</summary>
    public IpFailure Refused(NetlinkError error) => new(Answer(error), IpFailure.Refused);

    public void Dispose()
    {
        foreach (var channel in _opened) channel.Dispose();
        foreach (var file in _held) file.Dispose();
    }

    /// <summary>What the kernel says against a request, in a line.</summary>
    public string Answer(NetlinkError error)
        => error.Text is { } text ? $"Error: {text}{(text.EndsWith('.') ? "" : ".")}\n" : $"RTNETLINK answers: {_shell.Machine.Text(error.Errno)}\n";

    private static bool IsDark(string? colors)
        => colors is not null && colors.LastIndexOf(';') is >= 0 and var at && at + 1 < colors.Length && colors[at + 1] is (>= '0' and <= '6') or '8';
}
