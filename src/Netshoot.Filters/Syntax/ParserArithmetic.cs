using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Syntax;

/// <summary>Comparisons and the arithmetic on both sides of them.</summary>
internal sealed partial class Parser
{
    /// <summary>Operators of the comparison that is being read.</summary>
    private int _operators;

    private ComparisonNode Comparison()
    {
        var start = Current;
        _operators = 0;
        var left = Arithmetic(0);
        var comparison = TakeComparison() ?? throw Error();
        return new ComparisonNode(comparison, left, Arithmetic(0)) { Where = start.Where };
    }

    private Comparison? TakeComparison()
    {
        Comparison? comparison = Current.Kind != TokenKind.Operator ? null : Current.Text switch
        {
            "=" => Tree.Comparison.Equal,
            "!=" => Tree.Comparison.NotEqual,
            ">" => Tree.Comparison.Greater,
            ">=" => Tree.Comparison.GreaterOrEqual,
            "<" => Tree.Comparison.Less,
            "<=" => Tree.Comparison.LessOrEqual,
            _ => null,
        };
        if (comparison is not null) _at++;
        return comparison;
    }

    /// <summary>Precedence climbing; operators of one level associate to the left.</summary>
    private Operand Arithmetic(int level)
    {
        Enter();
        var left = Unary();
        while (TryBinary(out ushort operation, out int binds) && binds > level)
        {
            // Each operator adds a level to the tree, though not to this recursion.
            if (++_operators > MaximumDepth) throw FilterError.At(_source, Current.Where, "can't parse filter expression: memory exhausted");
            _at++;
            left = new BinaryOperand(operation, left, Arithmetic(binds)) { Where = left.Where };
        }
        _depth--;
        return left;
    }

    private bool TryBinary(out ushort operation, out int binds)
    {
        (operation, binds) = Current.Kind != TokenKind.Operator ? default : Current.Text switch
        {
            "|" => (BpfOpcode.Or, 1),
            "&" => (BpfOpcode.And, 2),
            "<<" => (BpfOpcode.ShiftLeft, 3),
            ">>" => (BpfOpcode.ShiftRight, 3),
            "+" => (BpfOpcode.Add, 4),
            "-" => (BpfOpcode.Subtract, 4),
            "*" => (BpfOpcode.Multiply, 5),
            "/" => (BpfOpcode.Divide, 5),
            _ => ((ushort)0, 0),
        };
        return binds > 0;
    }

    private Operand Unary()
    {
        if (!Current.Is("-")) return Tight(Factor());
        Enter();
        var minus = Take();
        var negated = new NegatedOperand(Unary()) { Where = minus.Where };
        _depth--;
        return negated;
    }

    /// <summary>
    /// "%" and "^" have no place in libpcap's order of operators: they take the operand to their left alone, and everything to their right.
    /// <c>3 * 7 % 4</c> is 9 and <c>7 % 4 * 3</c> is 7, as tcpdump 4.99.3 has it.
    /// </summary>
    private Operand Tight(Operand left)
    {
        ushort operation;
        if (Current.Is("%")) operation = BpfOpcode.Modulo;
        else if (Current.Is("^")) operation = BpfOpcode.ExclusiveOr;
        else return left;
        _at++;
        return new BinaryOperand(operation, left, Arithmetic(0)) { Where = left.Where };
    }

    private Operand Factor()
    {
        var token = Current;
        if (token.Kind == TokenKind.Number)
        {
            _at++;
            return new NumberOperand(token.Number) { Where = token.Where };
        }
        if (TryTake(Keyword.Length)) return new LengthOperand { Where = token.Where };
        if (token.Is("("))
        {
            _at++;
            var inner = Arithmetic(0);
            Expect(")");
            return inner;
        }
        if (!token.Is(Keyword.Protocol) || !Following.Is("[")) throw Error();

        _at += 2;
        var index = Arithmetic(0);
        uint size = 1;
        if (Current.Is(":"))
        {
            _at++;
            if (Current.Kind != TokenKind.Number) throw Error();
            size = Take().Number;
        }
        Expect("]");
        return new LoadOperand(Keywords.Protocol(token.Text), index, size) { Where = token.Where };
    }
}
