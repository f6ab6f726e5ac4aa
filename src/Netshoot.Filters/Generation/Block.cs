using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation;

/// <summary>An instruction that does not jump.</summary>
internal readonly record struct Statement(ushort Code, uint K = 0);

/// <summary>How a block ends.</summary>
internal enum BlockEnd { Branch, Goto, Return }

/// <summary>Statements without jumps, and where to go after them: the nodes of the flow graph.</summary>
internal sealed class Block
{
    public List<Statement> Code { get; init; } = [];

    public BlockEnd End { get; set; }

    /// <summary>The relation of a branch (<c>BpfOpcode.Equal</c> and so on), with <c>BpfOpcode.UseX</c> when it compares with X.</summary>
    public ushort Relation { get; set; }

    /// <summary>What A is compared with, or what is returned.</summary>
    public uint K { get; set; }

    /// <summary>Next when the branch is taken; the only next of a Goto.</summary>
    public Block? True { get; set; }

    /// <summary>Next when the branch is not taken.</summary>
    public Block? False { get; set; }

    public bool ComparesX => BpfOpcode.OperandIsX(Relation);

    public static Block Return(uint value) => new() { End = BlockEnd.Return, K = value };

    /// <summary>A branch whose sides are not known yet.</summary>
    public static Block Branch(ushort relation, uint k, params ReadOnlySpan<Statement> code)
    {
        var block = new Block { End = BlockEnd.Branch, Relation = relation, K = k };
        foreach (var statement in code) block.Code.Add(statement);
        return block;
    }

    public IEnumerable<Block> Successors()
    {
        if (True is not null) yield return True;
        if (False is not null && End == BlockEnd.Branch) yield return False;
    }
}
