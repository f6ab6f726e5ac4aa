using Netshoot.Host.Captures;
using Netshoot.Host.Containers;
using Netshoot.Host.Entering;
using Netshoot.Host.Loop;
using Netshoot.Host.Names;
using Netshoot.Host.Netlink;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Host.Targets;
using Netshoot.Host.Terminals;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host;

/// <summary>This machine, as the running process sees it.</summary>
public sealed class Machine(EventLoop loop) : IMachine
{
    private readonly Lazy<IContainerEngine?> _engine = new(() =>
        EngineAddress.Find(Environment.GetEnvironmentVariable, EngineAddress.IsSocket) is { } address ? new DockerEngine(address, loop.Clock) : null);

    public TimeProvider Clock => loop.Clock;

    public INames Names => field ??= new MachineNames(this, TargetEtc.FromEnvironment(Environment.GetEnvironmentVariable));

    public IProcesses Processes => field ??= new Processes();

    public IContainerEngine? ContainerEngine => _engine.Value;

    public INetlinkAccess Netlink => field ??= new NetlinkAccess(loop);

    public string? TryReadText(string path) => Files.TryReadText(path);

    public Errno TryWriteText(string path, string text)
    {
        var errno = Files.TryOpen(path, FileAccess.Write, out var descriptor);
        using (descriptor) return errno == Errno.None ? descriptor.Write(System.Text.Encoding.UTF8.GetBytes(text), out _) : errno;
    }

    public string Executable => Environment.ProcessPath ?? "/proc/self/exe";

    public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
        => MachineSocket.TryOpen(loop, family, kind, protocol, out socket);

    public Errno TryOpenIn(string path, SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
        => MachineSocket.TryOpenIn(loop, path, family, kind, protocol, out socket);

    public IByteChannel OpenInput() => MachineChannel.Open(0, FileAccess.Read, loop);

    public IByteChannel OpenOutput() => MachineChannel.Open(1, FileAccess.Write, loop);

    public string? AskSecret(string prompt) => SecretInput.Ask(prompt);

    public ITerminal? OpenTerminal(bool hasScreen = true) => MachineTerminal.TryOpen(loop, hasScreen);

    public int Enter(EntryRequest request) => ProcessEntry.Run(request);

    public bool LabelsProcesses => File.Exists("/sys/fs/selinux/enforce");

    public ILinks Links => field ??= new MachineLinks(loop);

    public ITables Tables => field ??= new MachineTables();

    public INamedNamespaces NamedNamespaces => field ??= new MachineNamedNamespaces(loop);

    public ICaptures Captures => field ??= new MachineCaptures(loop);

    public Errno TryOpenRead(string path, out Stream? stream) => Opened(Files.TryOpen(path, out var descriptor), descriptor, out stream);

    public Errno TryCreate(string path, out Stream? stream) => Opened(Files.TryCreate(path, out var descriptor), descriptor, out stream);

    private (string? File, string? Directory)? _authorities;

    public void SkipAuthorities()
    {
        _authorities ??= NamedAuthorities;
        // Where OpenSSL looks for them (SSL_CTX_load_verify_locations(3)); the platform reads all that is there, even for chains that end elsewhere.
        ProcessEnvironment.Set("SSL_CERT_FILE", "/dev/null");
        ProcessEnvironment.Set("SSL_CERT_DIR", "/nonexistent");
    }

    public (string? File, string? Directory) NamedAuthorities
        => _authorities ?? (Environment.GetEnvironmentVariable("SSL_CERT_FILE"), Environment.GetEnvironmentVariable("SSL_CERT_DIR"));

    public ISocketOwners SocketOwners => field ??= new SocketOwners();

    public Errno RunOn(int processor) => ProcessorAffinity.Set(processor);

    public Errno RunInRealTime() => ProcessorAffinity.SetRealTime();

    public int InterfaceIndex(string name) => Interfaces.IndexOf(name);

    public string? InterfaceName(int index) => Interfaces.NameOf(index);

    public string Text(Errno errno) => KernelFailure.Text(errno);

    public string HowToGet(string capability, string purpose)
        => $"{purpose} needs CAP_{capability}: run as root, or in a container add --cap-add {capability} (docker) or securityContext.capabilities.add: [\"{capability}\"] (kubectl)";

    private static Errno Opened(Errno errno, FileDescriptor descriptor, out Stream? stream)
    {
        stream = errno == Errno.None ? new DescriptorStream(descriptor) : null;
        return errno;
    }
}
