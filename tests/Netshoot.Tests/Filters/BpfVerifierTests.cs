using Netshoot.Filters.Bytecode;
using Xunit;

namespace Netshoot.Tests.Filters;

public sealed class BpfVerifierTests
{
    [Theory]
    [InlineData("", "no instructions")]
    [InlineData("(000) ldh      [12]", "does not return")]
    [InlineData("(000) jeq      #0x1             jt 1\tjf 9\n(001) ret      #0", "leaves the program")]
    [InlineData("(000) ja       7\n(001) ret      #0", "leaves the program")]
    [InlineData("(000) ld       M[3]\n(001) ret      #0", "before it is written")]
    [InlineData("(000) st       M[16]\n(001) ret      #0", "there is no M[16]")]
    [InlineData("(000) div      #0\n(001) ret      #0", "division by zero")]
    [InlineData("(000) lsh      #32\n(001) ret      #0", "shift by 32")]
    [InlineData("(000) jeq      #0x1             jt 1\tjf 2\n(001) st       M[0]\n(002) ld       M[0]\n(003) ret      #0", "before it is written")]
    public void Unsound_programs_are_refused_with_the_place(string listing, string reason)
        => Assert.Contains(reason, BpfVerifier.Check(ListingReader.Read(listing).AsSpan(), out _), StringComparison.Ordinal);

    [Fact]
    public void Unknown_operations_are_refused()
    {
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            BpfInstruction[] program = [new((ushort)code, 0, 0, 1), new(BpfOpcode.Return, 0, 0, 0)];
            if (BpfVerifier.Check(program, out _) is null) new BpfProgram([.. program]).Accepts([1, 2, 3, 4, 5], 5);
        }
    }

    [Fact]
    public void Backward_jumps_are_told_apart()
    {
        Assert.Null(BpfVerifier.Check(ListingReader.Read("(000) ldb      [0]\n(001) jeq      #0x1             jt 2\tjf 3\n(002) ja       0\n(003) ret      #1").AsSpan(), out bool loops));
        Assert.True(loops);
    }

    [Fact]
    public void A_program_that_goes_round_for_ever_rejects_the_packet()
    {
        var program = new BpfProgram(ListingReader.Read("(000) ldb      [0]\n(001) ja       0\n(002) ret      #1"));
        Assert.Equal(0u, program.Run(new byte[8], 8));
        program = new BpfProgram(ListingReader.Read("(000) ldb      [0]\n(001) st       M[0]\n(002) ja       0\n(003) ret      #1"));
        Assert.Equal(0u, program.Run(new byte[8], 8));
    }

    [Fact]
    public void Noise_is_refused_or_runs_to_its_end()
    {
        var random = new Random(17);
        var packet = new byte[64];
        int sound = 0;
        for (int i = 0; i < 30_000; i++)
        {
            var program = new BpfInstruction[random.Next(1, 6)];
            for (int at = 0; at < program.Length; at++) program[at] = new((ushort)random.Next(256), (byte)random.Next(3), (byte)random.Next(3), (uint)random.Next(-3, 70));
            if (random.Next(2) == 0) program[^1] = new(BpfOpcode.Return, 0, 0, 1);
            if (BpfVerifier.Check(program, out _) is not null) continue;
            sound++;
            random.NextBytes(packet);
            new BpfProgram([.. program]).Accepts(packet, 64);
        }
        Assert.True(sound > 300, $"{sound}");
    }
}
