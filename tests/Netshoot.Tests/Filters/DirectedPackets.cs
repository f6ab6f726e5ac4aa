using System.Buffers.Binary;
using System.Collections.Immutable;
using Netshoot.Filters.Bytecode;

namespace Netshoot.Tests.Filters;

/// <summary>Packets made for a program: random bytes into which the constants it compares with are put, at the places where it looks.</summary>
internal static class DirectedPackets
{
    public const int Length = 512;

    /// <summary>What X usually holds: nothing, an IPv4 header, one with options, an IPv6 header, a radiotap header.</summary>
    private static readonly uint[] s_indexes = [0, 20, 24, 40, 64];

    public static IEnumerable<byte[]> For(ImmutableArray<BpfInstruction> program, int count, int seed)
    {
        var random = new Random(seed);
        var places = Places(program);
        for (int i = 0; i < count; i++)
        {
            var packet = new byte[Length];
            if (i > 0) random.NextBytes(packet);
            packet[14] = packet[0] = 0x45;
            foreach (var (offset, size, values) in places)
            {
                if (values.Count == 0 || random.Next(4) == 0) continue;
                uint value = values[random.Next(values.Count)] + (uint)(random.Next(6) == 0 ? random.Next(3) - 1 : 0);
                if (offset + size > Length) continue;
                var at = packet.AsSpan((int)offset);
                if (size == 4) BinaryPrimitives.WriteUInt32BigEndian(at, value);
                else if (size == 2) BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)value);
                else at[0] = (byte)value;
            }
            yield return packet;
        }
    }

    private static List<(uint Offset, int Size, List<uint> Values)> Places(ImmutableArray<BpfInstruction> program)
    {
        var places = new List<(uint, int, List<uint>)>();
        var values = program.Where(static i => BpfOpcode.ClassOf(i.Code) == BpfOpcode.Jump && i.Code != BpfOpcode.JumpAlways).Select(static i => i.K).Distinct().ToList();
        for (int at = 0; at < program.Length; at++)
        {
            var (code, _, _, k) = program[at];
            if (BpfOpcode.ClassOf(code) != BpfOpcode.Load || k >= BpfOpcode.Metadata) continue;
            int size = BpfOpcode.BytesOf(code);
            var near = program.Skip(at).Take(8).Where(static i => BpfOpcode.ClassOf(i.Code) == BpfOpcode.Jump && i.Code != BpfOpcode.JumpAlways).Select(static i => i.K).ToList();
            if (BpfOpcode.ModeOf(code) == BpfOpcode.Absolute) places.Add((k, size, near));
            else if (BpfOpcode.ModeOf(code) == BpfOpcode.Indirect) places.AddRange(s_indexes.Select(x => (x + k, size, near.Count > 0 ? near : values)));
        }
        return places;
    }
}
