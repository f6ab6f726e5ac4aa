using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Addresses;

/// <summary>The host that a user named, as an address.</summary>
/// <param name="Endpoint">The best of its addresses; with the interface where the address alone means nothing.</param>
/// <param name="IsLiteral">Whether the user gave the address itself.</param>
public readonly record struct HostAddress(InternetEndpoint Endpoint, bool IsLiteral)
{
    /// <exception cref="Failure">There is no such host, or none of that family.</exception>
    public static async ValueTask<HostAddress> FindAsync(IMachine machine, string host, NameFamily family, CancellationToken stop)
    {
        if (TryReadScoped(machine, host) is { } scoped) return Wanted(scoped, host, family);
        if (InternetAddress.TryParse(host, out var literal)) return Wanted(new(literal, 0), host, family);
        var found = await machine.Names.AddressesAsync(host, family, stop);
        foreach (var endpoint in found)
            if (IsOf(endpoint.Address, family)) return new(endpoint, IsLiteral: false);
        throw WrongFamily(host);
    }

    private static HostAddress Wanted(InternetEndpoint endpoint, string host, NameFamily family)
        => IsOf(endpoint.Address, family) ? new(endpoint, IsLiteral: true) : throw WrongFamily(host);

    private static bool IsOf(InternetAddress address, NameFamily family) => family == NameFamily.Any || address.Is6 == (family == NameFamily.Ip6);

    private static Failure WrongFamily(string host) => new(host, "Address family for hostname not supported");

    /// <summary>An IPv6 address with <c>%</c> and an interface's name or index behind it; null when it is something else.</summary>
    private static InternetEndpoint? TryReadScoped(IMachine machine, string host)
    {
        int percent = host.IndexOf('%');
        if (percent < 0 || !InternetAddress.TryParse(host.AsSpan(0, percent), out var address) || !address.Is6) return null;
        string scope = host[(percent + 1)..];
        int index = machine.InterfaceIndex(scope);
        if (index == 0 && (!int.TryParse(scope, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index) || machine.InterfaceName(index) is null))
            throw new Failure(host, "Name or service not known");
        return new(address, 0, (uint)index);
    }
}
