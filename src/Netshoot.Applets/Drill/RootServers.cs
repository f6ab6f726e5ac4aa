using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Where a trace begins: the root's servers of a hints file (<c>-r</c>), or those that IANA has published.</summary>
internal static class RootServers
{
    /// <summary>A to M of root-servers.net (IANA "Root Servers", 2023-11-27).</summary>
    private static readonly string[] s_published =
    [
        "198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10", "192.5.5.241", "192.112.36.4", "198.97.190.53", "192.36.148.17", "192.58.128.30",
        "193.0.14.129", "199.7.83.42", "202.12.27.33", "2001:503:ba3e::2:30", "2801:1b8:10::b", "2001:500:2::c", "2001:500:2d::d", "2001:500:a8::e", "2001:500:2f::f",
        "2001:500:12::d0d", "2001:500:1::53", "2001:7fe::53", "2001:503:c27::2:30", "2001:7fd::1", "2001:500:9f::42", "2001:dc3::35",
    ];

    /// <exception cref="DrillFailure">The file cannot be read.</exception>
    public static List<InternetEndpoint> Find(DrillOptions options, Shell shell)
    {
        var servers = new List<InternetEndpoint>();
        if (options.HintsFile is not { } path)
        {
            foreach (string address in s_published)
                if (InternetAddress.TryParse(address, out var found)) servers.Add(new(found, options.Port));
            return servers;
        }
        string refusal = $"Unable to read root hints file {path}, aborting";
        if (shell.Machine.TryReadText(path) is not { } text)
        {
            throw new DrillFailure($"Unable to open {path} for reading: {shell.Machine.Text(File.Exists(path) ? Errno.EACCES : Errno.ENOENT)}\n{refusal}");
        }
        if (!ZoneFile.TryParse(text, DnsName.Root, out var records, out string? problem)) throw new DrillFailure($"Error reading root hints file: Syntax error, could not parse the RR's TTL\n{refusal}", problem);
        Collect(servers, records, static _ => true, options.Port);
        return servers;
    }

    /// <summary>Adds the servers whose addresses stand in records.</summary>
    public static void Collect(List<InternetEndpoint> to, IEnumerable<DnsRecord> records, Func<DnsName, bool> isWanted, ushort port)
    {
        foreach (var record in records)
        {
            InternetAddress? address = record.Data switch { A a => a.Address, Aaaa aaaa => aaaa.Address, _ => null };
            if (address is { } found && isWanted(record.Name)) to.Add(new(found, port));
        }
    }
}
