namespace Netshoot.Filters.Generation;

/// <summary>
/// A piece of the flow graph that ends true or false: one way in, and the branch sides that still lead nowhere. Combining predicates
/// joins those sides to the next way in, so "and", "or" and "not" cost no instructions. A predicate is used once.
/// </summary>
internal sealed class Predicate
{
    private List<Exit> _whenTrue;
    private List<Exit> _whenFalse;

    private Predicate(Block entry, List<Exit> whenTrue, List<Exit> whenFalse)
    {
        Entry = entry;
        _whenTrue = whenTrue;
        _whenFalse = whenFalse;
    }

    public Block Entry { get; private set; }

    /// <summary>A predicate of one branch.</summary>
    public Predicate(Block branch) : this(branch, [new Exit(branch, true)], [new Exit(branch, false)])
    {
    }

    /// <summary>A predicate that begins at <paramref name="entry"/> and ends with the branch <paramref name="last"/>.</summary>
    public Predicate(Block entry, Block last) : this(entry, [new Exit(last, true)], [new Exit(last, false)])
    {
    }

    public Predicate And(Predicate next)
    {
        Connect(_whenTrue, next.Entry);
        return new Predicate(Entry, next._whenTrue, Join(_whenFalse, next._whenFalse));
    }

    public Predicate Or(Predicate next)
    {
        Connect(_whenFalse, next.Entry);
        return new Predicate(Entry, Join(_whenTrue, next._whenTrue), next._whenFalse);
    }

    public Predicate Not() => new(Entry, _whenFalse, _whenTrue);

    /// <summary>Runs blocks before this predicate: the last of them goes on to its way in.</summary>
    public Predicate After(Block entry, Block last)
    {
        last.End = BlockEnd.Goto;
        last.True = Entry;
        Entry = entry;
        return this;
    }

    /// <summary>The same, but the way in is a block that already leads on to the old one.</summary>
    public Predicate Before(Block entry)
    {
        Entry = entry;
        return this;
    }

    /// <summary>Ends the predicate: both outcomes get their destination.</summary>
    public Block Finish(Block whenTrue, Block whenFalse)
    {
        Connect(_whenTrue, whenTrue);
        Connect(_whenFalse, whenFalse);
        (_whenTrue, _whenFalse) = ([], []);
        return Entry;
    }

    private static void Connect(List<Exit> exits, Block target)
    {
        foreach (var (block, side) in exits)
        {
            if (side) block.True = target;
            else block.False = target;
        }
    }

    /// <summary>Adds the shorter list to the longer, so that a chain of n predicates costs n log n.</summary>
    private static List<Exit> Join(List<Exit> left, List<Exit> right)
    {
        var (longer, shorter) = left.Count >= right.Count ? (left, right) : (right, left);
        longer.AddRange(shorter);
        return longer;
    }

    private readonly record struct Exit(Block Block, bool Side);
}
