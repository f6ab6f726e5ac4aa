using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput;

/// <summary>The machine, but for its sockets: they are opened in another network namespace.</summary>
/// <param name="machine">The machine itself.</param>
/// <param name="path">The namespace's file; null for our own.</param>
public sealed class MachineInNamespace(IMachine machine, string? path) : IMachine
{
    public TimeProvider Clock => machine.Clock;

    public INames Names => machine.Names;

    public string Executable => machine.Executable;

    public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
        => path is null ? machine.TryOpen(family, kind, protocol, out socket) : machine.TryOpenIn(path, family, kind, protocol, out socket);

    public int InterfaceIndex(string name) => machine.InterfaceIndex(name);

    public string? InterfaceName(int index) => machine.InterfaceName(index);

    public string Text(Errno errno) => machine.Text(errno);

    public string HowToGet(string capability, string purpose) => machine.HowToGet(capability, purpose);
}
