namespace Netshoot.Filters.Bytecode;

/// <summary>
/// Proves that a program ends and touches only what exists: known operations, jumps inside the program, scratch slots written before
/// they are read, no division by a constant zero, a return at the end. The rules are those of <c>SO_ATTACH_FILTER</c>
/// (Documentation/networking/filter.rst), except that backward <c>ja</c> is reported, not refused: "protochain" needs it.
/// </summary>
public static class BpfVerifier
{
    /// <summary>Why the program is refused, or null when it is sound.</summary>
    /// <param name="program">The instructions.</param>
    /// <param name="loops">Whether some jump goes back: such a program runs here, not in the kernel.</param>
    public static string? Check(ReadOnlySpan<BpfInstruction> program, out bool loops)
    {
        loops = false;
        if (program.IsEmpty) return "the program has no instructions";
        for (int at = 0; at < program.Length; at++)
        {
            if (CheckInstruction(program, at, ref loops) is { } problem) return $"instruction {at}: {problem}";
        }
        if (BpfOpcode.ClassOf(program[^1].Code) != BpfOpcode.Return) return "the last instruction does not return";
        return UnwrittenReads(program, out int where) == 0 ? null : $"instruction {where}: a scratch word is read before it is written";
    }

    private static string? CheckInstruction(ReadOnlySpan<BpfInstruction> program, int at, ref bool loops)
    {
        var (code, jumpTrue, jumpFalse, k) = program[at];
        if (code > 0xff || !IsKnown(code)) return $"unknown operation 0x{code:x}";
        switch (BpfOpcode.ClassOf(code))
        {
            case BpfOpcode.Store or BpfOpcode.StoreX when k >= BpfOpcode.MemoryWords:
            case BpfOpcode.Load or BpfOpcode.LoadX when BpfOpcode.ModeOf(code) == BpfOpcode.Memory && k >= BpfOpcode.MemoryWords:
                return $"there is no M[{k}]";
            case BpfOpcode.Alu when !BpfOpcode.OperandIsX(code) && k == 0 && BpfOpcode.OperationOf(code) is BpfOpcode.Divide or BpfOpcode.Modulo:
                return "division by zero";
            case BpfOpcode.Alu when !BpfOpcode.OperandIsX(code) && k > 31 && BpfOpcode.OperationOf(code) is BpfOpcode.ShiftLeft or BpfOpcode.ShiftRight:
                return $"shift by {k}";
            case BpfOpcode.Jump when code == BpfOpcode.JumpAlways:
                long target = at + 1L + (int)k;
                if (target < 0 || target >= program.Length) return "a jump leaves the program";
                if (target <= at) loops = true;
                return null;
            case BpfOpcode.Jump when at + 1 + Math.Max(jumpTrue, jumpFalse) >= program.Length:
                return "a jump leaves the program";
            default:
                return null;
        }
    }

    private static bool IsKnown(ushort code) => BpfOpcode.ClassOf(code) switch
    {
        BpfOpcode.Load => code is BpfOpcode.LoadConstant or BpfOpcode.LoadMemory or BpfOpcode.LoadLength
            || (BpfOpcode.ModeOf(code) is BpfOpcode.Absolute or BpfOpcode.Indirect && BpfOpcode.SizeOf(code) != 0x18),
        BpfOpcode.LoadX => code is BpfOpcode.LoadXConstant or BpfOpcode.LoadXMemory or BpfOpcode.LoadXLength or BpfOpcode.LoadXHeaderLength,
        BpfOpcode.Store or BpfOpcode.StoreX => (code & 0xf8) == 0,
        BpfOpcode.Alu => BpfOpcode.OperationOf(code) <= BpfOpcode.ExclusiveOr,
        BpfOpcode.Jump => code == BpfOpcode.JumpAlways || BpfOpcode.OperationOf(code) is >= BpfOpcode.Equal and <= BpfOpcode.AnyBit,
        BpfOpcode.Return => code is BpfOpcode.Return or (BpfOpcode.Return | BpfOpcode.ReturnA),
        _ => code is BpfOpcode.Tax or BpfOpcode.Txa,
    };

    /// <summary>
    /// The scratch words that some path reads without having written them, one bit each. Follows the set of written words along every path;
    /// where paths meet, only what both wrote counts. The program's jumps must have been checked.
    /// </summary>
    internal static int UnwrittenReads(ReadOnlySpan<BpfInstruction> program, out int where)
    {
        where = -1;
        var written = new int[program.Length];
        Array.Fill(written, -1);
        written[0] = 0;
        int unwritten = 0;
        // A backward jump can only take words away, so the sets shrink until nothing changes: at most one round per word and loop.
        for (bool changed = true; changed;)
        {
            changed = false;
            unwritten = 0;
            for (int at = 0; at < program.Length; at++)
            {
                if (written[at] < 0) continue; // not reached yet
                var (code, jumpTrue, jumpFalse, k) = program[at];
                int after = written[at];
                switch (BpfOpcode.ClassOf(code))
                {
                    case BpfOpcode.Load or BpfOpcode.LoadX when BpfOpcode.ModeOf(code) == BpfOpcode.Memory && (after & 1 << (int)k) == 0:
                        unwritten |= 1 << (int)k;
                        where = at;
                        break;
                    case BpfOpcode.Store or BpfOpcode.StoreX:
                        after |= 1 << (int)k;
                        break;
                    case BpfOpcode.Return:
                        continue;
                    case BpfOpcode.Jump:
                        changed |= Meet(written, code == BpfOpcode.JumpAlways ? at + 1 + (int)k : at + 1 + jumpTrue, after, at);
                        if (code != BpfOpcode.JumpAlways) changed |= Meet(written, at + 1 + jumpFalse, after, at);
                        continue;
                }
                changed |= Meet(written, at + 1, after, at);
            }
        }
        return unwritten;
    }

    /// <returns>Whether a place that was already passed in this round changed, so that another round is needed.</returns>
    private static bool Meet(int[] written, int target, int slots, int from)
    {
        int met = written[target] < 0 ? slots : written[target] & slots;
        if (met == written[target]) return false;
        written[target] = met;
        return target <= from;
    }
}
