using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>Which processes have which sockets open: the port of the tools that show it.</summary>
public interface ISocketOwners
{
    /// <summary>Looks through the descriptors of all processes that may be looked into.</summary>
    /// <param name="threads">Whether each thread is looked at.</param>
    SocketOwnerTable Read(bool threads = false);

    /// <summary>The name of a process, null when there is none.</summary>
    string? ProcessName(int process);

    /// <summary>The word that a process was called by, or has written over it; null when there is none.</summary>
    string? CalledName(int process);

    /// <summary>The path of a control group below the mount of version 2.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="isMounted">Whether there is such a mount at all.</param>
    string? ControlGroupPath(ulong id, out bool isMounted);

    /// <summary>The number of a control group of version 2.</summary>
    /// <param name="path">Its directory; where there is none, its path below the mount.</param>
    /// <param name="isMounted">Whether there is such a mount at all.</param>
    /// <param name="id">The number.</param>
    Errno TryControlGroup(string path, out bool isMounted, out ulong id);
}

/// <summary>A descriptor of a process that is a socket.</summary>
/// <param name="Inode">The inode of the socket.</param>
/// <param name="Process">Its number here.</param>
/// <param name="Thread">The number of its thread, where threads were asked for; else of the process.</param>
/// <param name="Descriptor">The number of the descriptor.</param>
/// <param name="Name">The name of the program, as the process calls itself.</param>
/// <param name="Next">The index of what the table looks at next; -1 for nothing.</param>
public readonly record struct SocketOwner(ulong Inode, int Process, int Thread, int Descriptor, string Name, int Next);

/// <summary>Owners of sockets by the inode of the socket, in one list that is chained by it: there may be very many.</summary>
public sealed class SocketOwnerTable
{
    private int[] _first = [-1];
    private SocketOwner[] _owners = [];
    private int _count;

    public void Add(ulong inode, int process, int thread, int descriptor, string name)
    {
        if (_count == _owners.Length) Reserve(Math.Max(64, 2 * _count));
        ref int first = ref First(inode);
        _owners[_count] = new(inode, process, thread, descriptor, name, first);
        first = _count++;
    }

    /// <summary>Makes room for as many owners.</summary>
    public void Reserve(int owners)
    {
        if (owners <= _owners.Length) return;
        Array.Resize(ref _owners, owners);
        _first = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)owners)];
        Array.Fill(_first, -1);
        for (int i = 0; i < _count; i++)
        {
            ref int first = ref First(_owners[i].Inode);
            _owners[i] = _owners[i] with { Next = first };
            first = i;
        }
    }

    /// <summary>The owner that was added last, or null when there is none.</summary>
    public SocketOwner? Find(ulong inode) => From(First(inode), inode);

    public SocketOwner? After(SocketOwner owner) => From(owner.Next, owner.Inode);

    // Inodes are numbered as they come: their last bits spread them best.
    private ref int First(ulong inode) => ref _first[(int)(inode & (uint)(_first.Length - 1))];

    private SocketOwner? From(int at, ulong inode)
    {
        while (at >= 0 && _owners[at].Inode != inode) at = _owners[at].Next;
        return at < 0 ? null : _owners[at];
    }
}
