using Netshoot.Applets.Frames;
using Netshoot.Applets.Links;
using Netshoot.Capture.Rings;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Host.Captures;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>Searches what passes an interface.</summary>
internal sealed class NGrepLiveRun(NGrepOptions options, Shell shell) : NGrepRun(options, shell)
{
    /// <summary>So many packets are taken in one go; between two the user is heard.</summary>
    private const int Portion = 16 * 1024;

    private ILiveCapture? _capture;

    public override async ValueTask<ExitCode> RunAsync()
    {
        string device = Options.Interface ?? Shell.Machine.Captures.Devices[0].Name;
        var capture = _capture = Open(device);
        var network = device == DeviceLinkType.Any ? null : NetworkOf(device);
        if (!Shell.Json)
        {
            if (network is { } known) Shell.Output.Line($"interface: {device} ({known.Address.Network(known.Length)}/{MaskOf(known.Length)})");
            else Shell.Output.Line($"interface: {device}");
        }
        uint? mask = network is { } prefix ? MaskOf(prefix.Length).Value4 : null;
        capture.Start(await PrepareAsync(capture.LinkType, Options.SnapLength, KernelMetadata.PacketAndVlan, mask));
        var stop = Shell.Stop;
        try
        {
            while (ReadSome(capture)) await capture.WaitAsync(Timeout.InfiniteTimeSpan, stop);
        }
        catch (OperationCanceledException)
        {
            // What is there already was captured too.
            ReadSome(capture);
        }
        return Result;
    }

    public override void SayEnd()
    {
        base.SayEnd();
        if (Tells) Shell.Output.Line($"{Seen} received, {Matched} matched");
    }

    protected override void Close() => _capture?.Dispose();

    /// <returns>Whether to go on.</returns>
    private bool ReadSome(ILiveCapture capture)
    {
        for (int i = 0; i < Portion; i++)
        {
            if (!capture.TryRead(out var record)) return true;
            if (!Take(record)) return false;
        }
        return true;
    }

    private ILiveCapture Open(string device)
    {
        try
        {
            var errno = Shell.Machine.Captures.TryGetLinkTypes(device, out var types);
            if (errno != Errno.None) throw new Failure("", "", errno: (int)errno);
            return Shell.Machine.Captures.Open(device, new LiveCaptureOptions
            {
                SnapLength = Options.SnapLength,
                Promiscuous = Options.Promiscuous,
                Immediate = Options.LineBuffered || Shell.Output.IsTerminal,
                LinkType = device == DeviceLinkType.Any ? LinkType.LinuxCooked : types[0],
            });
        }
        catch (Failure e) when (e.Errno != 0)
        {
            var refusal = new CaptureRefusal(Shell, device, (Errno)e.Errno);
            string detail = refusal.Detail.Length > 0 ? $" ({refusal.Detail})" : "";
            // Without a detail the original tells of a call that was not the reason.
            string errno = Shell.Machine.Text((Errno)e.Errno == Errno.ENETDOWN ? Errno.EINVAL : (Errno)e.Errno);
            throw new Failure("", $"{device}: {refusal.Reason}{detail}: {errno}", refusal.Hint);
        }
    }

    /// <summary>The first IPv4 network of an interface; null, with a word about it, where it has none.</summary>
    private InternetPrefix? NetworkOf(string device)
    {
        int index = Shell.Machine.InterfaceIndex(device);
        if (index == 0) return null;
        using var links = new LinkTable(Shell);
        foreach (var address in links.Channel.ReadAll<InterfaceAddress>(AddressRequests.List(AddressFamilyNumber.Inet), "addresses"))
            if (address.InterfaceIndex == index) return new(address.Local, address.PrefixLength);
        Shell.Error.Line($"{device}: no IPv4 address assigned: {Shell.Machine.Text(Errno.EADDRNOTAVAIL)}");
        return null;
    }

    private static InternetAddress MaskOf(int length) => InternetAddress.From4(length == 0 ? 0 : uint.MaxValue << (32 - length));
}
