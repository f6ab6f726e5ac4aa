using Netshoot.Cli;

namespace Netshoot.Applets.NetTools;

/// <summary>The routing tables as route(8) and netstat(8) show them.</summary>
/// <param name="shell">Where they go.</param>
/// <param name="numeric">Whether addresses stay numbers.</param>
/// <param name="extended">0 for the columns of route, 1 for those of netstat, more for all.</param>
internal sealed class RouteListing(Shell shell, bool numeric, int extended)
{
    private readonly HostNames _names = new(shell, numeric);

    /// <param name="isIp6">IPv6, not IPv4.</param>
    /// <param name="cache">The cache, not the table.</param>
    public async ValueTask ShowAsync(bool isIp6, bool cache = false)
    {
        if (cache) ShowCache(isIp6);
        else if (isIp6) await ShowIp6Async();
        else await ShowIp4Async();
    }

    // IPv4 has had no cache of routes since Linux 3.6, and IPv6 none that is listed since 4.2: there are headings and nothing else.
    private void ShowCache(bool isIp6)
    {
        if (shell.Json) return;
        shell.Output.Literal(isIp6 ? "Kernel IPv6 routing cache\nDestination                    Next Hop                   Flag Met Ref  Use If\n" : "Kernel IP routing cache\n");
        if (isIp6) return;
        shell.Output.Literal(extended switch
        {
            0 => "Source          Destination     Gateway         Flags Metric Ref    Use Iface\n",
            1 => "Source          Destination     Gateway         Flags   MSS Window  irtt Iface\n",
            _ => "Source          Destination     Gateway         Flags Metric Ref    Use Iface    MSS   Window irtt  TOS HHRef HHUptod     SpecDst\n",
        });
    }

    private async ValueTask ShowIp4Async()
    {
        if (!shell.Json)
        {
            shell.Output.Literal("Kernel IP routing table\n");
            shell.Output.Literal(extended switch
            {
                0 => "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n",
                1 => "Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n",
                _ => "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface    MSS   Window irtt\n",
            });
        }
        foreach (string[] words in ProcTable.Read(shell, "route", Ip4Route.Columns, headings: 1))
        {
            if (Ip4Route.Parse(words) is not { } route) continue;
            string? destination = _names.IsNumeric ? null
                : route.IsDefault ? "default"
                : route.IsHost ? await _names.HostAsync(route.Destination)
                : _names.Network(route.Destination);
            string? gateway = route.Gateway.IsAny ? null : await _names.HostAsync(route.Gateway);
            shell.Report(new Ip4RouteReport(route, destination, gateway, extended));
        }
    }

    private async ValueTask ShowIp6Async()
    {
        if (!shell.Json) shell.Output.Literal("Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If\n");
        foreach (string[] words in ProcTable.Read(shell, "ipv6_route", Ip6Route.Columns))
        {
            if (Ip6Route.Parse(words) is not { } route) continue;
            // Only whole addresses have _names.
            string destination = route.Length is 0 or 128 ? await TextAsync(route.Destination) : route.Destination.ToString(), nextHop = await TextAsync(route.NextHop);
            shell.Report(new Ip6RouteReport(route, destination, nextHop));
        }

        async ValueTask<string> TextAsync(Wire.InternetAddress address)
            => _names.IsNumeric ? address.ToString() : address.IsAny ? "[::]" : await _names.HostAsync(address) ?? address.ToString();
    }
}
