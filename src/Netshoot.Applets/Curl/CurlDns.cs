using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Host.Names;
using Netshoot.Probes.Dns;
using Netshoot.Probes.Http;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Addresses from name servers that the options name: over UDP (--dns-servers), or over HTTPS (--doh-url, RFC 8484).</summary>
internal sealed class CurlDns(Shell shell, CurlConfig config)
{
    private const ushort DnsPort = 53;

    /// <summary>Whether the options name any.</summary>
    public static bool IsAskedFor(CurlConfig config) => config.DnsServers is not null || config.DohUrl is not null;

    /// <exception cref="Failure">Nobody knows the host, or nobody answered.</exception>
    public async ValueTask<IReadOnlyList<InternetEndpoint>> FindAsync(string host, CancellationToken stop)
    {
        if (InternetAddress.TryParse(host, out var literal)) return [new(literal, 0)];
        if (!DnsName.TryParse(host, out var name)) throw new Failure(host, "is no name");
        var plans = config.DohUrl is null ? ServerPlans() : [await DohPlanAsync(config.DohUrl, stop)];
        var found = new List<InternetEndpoint>();
        foreach (var plan in plans)
        {
            bool answered = false;
            if (config.Family != NameFamily.Ip4) answered |= await AskAsync(plan, name, DnsType.Aaaa, found, stop);
            if (config.Family != NameFamily.Ip6) answered |= await AskAsync(plan, name, DnsType.A, found, stop);
            if (answered) break;
        }
        return found.Count > 0 ? found : throw new Failure(host, "nobody knows it");
    }

    private List<DnsPlan> ServerPlans()
    {
        var plans = new List<DnsPlan>();
        foreach (string word in config.DnsServers!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // An address with a port behind it has the form of a host in a URL; IPv6 alone may stand without brackets.
            InternetEndpoint server;
            if (InternetAddress.TryParse(word, out var address)) server = new(address, DnsPort);
            else if (HttpUrl.Parse($"http://{word}/") is { } url && InternetAddress.TryParse(url.Host, out address)) server = new(address, url.GivenPort ?? DnsPort);
            else throw new CurlFailure(CurlExit.BadArgument, "A libcurl function was given a bad argument");
            InternetAddress? source = (address.Is6 ? config.Dns6 : config.Dns4) is { } text && InternetAddress.TryParse(text, out var from) ? from : null;
            plans.Add(new(server) { FollowsTruncation = true, Source = source, Attempts = 2 });
        }
        return plans;
    }

    private async ValueTask<DnsPlan> DohPlanAsync(string text, CancellationToken stop)
    {
        if (HttpUrl.Parse(text, "https") is not { Scheme: "https" } url) throw new CurlFailure(CurlExit.BadUrl, "URL using bad/illegal format or missing URL");
        var addresses = await shell.Machine.Names.AddressesAsync(CurlText.Word(url.Host), config.Family, stop);
        return new(addresses[0] with { Port = url.Port })
        {
            Transport = DnsTransport.Https,
            HttpPath = url.Target,
            Tls = new() { Verifies = !config.DohInsecure, HostName = url.Host },
            Attempts = 1,
        };
    }

    /// <returns>Whether the server answered, with addresses or without.</returns>
    private async ValueTask<bool> AskAsync(DnsPlan plan, DnsName name, DnsType type, List<InternetEndpoint> found, CancellationToken stop)
    {
        byte[] buffer = new byte[DnsMessage.MaxSize];
        if (!DnsMessage.Query(DnsId.New(), new DnsQuestion(name, type)).TryWrite(buffer, out int length)) return false;
        var exchange = await new DnsAsker(shell.Machine, plan).AskAsync(buffer.AsMemory(0, length), stop);
        if (exchange.Reply is not { } reply || !DnsMessage.TryRead(reply.Bytes.Span, out var message, out _) || !message.IsResponse) return false;
        var owner = message.Canonical(name);
        foreach (var record in message.Answers)
        {
            if (record.Type != type || record.Name != owner) continue;
            if (record.Data is A a) found.Add(new(a.Address, 0));
            else if (record.Data is Aaaa aaaa) found.Add(new(aaaa.Address, 0));
        }
        return message.Rcode is DnsRcode.NoError or DnsRcode.NameError;
    }
}
