namespace Netshoot.Filters.Expressions;

/// <summary>What must hold between two bytes for an expression to go on there.</summary>
internal enum Condition : byte
{
    /// <summary>The beginning of the input.</summary>
    Start,

    /// <summary>The beginning of the input, or behind a line feed.</summary>
    LineStart,

    /// <summary>The end of the input.</summary>
    End,

    /// <summary>The end of the input, or before a line feed that ends it.</summary>
    EndOrLastLine,

    /// <summary>The end of the input, or before a line feed.</summary>
    LineEnd,

    /// <summary>Between a character of a word and one that is none.</summary>
    WordBoundary,

    NotWordBoundary,
}

/// <summary>A part of a parsed expression.</summary>
internal abstract record ExpressionNode
{
    public static readonly ExpressionNode Empty = new SequenceNode([]);

    public bool IsEmpty => this is SequenceNode { Parts.Count: 0 };

    /// <summary>Whether it can match without a byte.</summary>
    public abstract bool IsNullable { get; }
}

/// <summary>One byte out of a set.</summary>
internal sealed record BytesNode(ByteSet Set) : ExpressionNode
{
    public override bool IsNullable => false;
}

/// <summary>One part behind the other.</summary>
internal sealed record SequenceNode(List<ExpressionNode> Parts) : ExpressionNode
{
    public override bool IsNullable { get; } = Parts.TrueForAll(static p => p.IsNullable);
}

/// <summary>One of several, the first that leads to a match.</summary>
internal sealed record ChoiceNode(List<ExpressionNode> Parts) : ExpressionNode
{
    public override bool IsNullable { get; } = Parts.Exists(static p => p.IsNullable);
}

/// <summary>A part several times.</summary>
/// <param name="Part">What.</param>
/// <param name="Least">At least so often.</param>
/// <param name="Most">At most so often; -1 is without a limit.</param>
/// <param name="IsLazy">Whether as few as possible are wanted instead of as many.</param>
internal sealed record RepeatNode(ExpressionNode Part, int Least, int Most, bool IsLazy) : ExpressionNode
{
    public override bool IsNullable { get; } = Least == 0 || Part.IsNullable;
}

/// <summary>A condition between two bytes.</summary>
internal sealed record ConditionNode(Condition Condition) : ExpressionNode
{
    public override bool IsNullable => true;
}
