using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Generation;

namespace Netshoot.Filters.Optimization;

/// <summary>
/// Brings tests of the same value together: of "a = 1 or b = 1 or a = 2 or b = 2" the value a is then loaded once. A chain is made of branches
/// that share one side and lead on to each other by the other side only.
/// </summary>
internal sealed class TestGrouping(Values values, Dictionary<Block, int> live, Dictionary<Block, int> waysIn)
{
    private const int Registers = 1 << MachineState.A | 1 << MachineState.X;

    /// <summary>Blocks that are in a chain already, by the side that leads on: a chain is looked at once, from its beginning.</summary>
    private readonly (HashSet<Block> True, HashSet<Block> False) _grouped = ([], []);

    /// <returns>Whether any order changed.</returns>
    public static bool Run(List<Block> order, Values values, Dictionary<Block, int> live)
    {
        var waysIn = new Dictionary<Block, int>(order.Count);
        foreach (var block in order)
        {
            foreach (var next in block.Successors()) waysIn[next] = waysIn.GetValueOrDefault(next) + 1;
        }
        var grouping = new TestGrouping(values, live, waysIn);
        bool changed = false;
        foreach (var block in order) changed |= grouping.Group(block, onward: false) | grouping.Group(block, onward: true);
        return changed;
    }

    private bool Group(Block first, bool onward)
    {
        var grouped = onward ? _grouped.True : _grouped.False;
        if (first.End != BlockEnd.Branch || first.True == first.False || grouped.Contains(first)) return false;
        var shared = Side(first, !onward);
        if ((live[shared!] & Registers) != 0) return false;

        List<Block> chain = [first];
        var end = Side(first, onward);
        while (end is { End: BlockEnd.Branch } && Side(end, !onward) == shared && waysIn[end] == 1 && CanMove(end, first))
        {
            chain.Add(end);
            grouped.Add(end);
            end = Side(end, onward);
        }
        if (chain.Count < 3 || (live[end!] & Registers) != 0) return false;

        var sorted = ByValue(chain);
        if (sorted.SequenceEqual(chain)) return false;
        for (int i = 0; i < sorted.Count; i++) Lead(sorted[i], onward, i + 1 < sorted.Count ? sorted[i + 1] : end!);
        return true;
    }

    private static Block? Side(Block block, bool side) => side ? block.True : block.False;

    private static void Lead(Block block, bool side, Block to)
    {
        if (side) block.True = to;
        else block.False = to;
    }

    /// <summary>Whether a block only loads and compares: it writes nothing but A, and reads at most the X that the first block leaves.</summary>
    private static bool CanMove(Block block, Block first)
    {
        bool loaded = false;
        foreach (var statement in block.Code)
        {
            int reads = MachineState.Reads(statement);
            if (MachineState.Target(statement) != MachineState.A || (reads & ~Registers) != 0) return false;
            if ((reads & 1 << MachineState.A) != 0 && !loaded) return false;
            loaded = true;
        }
        return loaded && !block.ComparesX && !first.ComparesX;
    }

    /// <summary>Blocks with the same value follow the first of them; otherwise the order stays.</summary>
    private List<Block> ByValue(List<Block> chain)
    {
        var state = MachineState.Unknown(values);
        foreach (var statement in chain[0].Code) state.Apply(statement, values);
        var groups = new Dictionary<int, List<Block>>();
        var order = new List<List<Block>>();
        foreach (var block in chain)
        {
            if (block != chain[0])
            {
                foreach (var statement in block.Code) state.Apply(statement, values);
            }
            int value = state[MachineState.A];
            if (!groups.TryGetValue(value, out var group))
            {
                groups[value] = group = [];
                order.Add(group);
            }
            group.Add(block);
        }
        return [.. order.SelectMany(static group => group)];
    }
}
