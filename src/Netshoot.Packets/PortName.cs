namespace Netshoot.Packets;

/// <summary>A port that is printed by its service's name when names were asked for and there is one.</summary>
public readonly record struct PortName(ushort Port, bool Tcp, INames? Names);
