using System.Globalization;
using Netshoot.Applets.Scans;
using Netshoot.Host.Names;
using Netshoot.Packets.Internet;
using Netshoot.Probes.Scan;

namespace Netshoot.Applets.Nmap;

/// <summary>
/// Which ports are scanned and what they are called. Names are those of services(5); behind them stand the ports of container platforms, which
/// that file often lacks: a list of our own, made from those platforms' documentation. The original has a table of how often ports are open;
/// here the likeliest come first by hand: those of the platforms and of everyday services, then the file.
/// </summary>
internal sealed class NmapPorts(INames names)
{
    private const string Tcp = "tcp", Udp = "udp", Sctp = "sctp";

    private const int Fast = 100;

    private static readonly (ushort Port, string Name)[] s_tcp =
    [
        (80, "http"), (443, "https"), (22, "ssh"), (53, "domain"), (25, "smtp"), (8080, "http-alt"), (8443, "https-alt"), (2375, "docker"), (2376, "docker-s"), (2377, "swarm"), (7946, "swarm-gossip"),
        (6443, "kubernetes"), (10250, "kubelet"), (10255, "kubelet-read"), (10256, "kube-proxy"), (10257, "kube-controller"), (10259, "kube-scheduler"), (2379, "etcd-client"),
        (2380, "etcd-server"), (5000, "registry"), (9090, "prometheus"), (9091, "pushgateway"), (9093, "alertmanager"), (9100, "node-exporter"), (9153, "coredns-metrics"), (3000, "grafana"),
        (5432, "postgresql"), (3306, "mysql"), (6379, "redis"), (26379, "redis-sentinel"), (27017, "mongodb"), (27018, "mongodb"), (11211, "memcached"), (9200, "elasticsearch"), (9300, "elasticsearch"),
        (5601, "kibana"), (9092, "kafka"), (2181, "zookeeper"), (5672, "amqp"), (15672, "rabbitmq"), (4222, "nats"), (8222, "nats-monitor"), (1883, "mqtt"), (8883, "secure-mqtt"), (8086, "influxdb"),
        (8500, "consul"), (8300, "consul"), (8301, "consul"), (8302, "consul"), (8600, "consul-dns"), (8200, "vault"), (4646, "nomad"), (1433, "ms-sql-s"), (1521, "oracle"), (50051, "grpc"),
        (9000, "minio"), (9001, "minio-console"), (9042, "cassandra"), (7000, "cassandra"), (5044, "logstash"), (24224, "fluentd"), (4317, "otlp"), (4318, "otlp-http"), (14250, "jaeger"), (16686, "jaeger"),
        (9411, "zipkin"), (15000, "envoy-admin"), (15001, "envoy"), (15006, "envoy"), (15010, "istiod"), (15012, "istiod"), (15017, "istiod"), (15021, "istio-health"), (15090, "envoy-metrics"),
        (9099, "calico"), (5473, "calico-typha"), (4240, "cilium-health"), (4244, "hubble"), (8000, "http-alt"), (8081, "http-alt"), (8088, "http-alt"), (8888, "http-alt"), (9443, "https-alt"), (1936, "haproxy"),
        (8404, "haproxy"), (5201, "iperf3"), (5001, "iperf"), (9999, "netshoot"), (21, "ftp"), (23, "telnet"), (110, "pop3"), (111, "sunrpc"), (143, "imap2"), (179, "bgp"), (389, "ldap"), (445, "microsoft-ds"),
        (587, "submission"), (636, "ldaps"), (853, "domain-s"), (993, "imaps"), (995, "pop3s"), (2049, "nfs"),
    ];

    private static readonly (ushort Port, string Name)[] s_udp =
    [
        (53, "domain"), (123, "ntp"), (161, "snmp"), (67, "bootps"), (68, "bootpc"), (4789, "vxlan"), (8472, "otv"), (7946, "swarm-gossip"), (500, "isakmp"), (4500, "ipsec-nat-t"), (51820, "wireguard"),
        (5353, "mdns"), (514, "syslog"), (1194, "openvpn"), (6081, "geneve"), (443, "https"), (8125, "statsd"), (8600, "consul-dns"), (8301, "consul"), (8302, "consul"), (11211, "memcached"), (111, "sunrpc"),
        (137, "netbios-ns"), (1900, "ssdp"), (69, "tftp"), (2049, "nfs"), (5001, "iperf"), (5201, "iperf3"), (3478, "stun"), (9999, "netshoot"),
    ];

    /// <summary>The service of a port; null when nobody knows it.</summary>
    public string? Service(byte protocol, ushort port)
    {
        if (protocol == 0) return names.ProtocolName((byte)port) ?? IpProtocols.Name(port)?.ToLowerInvariant();
        if (names.Service(port, Word(protocol)) is { } found) return found;
        // What is registered for SCTP is mostly what TCP has there.
        if (protocol == IpProtocols.Sctp && names.Service(port, Tcp) is { } alike) return alike;
        foreach (var (number, name) in protocol == IpProtocols.Udp ? s_udp : s_tcp)
            if (number == port) return name;
        return null;
    }

    /// <summary>The ports that a scan asks for.</summary>
    public ushort[] Of(NmapOptions options, ScanMethod method)
    {
        byte protocol = ScanMethods.ProtocolOf(method);
        bool[] wanted;
        if (options.Ports is { } text) wanted = Table(Read(text, method), protocol);
        else if (protocol == 0) wanted = All(new bool[256]);
        else
        {
            wanted = new bool[65_536];
            int most = options.TopPorts ?? (options.IsFast ? Fast : int.MaxValue);
            foreach (ushort port in Likeliest(protocol))
            {
                if (most-- <= 0) break;
                wanted[port] = true;
            }
        }
        if (options.ExcludedPorts is { } excluded)
        {
            bool[] without = Table(Read(excluded, method), protocol);
            for (int i = 0; i < wanted.Length; i++) wanted[i] &= !without[i];
        }
        return PortSet.Of(wanted);
    }

    private static string Word(byte protocol) => protocol switch { IpProtocols.Udp => Udp, IpProtocols.Sctp => Sctp, _ => Tcp };

    private static bool[] All(bool[] table)
    {
        table.AsSpan().Fill(true);
        return table;
    }

    private static bool[] Table(PortSet set, byte protocol) => protocol switch { 0 => set.Protocols, IpProtocols.Udp => set.Udp, IpProtocols.Sctp => set.Sctp, _ => set.Tcp };

    private PortSet Read(string text, ScanMethod method)
    {
        var known = new PortSet();
        foreach (ushort port in Likeliest(IpProtocols.Tcp)) known.Tcp[port] = true;
        foreach (ushort port in Likeliest(IpProtocols.Udp)) known.Udp[port] = true;
        foreach (ushort port in Likeliest(IpProtocols.Sctp)) known.Sctp[port] = true;
        var set = new PortSet();
        return set.Read(text, method == ScanMethod.Protocol ? ByProtocol : ByName, method == ScanMethod.Protocol, known) switch
        {
            PortListFault.None => set,
            PortListFault.OutOfRange => throw NmapCommandLine.Quitting(method == ScanMethod.Protocol ? "Protocols specified must be between 0 and 255 inclusive" : "Ports specified must be between 0 and 65535 inclusive"),
            PortListFault.Backwards => throw NmapCommandLine.Quitting(Backwards(set.Wrong)),
            PortListFault.UnknownName => throw NmapCommandLine.Quitting($"Found no matches for the service mask '{set.Wrong}' and your specified protocols"),
            _ => throw NmapCommandLine.Quitting("Error #485: Your port specifications are illegal.  Example of proper form: \"-100,200-1024,T:3000-4000,U:60000-\""),
        };
    }

    private static string Backwards(string range)
    {
        string plain = range.Trim('[', ']');
        plain = plain[(plain.LastIndexOf(':') + 1)..];
        int dash = plain.IndexOf('-');
        return $"Your port range {plain} is backwards. Did you mean {plain[(dash + 1)..]}-{plain[..dash]}?";
    }

    private bool ByName(string mask, PortSet to)
    {
        bool any = false;
        for (int port = 0; port < 65_536; port++)
        {
            if (Service(IpProtocols.Tcp, (ushort)port) is { } tcp && Fits(tcp, mask)) any = to.Tcp[port] = true;
            if (Service(IpProtocols.Udp, (ushort)port) is { } udp && Fits(udp, mask)) any = to.Udp[port] = true;
            if (Service(IpProtocols.Sctp, (ushort)port) is { } sctp && Fits(sctp, mask)) any = to.Sctp[port] = true;
        }
        return any;
    }

    private bool ByProtocol(string mask, PortSet to)
    {
        bool any = false;
        for (int number = 0; number < 256; number++)
            if (Service(0, (ushort)number) is { } name && Fits(name, mask)) any = to.Protocols[number] = true;
        return any;
    }

    private static bool Fits(string name, string mask) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(mask, name);

    private List<ushort> Likeliest(byte protocol)
    {
        var ports = new List<ushort>();
        var seen = new bool[65_536];
        if (protocol != IpProtocols.Sctp)
            foreach (var (port, _) in protocol == IpProtocols.Udp ? s_udp : s_tcp) Add(port);
        string word = Word(protocol);
        for (int port = 1; port < 65_536; port++)
            if (names.Service((ushort)port, word) is not null) Add((ushort)port);
        return ports;

        void Add(ushort port)
        {
            if (seen[port]) return;
            seen[port] = true;
            ports.Add(port);
        }
    }

    /// <summary>A list of ports with its count, for the head of a file.</summary>
    public static string Count(ushort[] ports) => string.Create(CultureInfo.InvariantCulture, $"{ports.Length};{PortSet.Text(ports)}");
}
