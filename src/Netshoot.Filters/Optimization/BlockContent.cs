using Netshoot.Filters.Generation;

namespace Netshoot.Filters.Optimization;

/// <summary>Compares blocks by what they do; where they go on to is compared by identity.</summary>
internal sealed class BlockContent : IEqualityComparer<Block>
{
    public static BlockContent Instance { get; } = new();

    public bool Equals(Block? x, Block? y)
    {
        if (ReferenceEquals(x, y)) return true;
        return x is not null && y is not null && x.End == y.End && x.Relation == y.Relation && x.K == y.K
            && ReferenceEquals(x.True, y.True) && ReferenceEquals(x.False, y.False) && x.Code.SequenceEqual(y.Code);
    }

    public int GetHashCode(Block block)
    {
        var hash = new HashCode();
        hash.Add(block.End);
        hash.Add(block.Relation);
        hash.Add(block.K);
        hash.Add(block.True is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(block.True));
        hash.Add(block.False is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(block.False));
        foreach (var statement in block.Code) hash.Add(statement);
        return hash.ToHashCode();
    }
}
