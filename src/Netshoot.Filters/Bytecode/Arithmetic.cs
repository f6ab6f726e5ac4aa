namespace Netshoot.Filters.Bytecode;

/// <summary>The arithmetic of classic BPF on 32 bits, for the interpreter and the optimizer alike.</summary>
internal static class Arithmetic
{
    /// <returns>False for a division by zero, which makes a program reject the packet.</returns>
    public static bool TryEvaluate(ushort operation, uint left, uint right, out uint result)
    {
        result = 0;
        switch (operation)
        {
            case BpfOpcode.Add: result = left + right; return true;
            case BpfOpcode.Subtract: result = left - right; return true;
            case BpfOpcode.Multiply: result = left * right; return true;
            case BpfOpcode.Divide when right == 0: return false;
            case BpfOpcode.Divide: result = left / right; return true;
            case BpfOpcode.Modulo when right == 0: return false;
            case BpfOpcode.Modulo: result = left % right; return true;
            case BpfOpcode.Or: result = left | right; return true;
            case BpfOpcode.And: result = left & right; return true;
            case BpfOpcode.ExclusiveOr: result = left ^ right; return true;
            case BpfOpcode.ShiftLeft: result = right > 31 ? 0 : left << (int)right; return true;
            case BpfOpcode.ShiftRight: result = right > 31 ? 0 : left >> (int)right; return true;
            default: result = 0 - left; return true;
        }
    }

    /// <summary>The outcome of a conditional jump.</summary>
    public static bool Compare(ushort relation, uint left, uint right) => relation switch
    {
        BpfOpcode.Equal => left == right,
        BpfOpcode.Greater => left > right,
        BpfOpcode.GreaterOrEqual => left >= right,
        _ => (left & right) != 0,
    };
}
