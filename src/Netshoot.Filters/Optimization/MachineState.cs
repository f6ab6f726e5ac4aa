using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Generation;

namespace Netshoot.Filters.Optimization;

/// <summary>The values of A, X and the scratch words at one point of a program.</summary>
internal sealed class MachineState
{
    public const int A = 0, X = 1, FirstSlot = 2, Count = FirstSlot + BpfOpcode.MemoryWords;

    private readonly int[] _numbers;

    private MachineState(int[] numbers) => _numbers = numbers;

    public int this[int place] => _numbers[place];

    public static MachineState Unknown(Values values)
    {
        var numbers = new int[Count];
        for (int place = 0; place < Count; place++) numbers[place] = values.Unknown();
        return new MachineState(numbers);
    }

    public MachineState Copy() => new([.. _numbers]);

    /// <summary>Keeps what the other path has too; the rest becomes unknown.</summary>
    public void Meet(MachineState other, Values values)
    {
        for (int place = 0; place < Count; place++)
        {
            if (_numbers[place] != other._numbers[place]) _numbers[place] = values.Unknown();
        }
    }

    /// <summary>The place a statement writes.</summary>
    public static int Target(Statement statement) => BpfOpcode.ClassOf(statement.Code) switch
    {
        BpfOpcode.LoadX => X,
        BpfOpcode.Store or BpfOpcode.StoreX => FirstSlot + (int)statement.K,
        BpfOpcode.Misc => statement.Code == BpfOpcode.Tax ? X : A,
        _ => A,
    };

    /// <summary>The places a statement reads, one bit each.</summary>
    public static int Reads(Statement statement)
    {
        ushort code = statement.Code;
        switch (BpfOpcode.ClassOf(code))
        {
            case BpfOpcode.Load or BpfOpcode.LoadX:
                return BpfOpcode.ModeOf(code) switch { BpfOpcode.Memory => 1 << (FirstSlot + (int)statement.K), BpfOpcode.Indirect => 1 << X, _ => 0 };
            case BpfOpcode.Store:
                return 1 << A;
            case BpfOpcode.StoreX:
                return 1 << X;
            case BpfOpcode.Misc:
                return code == BpfOpcode.Tax ? 1 << A : 1 << X;
            default:
                return 1 << A | (BpfOpcode.OperandIsX(code) ? 1 << X : 0);
        }
    }

    /// <summary>The number of the value that a statement leaves in its target.</summary>
    public int Result(Statement statement, Values values)
    {
        var (code, k) = statement;
        switch (BpfOpcode.ClassOf(code))
        {
            case BpfOpcode.Load or BpfOpcode.LoadX:
                return BpfOpcode.ModeOf(code) switch
                {
                    BpfOpcode.Immediate => values.Constant(k),
                    BpfOpcode.Memory => _numbers[FirstSlot + (int)k],
                    BpfOpcode.Indirect => values.Load(code, k, _numbers[X]),
                    BpfOpcode.Length => values.Load(BpfOpcode.LoadLength, 0),
                    _ => values.Load(code, k),
                };
            case BpfOpcode.Store:
                return _numbers[A];
            case BpfOpcode.StoreX:
                return _numbers[X];
            case BpfOpcode.Misc:
                return code == BpfOpcode.Tax ? _numbers[A] : _numbers[X];
            default:
                int right = BpfOpcode.OperandIsX(code) ? _numbers[X] : values.Constant(k);
                return values.Arithmetic(BpfOpcode.OperationOf(code), _numbers[A], right);
        }
    }

    public void Apply(Statement statement, Values values) => _numbers[Target(statement)] = Result(statement, values);
}
