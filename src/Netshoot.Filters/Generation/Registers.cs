using Netshoot.Filters.Bytecode;

namespace Netshoot.Filters.Generation;

/// <summary>The scratch words: claimed in a circle, so that neighbouring values do not share one.</summary>
internal sealed class Registers
{
    private readonly bool[] _used = new bool[BpfOpcode.MemoryWords];
    private int _next;

    public bool TryClaim(out int register)
    {
        for (int tried = 0; tried < _used.Length; tried++)
        {
            register = (_next + tried) % _used.Length;
            if (_used[register]) continue;
            _used[register] = true;
            _next = register;
            return true;
        }
        register = -1;
        return false;
    }

    public void Release(int register) => _used[register] = false;
}
