using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>An address that is printed by name when names were asked for and there is one.</summary>
public readonly record struct HostName(InternetAddress Address, INames? Names);

/// <summary>A port that is printed by its service's name when names were asked for and there is one.</summary>
public readonly record struct PortName(ushort Port, bool Tcp, INames? Names);
