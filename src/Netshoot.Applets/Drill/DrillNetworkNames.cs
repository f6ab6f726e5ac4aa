using Netshoot.Dns.Text;
using Netshoot.Host.Names;

namespace Netshoot.Applets.Drill;

/// <summary>Names of protocols and ports in records (WKS), as the machine has them.</summary>
internal sealed class DrillNetworkNames(INames names) : INetworkNames
{
    public string? Protocol(byte number) => names.ProtocolName(number);

    public string? Service(ushort port, string? protocol)
        => protocol is not null ? names.Service(port, protocol) : names.Service(port, "tcp") ?? names.Service(port, "udp");

    public int ProtocolNumber(string name) => names.Protocol(name) ?? -1;

    public int ServicePort(string name, string protocol) => names.Port(name, protocol) ?? -1;
}
