using Netshoot.Host;
using Netshoot.Host.Entering;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Wire;

namespace Netshoot.Testing.Fakes;

/// <summary>A machine whose sockets, names and streams a test decides.</summary>
public sealed class FakeMachine(TimeProvider clock) : IMachine, INames
{
    /// <summary>The sockets that will be opened, in turn.</summary>
    public Queue<FakeSocket> Sockets { get; } = new();

    public Dictionary<string, InternetAddress[]> Hosts { get; } = [];

    public Dictionary<string, ushort> Services { get; } = [];

    /// <summary>Files that can be read, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Files that were written, by path.</summary>
    public Dictionary<string, MemoryStream> Created { get; } = [];

    public FakeStream Input { get; } = new(clock);

    public FakeStream Output { get; } = new(clock);

    /// <summary>What the person at the terminal answers; null: there is none.</summary>
    public string? Secret { get; set; }

    /// <summary>What was asked for last.</summary>
    public EntryRequest? Entered { get; private set; }

    public bool LabelsProcesses { get; set; }

    public Exception? EntryFailure { get; set; }

    public TimeProvider Clock => clock;

    public string? TryReadText(string path) => Files.TryGetValue(path, out byte[]? bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    public INames Names => this;

    public string Executable => "/usr/bin/netshoot";

    public Errno TryOpen(SocketFamily family, SocketKind kind, int protocol, out ISocket? socket)
    {
        socket = Sockets.TryDequeue(out var next) ? next : null;
        return socket is null ? Errno.EMFILE : Errno.None;
    }

    public Errno TryOpenRead(string path, out Stream? stream)
    {
        stream = Files.TryGetValue(path, out byte[]? bytes) ? new MemoryStream(bytes) : null;
        return stream is null ? Errno.ENOENT : Errno.None;
    }

    public Errno TryCreate(string path, out Stream? stream)
    {
        stream = Created[path] = new MemoryStream();
        return Errno.None;
    }

    public IByteChannel OpenInput() => new FakeChannel(Input);

    public IByteChannel OpenOutput() => new FakeChannel(Output);

    public string? AskSecret(string prompt) => Secret;

    public int Enter(EntryRequest request)
    {
        Entered = request;
        return EntryFailure is null ? 0 : throw EntryFailure;
    }

    public int InterfaceIndex(string name) => name == "eth0" ? 2 : 0;

    public string? InterfaceName(int index) => index switch { 1 => "lo", 2 => "eth0", _ => null };

    public string Text(Errno errno) => errno switch
    {
        Errno.ENOENT => "No such file or directory",
        Errno.ECONNREFUSED => "Connection refused",
        Errno.EINPROGRESS => "Operation now in progress",
        Errno.ETIMEDOUT => "Connection timed out",
        Errno.EPIPE => "Broken pipe",
        Errno.ENOSPC => "No space left on device",
        Errno.EADDRNOTAVAIL => "Cannot assign requested address",
        Errno.ECONNRESET => "Connection reset by peer",
        _ => $"errno {(int)errno}",
    };

    public string HowToGet(string capability, string purpose) => $"{purpose} needs CAP_{capability}";

    public ValueTask<IReadOnlyList<InternetEndpoint>> AddressesAsync(string host, NameFamily family, CancellationToken stop)
    {
        if (InternetAddress.TryParse(host, out var literal)) return ValueTask.FromResult<IReadOnlyList<InternetEndpoint>>([new(literal, 0)]);
        return Hosts.TryGetValue(host, out var addresses)
            ? ValueTask.FromResult<IReadOnlyList<InternetEndpoint>>([.. addresses.Where(a => family == NameFamily.Any || a.Is6 == (family == NameFamily.Ip6)).Select(static a => new InternetEndpoint(a, 0))])
            : throw new Failure(host, "Name or service not known");
    }

    public ValueTask<string?> HostAsync(InternetAddress address, CancellationToken stop)
        => ValueTask.FromResult(Hosts.Where(h => h.Value.Contains(address)).Select(static h => h.Key).FirstOrDefault());

    public ushort? Port(string service, string protocol) => ushort.TryParse(service, out ushort port) ? port : Services.TryGetValue(service, out port) ? port : null;

    public string? Service(ushort port, string protocol) => Services.Where(s => s.Value == port).Select(static s => s.Key).FirstOrDefault();

    public byte? Protocol(string name) => null;

    public string? ProtocolName(byte protocol) => null;
}
