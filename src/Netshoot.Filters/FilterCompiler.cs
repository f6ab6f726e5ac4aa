using Netshoot.Filters.Bytecode;
using Netshoot.Filters.Generation;
using Netshoot.Filters.Optimization;
using Netshoot.Filters.Syntax;
using Netshoot.Filters.Tree;
using Netshoot.Wire;

namespace Netshoot.Filters;

/// <summary>
/// Compiles the filter language of pcap-filter(7) to classic BPF: text → tree → flow graph for one link type → optimizer → instructions.
/// </summary>
public static class FilterCompiler
{
    /// <summary>Compiles an expression; the empty one accepts everything.</summary>
    /// <exception cref="Failure">The expression is not valid, or not for this link type: libpcap's words, and a hint that points at the place.</exception>
    public static BpfProgram Compile(string expression, FilterOptions options) => Compile(Parser.Parse(expression), options, expression);

    /// <summary>Compiles a filter that was built from values, see <see cref="Filter"/>.</summary>
    /// <exception cref="Failure">The filter asks for something that this link type does not have.</exception>
    public static BpfProgram Compile(FilterNode filter, FilterOptions options) => Compile(filter, options, "");

    /// <summary>Reads an expression without compiling it.</summary>
    /// <exception cref="Failure">The expression is not valid.</exception>
    public static FilterNode Parse(string expression) => Parser.Parse(expression);

    private static BpfProgram Compile(FilterNode filter, FilterOptions options, string source)
    {
        var entry = CodeGenerator.Generate(filter, options, source, out bool isFinal);
        if (options.Optimize && !isFinal)
        {
            entry = Optimizer.Optimize(entry);
            if (entry is { End: BlockEnd.Return, K: 0, Code.Count: 0 }) throw new Failure("", "expression rejects all packets");
        }
        var instructions = Assembler.Assemble(entry);
        int unwritten = BpfVerifier.UnwrittenReads(instructions.AsSpan(), out _);
        return new BpfProgram(unwritten == 0 ? instructions : Assembler.Assemble(ZeroFirst(unwritten, entry)));
    }

    /// <summary>
    /// "geneve or port 80" looks at offsets inside the tunnel even where there is none: libpcap reads scratch words that nothing wrote, which
    /// the kernel refuses. Here they begin as zero.
    /// </summary>
    private static Block ZeroFirst(int slots, Block entry)
    {
        var zero = new Block { End = BlockEnd.Goto, True = entry, Code = [new(BpfOpcode.LoadConstant, 0)] };
        for (int slot = 0; slot < BpfOpcode.MemoryWords; slot++)
        {
            if ((slots & 1 << slot) != 0) zero.Code.Add(new Statement(BpfOpcode.Store, (uint)slot));
        }
        return zero;
    }
}
