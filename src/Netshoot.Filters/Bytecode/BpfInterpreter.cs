using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Netshoot.Filters.Bytecode;

/// <summary>
/// Runs one verified program. The instructions are decoded once, into dense operations with absolute targets, so that running them is
/// one indexed jump each; running allocates nothing and throws nothing.
/// </summary>
internal sealed class BpfInterpreter
{
    /// <summary>
    /// Steps a program with loops may take. A chain of headers that points back at itself would never end; an honest one has at most a few
    /// dozen headers of about 15 steps each.
    /// </summary>
    private const int LoopBudget = 1 << 16;

    private readonly Step[] _steps;
    private readonly bool _usesMemory;
    private readonly bool _loops;

    public BpfInterpreter(ReadOnlySpan<BpfInstruction> program, bool loops)
    {
        _loops = loops;
        _steps = new Step[program.Length];
        for (int at = 0; at < program.Length; at++)
        {
            _steps[at] = Decode(program[at], at);
            _usesMemory |= _steps[at].Operation is Operation.Store or Operation.StoreX;
        }
    }

    public uint Run(ReadOnlySpan<byte> frame, uint wireLength, in PacketMetadata metadata)
    {
        int budget = _loops ? LoopBudget : int.MaxValue;
        if (!_usesMemory) return Run(frame, wireLength, metadata, default, budget);
        var memory = default(Scratch);
        return Run(frame, wireLength, metadata, memory, budget);
    }

    private uint Run(ReadOnlySpan<byte> frame, uint wireLength, in PacketMetadata metadata, Span<uint> memory, int budget)
    {
        var steps = _steps;
        uint a = 0, x = 0;
        int at = 0;
        while (true)
        {
            ref readonly var step = ref steps[at++];
            uint k = step.K;
            switch (step.Operation)
            {
                case Operation.LoadWord:
                    if (!Word(frame, k, out a)) return 0;
                    continue;
                case Operation.LoadHalf:
                    if (!Half(frame, k, out a)) return 0;
                    continue;
                case Operation.LoadByte:
                    if (k >= (uint)frame.Length) return 0;
                    a = frame[(int)k];
                    continue;
                case Operation.LoadWordX:
                    if (!Word(frame, x + k, out a)) return 0;
                    continue;
                case Operation.LoadHalfX:
                    if (!Half(frame, x + k, out a)) return 0;
                    continue;
                case Operation.LoadByteX:
                    if (x + k >= (uint)frame.Length) return 0;
                    a = frame[(int)(x + k)];
                    continue;
                case Operation.LoadHeaderLength:
                    if (k >= (uint)frame.Length) return 0;
                    x = 4u * (frame[(int)k] & 15u);
                    continue;
                case Operation.JumpEqual:
                    at = a == k ? step.True : step.False;
                    continue;
                case Operation.JumpGreater:
                    at = a > k ? step.True : step.False;
                    continue;
                case Operation.JumpGreaterOrEqual:
                    at = a >= k ? step.True : step.False;
                    continue;
                case Operation.JumpAnyBit:
                    at = (a & k) != 0 ? step.True : step.False;
                    continue;
                case Operation.ReturnConstant:
                    return k;
                case Operation.ReturnA:
                    return a;
                case Operation.And:
                    a &= k;
                    continue;
                case Operation.Add:
                    a += k;
                    continue;
                case Operation.Tax:
                    x = a;
                    continue;
                case Operation.Txa:
                    a = x;
                    continue;
                case Operation.LoadConstant:
                    a = k;
                    continue;
                case Operation.LoadXConstant:
                    x = k;
                    continue;
                case Operation.LoadMemory:
                    a = memory[(int)k];
                    continue;
                case Operation.LoadXMemory:
                    x = memory[(int)k];
                    continue;
                case Operation.Store:
                    memory[(int)k] = a;
                    continue;
                case Operation.StoreX:
                    memory[(int)k] = x;
                    continue;
                case Operation.LoadLength:
                    a = wireLength;
                    continue;
                case Operation.LoadXLength:
                    x = wireLength;
                    continue;
                case Operation.LoadMetadata:
                    a = Metadata(metadata, k);
                    continue;
                case Operation.Jump:
                    at = step.True;
                    continue;
                case Operation.JumpBack:
                    budget -= at - step.True;
                    if (budget < 0) return 0;
                    at = step.True;
                    continue;
                case Operation.JumpEqualX:
                    at = a == x ? step.True : step.False;
                    continue;
                case Operation.JumpGreaterX:
                    at = a > x ? step.True : step.False;
                    continue;
                case Operation.JumpGreaterOrEqualX:
                    at = a >= x ? step.True : step.False;
                    continue;
                case Operation.JumpAnyBitX:
                    at = (a & x) != 0 ? step.True : step.False;
                    continue;
                default:
                    if (!Arithmetic.TryEvaluate(step.AluOperation, a, step.AluOperandIsX ? x : k, out a)) return 0;
                    continue;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Word(ReadOnlySpan<byte> frame, uint offset, out uint value)
    {
        value = 0;
        return offset < (uint)frame.Length && BinaryPrimitives.TryReadUInt32BigEndian(frame[(int)offset..], out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Half(ReadOnlySpan<byte> frame, uint offset, out uint value)
    {
        value = 0;
        if (offset >= (uint)frame.Length || !BinaryPrimitives.TryReadUInt16BigEndian(frame[(int)offset..], out ushort half)) return false;
        value = half;
        return true;
    }

    private static uint Metadata(in PacketMetadata metadata, uint offset) => offset switch
    {
        BpfOpcode.MetadataProtocol => metadata.Protocol,
        BpfOpcode.MetadataPacketType => metadata.PacketType,
        BpfOpcode.MetadataInterface => metadata.Interface,
        BpfOpcode.MetadataVlanTag => metadata.VlanTag,
        BpfOpcode.MetadataVlanTagPresent => metadata.VlanTagged ? 1u : 0u,
        BpfOpcode.MetadataVlanProtocol => metadata.VlanProtocol,
        _ => 0,
    };

    private static Step Decode(BpfInstruction instruction, int at)
    {
        ushort code = instruction.Code;
        int trueTarget = at + 1 + instruction.JumpTrue, falseTarget = at + 1 + instruction.JumpFalse;
        var operation = code switch
        {
            BpfOpcode.LoadWord or BpfOpcode.LoadHalf or BpfOpcode.LoadByte when IsMetadata(instruction.K) => Operation.LoadMetadata,
            BpfOpcode.LoadWord => Operation.LoadWord,
            BpfOpcode.LoadHalf => Operation.LoadHalf,
            BpfOpcode.LoadByte => Operation.LoadByte,
            BpfOpcode.LoadWordX => Operation.LoadWordX,
            BpfOpcode.LoadHalfX => Operation.LoadHalfX,
            BpfOpcode.LoadByteX => Operation.LoadByteX,
            BpfOpcode.LoadXHeaderLength => Operation.LoadHeaderLength,
            BpfOpcode.LoadConstant => Operation.LoadConstant,
            BpfOpcode.LoadXConstant => Operation.LoadXConstant,
            BpfOpcode.LoadMemory => Operation.LoadMemory,
            BpfOpcode.LoadXMemory => Operation.LoadXMemory,
            BpfOpcode.LoadLength => Operation.LoadLength,
            BpfOpcode.LoadXLength => Operation.LoadXLength,
            BpfOpcode.Store => Operation.Store,
            BpfOpcode.StoreX => Operation.StoreX,
            BpfOpcode.Tax => Operation.Tax,
            BpfOpcode.Txa => Operation.Txa,
            BpfOpcode.Return => Operation.ReturnConstant,
            BpfOpcode.Return | BpfOpcode.ReturnA => Operation.ReturnA,
            BpfOpcode.JumpAlways => (int)instruction.K < 0 ? Operation.JumpBack : Operation.Jump,
            BpfOpcode.Jump | BpfOpcode.Equal => Operation.JumpEqual,
            BpfOpcode.Jump | BpfOpcode.Greater => Operation.JumpGreater,
            BpfOpcode.Jump | BpfOpcode.GreaterOrEqual => Operation.JumpGreaterOrEqual,
            BpfOpcode.Jump | BpfOpcode.AnyBit => Operation.JumpAnyBit,
            BpfOpcode.Jump | BpfOpcode.Equal | BpfOpcode.UseX => Operation.JumpEqualX,
            BpfOpcode.Jump | BpfOpcode.Greater | BpfOpcode.UseX => Operation.JumpGreaterX,
            BpfOpcode.Jump | BpfOpcode.GreaterOrEqual | BpfOpcode.UseX => Operation.JumpGreaterOrEqualX,
            BpfOpcode.Jump | BpfOpcode.AnyBit | BpfOpcode.UseX => Operation.JumpAnyBitX,
            BpfOpcode.Alu | BpfOpcode.And => Operation.And,
            BpfOpcode.Alu | BpfOpcode.Add => Operation.Add,
            _ => Operation.OtherArithmetic,
        };
        if (code == BpfOpcode.JumpAlways) trueTarget = at + 1 + (int)instruction.K;
        return new Step(operation, BpfOpcode.OperationOf(code), BpfOpcode.OperandIsX(code), instruction.K, trueTarget, falseTarget);
    }

    private static bool IsMetadata(uint offset) => offset
        is BpfOpcode.MetadataProtocol or BpfOpcode.MetadataPacketType or BpfOpcode.MetadataInterface
        or BpfOpcode.MetadataVlanTag or BpfOpcode.MetadataVlanTagPresent or BpfOpcode.MetadataVlanProtocol;

    [InlineArray(BpfOpcode.MemoryWords)]
    private struct Scratch
    {
        private uint _first;
    }

    private readonly record struct Step(Operation Operation, ushort AluOperation, bool AluOperandIsX, uint K, int True, int False);

    private enum Operation : byte
    {
        LoadWord, LoadHalf, LoadByte, LoadWordX, LoadHalfX, LoadByteX, LoadHeaderLength,
        JumpEqual, JumpGreater, JumpGreaterOrEqual, JumpAnyBit, ReturnConstant, ReturnA, And, Add, Tax, Txa,
        LoadConstant, LoadXConstant, LoadMemory, LoadXMemory, Store, StoreX, LoadLength, LoadXLength, LoadMetadata,
        Jump, JumpBack, JumpEqualX, JumpGreaterX, JumpGreaterOrEqualX, JumpAnyBitX, OtherArithmetic,
    }
}
