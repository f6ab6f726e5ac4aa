using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Optimization;

/// <summary>Numbers for values: two places with the same number hold the same value, on whatever path it came there.</summary>
internal sealed class Values
{
    private readonly Dictionary<(int Operation, uint K, int Left, int Right), int> _numbers = [];
    private readonly List<uint?> _constants = [];

    /// <summary>A value nothing is known about.</summary>
    public int Unknown()
    {
        _constants.Add(null);
        return _constants.Count - 1;
    }

    public int Constant(uint value) => Number((-1, value, 0, 0), value);

    public uint? ConstantOf(int number) => _constants[number];

    /// <summary>What a load from the packet gives: always the same for the same place.</summary>
    public int Load(ushort code, uint k, int x = 0) => Number((code, k, x, 0), null);

    /// <summary>What an operation of <see cref="BpfOpcode.Alu"/> gives.</summary>
    public int Arithmetic(ushort operation, int left, int right)
    {
        uint? a = ConstantOf(left), b = ConstantOf(right);
        if (a is { } x && b is { } y && Bytecode.Arithmetic.TryEvaluate(operation, x, y, out uint folded)) return Constant(folded);
        switch (operation)
        {
            case BpfOpcode.Add or BpfOpcode.Or or BpfOpcode.ExclusiveOr when a == 0:
                return right;
            case BpfOpcode.Add or BpfOpcode.Subtract or BpfOpcode.Or or BpfOpcode.ExclusiveOr or BpfOpcode.ShiftLeft or BpfOpcode.ShiftRight when b == 0:
            case BpfOpcode.Multiply or BpfOpcode.Divide when b == 1:
            case BpfOpcode.And when b == uint.MaxValue:
                return left;
            case BpfOpcode.Multiply or BpfOpcode.And when a == 0 || b == 0:
                return Constant(0);
            default:
                return Number((operation | BpfOpcode.Alu, 0, left, right), null);
        }
    }

    private int Number((int, uint, int, int) key, uint? constant)
    {
        if (_numbers.TryGetValue(key, out int number)) return number;
        _constants.Add(constant);
        return _numbers[key] = _constants.Count - 1;
    }
}
