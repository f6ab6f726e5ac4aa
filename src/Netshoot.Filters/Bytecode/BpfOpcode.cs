namespace Netshoot.Filters.Bytecode;

/// <summary>
/// Operation codes of classic BPF (include/uapi/linux/bpf_common.h; McCanne and Jacobson, "The BSD Packet Filter", 1993),
/// and the packet metadata that Linux offers at negative offsets (<c>SKF_AD_*</c>, include/uapi/linux/filter.h).
/// </summary>
public static class BpfOpcode
{
    // Instruction classes.
    public const ushort Load = 0x00, LoadX = 0x01, Store = 0x02, StoreX = 0x03, Alu = 0x04, Jump = 0x05, Return = 0x06, Misc = 0x07;

    // Sizes and modes of loads.
    public const ushort Word = 0x00, Half = 0x08, Byte = 0x10;
    public const ushort Immediate = 0x00, Absolute = 0x20, Indirect = 0x40, Memory = 0x60, Length = 0x80, HeaderLength = 0xa0;

    // Operations of Alu and Jump; the operand is K, or X when the bit UseX is set.
    public const ushort Add = 0x00, Subtract = 0x10, Multiply = 0x20, Divide = 0x30, Or = 0x40, And = 0x50;
    public const ushort ShiftLeft = 0x60, ShiftRight = 0x70, Negate = 0x80, Modulo = 0x90, ExclusiveOr = 0xa0;
    public const ushort Always = 0x00, Equal = 0x10, Greater = 0x20, GreaterOrEqual = 0x30, AnyBit = 0x40;
    public const ushort UseX = 0x08;

    // What Return gives back, and the two moves of Misc.
    public const ushort ReturnA = 0x10;
    public const ushort AToX = 0x00, XToA = 0x80;

    // Whole instructions that are used by name.
    public const ushort LoadWord = Load | Word | Absolute, LoadHalf = Load | Half | Absolute, LoadByte = Load | Byte | Absolute;
    public const ushort LoadWordX = Load | Word | Indirect, LoadHalfX = Load | Half | Indirect, LoadByteX = Load | Byte | Indirect;
    public const ushort LoadConstant = Load | Immediate, LoadXConstant = LoadX | Immediate;
    public const ushort LoadMemory = Load | Memory, LoadXMemory = LoadX | Memory;
    public const ushort LoadLength = Load | Word | Length, LoadXLength = LoadX | Word | Length;
    public const ushort LoadXHeaderLength = LoadX | Byte | HeaderLength;
    public const ushort Tax = Misc | AToX, Txa = Misc | XToA;
    public const ushort JumpAlways = Jump | Always;

    /// <summary>Scratch words a program may use, <c>BPF_MEMWORDS</c>.</summary>
    public const int MemoryWords = 16;

    /// <summary>Instructions the kernel takes, <c>BPF_MAXINSNS</c>.</summary>
    public const int MaximumInstructions = 4096;

    /// <summary>Absolute loads from here on read metadata, not bytes: <c>SKF_AD_OFF</c>.</summary>
    public const uint Metadata = 0xfffff000;

    public const uint MetadataProtocol = Metadata + 0, MetadataPacketType = Metadata + 4, MetadataInterface = Metadata + 8;
    public const uint MetadataVlanTag = Metadata + 44, MetadataVlanTagPresent = Metadata + 48, MetadataVlanProtocol = Metadata + 60;

    public static ushort ClassOf(ushort code) => (ushort)(code & 0x07);

    public static ushort SizeOf(ushort code) => (ushort)(code & 0x18);

    public static ushort ModeOf(ushort code) => (ushort)(code & 0xe0);

    public static ushort OperationOf(ushort code) => (ushort)(code & 0xf0);

    public static bool OperandIsX(ushort code) => (code & UseX) != 0;

    /// <summary>Bytes that a load of this size reads.</summary>
    public static int BytesOf(ushort code) => SizeOf(code) switch { Word => 4, Half => 2, _ => 1 };
}
