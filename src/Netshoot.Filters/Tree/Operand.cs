namespace Netshoot.Filters.Tree;

/// <summary>One side of a comparison: arithmetic on unsigned 32-bit numbers.</summary>
public abstract record Operand
{
    /// <summary>Where it was written.</summary>
    public SourceSpan Where { get; init; }
}

/// <summary>A constant.</summary>
public sealed record NumberOperand(uint Value) : Operand;

/// <summary>The length of the packet on the wire: <c>len</c>.</summary>
public sealed record LengthOperand : Operand;

/// <summary>Bytes of the packet: <c>proto[index:size]</c>.</summary>
public sealed record LoadOperand(FilterProtocol Protocol, Operand Index, uint Size) : Operand;

/// <summary>Two operands and an operation, one of the arithmetic codes of <see cref="Bytecode.BpfOpcode"/>.</summary>
public sealed record BinaryOperand(ushort Operation, Operand Left, Operand Right) : Operand;

/// <summary>A negated operand.</summary>
public sealed record NegatedOperand(Operand Inner) : Operand;

/// <summary>How two operands are compared.</summary>
public enum Comparison { Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual }
