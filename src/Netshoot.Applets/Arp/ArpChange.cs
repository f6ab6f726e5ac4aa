using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Arp;

/// <summary><c>arp -s</c>, <c>-d</c> and <c>-f</c> (arp(8)), each by the request that the original makes.</summary>
internal sealed class ArpChange(Shell shell, ArpOptions options)
{
    // ATF_* (include/uapi/linux/if_arp.h)
    private const uint Complete = 0x02, Permanent = 0x04, Published = 0x08, UsesTrailers = 0x10, HasMask = 0x20, NotPublished = 0x40;
    private const string EtherFile = "/etc/ethers";

    private static readonly ExitCode s_failed = new(255), s_usage = new(3);
    private static readonly InternetAddress s_whole = InternetAddress.From4(uint.MaxValue);

    public async ValueTask<ExitCode> SetAsync(IReadOnlyList<string> words)
    {
        if (words.Count == 0) return Fail("arp: need host name");
        string host = words[0];
        if (await HostAddress.FindAsync(shell, host) is not { } address) return NoHost(host);
        if (words.Count < 2) return Fail("arp: need hardware address");
        MacAddress hardware;
        if (options.UsesDevice)
        {
            if (HardwareOf(words[1]) is not { } own) return Fail($"arp: cant get HW-Address for `{words[1]}': {shell.Machine.Text(Errno.ENODEV)}.");
            hardware = own;
        }
        else if (!MacAddress.TryParse(words[1], out hardware))
        {
            return Fail("arp: invalid hardware address");
        }
        uint flags = Permanent | Complete;
        var mask = InternetAddress.Any4;
        string? device = options.Device;
        for (int i = 2; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "temp": flags &= ~Permanent; break;
                case "pub": flags |= Published; break;
                case "priv": flags &= ~Published; break;
                case "trail": flags |= UsesTrailers; break;
                case "dontpub": flags |= NotPublished; break;
                case "auto": break;
                case "dev" when i + 1 < words.Count: device = words[++i]; break;
                case "netmask" when i + 1 < words.Count:
                    if (words[++i] == "255.255.255.255") break;
                    if (await HostAddress.FindAsync(shell, words[i]) is not { } bits) return NoHost(words[i]);
                    (mask, flags) = (bits, flags | HasMask);
                    break;
                default:
                    return Usage();
            }
        }
        if ((flags & (Published | HasMask)) == Published) (mask, flags) = (s_whole, flags | HasMask);
        if (options.Verbose) shell.Error.Line($"arp: SIOCSARP()");
        return Answer(shell.Machine.Tables.TryChange(new TableNeighbor(address, hardware, flags, mask, device), adds: true));
    }

    public async ValueTask<ExitCode> DeleteAsync(IReadOnlyList<string> words)
    {
        if (words.Count == 0) return Fail("arp: need host name");
        string host = words[0];
        if (await HostAddress.FindAsync(shell, host) is not { } address) return NoHost(host);
        uint flags = Permanent;
        var mask = InternetAddress.Any4;
        string? device = options.Device;
        bool published = false;
        for (int i = 1; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "pub": published = true; break;
                case "priv": published = false; break;
                case "temp": flags &= ~Permanent; break;
                case "trail": flags |= UsesTrailers; break;
                case "dontpub": flags |= NotPublished; break;
                case "dev" when i + 1 < words.Count: device = words[++i]; break;
                case "netmask" when i + 1 < words.Count:
                    if (words[++i] == "255.255.255.255") break;
                    if (await HostAddress.FindAsync(shell, words[i]) is not { } bits) return NoHost(words[i]);
                    (mask, flags) = (bits, flags | HasMask);
                    break;
                default:
                    return Usage();
            }
        }
        if (published) (flags, mask) = (flags | Published | HasMask, mask.IsAny ? s_whole : mask);
        if (options.Verbose) shell.Error.Line($"arp: SIOCDARP({(published ? "pub" : "dontpub")})");
        var errno = shell.Machine.Tables.TryChange(new TableNeighbor(address, default, flags, mask, device), adds: false);
        if (errno is Errno.ENXIO or Errno.ENOENT)
        {
            shell.Output.Line($"No ARP entry for {host}");
            return s_failed;
        }
        return Answer(errno, $"SIOCDARP({(published ? "pub" : "dontpub")})");
    }

    public async ValueTask<ExitCode> ReadAsync(IReadOnlyList<string> words)
    {
        string file = words.Count > 0 ? words[0] : EtherFile;
        if (shell.Machine.TryReadText(file) is not { } text) return Fail($"arp: cannot open etherfile {file} !");
        int number = 0;
        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            number++;
            if (options.Verbose) shell.Error.Line($">> {line}");
            string[] parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0 || parts[0][0] == '#') continue;
            if (parts.Length < 2) shell.Error.Line($"arp: format error on line {number} of etherfile {file} !");
            else if (await SetAsync(parts) != ExitCode.Ok) shell.Error.Line($"arp: cannot set entry on line {number} of etherfile {file} !");
        }
        return ExitCode.Ok;
    }

    private MacAddress? HardwareOf(string device)
    {
        using var links = new Links.LinkTable(shell);
        return links.Find(device)?.Address.Mac;
    }

    private ExitCode Answer(Errno errno, string request = "SIOCSARP") => errno == Errno.None ? ExitCode.Ok : Fail($"{request}: {shell.Machine.Text(errno)}");

    private ExitCode NoHost(string word) => Fail($"{word}: {(HostAddress.MayBeName(word) ? "Host name lookup failure" : "Unknown host")}");

    private ExitCode Fail(string message)
    {
        shell.Error.Line($"{message}");
        return s_failed;
    }

    private ExitCode Usage()
    {
        shell.Error.Literal(ArpUsage.Text);
        return s_usage;
    }
}
