namespace Netshoot.Dns.Text;

/// <summary>The machine's names for protocols and services, /etc/protocols and /etc/services.</summary>
public interface INetworkNames
{
    /// <summary>An IP protocol's name, or null.</summary>
    string? Protocol(byte number);

    /// <summary>The name of a port of the protocol (of any, when that is null), or null.</summary>
    string? Service(ushort port, string? protocol);

    /// <summary>An IP protocol's number, or -1.</summary>
    int ProtocolNumber(string name);

    /// <summary>The port of a service over the protocol, or -1.</summary>
    int ServicePort(string name, string protocol);
}
