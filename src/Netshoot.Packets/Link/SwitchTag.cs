namespace Netshoot.Packets.Link;

/// <summary>Prints the tag that a switch puts between the addresses and the type.</summary>
internal delegate void PrintSwitchTag(ref Layer layer, ReadOnlySpan<byte> tag);

/// <summary>A switch's own tag in an Ethernet header.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="Print">How it is printed; null for a header without one.</param>
internal readonly record struct SwitchTag(int Size, PrintSwitchTag? Print);
