using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Host.Names;

/// <summary>What resolv.conf(5) says: whom to ask, which domains to try, how patiently. The limits are glibc's.</summary>
public sealed record ResolverConfiguration
{
    private const int MostServers = 3, MostTimeout = 30, MostAttempts = 5, MostDots = 15;

    /// <summary>At most three; the loopback address when the file names none.</summary>
    public IReadOnlyList<InternetEndpoint> Servers { get; init; } = [];

    /// <summary>Whether the file names a server; else <see cref="Servers"/> is what glibc asks instead.</summary>
    public bool NamesServers { get; init; }

    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>A name with at least so many dots is tried as it is before the search list.</summary>
    public int Dots { get; init; } = 1;

    /// <summary>How long one server is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the whole list of servers is asked.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Whether to begin with another server each time.</summary>
    public bool Rotate { get; init; }

    /// <summary>Whether to ask over TCP at once (<c>use-vc</c>).</summary>
    public bool UseTcp { get; init; }

    /// <summary>Whether one question waits for the answer to the one before (<c>single-request</c>), or even goes out by a socket of its own (<c>single-request-reopen</c>).</summary>
    public bool SingleRequest { get; init; }

    /// <param name="text">The file, or null where there is none.</param>
    /// <param name="interfaceIndex">The index of an interface, for servers with a link-local address.</param>
    public static ResolverConfiguration Parse(string? text, Func<string, int> interfaceIndex)
    {
        const ushort DnsPort = 53;
        var servers = new List<InternetEndpoint>();
        IReadOnlyList<string> search = [];
        var configuration = new ResolverConfiguration();
        foreach (string[] words in EtcLines.Of(text, "#;"))
        {
            switch (words)
            {
                case ["nameserver", var server, ..] when servers.Count < MostServers:
                    string[] scoped = server.Split('%', 2);
                    if (InternetAddress.TryParse(scoped[0], out var address)) servers.Add(new(address, DnsPort, scoped.Length > 1 ? (uint)interfaceIndex(scoped[1]) : 0));
                    break;
                case ["domain", var domain, ..]:
                    search = [domain];
                    break;
                case ["search", .. var domains]:
                    search = domains;
                    break;
                case ["options", .. var options]:
                    foreach (string option in options) configuration = configuration.With(option);
                    break;
            }
        }
        bool namesServers = servers.Count > 0;
        if (!namesServers) servers.Add(new(InternetAddress.Loopback4, DnsPort));
        return configuration with { Servers = servers, NamesServers = namesServers, Search = [.. search.Where(static d => d != ".")] };
    }

    private ResolverConfiguration With(string option)
    {
        int colon = option.IndexOf(':', StringComparison.Ordinal);
        int number = colon >= 0 && int.TryParse(option[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
        return (colon < 0 ? option : option[..colon]) switch
        {
            "ndots" => this with { Dots = Math.Min(number, MostDots) },
            "timeout" => this with { Timeout = TimeSpan.FromSeconds(Math.Clamp(number, 1, MostTimeout)) },
            "attempts" => this with { Attempts = Math.Clamp(number, 1, MostAttempts) },
            "rotate" => this with { Rotate = true },
            "use-vc" => this with { UseTcp = true },
            "single-request" or "single-request-reopen" => this with { SingleRequest = true },
            _ => this,
        };
    }
}
