using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>Names as the files and name servers of this target give them.</summary>
internal sealed class MachineNames : INames
{
    public ValueTask<IReadOnlyList<InternetEndpoint>> AddressesAsync(string host, NameFamily family, CancellationToken stop)
        => InternetAddress.TryParse(host, out var literal)
            ? ValueTask.FromResult<IReadOnlyList<InternetEndpoint>>([new(literal, 0)])
            : throw new Failure(host, "Name or service not known");

    public ValueTask<string?> HostAsync(InternetAddress address, CancellationToken stop) => ValueTask.FromResult<string?>(null);

    public ushort? Port(string service, string protocol) => ushort.TryParse(service, out ushort port) ? port : null;

    public string? Service(ushort port, string protocol) => null;

    public byte? Protocol(string name) => null;

    public string? ProtocolName(byte protocol) => null;
}
