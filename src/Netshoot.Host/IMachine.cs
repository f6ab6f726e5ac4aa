using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Host;

/// <summary>The machine that a tool works on: the door to the kernel, to names and to time. Tests bring their own.</summary>
public interface IMachine
{
    /// <summary>Time, with timers that need no thread: for <c>Task.Delay(time, Clock, stop)</c>.</summary>
    TimeProvider Clock { get; }

    INames Names { get; }

    /// <summary>The path of the running executable.</summary>
    string Executable { get; }

    /// <summary>Opens a socket in the namespace that the tool was born in.</summary>
    /// <param name="family">What it speaks.</param>
    /// <param name="kind">How.</param>
    /// <param name="protocol">An IP protocol, or 0.</param>
    /// <param name="socket">The socket, or null with an error.</param>
    Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket);

    /// <summary>The interfaces themselves, below IP.</summary>
    ILinks Links => throw new NotSupportedException("this machine has no interfaces");

    /// <summary>The index of an interface, 0 when there is none of that name.</summary>
    int InterfaceIndex(string name);

    /// <summary>The name of an interface, null when there is none with that index.</summary>
    string? InterfaceName(int index);

    /// <summary>Whether this is the super-user, whom some tools allow more than others.</summary>
    bool IsSuperUser => System.Environment.IsPrivilegedProcess;

    /// <summary>What errno means in words (strerror(3)).</summary>
    string Text(Errno errno);

    /// <summary>What to do about a lack of privilege for <paramref name="purpose"/>: the capability and the flag that grants it.</summary>
    string HowToGet(string capability, string purpose);
}
