using System.Globalization;
using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Addresses of hosts: those that --resolve gives, else those that the machine knows.</summary>
internal sealed class CurlNames
{
    private readonly Dictionary<string, InternetEndpoint[]> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly Shell _shell;
    private readonly CurlConfig _config;

    /// <exception cref="CurlFailure">An entry is none.</exception>
    public CurlNames(Shell shell, CurlConfig config, CurlTrace trace)
    {
        _shell = shell;
        _config = config;
        foreach (string text in config.Resolve) Add(text, trace);
    }

    /// <exception cref="Failure">Nothing was found.</exception>
    public async ValueTask<IReadOnlyList<InternetEndpoint>> FindAsync(string host, ushort port, CurlTrace trace, CancellationToken stop)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        bool isGiven = _given.TryGetValue(key, out var found) || _given.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"*:{port}"), out found);
        if (isGiven) trace.Info($"Hostname {host} was found in DNS cache");
        // RFC 6761 section 6.3: whatever files say, this name is the loopback's in both families.
        if (found is null && _config.Family == NameFamily.Ip6 && host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) found = [new(InternetAddress.Loopback6, port)];
        var addresses = found ?? (CurlDns.IsAskedFor(_config)
            ? await new CurlDns(_shell, _config).FindAsync(CurlText.Word(host), stop)
            : await _shell.Machine.Names.AddressesAsync(CurlText.Word(host), _config.Family, stop));
        var endpoints = new List<InternetEndpoint>();
        foreach (var address in addresses)
            if (_config.Family == NameFamily.Any || address.Address.Is6 == (_config.Family == NameFamily.Ip6)) endpoints.Add(address with { Port = port });
        return endpoints.Count > 0 ? endpoints : throw new Failure(host, "no address of that family");
    }

    /// <summary><c>[+]host:port:address[,address]…</c> or <c>-host:port</c>.</summary>
    private void Add(string text, CurlTrace trace)
    {
        string entry = text;
        bool removes = entry is ['-', ..];
        if (entry is ['+' or '-', ..]) entry = entry[1..];
        int afterHost = entry is ['[', ..] ? entry.IndexOf(']') + 1 : entry.IndexOf(':');
        string[] rest = afterHost <= 0 || afterHost >= entry.Length ? [] : entry[(afterHost + 1)..].Split(':', 2);
        if (rest.Length < (removes ? 1 : 2) || !ushort.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)) throw Unreadable(text);
        string key = string.Create(CultureInfo.InvariantCulture, $"{entry[..afterHost].Trim('[', ']')}:{port}");
        if (removes)
        {
            _given.Remove(key);
            return;
        }
        var addresses = new List<InternetEndpoint>();
        foreach (string word in rest[1].Split(','))
        {
            if (!InternetAddress.TryParse(word.Trim('[', ']'), out var address)) throw Unreadable(text);
            addresses.Add(new(address, port));
        }
        _given[key] = [.. addresses];
        trace.Info($"Added {key}:{rest[1]} to DNS cache");
    }

    private static CurlFailure Unreadable(string text) => new(49, $"Couldn't parse CURLOPT_RESOLVE entry '{text}'");
}
