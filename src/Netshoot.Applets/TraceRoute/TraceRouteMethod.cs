using System.Collections.Immutable;
using Netshoot.Cli;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Trace;
using Netshoot.Wire;

namespace Netshoot.Applets.TraceRoute;

/// <summary>The methods of traceroute(1) with their options: ports and lengths that they begin with, and how they are opened.</summary>
internal sealed class TraceRouteMethod
{
    private readonly TraceRouteOptions _options;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="UsageFailure">There is no such method, or it has no such option.</exception>
    public TraceRouteMethod(TraceRouteOptions options)
    {
        _options = options;
        if (Keywords is not { } keywords) throw TraceRouteCommandLine.Refused($"Unknown traceroute module {options.Method}");
        if (keywords.Count == 0) return;
        int position = 0;
        foreach (string option in options.MethodOptions) Take(option, keywords, ++position);
    }

    /// <summary>Whether the options ask for nothing but a list of them.</summary>
    public bool IsHelp => _options.MethodOptions.Contains("help");

    public string Name => _options.Method;

    /// <summary>The method's options with what each does; those with a value end in <c>=</c>. Null when there is no such method.</summary>
    public ImmutableArray<(string Word, string Help)>? Help => Keywords is { } keywords ? [.. keywords.Select(static k => (k.Key, k.Value))] : null;

    /// <summary>Whether only one probe goes at a time, and none is given up early.</summary>
    public bool IsSequential => _options.Method == "raw";

    /// <summary>Whether its socket is opened before the first line is written.</summary>
    public bool OpensEarly => _options.Method is "icmp" or "raw";

    public bool ShowsTcpFlags => _values.ContainsKey("info");

    /// <summary>The port, or the sequence number, of the first probe when none is given.</summary>
    private ushort DefaultPort => _options.Method switch
    {
        "icmp" => 1,
        "tcp" or "tcpconn" => 80,
        "udp" or "udplite" => 53,
        _ => 33434,
    };

    private IReadOnlyDictionary<string, string>? Keywords => _options.Method switch
    {
        "default" or "udp" or "tcpconn" => ImmutableDictionary<string, string>.Empty,
        "icmp" => new Dictionary<string, string> { ["raw"] = "raw sockets only", ["dgram"] = "datagram sockets only" },
        "tcp" => s_tcp,
        "udplite" => new Dictionary<string, string> { ["coverage="] = "bytes that the checksum covers (8)" },
        "dccp" => new Dictionary<string, string> { ["service="] = "service code (1885957735)" },
        "raw" => new Dictionary<string, string> { ["protocol="] = "IP protocol (253)" },
        _ => null,
    };

    private static readonly Dictionary<string, string> s_tcp = new()
    {
        ["syn"] = "set the flag SYN (the default)",
        ["ack"] = "set the flag ACK",
        ["fin"] = "set the flag FIN",
        ["rst"] = "set the flag RST",
        ["psh"] = "set the flag PSH",
        ["urg"] = "set the flag URG",
        ["ece"] = "set the flag ECE",
        ["cwr"] = "set the flag CWR",
        ["flags="] = "set the flags to exactly this",
        ["ecn"] = "SYN with ECE and CWR (RFC 3168)",
        ["sack"] = "permit selective acknowledgments",
        ["timestamps"] = "carry a timestamp",
        ["window_scaling"] = "scale the window",
        ["sysctl"] = "what the kernel itself would do (the default)",
        ["reuse"] = "let the ports be used again (SO_REUSEADDR)",
        ["mss="] = "announce this maximum segment size",
        ["info"] = "show the flags of the last answer",
    };

    /// <summary>What probes look like.</summary>
    public TraceSettings SettingsFor(IMachine machine, InternetEndpoint destination, InternetAddress? source, ImmutableArray<InternetAddress> gateways, byte? routingType)
    {
        var settings = new TraceSettings(destination with { Port = _options.Port is > 0 and { } port ? (ushort)port : DefaultPort })
        {
            Source = source,
            Device = _options.Device,
            SourcePort = _options.SourcePort,
            TrafficClass = _options.TrafficClass,
            FlowLabel = _options.FlowLabel,
            Mark = _options.Mark,
            DoesNotFragment = _options.DoesNotFragment,
            BypassesRoutes = _options.BypassesRoutes,
            Debugs = _options.Debugs,
            Gateways = gateways,
        };
        if (routingType is { } type) settings = settings with { RoutingType = type };
        return settings with { Length = LengthFor(machine, settings) };
    }

    /// <exception cref="Failure">A socket could not be had.</exception>
    public ITraceMethod Open(IMachine machine, TraceSettings settings) => _options.Method switch
    {
        "default" => Fill(new UdpProbes(machine, settings)),
        "udp" => Fill(new UdpProbes(machine, settings, hasRisingPort: false)),
        "udplite" => Fill(new UdpProbes(machine, settings, UdpProbes.UdpLite, hasRisingPort: false) { Coverage = Value("coverage", UdpProbes.HeaderLength) }),
        "icmp" => OpenEcho(machine, settings),
        "tcp" => new TcpProbes(machine, settings, Segment(machine)),
        "tcpconn" => new ConnectProbes(machine, settings),
        "dccp" => new DccpProbes(machine, settings, (uint)Value("service", 1885957735)),
        _ => new RawProbes(machine, settings, Protocol(machine)),
    };

    private static EchoProbes OpenEcho(TraceSettings settings, IMachine machine, bool? isRaw)
    {
        var probes = EchoProbes.Open(machine, settings, settings.Destination.Port, isRaw);
        Fill(probes.Payload);
        return probes;
    }

    private EchoProbes OpenEcho(IMachine machine, TraceSettings settings)
        => OpenEcho(settings, machine, _values.ContainsKey("raw") ? true : _values.ContainsKey("dgram") ? false : null);

    private static UdpProbes Fill(UdpProbes probes)
    {
        Fill(probes.Payload);
        return probes;
    }

    /// <summary>Printable characters, so that nobody takes them for more than they are.</summary>
    private static void Fill(Span<byte> payload)
    {
        for (int i = 0; i < payload.Length; i++) payload[i] = (byte)('@' + (i & 0x3f));
    }

    private int LengthFor(IMachine machine, TraceSettings settings)
    {
        const int Payload = 40, Longest = 65000;
        int wanted = _options.Length ?? (_options.FindsMtu ? Longest : settings.HeaderLength + Payload);
        return _options.Method switch
        {
            "tcp" => settings.HeaderLength + Segment(machine).Length,
            "dccp" => settings.HeaderLength + 20,
            "raw" or "tcpconn" => Math.Max(wanted, settings.HeaderLength),
            _ => Math.Max(wanted, settings.HeaderLength + UdpProbes.HeaderLength),
        };
    }

    private TcpSegment Segment(IMachine machine)
    {
        ushort flags = 0;
        foreach (var (word, flag) in s_flags)
            if (_values.ContainsKey(word)) flags |= flag;
        bool isPlain = flags == 0 && !new[] { "flags", "ecn", "sack", "timestamps", "window_scaling" }.Any(_values.ContainsKey);
        bool asksKernel = isPlain || _values.ContainsKey("sysctl");
        if (_values.ContainsKey("ecn") || asksKernel && Sysctl(machine, "tcp_ecn") == 1) flags |= TcpSegment.Syn | TcpSegment.Ece | TcpSegment.Cwr;
        if (_values.ContainsKey("flags")) flags = (ushort)(Value("flags", 0) & 0xfff);
        else if (flags == 0) flags = TcpSegment.Syn;
        return new(flags)
        {
            MaximumSegment = Value("mss", 0),
            HasSelectiveAcknowledgments = _values.ContainsKey("sack") || asksKernel && Sysctl(machine, "tcp_sack") > 0,
            HasTimestamps = _values.ContainsKey("timestamps") || asksKernel && Sysctl(machine, "tcp_timestamps") > 0,
            HasWindowScaling = _values.ContainsKey("window_scaling") || asksKernel && Sysctl(machine, "tcp_window_scaling") > 0,
        };
    }

    private static readonly (string Word, ushort Flag)[] s_flags =
    [
        ("syn", TcpSegment.Syn), ("ack", TcpSegment.Ack), ("fin", TcpSegment.Fin), ("rst", TcpSegment.Rst),
        ("psh", TcpSegment.Psh), ("urg", TcpSegment.Urg), ("ece", TcpSegment.Ece), ("cwr", TcpSegment.Cwr),
    ];

    /// <summary>A setting of the kernel; of one that cannot be read, what kernels come with.</summary>
    private static int Sysctl(IMachine machine, string name)
        => machine.TryReadText($"/proc/sys/net/ipv4/{name}") is { } text && int.TryParse(text.AsSpan().Trim(), out int value) ? value : name == "tcp_ecn" ? 2 : 1;

    private int Protocol(IMachine machine)
    {
        const int Experimental = 253;
        if (!_values.TryGetValue("protocol", out string? name)) return Experimental;
        if (TraceRouteCommandLine.TryNumber(name, out int number)) return number;
        return machine.Names.Protocol(name) ?? throw TraceRouteCommandLine.Refused($"Cannot handle `protocol' keyword with arg `{name}' (argc 1)");
    }

    private int Value(string name, int otherwise) => _values.TryGetValue(name, out string? text) && TraceRouteCommandLine.TryNumber(text, out int number) ? number : otherwise;

    private void Take(string option, IReadOnlyDictionary<string, string> keywords, int position)
    {
        if (option is "help" or "") return;
        int equals = option.IndexOf('=');
        string name = equals < 0 ? option : option[..equals];
        string value = equals < 0 ? "" : option[(equals + 1)..];
        bool takesValue = keywords.ContainsKey($"{name}=");
        if (!takesValue && !keywords.ContainsKey(name) || !takesValue && equals >= 0) throw TraceRouteCommandLine.Refused($"`{option}' (argc {position}): arguments are not allowed");
        if (takesValue && name != "protocol" && !TraceRouteCommandLine.TryNumber(value, out _)) throw TraceRouteCommandLine.Refused($"Cannot handle `{name}' keyword with arg `{value}' (argc {position})");
        if (_options.Method == "icmp" && _values.Count > 0 && !_values.ContainsKey(name))
            throw TraceRouteCommandLine.Refused($"Keyword `{name}' (argc {position}): Only one of:\n    raw | dgram\nmay be specified.");
        _values[name] = value;
    }
}
