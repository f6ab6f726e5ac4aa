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
/// <param name="Process">Its number here.</param>
/// <param name="Thread">The number of its thread, where threads were asked for; else of the process.</param>
/// <param name="Descriptor">The number of the descriptor.</param>
/// <param name="Name">The name of the program, as the process calls itself.</param>
/// <param name="Next">The index of the next owner of the same socket, -1 for the last.</param>
public readonly record struct SocketOwner(int Process, int Thread, int Descriptor, string Name, int Next);

/// <summary>Owners of sockets by the inode of the socket.</summary>
public sealed class SocketOwnerTable
{
    private readonly Dictionary<ulong, int> _first = [];
    private readonly List<SocketOwner> _owners = [];

    public void Add(ulong inode, int process, int thread, int descriptor, string name)
    {
        ref int first = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_first, inode, out bool exists);
        _owners.Add(new(process, thread, descriptor, name, exists ? first : -1));
        first = _owners.Count - 1;
    }

    /// <summary>The owner that was added last, or null when there is none.</summary>
    public SocketOwner? Find(ulong inode) => _first.TryGetValue(inode, out int at) ? _owners[at] : null;

    public SocketOwner? After(SocketOwner owner) => owner.Next < 0 ? null : _owners[owner.Next];
}
