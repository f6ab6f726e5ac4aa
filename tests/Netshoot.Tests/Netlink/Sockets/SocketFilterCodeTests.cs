using System.Buffers.Binary;
using Netshoot.Netlink.Sockets;
using Xunit;

namespace Netshoot.Tests.Netlink.Sockets;

/// <summary>Filters as steps for the kernel, whose rules for running them stand here once more (include/uapi/linux/inet_diag.h).</summary>
public sealed class SocketFilterCodeTests
{
    private const int Leaves = 6, Kinds = 9;

    [Fact]
    public void The_steps_say_what_the_expression_says()
    {
        var random = new Random(20261124);
        int passed = 0;
        for (int round = 0; round < 2000; round++)
        {
            var code = new SocketFilterCode();
            var holds = Write(code, random, depth: 4);
            byte[] steps = code.ToArray()!;
            for (int i = 0; i < 8; i++)
            {
                int local = random.Next(6), peer = random.Next(6);
                bool expected = holds(local, peer);
                Assert.Equal(expected, Passes(steps, local, peer));
                if (expected) passed++;
            }
        }
        Assert.InRange(passed, 2000, 14000);
    }

    [Fact]
    public void A_filter_too_long_for_the_kernel_is_none()
    {
        var code = new SocketFilterCode();
        for (int i = 0; i < 8000; i++) code.Device(1);
        Assert.Null(code.ToArray());
    }

    /// <summary>Writes a random expression.</summary>
    /// <returns>What it says of a local and a remote port.</returns>
    private static Func<int, int, bool> Write(SocketFilterCode code, Random random, int depth)
    {
        int kind = random.Next(depth > 0 ? Kinds : Leaves), start = code.Position;
        ushort port = (ushort)random.Next(6);
        switch (kind)
        {
            case 0:
                code.Port(isPeer: false, isAtLeast: true, port);
                return (local, _) => local >= port;
            case 1:
                code.Port(isPeer: false, isAtLeast: false, port);
                return (local, _) => local <= port;
            case 2:
                code.Port(isPeer: true, isAtLeast: true, port);
                return (_, peer) => peer >= port;
            case 3:
                code.Host(isPeer: true, 2, 8, port, [127, 0, 0, 1]);
                return (_, peer) => peer == port;
            case 4:
                code.Host(isPeer: false, 0, 0, -1, []);
                return static (_, _) => true;
            case 5:
                code.Never();
                return static (_, _) => false;
            case 6:
                var inner = Write(code, random, depth - 1);
                code.Negate();
                return (local, peer) => !inner(local, peer);
            case 7:
                var first = Write(code, random, depth - 1);
                int middle = code.Position;
                var second = Write(code, random, depth - 1);
                code.Both(start, middle);
                return (local, peer) => first(local, peer) && second(local, peer);
            default:
                var one = Write(code, random, depth - 1);
                int begun = code.BeginAlternative();
                var other = Write(code, random, depth - 1);
                code.EndAlternative(begun);
                return (local, peer) => one(local, peer) || other(local, peer);
        }
    }

    // Behind the last step exactly means yes; the kernel refuses what leaves the code anywhere but there or one empty step behind it.
    private static bool Passes(ReadOnlySpan<byte> code, int local, int peer)
    {
        const int Empty = 4;
        int at = 0;
        while (at < code.Length)
        {
            int size = code[at + 1], otherwise = BinaryPrimitives.ReadUInt16LittleEndian(code[(at + 2)..]);
            int argument = code.Length > at + Empty ? BinaryPrimitives.ReadUInt16LittleEndian(code[(at + Empty + 2)..]) : 0;
            bool isTrue = code[at] switch
            {
                1 => false,
                2 => local >= argument,
                3 => local <= argument,
                4 => peer >= argument,
                7 => HostFits(code[(at + Empty)..], local),
                8 => HostFits(code[(at + Empty)..], peer),
                _ => throw new InvalidOperationException($"step {code[at]}"),
            };
            Assert.True(size >= Empty && otherwise >= Empty && otherwise % Empty == 0);
            at += isTrue ? size : otherwise;
            Assert.True(at <= code.Length + Empty);
        }
        return at == code.Length;
    }

    private static bool HostFits(ReadOnlySpan<byte> condition, int port) => BinaryPrimitives.ReadInt32LittleEndian(condition[4..]) is var wanted && (wanted == -1 || wanted == port);
}
