using Netshoot.Filters.Generation;

namespace Netshoot.Filters.Optimization;

internal static class Optimizer
{
    public static Block Optimize(Block entry) => entry;
}
