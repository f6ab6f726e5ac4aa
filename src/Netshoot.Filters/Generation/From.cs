namespace Netshoot.Filters.Generation;

/// <summary>What an offset is counted from.</summary>
internal enum From { Packet, LinkHeader, TypeField, Payload, Network, NetworkWithoutSnap, Transport4, Transport6 }
