using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Whom drill asks: the server of the command line with all its addresses, or the name servers of the target.</summary>
internal static class DrillServers
{
    /// <summary>At least one server, in the order in which they are asked.</summary>
    /// <exception cref="DrillFailure">There is none.</exception>
    public static async ValueTask<InternetEndpoint[]> FindAsync(DrillOptions options, Shell shell)
    {
        var found = options.Server is { } name ? await NamedAsync(name, shell) : Configured(options, shell);
        InternetEndpoint[] servers = [.. found.Where(s => IsWanted(s.Address, options.Family)).Select(s => s with { Port = options.Port })];
        if (servers.Length == 0) throw new DrillFailure("Error: error sending query: No (valid) nameservers defined in the resolver");
        if (!options.KeepsServerOrder && options.Server is null) Random.Shared.Shuffle(servers);
        return servers;
    }

    private static async ValueTask<IReadOnlyList<InternetEndpoint>> NamedAsync(string name, Shell shell)
    {
        try
        {
            return await shell.Machine.Names.AddressesAsync(name, NameFamily.Any, shell.Stop);
        }
        catch (Failure e)
        {
            throw new DrillFailure($"Error: could not find any address for the name: `{name}'", e.Message);
        }
    }

    private static IReadOnlyList<InternetEndpoint> Configured(DrillOptions options, Shell shell)
    {
        var configuration = options.ResolverFile is { } path
            ? shell.Machine.TryReadText(path) is { } text ? ResolverConfiguration.Parse(text, shell.Machine.InterfaceIndex) : null
            : shell.Machine.Names.Configuration;
        if (configuration is null)
        {
            throw new DrillFailure($"Warning: Could not create a resolver structure: Could not open the files ({options.ResolverFile ?? "/etc/resolv.conf"})\n"
                + "Try drill @localhost if you have a resolver running on your machine.");
        }
        return configuration.NamesServers ? configuration.Servers : [];
    }

    private static bool IsWanted(InternetAddress address, NameFamily family) => family == NameFamily.Any || address.Is6 == (family == NameFamily.Ip6);
}
