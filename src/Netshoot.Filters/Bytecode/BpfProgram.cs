using System.Collections.Immutable;

namespace Netshoot.Filters.Bytecode;

/// <summary>
/// A verified classic BPF program: runs over frames here, and can be attached to a socket where <see cref="FitsKernel"/> says so.
/// </summary>
public sealed class BpfProgram
{
    private readonly BpfInterpreter _interpreter;

    /// <exception cref="ArgumentException">The program is not sound; the message says where.</exception>
    public BpfProgram(ImmutableArray<BpfInstruction> instructions)
    {
        if (BpfVerifier.Check(instructions.AsSpan(), out bool loops) is { } problem) throw new ArgumentException(problem, nameof(instructions));
        Instructions = instructions;
        HasLoops = loops;
        _interpreter = new BpfInterpreter(instructions.AsSpan(), loops);
    }

    /// <summary>The instructions, in the layout of <c>struct sock_filter</c>.</summary>
    public ImmutableArray<BpfInstruction> Instructions { get; }

    /// <summary>Whether some jump goes back ("protochain" follows a chain of headers).</summary>
    public bool HasLoops { get; }

    /// <summary>Whether the kernel takes it: no loops, and not longer than <see cref="BpfOpcode.MaximumInstructions"/>.</summary>
    public bool FitsKernel => !HasLoops && Instructions.Length <= BpfOpcode.MaximumInstructions;

    /// <summary>Whether the filter accepts the frame.</summary>
    /// <param name="frame">The bytes that were captured.</param>
    /// <param name="wireLength">The frame's length on the wire, which may be more.</param>
    public bool Accepts(ReadOnlySpan<byte> frame, uint wireLength) => _interpreter.Run(frame, wireLength, default) != 0;

    /// <inheritdoc cref="Accepts(ReadOnlySpan{byte}, uint)"/>
    /// <param name="frame">The bytes that were captured.</param>
    /// <param name="wireLength">The frame's length on the wire, which may be more.</param>
    /// <param name="metadata">What the kernel said about the frame.</param>
    public bool Accepts(ReadOnlySpan<byte> frame, uint wireLength, in PacketMetadata metadata) => _interpreter.Run(frame, wireLength, metadata) != 0;

    /// <summary>Runs the program.</summary>
    /// <returns>How many bytes of the frame to keep; 0 when it is rejected.</returns>
    public uint Run(ReadOnlySpan<byte> frame, uint wireLength, in PacketMetadata metadata = default) => _interpreter.Run(frame, wireLength, metadata);
}
