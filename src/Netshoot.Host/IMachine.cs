using Netshoot.Host.Captures;
using Netshoot.Host.Containers;
using Netshoot.Host.Entering;
using Netshoot.Host.Names;
using Netshoot.Host.Netlink;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Host.Targets;
using Netshoot.Host.Terminals;
using Netshoot.Wire;

namespace Netshoot.Host;

/// <summary>The machine that a tool works on: the door to the kernel, to names and to time. Tests bring their own.</summary>
public interface IMachine
{
    /// <summary>Time, with timers that need no thread: for <c>Task.Delay(time, Clock, stop)</c>.</summary>
    TimeProvider Clock { get; }

    INames Names { get; }

    /// <summary>Becoming and running other programs.</summary>
    IProcesses Processes => throw new NotSupportedException("this machine runs no programs");

    /// <summary>The container engine of this machine, or null where there is none.</summary>
    IContainerEngine? ContainerEngine => null;

    /// <summary>The path of the running executable.</summary>
    string Executable { get; }

    /// <summary>Opens a socket in the namespace that the tool was born in.</summary>
    /// <param name="family">What it speaks.</param>
    /// <param name="kind">How.</param>
    /// <param name="protocol">An IP protocol, or 0.</param>
    /// <param name="socket">The socket, or null with an error.</param>
    Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket);

    /// <summary>Opens a socket in the network namespace of a file: <c>/run/netns/blue</c>, <c>/proc/812/ns/net</c>. It stays in there, wherever it is used.</summary>
    Errno TryOpenIn(string path, SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
    {
        socket = null;
        return Errno.EOPNOTSUPP;
    }

    /// <summary>Standard input, as a stream that can be waited for.</summary>
    IByteChannel OpenInput() => EmptyChannel.Instance;

    /// <summary>Standard output, as a stream that can be waited for.</summary>
    IByteChannel OpenOutput() => EmptyChannel.Instance;

    /// <summary>Asks the person at the terminal for a password; null when there is nobody to ask.</summary>
    string? AskSecret(string prompt) => null;

    /// <summary>Takes the terminal over for its keys, and for a screen; null where input or output is none, and for keys alone where the tool runs in the background.</summary>
    ITerminal? OpenTerminal(bool hasScreen = true) => null;

    /// <summary>Tables of the kernel, and changes to them.</summary>
    INetlinkAccess Netlink => throw new NotSupportedException("this machine has no netlink");

    /// <summary>The text of a file of the system, such as <c>/etc/iproute2/rt_tables</c>; null when it cannot be read.</summary>
    string? TryReadText(string path) => null;

    /// <summary>Writes a text to a file of the system that is there, such as <c>/proc/sys/net/ipv4/route/flush</c>.</summary>
    Errno TryWriteText(string path, string text) => Errno.EACCES;

    /// <summary>Enters namespaces and becomes another program there.</summary>
    /// <returns>The exit code of the program, where it ran as a child; where it did not, this does not return.</returns>
    /// <exception cref="Failure">Something could not be opened or entered.</exception>
    /// <exception cref="ProgramMissingException">The program is not there, or is none.</exception>
    int Enter(EntryRequest request) => throw new NotSupportedException();

    /// <summary>Whether SELinux labels processes here: its file system is where selinux(8) has it.</summary>
    bool LabelsProcesses => false;

    /// <summary>The interfaces themselves, below IP.</summary>
    ILinks Links => throw new NotSupportedException("this machine has no interfaces");

    /// <summary>Routes and neighbors, changed by the old requests.</summary>
    ITables Tables => throw new NotSupportedException("this machine has no tables");

    /// <summary>The network namespaces that have names.</summary>
    INamedNamespaces NamedNamespaces => throw new NotSupportedException("this machine has no namespaces with names");

    /// <summary>Frames as they pass interfaces.</summary>
    ICaptures Captures => throw new NotSupportedException("this machine has nothing to capture on");

    /// <summary>Opens a file to read it from front to back.</summary>
    Errno TryOpenRead(string path, out Stream? stream)
    {
        stream = null;
        return Errno.ENOENT;
    }

    /// <summary>Opens a file to write it anew: what was in it is gone.</summary>
    Errno TryCreate(string path, out Stream? stream)
    {
        stream = null;
        return Errno.EACCES;
    }

    /// <summary>
    /// TLS will not ask for the authorities of this machine: those that are believed are named, or nobody is asked for any. Reading them
    /// takes longer than all the rest of a connection. Call it before the first.
    /// </summary>
    void SkipAuthorities() { }

    /// <summary>The file and the directory of authorities that the environment names (<c>SSL_CERT_FILE</c>, <c>SSL_CERT_DIR</c>); null where it names none.</summary>
    (string? File, string? Directory) NamedAuthorities => default;

    /// <summary>Who has which socket open.</summary>
    ISocketOwners SocketOwners => throw new NotSupportedException("this machine has no processes");

    /// <summary>Keeps this thread, and those it starts, on one processor (sched_setaffinity(2)); -1 lets them run on any.</summary>
    Errno RunOn(int processor) => Errno.ENOSYS;

    /// <summary>Lets this thread, and those it starts, run before all that are not of the real-time classes (sched(7), SCHED_RR); needs CAP_SYS_NICE.</summary>
    Errno RunInRealTime() => Errno.ENOSYS;

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
