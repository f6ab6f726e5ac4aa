using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Optimization;

/// <summary>The outcome of a branch on the way: a value compared with a constant, or with another value.</summary>
internal readonly record struct Fact(int Value, ushort Relation, uint K, bool Outcome);

/// <summary>What branches on the way here have shown; only the latest are kept, so that long filters stay cheap.</summary>
internal sealed class Facts
{
    private const int Most = 64;

    private readonly Fact[] _facts;

    private Facts(Fact[] facts) => _facts = facts;

    public static Facts None { get; } = new([]);

    public Facts With(Fact fact) => new([.. _facts.Length < Most ? _facts : _facts[1..], fact]);

    /// <summary>What holds on both ways.</summary>
    public Facts Common(Facts other) => _facts.Length == 0 || other._facts.Length == 0 ? None : new([.. _facts.Intersect(other._facts)]);

    /// <summary>Whether a comparison is decided.</summary>
    public bool? Decide(int value, ushort relation, uint k)
    {
        uint low = 0, high = uint.MaxValue;
        foreach (var fact in _facts)
        {
            if (fact.Value != value) continue;
            if (fact.Relation == relation && fact.K == k) return fact.Outcome;
            if (BpfOpcode.OperandIsX(fact.Relation) || BpfOpcode.OperandIsX(relation)) continue;
            switch (fact.Relation)
            {
                case BpfOpcode.Equal when fact.Outcome:
                    return Arithmetic.Compare(relation, fact.K, k);
                case BpfOpcode.Greater when fact.Outcome:
                    low = Math.Max(low, fact.K == uint.MaxValue ? fact.K : fact.K + 1);
                    break;
                case BpfOpcode.Greater:
                    high = Math.Min(high, fact.K);
                    break;
                case BpfOpcode.GreaterOrEqual when fact.Outcome:
                    low = Math.Max(low, fact.K);
                    break;
                case BpfOpcode.GreaterOrEqual when fact.K > 0:
                    high = Math.Min(high, fact.K - 1);
                    break;
                case BpfOpcode.AnyBit when DecideByBits(fact, relation, k) is { } decided:
                    return decided;
            }
        }
        return relation switch
        {
            BpfOpcode.Equal when k < low || k > high => false,
            BpfOpcode.Greater when low > k => true,
            BpfOpcode.Greater when high <= k => false,
            BpfOpcode.GreaterOrEqual when low >= k && low > 0 => true,
            BpfOpcode.GreaterOrEqual when high < k => false,
            _ => null,
        };
    }

    private static bool? DecideByBits(Fact fact, ushort relation, uint k)
    {
        if (fact.Outcome) return relation == BpfOpcode.Equal && (k & fact.K) == 0 ? false : relation == BpfOpcode.AnyBit && (k & fact.K) == fact.K ? true : null;
        return relation == BpfOpcode.Equal && (k & fact.K) != 0 || relation == BpfOpcode.AnyBit && (k & ~fact.K) == 0 ? false : null;
    }
}
