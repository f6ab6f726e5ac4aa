using Netshoot.Host.Loop;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host;

/// <summary>This machine, as the running process sees it.</summary>
public sealed class Machine(EventLoop loop) : IMachine
{
    public TimeProvider Clock => loop.Clock;

    public INames Names => field ??= new MachineNames();

    public string Executable => Environment.ProcessPath ?? "/proc/self/exe";

    public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
        => MachineSocket.TryOpen(loop, family, kind, protocol, out socket);

    public ILinks Links => field ??= new MachineLinks(loop);

    public int InterfaceIndex(string name) => Interfaces.IndexOf(name);

    public string? InterfaceName(int index) => Interfaces.NameOf(index);

    public string Text(Errno errno) => KernelFailure.Text(errno);

    public string HowToGet(string capability, string purpose)
        => $"{purpose} needs CAP_{capability}: run as root, or in a container add --cap-add {capability} (docker) or securityContext.capabilities.add: [\"{capability}\"] (kubectl)";
}
