using System.Buffers.Binary;

namespace Netshoot.Netlink.Sockets;

/// <summary>
/// A filter that the kernel applies to Internet sockets itself (<c>INET_DIAG_REQ_BYTECODE</c>, include/uapi/linux/inet_diag.h): steps
/// that jump forward. What passes leaves a part at its end, what does not one empty step behind it, so that parts can stand in parts.
/// </summary>
public sealed class SocketFilterCode
{
    private const int StepSize = 4;

    // A jump is a number of 16 bits, and so is the length of the attribute that holds the code.
    private const int LongestCode = 60_000;

    private readonly List<byte> _bytes = [];

    private enum Step : byte
    {
        Jump = 1,
        SourceAtLeast = 2,
        SourceAtMost = 3,
        DestinationAtLeast = 4,
        DestinationAtMost = 5,
        Autobound = 6,
        SourceHost = 7,
        DestinationHost = 8,
        Device = 9,
        Mark = 10,
        ControlGroup = 13,
    }

    /// <summary>Where the next part begins.</summary>
    public int Position => _bytes.Count;

    /// <summary>The code; null when it is too long for the kernel.</summary>
    public byte[]? ToArray() => _bytes.Count <= LongestCode ? [.. _bytes] : null;

    public void Port(bool isPeer, bool isAtLeast, ushort port)
    {
        Add(isPeer ? isAtLeast ? Step.DestinationAtLeast : Step.DestinationAtMost : isAtLeast ? Step.SourceAtLeast : Step.SourceAtMost, StepSize);
        // The port stands where an empty step has its jump.
        AddEmpty(port);
    }

    /// <param name="isPeer">Which end.</param>
    /// <param name="family">The family of the address, 0 where any fits.</param>
    /// <param name="length">How many bits of the address count.</param>
    /// <param name="port">The port, -1 for any.</param>
    /// <param name="address">The address; empty where any fits.</param>
    public void Host(bool isPeer, byte family, int length, int port, ReadOnlySpan<byte> address)
    {
        const int ConditionSize = 8;
        Add(isPeer ? Step.DestinationHost : Step.SourceHost, ConditionSize + address.Length);
        Span<byte> condition = stackalloc byte[ConditionSize];
        condition[0] = family;
        condition[1] = (byte)length;
        BinaryPrimitives.WriteInt32LittleEndian(condition[4..], port);
        _bytes.AddRange(condition);
        _bytes.AddRange(address);
    }

    public void Device(uint index)
    {
        Add(Step.Device, sizeof(uint));
        Add(index);
    }

    public void Mark(uint mark, uint mask)
    {
        Add(Step.Mark, 2 * sizeof(uint));
        Add(mark);
        Add(mask);
    }

    public void ControlGroup(ulong id)
    {
        Add(Step.ControlGroup, sizeof(ulong));
        Add((uint)id);
        Add((uint)(id >> 32));
    }

    public void Autobound() => Add(Step.Autobound, 0);

    /// <summary>What no socket passes.</summary>
    public void Never() => AddJump(2 * StepSize);

    /// <summary>Behind a part: what it passes leaves it as what it does not, and the other way.</summary>
    public void Negate() => AddJump(2 * StepSize);

    /// <summary>Between two parts of which one is enough: begins the way around the second.</summary>
    /// <returns>For <see cref="EndAlternative"/>.</returns>
    public int BeginAlternative()
    {
        AddJump(0);
        return Position;
    }

    public void EndAlternative(int begun) => SetJump(begun - StepSize, StepSize + Position - begun);

    /// <summary>Behind two parts that both must pass: what the first did not pass leaves both.</summary>
    /// <param name="start">Where the first begins.</param>
    /// <param name="middle">Where the second begins.</param>
    public void Both(int start, int middle)
    {
        for (int at = start; at < middle; at += _bytes[at + 1])
        {
            int jump = _bytes[at + 2] | _bytes[at + 3] << 8;
            if (at + jump == middle + StepSize) SetJump(at, jump + Position - middle);
        }
    }

    private void Add(Step step, int argumentSize)
    {
        int size = StepSize + argumentSize;
        _bytes.Add((byte)step);
        _bytes.Add((byte)size);
        _bytes.Add((byte)(size + StepSize));
        _bytes.Add((byte)((size + StepSize) >> 8));
    }

    private void AddJump(int distance)
    {
        Add(Step.Jump, 0);
        SetJump(Position - StepSize, distance);
    }

    private void SetJump(int at, int distance)
    {
        _bytes[at + 2] = (byte)distance;
        _bytes[at + 3] = (byte)(distance >> 8);
    }

    private void AddEmpty(ushort number)
    {
        _bytes.Add(0);
        _bytes.Add(0);
        _bytes.Add((byte)number);
        _bytes.Add((byte)(number >> 8));
    }

    private void Add(uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        _bytes.AddRange(bytes);
    }
}
