using Netshoot.Wire;

namespace Netshoot.Packets;

/// <summary>An address that is printed by name when names were asked for and there is one.</summary>
public readonly record struct HostName(InternetAddress Address, INames? Names);
