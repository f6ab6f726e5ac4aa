using System.Collections.Immutable;
using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation;

/// <summary>
/// Lays a flow graph out as a program: each block before those it leads to, the true side before the false one. Jumps that are too far for
/// eight bits go over an unconditional one.
/// </summary>
internal static class Assembler
{
    private const int FarthestConditional = byte.MaxValue;

    public static ImmutableArray<BpfInstruction> Assemble(Block entry)
    {
        var blocks = Order(entry);
        var place = new Dictionary<Block, int>(blocks.Count);
        var far = new HashSet<(Block Block, bool Side)>();
        while (true)
        {
            Place(blocks, place, far);
            if (!FindFar(blocks, place, far)) break;
        }
        return Emit(blocks, place, far);
    }

    /// <summary>Reverse postorder with the false side visited first; without recursion, since a program may be thousands of blocks deep.</summary>
    public static List<Block> Order(Block entry)
    {
        var order = new List<Block>();
        var seen = new HashSet<Block> { entry };
        var path = new Stack<(Block Block, int Visited)>();
        path.Push((entry, 0));
        while (path.TryPop(out var step))
        {
            var (block, visited) = step;
            if (visited == 2)
            {
                order.Add(block);
                continue;
            }
            path.Push((block, visited + 1));
            var next = visited == 0 ? (block.End == BlockEnd.Branch ? block.False : null) : block.True;
            if (next is not null && seen.Add(next)) path.Push((next, 0));
        }
        order.Reverse();
        return order;
    }

    private static void Place(List<Block> blocks, Dictionary<Block, int> place, HashSet<(Block, bool)> far)
    {
        int at = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            place[block] = at;
            at += block.Code.Count;
            if (block.End != BlockEnd.Goto) at++;
            else if (!FallsThrough(blocks, i)) at++;
            if (far.Contains((block, true))) at++;
            if (far.Contains((block, false))) at++;
        }
    }

    private static bool FallsThrough(List<Block> blocks, int index) => index + 1 < blocks.Count && blocks[index].True == blocks[index + 1];

    /// <summary>Marks conditional jumps whose distance has become too long; marking makes others longer, so the caller goes on until none is found.</summary>
    private static bool FindFar(List<Block> blocks, Dictionary<Block, int> place, HashSet<(Block, bool)> far)
    {
        bool found = false;
        foreach (var block in blocks)
        {
            if (block.End != BlockEnd.Branch) continue;
            int after = place[block] + block.Code.Count + 1;
            if (place[block.True!] - after > FarthestConditional) found |= far.Add((block, true));
            if (place[block.False!] - after > FarthestConditional) found |= far.Add((block, false));
        }
        return found;
    }

    private static ImmutableArray<BpfInstruction> Emit(List<Block> blocks, Dictionary<Block, int> place, HashSet<(Block, bool)> far)
    {
        var program = ImmutableArray.CreateBuilder<BpfInstruction>();
        for (int i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            foreach (var (code, k) in block.Code) program.Add(new BpfInstruction(code, 0, 0, k));
            switch (block.End)
            {
                case BlockEnd.Return:
                    program.Add(new BpfInstruction(BpfOpcode.Return, 0, 0, block.K));
                    break;
                case BlockEnd.Goto:
                    if (!FallsThrough(blocks, i)) program.Add(Jump(program.Count, place[block.True!]));
                    break;
                default:
                    EmitBranch(program, block, place, far);
                    break;
            }
        }
        return program.ToImmutable();
    }

    private static void EmitBranch(ImmutableArray<BpfInstruction>.Builder program, Block block, Dictionary<Block, int> place, HashSet<(Block, bool)> far)
    {
        int after = program.Count + 1;
        bool farTrue = far.Contains((block, true)), farFalse = far.Contains((block, false));
        int jumpTrue = farTrue ? 0 : place[block.True!] - after;
        int jumpFalse = farFalse ? (farTrue ? 1 : 0) : place[block.False!] - after;
        program.Add(new BpfInstruction((ushort)(BpfOpcode.Jump | block.Relation), (byte)jumpTrue, (byte)jumpFalse, block.ComparesX ? 0 : block.K));
        if (farTrue) program.Add(Jump(program.Count, place[block.True!]));
        if (farFalse) program.Add(Jump(program.Count, place[block.False!]));
    }

    private static BpfInstruction Jump(int from, int to) => new(BpfOpcode.JumpAlways, 0, 0, (uint)(to - from - 1));
}
