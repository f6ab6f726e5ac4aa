using System.Runtime.InteropServices;

namespace Netshoot.Filters.Bytecode;

/// <summary>One instruction of classic BPF: <c>struct sock_filter</c> (include/uapi/linux/filter.h), byte for byte.</summary>
/// <param name="Code">Class, size, mode and operation, see <see cref="BpfOpcode"/>.</param>
/// <param name="JumpTrue">Instructions to skip when a conditional jump is taken.</param>
/// <param name="JumpFalse">Instructions to skip when it is not.</param>
/// <param name="K">The operand: a constant, an offset, a scratch slot or the distance of <c>ja</c>.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct BpfInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint K);
