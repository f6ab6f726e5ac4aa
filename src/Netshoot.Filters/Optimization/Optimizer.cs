using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Generation;

namespace Netshoot.Filters.Optimization;

/// <summary>
/// Makes programs short: values that are already there are not loaded again, constants are folded, branches whose outcome is known on some
/// way are bypassed on that way, what nobody reads is not computed, equal blocks become one. Works on graphs without loops.
/// </summary>
/// <remarks>
/// As in libpcap, a load whose value nobody uses goes, and with it the rejection of packets that are too short for it.
/// </remarks>
internal sealed class Optimizer
{
    /// <summary>Each round makes the program smaller or stops; a bound all the same, since the time is the user's.</summary>
    private const int MaximumRounds = 100;

    private readonly Values _values = new();
    private Block _entry;
    private bool _changed;

    private Optimizer(Block entry) => _entry = entry;

    public static Block Optimize(Block entry)
    {
        var optimizer = new Optimizer(entry);
        for (int round = 0; round < MaximumRounds; round++)
        {
            optimizer._changed = false;
            optimizer.Round();
            if (!optimizer._changed) break;
        }
        return optimizer._entry;
    }

    private void Round()
    {
        var order = Assembler.Order(_entry);
        var (_, exits, facts) = Flow(order);
        var live = Liveness(order);
        foreach (var block in order) Thread(block, exits[block], facts[block], live);

        // Each step is done for all blocks before the next, with fresh knowledge: what one block drops, another may have relied on.
        order = Assembler.Order(_entry);
        if (TestGrouping.Run(order, _values, Liveness(order)))
        {
            _changed = true;
            order = Assembler.Order(_entry);
        }
        var (entries, _, _) = Flow(order);
        foreach (var block in order) Simplify(block, entries[block].Copy());
        order = Assembler.Order(_entry);
        live = Liveness(order);
        foreach (var block in order)
        {
            FoldIndex(block, LiveOut(block, live));
            FoldTest(block, LiveAfter(block, live));
        }
        live = Liveness(order);
        foreach (var block in order) RemoveDead(block, LiveOut(block, live));
        Bypass();
        MergeEqual();
    }

    /// <summary>Values and facts at the entry and exit of each block, in one pass since there are no loops.</summary>
    private (Dictionary<Block, MachineState> Entries, Dictionary<Block, MachineState> Exits, Dictionary<Block, Facts> Facts) Flow(List<Block> order)
    {
        var entries = new Dictionary<Block, MachineState> { [_entry] = MachineState.Unknown(_values) };
        var exits = new Dictionary<Block, MachineState>();
        var facts = new Dictionary<Block, Facts> { [_entry] = Facts.None };
        foreach (var block in order)
        {
            var state = entries[block].Copy();
            foreach (var statement in block.Code) state.Apply(statement, _values);
            exits[block] = state;
            if (block.End == BlockEnd.Return) continue;
            Reach(block.True!, state, facts[block], block, true);
            if (block.End == BlockEnd.Branch) Reach(block.False!, state, facts[block], block, false);
        }
        return (entries, exits, facts);

        void Reach(Block next, MachineState state, Facts before, Block from, bool side)
        {
            var known = from.End == BlockEnd.Branch ? before.With(FactOf(from, state, side)) : before;
            if (entries.TryGetValue(next, out var other))
            {
                other.Meet(state, _values);
                facts[next] = facts[next].Common(known);
                return;
            }
            entries[next] = state.Copy();
            facts[next] = known;
        }
    }

    private static Fact FactOf(Block block, MachineState state, bool outcome)
        => new(state[MachineState.A], block.Relation, block.ComparesX ? (uint)state[MachineState.X] : block.K, outcome);

    /// <summary>Leads each side of a branch past the blocks that, coming from here, do nothing that is needed and whose outcome is known.</summary>
    private void Thread(Block block, MachineState exit, Facts facts, Dictionary<Block, int> live)
    {
        if (block.End == BlockEnd.Return) return;
        block.True = Destination(block.True!, block.End == BlockEnd.Branch ? facts.With(FactOf(block, exit, true)) : facts);
        if (block.End == BlockEnd.Branch) block.False = Destination(block.False!, facts.With(FactOf(block, exit, false)));

        Block Destination(Block next, Facts known)
        {
            while (next.End != BlockEnd.Return)
            {
                var state = exit.Copy();
                foreach (var statement in next.Code) state.Apply(statement, _values);
                var further = next.End == BlockEnd.Goto ? next.True! : Outcome(next, state, known) is { } outcome ? (outcome ? next.True! : next.False!) : null;
                if (further is null || !Agree(exit, state, live[further])) return next;
                next = further;
                _changed = true;
            }
            return next;
        }
    }

    private bool? Outcome(Block block, MachineState state, Facts known)
    {
        int a = state[MachineState.A];
        uint? constant = _values.ConstantOf(a);
        if (!block.ComparesX) return constant is { } value ? Arithmetic.Compare(block.Relation, value, block.K) : known.Decide(a, block.Relation, block.K);
        int x = state[MachineState.X];
        if (constant is { } left && _values.ConstantOf(x) is { } right) return Arithmetic.Compare((ushort)(block.Relation & ~BpfOpcode.UseX), left, right);
        return known.Decide(a, block.Relation, (uint)x);
    }

    private static bool Agree(MachineState left, MachineState right, int places)
    {
        for (int place = 0; place < MachineState.Count; place++)
        {
            if ((places & 1 << place) != 0 && left[place] != right[place]) return false;
        }
        return true;
    }

    /// <summary>The places whose values each block may read before writing them, one bit each.</summary>
    private static Dictionary<Block, int> Liveness(List<Block> order)
    {
        var live = new Dictionary<Block, int>(order.Count);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            var block = order[i];
            int places = LiveOut(block, live);
            for (int at = block.Code.Count - 1; at >= 0; at--) places = places & ~(1 << MachineState.Target(block.Code[at])) | MachineState.Reads(block.Code[at]);
            live[block] = places;
        }
        return live;
    }

    /// <summary>What the block's own test and the blocks after it read.</summary>
    private static int LiveOut(Block block, Dictionary<Block, int> live)
    {
        int places = block.End != BlockEnd.Branch ? 0 : 1 << MachineState.A | (block.ComparesX ? 1 << MachineState.X : 0);
        foreach (var next in block.Successors()) places |= live[next];
        return places;
    }

    private static int LiveAfter(Block block, Dictionary<Block, int> live)
    {
        int places = 0;
        foreach (var next in block.Successors()) places |= live[next];
        return places;
    }

    /// <summary>Replaces statements by cheaper ones with the same result, and drops those whose result is there already.</summary>
    private void Simplify(Block block, MachineState state)
    {
        for (int at = 0; at < block.Code.Count; at++)
        {
            var statement = block.Code[at];
            int target = MachineState.Target(statement), result = state.Result(statement, _values);
            if (state[target] == result)
            {
                block.Code.RemoveAt(at--);
                _changed = true;
                continue;
            }
            var simpler = Simpler(statement, state, result);
            if (simpler != statement)
            {
                block.Code[at] = simpler;
                _changed = true;
            }
            state.Apply(simpler, _values);
        }
        if (block.End != BlockEnd.Branch) return;

        if (block.ComparesX && _values.ConstantOf(state[MachineState.X]) is { } k)
        {
            (block.Relation, block.K) = ((ushort)(block.Relation & ~BpfOpcode.UseX), k);
            _changed = true;
        }
        bool sameSides = block.True == block.False;
        if (sameSides || Outcome(block, state, Facts.None) is not null)
        {
            if (!sameSides && Outcome(block, state, Facts.None) == false) block.True = block.False;
            (block.End, block.False) = (BlockEnd.Goto, null);
            _changed = true;
        }
    }

    private Statement Simpler(Statement statement, MachineState state, int result)
    {
        var (code, k) = statement;
        ushort kind = BpfOpcode.ClassOf(code);
        if (_values.ConstantOf(result) is { } constant && kind is not (BpfOpcode.Store or BpfOpcode.StoreX))
            return new Statement(MachineState.Target(statement) == MachineState.X ? BpfOpcode.LoadXConstant : BpfOpcode.LoadConstant, constant);

        if (code == BpfOpcode.LoadXMemory && result == state[MachineState.A]) return new Statement(BpfOpcode.Tax);
        if (code == BpfOpcode.LoadMemory && result == state[MachineState.X]) return new Statement(BpfOpcode.Txa);
        uint? x = _values.ConstantOf(state[MachineState.X]);
        if (kind == BpfOpcode.Load && BpfOpcode.ModeOf(code) == BpfOpcode.Indirect && x is { } offset)
        {
            // Only while it stays an offset into the packet: beyond, the kernel would read metadata.
            uint sum = offset + k;
            return sum < BpfOpcode.Metadata ? new Statement((ushort)(code - BpfOpcode.Indirect + BpfOpcode.Absolute), sum) : statement;
        }
        if (kind != BpfOpcode.Alu || !BpfOpcode.OperandIsX(code)) return statement;
        if (result == state[MachineState.X]) return new Statement(BpfOpcode.Txa);
        if (x is not { } operand) return statement;
        ushort operation = BpfOpcode.OperationOf(code);
        bool isSafe = operation switch
        {
            BpfOpcode.Divide or BpfOpcode.Modulo => operand != 0,
            BpfOpcode.ShiftLeft or BpfOpcode.ShiftRight => operand <= 31,
            _ => true,
        };
        return isSafe ? new Statement((ushort)(code & ~BpfOpcode.UseX), operand) : statement;
    }

    /// <summary>"ld #c; ldx …; add x; tax; ld [x + k]" is "ldx …; ld [x + k+c]", when X plus c is not needed any more.</summary>
    private void FoldIndex(Block block, int liveOut)
    {
        for (int at = 3; at < block.Code.Count; at++)
        {
            var load = block.Code[at];
            if (BpfOpcode.ClassOf(load.Code) != BpfOpcode.Load || BpfOpcode.ModeOf(load.Code) != BpfOpcode.Indirect) continue;
            if (block.Code[at - 1].Code != BpfOpcode.Tax || block.Code[at - 2].Code != (BpfOpcode.Alu | BpfOpcode.Add | BpfOpcode.UseX)) continue;
            int constant = at - 3;
            if (constant > 0 && BpfOpcode.ClassOf(block.Code[constant].Code) == BpfOpcode.LoadX) constant--;
            if (block.Code[constant].Code != BpfOpcode.LoadConstant || IsReadAfter(block, at, MachineState.X, liveOut)) continue;
            block.Code[at] = load with { K = load.K + block.Code[constant].K };
            block.Code.RemoveRange(at - 2, 2);
            block.Code.RemoveAt(constant);
            at = Math.Max(2, at - 4);
            _changed = true;
        }
    }

    private static bool IsReadAfter(Block block, int at, int place, int liveOut)
    {
        for (at++; at < block.Code.Count; at++)
        {
            if ((MachineState.Reads(block.Code[at]) & 1 << place) != 0) return true;
            if (MachineState.Target(block.Code[at]) == place) return false;
        }
        return (liveOut & 1 << place) != 0;
    }

    /// <summary>Moves the last operation on A into the comparison: "sub #c; jeq #k" is "jeq #k+c", "and #m; jeq #0" is "jset #m" with sides exchanged.</summary>
    private void FoldTest(Block block, int liveAfter)
    {
        if (block.End != BlockEnd.Branch || block.Relation != BpfOpcode.Equal || block.Code.Count == 0) return;
        var last = block.Code[^1];
        if (BpfOpcode.ClassOf(last.Code) != BpfOpcode.Alu || (liveAfter & 1 << MachineState.A) != 0) return;
        switch (last.Code)
        {
            case BpfOpcode.Alu | BpfOpcode.Subtract | BpfOpcode.UseX when block.K == 0:
                block.Relation = BpfOpcode.Equal | BpfOpcode.UseX;
                break;
            case BpfOpcode.Alu | BpfOpcode.Subtract:
                block.K += last.K;
                break;
            case BpfOpcode.Alu | BpfOpcode.And when block.K == 0:
                (block.Relation, block.K) = (BpfOpcode.AnyBit, last.K);
                (block.True, block.False) = (block.False, block.True);
                break;
            default:
                return;
        }
        block.Code.RemoveAt(block.Code.Count - 1);
        _changed = true;
    }

    private void RemoveDead(Block block, int liveOut)
    {
        int live = liveOut;
        for (int at = block.Code.Count - 1; at >= 0; at--)
        {
            var statement = block.Code[at];
            int target = 1 << MachineState.Target(statement);
            // A division by an unknown number may reject the packet, which is more than its value.
            bool mayReject = BpfOpcode.ClassOf(statement.Code) == BpfOpcode.Alu && BpfOpcode.OperandIsX(statement.Code)
                && BpfOpcode.OperationOf(statement.Code) is BpfOpcode.Divide or BpfOpcode.Modulo;
            if ((live & target) == 0 && !mayReject)
            {
                block.Code.RemoveAt(at);
                _changed = true;
                continue;
            }
            live = live & ~target | MachineState.Reads(statement);
        }
    }

    /// <summary>Skips blocks that only go on, and joins a block with the only one it goes on to.</summary>
    private void Bypass()
    {
        while (_entry is { End: BlockEnd.Goto, Code.Count: 0 }) _entry = _entry.True!;
        var order = Assembler.Order(_entry);
        var waysIn = new Dictionary<Block, int>(order.Count);
        foreach (var block in order)
        {
            while (block.True is { End: BlockEnd.Goto, Code.Count: 0 } next) (block.True, _changed) = (next.True, true);
            while (block.False is { End: BlockEnd.Goto, Code.Count: 0 } next) (block.False, _changed) = (next.True, true);
            foreach (var next in block.Successors()) waysIn[next] = waysIn.GetValueOrDefault(next) + 1;
        }
        foreach (var block in order)
        {
            while (block is { End: BlockEnd.Goto, True: { } next } && waysIn.GetValueOrDefault(next) == 1)
            {
                block.Code.AddRange(next.Code);
                (block.End, block.Relation, block.K, block.True, block.False) = (next.End, next.Relation, next.K, next.True, next.False);
                _changed = true;
            }
        }
    }

    /// <summary>From the end on, blocks that do the same and go to the same places become one.</summary>
    private void MergeEqual()
    {
        var unique = new Dictionary<Block, Block>(BlockContent.Instance);
        var order = Assembler.Order(_entry);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            var block = order[i];
            if (block.True is not null) block.True = Representative(block.True);
            if (block.False is not null) block.False = Representative(block.False);
            unique.TryAdd(block, block);
        }

        Block Representative(Block block)
        {
            var one = unique[block];
            if (one != block) _changed = true;
            return one;
        }
    }
}
