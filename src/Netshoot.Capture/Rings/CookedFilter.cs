using System.Collections.Immutable;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;

namespace Netshoot.Capture.Rings;

/// <summary>
/// Makes a filter for frames with a <see cref="CookedHeader"/> fit for the kernel, which sees them without: what it asks of that header
/// is asked of the kernel, and every other offset is less by its length.
/// </summary>
internal static class CookedFilter
{
    /// <returns>Null when the program asks for what the kernel does not have; it must then run over the finished frame.</returns>
    public static BpfProgram? TryFit(BpfProgram program, LinkType type)
    {
        uint header = (uint)CookedHeader.SizeOf(type);
        var fitted = ImmutableArray.CreateBuilder<BpfInstruction>(program.Instructions.Length);
        foreach (var instruction in program.Instructions)
        {
            var (code, _, _, k) = instruction;
            if (BpfOpcode.ClassOf(code) is not (BpfOpcode.Load or BpfOpcode.LoadX))
            {
                fitted.Add(instruction);
                continue;
            }
            switch (BpfOpcode.ModeOf(code))
            {
                case BpfOpcode.Length:
                    return null;
                case BpfOpcode.Absolute when k >= BpfOpcode.Metadata:
                    fitted.Add(instruction);
                    break;
                case BpfOpcode.Absolute when k < header:
                    if (Metadata(code, k, type) is not { } offset) return null;
                    // Metadata is read as a whole word, whatever its size.
                    fitted.Add(instruction with { Code = BpfOpcode.Load | BpfOpcode.Absolute, K = BpfOpcode.Metadata + offset });
                    break;
                case BpfOpcode.Absolute or BpfOpcode.Indirect or BpfOpcode.HeaderLength:
                    if (k < header || k >= BpfOpcode.Metadata) return null;
                    fitted.Add(instruction with { K = k - header });
                    break;
                default:
                    fitted.Add(instruction);
                    break;
            }
        }
        return new BpfProgram(fitted.DrainToImmutable());
    }

    /// <summary>The offset of what the kernel knows (<c>SKF_AD_*</c>, include/uapi/linux/filter.h) in place of a field of the header.</summary>
    private static uint? Metadata(ushort code, uint k, LinkType type)
    {
        const uint Protocol = 0, PacketType = 4, Interface = 8, HardwareType = 28;
        bool half = BpfOpcode.SizeOf(code) == BpfOpcode.Half, single = BpfOpcode.SizeOf(code) == BpfOpcode.Byte;
        if (type == LinkType.LinuxCooked2)
            return k switch
            {
                0 when half => Protocol,
                4 when !half && !single => Interface,
                8 when half => HardwareType,
                10 when single => PacketType,
                _ => null,
            };
        return k switch
        {
            0 when half => PacketType,
            2 when half => HardwareType,
            14 when half => Protocol,
            _ => null,
        };
    }
}
