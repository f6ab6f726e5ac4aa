namespace Netshoot.Kernel;

/// <summary>How large a <see cref="PacketRing"/> is, and when the kernel hands over what is in it.</summary>
/// <param name="BlockSize">Bytes of a block: a multiple of the page size. A frame is in one block, so none is longer.</param>
/// <param name="Blocks">How many blocks.</param>
/// <param name="RetireMilliseconds">A block that is not full is handed over after this time.</param>
/// <param name="Headroom">Bytes to leave free before each frame, for headers that the reader puts there.</param>
public readonly record struct RingSize(int BlockSize, int Blocks, int RetireMilliseconds, int Headroom);
