using System.Text;
using Netshoot.Applets.Frames;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Host.Captures;
using Netshoot.Host.Targets;
using Netshoot.Netlink;
using Netshoot.Packets;
using Netshoot.Wire;

namespace Netshoot.Applets.CaptureTool;

/// <summary>One target of a capture: its frames, and how they are shown.</summary>
internal sealed class CapturedTarget : IDisposable
{
    private readonly Shell _shell;
    private readonly LinkNames _links;
    private PacketPrinter? _printer;
    private byte[] _head = [];

    public CapturedTarget(Shell shell, Target target, ILiveCapture capture)
    {
        _shell = shell;
        Target = target;
        Capture = capture;
        _links = new(OpenNames);
    }

    public Target Target { get; }

    public ILiveCapture Capture { get; }

    public PacketJson? Json { get; private set; }

    /// <summary>Its number in the capture file.</summary>
    public int Interface { get; set; }

    /// <summary>Packets that were shown or written.</summary>
    public ulong Packets { get; set; }

    /// <param name="options">How packets are described.</param>
    /// <param name="style">How their lines begin.</param>
    /// <param name="width">The longest target's name.</param>
    public void PreparePrinting(DissectionOptions options, PrintStyle style, int width)
    {
        var named = options with { InterfaceName = _links.NameOf };
        if (_shell.Json)
        {
            Json = new(_shell.Output, named, Capture.LinkType, nanoseconds: true, Target.Label);
            return;
        }
        var head = new TextBuffer(64);
        if (_shell.HasColor) head.Append(Palette.Start(Paint.Heading, dark: true));
        int start = head.Length;
        head.Foreign(Target.Label);
        head.Align(start, -width);
        if (_shell.HasColor) head.Append(Palette.Reset);
        head.Append((byte)' ');
        _head = head.Bytes.ToArray();
        _printer = new(named, style, _shell.Output.Buffer);
    }

    /// <summary>Prints a packet behind the target's name.</summary>
    public void Print(in Capture.Files.CaptureRecord record)
    {
        _shell.Output.Buffer.Append(_head);
        _printer!.Print(record.Bytes, record.Length, Capture.LinkType.Value, record.Seconds, record.Fraction);
        _shell.Output.Written();
    }

    /// <summary>The target's name and where it is, for a capture file.</summary>
    public (byte[] Name, byte[] Description) Describe() => (Encoding.UTF8.GetBytes(Target.Label), Encoding.UTF8.GetBytes($"network namespace {Target.Path ?? "of the host"}"));

    public void Dispose()
    {
        Json?.Dispose();
        Capture.Dispose();
    }

    private NetlinkChannel OpenNames()
    {
        var access = _shell.Machine.Netlink;
        NetlinkChannel? channel;
        var errno = Target.Path is { } path ? access.TryOpenIn(path, NetlinkProtocol.Route, out channel) : access.TryOpen(NetlinkProtocol.Route, out channel);
        return errno == Errno.None ? channel! : throw new Failure(Target.Label, _shell.Machine.Text(errno), errno: (int)errno);
    }
}
