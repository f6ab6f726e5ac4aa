using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>Names for numbers, as the caller's machine knows them. A null answer is printed as the number.</summary>
public interface INames
{
    string? Host(InternetAddress address);

    /// <summary>The service's name in services(5).</summary>
    string? Service(ushort port, bool tcp);
}
