using Netshoot.Applets.Frames;
using Netshoot.Applets.Links;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Captures;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>What iftop listens to, and how packets become counts.</summary>
internal sealed class IftopCapture(Shell shell, IftopSettings settings, bool hasPorts) : IDisposable
{
    /// <summary>Headers, with VLAN tags and some extension headers of IPv6: more of a packet is never looked at.</summary>
    private const int SnapLength = 192;

    private const string Counted = "ip or ip6";

    /// <summary>So many packets are taken in one go; between two the user is heard.</summary>
    private const int Portion = 32 * 1024;

    private readonly FilterNames _names = new(shell.Machine);
    private ILiveCapture? _capture;
    private TrafficRule? _rule;

    public string Interface { get; private set; } = "";

    public TrafficTable Table { get; } = new();

    public CaptureCounters Counters => _capture?.Counters ?? default;

    /// <summary>Opens it and says what it is.</summary>
    /// <param name="say">Takes the lines.</param>
    /// <exception cref="Failure">It cannot be listened to, or the filter is wrong.</exception>
    public async ValueTask OpenAsync(Action<string> say)
    {
        Interface = settings.Interface ?? Usual();
        say($"interface: {Interface}");
        var addresses = new List<InternetAddress>();
        MacAddress? mac = null;
        if (Interface != DeviceLinkType.Any) Describe(say, addresses, ref mac);
        try
        {
            _capture = shell.Machine.Captures.Open(Interface, new LiveCaptureOptions
            {
                SnapLength = SnapLength,
                Promiscuous = settings.IsPromiscuous,
                LinkType = Interface == DeviceLinkType.Any ? LinkType.LinuxCooked2 : null,
            });
        }
        catch (Failure e) when (e.Errno != 0)
        {
            var refusal = new CaptureRefusal(shell, Interface, (Errno)e.Errno);
            string detail = refusal.Detail.Length > 0 ? $" ({refusal.Detail})" : "";
            throw new Failure("", $"pcap_open_live({Interface}): {Interface}: {refusal.Reason}{detail}", refusal.Hint);
        }
        var type = _capture.LinkType;
        if (!TrafficRule.IsSupported(type)) throw new Failure("", $"Unsupported datalink type: {type.Value}");
        _rule = new()
        {
            LinkType = type,
            Mac = mac,
            Addresses = addresses,
            Network4 = settings.Network4,
            Network6 = settings.Network6,
            CountsLinkLocal = settings.CountsLinkLocal,
            HasPorts = hasPorts,
        };
        try
        {
            _capture.Start(await CompileAsync(settings.Filter));
        }
        catch (Failure e)
        {
            throw new Failure("", $"set_filter_code: {e.Message}", e.Hint);
        }
    }

    /// <summary>Counts from now on what another filter accepts.</summary>
    /// <exception cref="Failure">The filter is wrong; the one before stays.</exception>
    public async ValueTask FilterAsync(string filter) => _capture!.Start(await CompileAsync(filter));

    /// <summary>Counts until it is stopped.</summary>
    public async Task CountAsync(CancellationToken stop)
    {
        var capture = _capture!;
        var table = Table;
        while (true) await capture.WaitAsync(Take(capture, table) ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, stop);
    }

    /// <summary>Counts what is there by now.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool Take() => Take(_capture!, Table);

    public void Dispose() => _capture?.Dispose();

    private bool Take(ILiveCapture capture, TrafficTable table)
    {
        var rule = _rule!;
        for (int i = 0; i < Portion; i++)
        {
            if (!capture.TryRead(out var record)) return false;
            if (rule.TryRead(record.Bytes, record.Length, out var packet)) table.Add(packet);
        }
        return true;
    }

    private ValueTask<BpfProgram> CompileAsync(string filter) => _names.CompileAsync(filter.Trim().Length == 0 ? Counted : $"({filter}) and ({Counted})", new FilterOptions
    {
        LinkType = _capture!.LinkType,
        SnapLength = SnapLength,
        KernelMetadata = KernelMetadata.PacketAndVlan,
        Netmask = null,
    }, shell.Stop);

    /// <summary>The first interface that leads outside.</summary>
    private string Usual()
    {
        var devices = shell.Machine.Captures.Devices;
        foreach (var device in devices)
            if (device is { IsReal: true, IsUp: true, IsLoopback: false }) return device.Name;
        return devices.Count > 0 ? "lo" : throw new Failure("", "no interface to listen on");
    }

    private void Describe(Action<string> say, List<InternetAddress> addresses, ref MacAddress? mac)
    {
        using var links = new LinkTable(shell);
        if (links.Find(Interface) is not { } link)
        {
            say($"Error getting hardware address for interface: {Interface}");
            say($"ioctl(SIOCGIFHWADDR): {shell.Machine.Text(Errno.ENODEV)}");
            return;
        }
        InternetAddress? four = null, six = null;
        foreach (var address in links.Channel.ReadAll<InterfaceAddress>(AddressRequests.List(AddressFamilyNumber.Unspecified), "addresses"))
        {
            if (address.InterfaceIndex != link.Index) continue;
            addresses.Add(address.Local);
            if (address.Local.Is4) four ??= address.Local;
            else if (!address.Local.IsLinkLocal) six ??= address.Local;
        }
        if (four is { } first) say($"IP address is: {first}");
        if (six is { } second) say($"IPv6 address is: {second}");
        if (link.Address.Length != MacAddress.Size) return;
        mac = link.Address.Mac;
        say($"MAC address is: {mac}");
    }
}
