using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>Reads files of DNSKEY and DS records, one a line, that are trusted (<c>-k</c>), and the machine's own, where none is given.</summary>
internal static class TrustAnchors
{
    /// <summary>Where Debian's dns-root-data and unbound-anchor(8) keep the root's keys.</summary>
    private const string Usual = "/usr/share/dns/root.key";

    /// <summary>Keys that are printed have a TTL; a line without one has this.</summary>
    private const string UsualTtl = "$TTL 3600\n";

    /// <exception cref="DrillFailure">A file has none, or lines that are no records.</exception>
    public static List<DnsRecord> Read(DrillOptions options, Shell shell)
    {
        var anchors = new List<DnsRecord>();
        foreach (string path in options.KeyFiles)
        {
            if (shell.Machine.TryReadText(path) is not { } text)
            {
                throw Refusal(path, $"Error opening {path}: {shell.Machine.Text(File.Exists(path) ? Errno.EACCES : Errno.ENOENT)}\n");
            }
            int before = anchors.Count;
            if (Parse(text, anchors) is { } fault) throw Refusal(path, fault);
            if (anchors.Count == before) throw Refusal(path, "");
        }
        // drill passes over what is wrong with a file that nobody named.
        if (options.KeyFiles.Count == 0 && shell.Machine.TryReadText(Usual) is { } usual) Parse(usual, anchors);
        return anchors;
    }

    private static string? Parse(string text, List<DnsRecord> anchors)
    {
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart() is [';', ..]) continue;
            if (!ZoneFile.TryParse(UsualTtl + line, DnsName.Root, out var records, out _) || records.Count != 1) return $"Error parsing DNSKEY RR in line {number}: Syntax error, could not parse the RR's {Part(line)}\n";
            if (records[0].Type is DnsType.Dnskey or DnsType.Ds) anchors.Add(records[0]);
        }
        return null;
    }

    private static string Part(string line) => line.Split(' ', '\t').Any(static w => DnsNames.TryParse(w, out DnsType _)) ? "rdata" : "TTL";

    private static DrillFailure Refusal(string path, string before) => new($"{before}Error: Could not parse the key file {path}: General LDNS error");
}
