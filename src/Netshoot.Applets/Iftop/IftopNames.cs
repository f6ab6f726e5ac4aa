using System.Globalization;
using Netshoot.Applets.Addresses;
using Netshoot.Host.Containers;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>How the ends of a pair are called. Nobody waits for a name: it is there the next time.</summary>
internal sealed class IftopNames(Shell shell, IftopSettings settings) : IDisposable
{
    private const byte Tcp = 6;

    private static readonly TimeSpan s_containersKeep = TimeSpan.FromSeconds(10);

    private readonly AddressNames _hosts = new(shell.Machine.Names, isNumeric: false);
    private readonly CancellationTokenSource _end = new();
    private Dictionary<InternetAddress, string> _containers = [];
    private bool _isAsking;
    private long? _asked;

    /// <summary>The host or container, and its port where that is wanted, in so many characters: the host is cut, not the port.</summary>
    public string Text(in InternetAddress address, ushort port, byte protocol, bool isHidden, bool hasPort, int width)
    {
        string host = isHidden ? " * " : Host(address);
        string service = hasPort && port != 0 ? $":{Service(port, protocol)}" : "";
        if (service.Length > 0 && address.Is6 && !isHidden && host.Contains(':', StringComparison.Ordinal)) host = $"[{host}]";
        int room = Math.Max(0, width - service.Length);
        if (host.Length > room) host = host[..room];
        string text = host + service;
        return text.Length > width ? text[..width] : text;
    }

    public string Host(in InternetAddress address)
    {
        string text = settings.ResolvesHosts && _hosts.TryFind(address, out string? name) && name is not null ? name : address.ToString();
        return settings.ShowsContainers && _containers.TryGetValue(address, out string? container) ? $"{container} {text}" : text;
    }

    /// <summary>The name of the container that has an address; null when none is known to.</summary>
    public string? Container(in InternetAddress address) => settings.ShowsContainers ? _containers.GetValueOrDefault(address) : null;

    /// <summary>Asks the engine for its containers, when that was long ago; the answer comes when it comes.</summary>
    public void Refresh()
    {
        if (!settings.ShowsContainers || _isAsking || _asked is { } at && shell.Clock.GetElapsedTime(at) < s_containersKeep) return;
        if (shell.Machine.ContainerEngine is not { } engine) return;
        _isAsking = true;
        _ = AskAsync(engine);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _hosts.Dispose();
    }

    private async Task AskAsync(IContainerEngine engine)
    {
        try
        {
            var found = new Dictionary<InternetAddress, string>();
            foreach (var container in await engine.ContainersAsync(_end.Token))
            {
                if (!container.IsRunning) continue;
                foreach (var endpoint in container.Endpoints)
                {
                    if (endpoint.Address4 is { } four) found.TryAdd(four.Address, container.Name);
                    if (endpoint.Address6 is { } six) found.TryAdd(six.Address, container.Name);
                }
            }
            _containers = found;
        }
        catch (Exception e) when (e is Failure or OperationCanceledException)
        {
            // Without an engine there are no names of containers; addresses are shown all the same.
        }
        _isAsking = false;
        _asked = shell.Clock.GetTimestamp();
    }

    private string Service(ushort port, byte protocol)
        => (settings.ResolvesPorts ? shell.Machine.Names.Service(port, protocol == Tcp ? "tcp" : "udp") : null) ?? port.ToString(CultureInfo.InvariantCulture);
}
