using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Host.Streams;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Applets.NetCat;

/// <summary>What clients and servers of nc have in common: the streams, the settings, names of addresses, and what is said.</summary>
internal sealed class NetCatSession(NetCatOptions options, Shell shell) : IDisposable
{
    private IByteChannel? _input;
    private IByteChannel? _output;

    public NetCatOptions Options => options;

    public Shell Shell => shell;

    public IMachine Machine => shell.Machine;

    public SocketKind Kind => options.IsDccp ? SocketKind.CongestionControlled : options.IsUdp ? SocketKind.Datagram : SocketKind.Stream;

    /// <summary>IPPROTO_TCP, IPPROTO_UDP, IPPROTO_DCCP.</summary>
    public int Protocol => options.IsDccp ? 33 : options.IsUdp ? 17 : 6;

    public SocketSettings Settings => field ??= new SocketSettings
    {
        Broadcast = options.Broadcast,
        Debug = options.Debug,
        TrafficClass = options.TrafficClass,
        ReceiveBuffer = options.ReceiveBuffer,
        SendBuffer = options.SendBuffer,
        HopLimit = options.HopLimit,
        MinimumHopLimit = options.MinimumHopLimit,
        SignatureKey = options.Signs ? System.Text.Encoding.UTF8.GetBytes(Ask("TCP MD5SIG password: ", "Unable to read TCP MD5SIG password")) : null,
    };

    /// <summary>Asks for a password, after everything said so far.</summary>
    public string Ask(string prompt, string refusal)
    {
        shell.Error.Flush();
        return Machine.AskSecret(prompt) ?? throw new Failure("", refusal, "there is no terminal to ask on");
    }

    /// <summary>Says something in words when -v asks for them.</summary>
    public void Say(string text)
    {
        if (options.Verbose && !shell.Json) shell.Error.Line($"{text}");
    }

    /// <summary>Says that something went wrong when -v asks for it.</summary>
    public void Warn(string text)
    {
        if (options.Verbose && !shell.Json) shell.Complain(text);
    }

    /// <summary>Tells programs what happened: on standard output when nothing else goes there.</summary>
    public void Tell(ConnectionReport report)
    {
        if (!shell.Json) return;
        if (options.OnlyConnects)
        {
            shell.Report(report);
            return;
        }
        var json = new JsonText(shell.Error.Buffer);
        json.OpenObject();
        report.Write(new ReportWriter(json));
        json.CloseObject();
        shell.Error.Literal("\n");
    }

    /// <summary>Moves bytes until the connection ends.</summary>
    public async ValueTask<ExitCode> RelayAsync(ISocket socket, bool readsInput)
    {
        bool lingers = options.QuitSeconds is >= 0;
        var plan = new RelayPlan
        {
            IsDatagram = options.IsUdp,
            ReadsInput = readsInput && !options.IgnoresInput,
            TellsEnd = options.TellsEnd || lingers,
            // Zero seconds for a stream are its peer's to end: who asks a server and hears nothing has asked in vain.
            Lingers = lingers && (options.IsUdp || options.QuitSeconds > 0) ? TimeSpan.FromSeconds(options.QuitSeconds!.Value) : null,
            Idle = options.Timeout,
            LineInterval = options.Interval > TimeSpan.Zero ? options.Interval : null,
            ReceiveLimit = options.ReceiveLimit,
            SendsCarriageReturns = options.CarriageReturns,
            RefusesTelnetOptions = options.Telnet,
        };
        _input ??= Machine.OpenInput();
        _output ??= Machine.OpenOutput();
        using var relay = new ByteRelay(socket, _input, _output, plan, shell.Clock);
        var outcome = await relay.RunAsync(CancellationToken.None);
        if (outcome.OutputError is Errno.None or Errno.EPIPE) return ExitCode.Ok;
        shell.Complain($"write failed: {Machine.Text(outcome.OutputError)}");
        return ExitCode.Failed;
    }

    /// <summary>Hands the connection to the process at the other end of standard output.</summary>
    public void PassOn(ISocket socket)
    {
        using var output = Machine.OpenOutput();
        if (socket.TryPassOver(output) is var errno and not Errno.None)
            throw new Failure("sendmsg", Machine.Text(errno), errno == Errno.ENOTSOCK ? "standard output must be a unix socket, as ssh's ProxyUseFdpass makes it" : null);
    }

    /// <summary>The addresses of a host; a name only where names are allowed.</summary>
    /// <exception cref="Failure">There are none; the subject is what the original puts before the reason.</exception>
    public async ValueTask<IReadOnlyList<InternetEndpoint>> ResolveAsync(string host, NameFamily family, string subject)
    {
        if (TryParse(host, out var literal))
        {
            bool fits = family == NameFamily.Any || literal.Address.Is6 == (family == NameFamily.Ip6);
            return fits ? [literal] : throw new Failure(subject, "Address family for hostname not supported");
        }
        if (options.Numeric || host.Length == 0) throw new Failure(subject, "Name or service not known", options.Numeric ? "-n allows addresses only" : null);
        try
        {
            return await Machine.Names.AddressesAsync(host, family, CancellationToken.None);
        }
        catch (Failure e)
        {
            throw new Failure(subject, e.Reason, e.Hint);
        }
    }

    /// <summary>The port of a service's name or number, as getaddrinfo(3) reads it: of larger numbers the lower 16 bits.</summary>
    public ushort ServicePort(string service, string subject = "getaddrinfo")
        => uint.TryParse(service, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out uint number) ? (ushort)number
            : Machine.Names.Port(service, options.ProtocolName) ?? throw new Failure(subject, "Servname not supported for ai_socktype");

    /// <summary>The service of a port, or an asterisk.</summary>
    public string ServiceName(ushort port) => (options.Numeric ? null : Machine.Names.Service(port, options.ProtocolName)) ?? "*";

    /// <summary>The address of a peer in digits, with the name of the interface that scopes it.</summary>
    public string Numeric(InternetEndpoint endpoint)
        => endpoint.Scope == 0 ? $"{endpoint.Address}" : $"{endpoint.Address}%{Machine.InterfaceName((int)endpoint.Scope) ?? $"{endpoint.Scope}"}";

    /// <summary>The name of a peer, where names are allowed and it has one; nobody has the unspecified address.</summary>
    public async ValueTask<string> NameAsync(InternetEndpoint endpoint)
    {
        bool isNobody = endpoint.Address == InternetAddress.Any4 || endpoint.Address == InternetAddress.Any6;
        return (options.Numeric || isNobody ? null : await Machine.Names.HostAsync(endpoint.Address, CancellationToken.None)) ?? Numeric(endpoint);
    }

    public void Dispose()
    {
        _input?.Dispose();
        _output?.Dispose();
    }

    /// <summary>An address in digits, for IPv6 with the interface that scopes it.</summary>
    private bool TryParse(string text, out InternetEndpoint endpoint)
    {
        int percent = text.IndexOf('%', StringComparison.Ordinal);
        string digits = percent < 0 ? text : text[..percent];
        endpoint = default;
        if (!InternetAddress.TryParse(digits, out var address)) return false;
        uint scope = 0;
        if (percent >= 0 && !uint.TryParse(text[(percent + 1)..], out scope) && (scope = (uint)Machine.InterfaceIndex(text[(percent + 1)..])) == 0) return false;
        endpoint = new(address, 0, scope);
        return true;
    }
}
