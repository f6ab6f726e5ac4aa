using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Tunnels;

/// <summary><c>ip tuntap add</c> and <c>del</c> (ip-tuntap(8)): <c>IFF_*</c> of include/uapi/linux/if_tun.h.</summary>
internal static class TunTapChange
{
    private const ushort Tun = 1, Tap = 2, MultipleQueues = 0x100, NoInformation = 0x1000, OneQueue = 0x2000, NetworkHeader = 0x4000, Exclusive = 0x8000;
    private const int LongestName = 15;
    private const byte Failed = 1;

    public static ValueTask<ExitCode> Run(IpContext context, IpWords words, bool adds)
    {
        ushort flags = NoInformation;
        string name = "";
        uint? user = null, group = null;
        for (; words.More; words.Advance())
        {
            string word = words.Current;
            switch (word)
            {
                case "mode": flags |= Mode(words.Next()); break;
                case "user": user = Number(context, words.Next(), "/etc/passwd") ?? throw new IpFailure($"invalid user \"{words.Current}\"\n"); break;
                case "group": group = Number(context, words.Next(), "/etc/group") ?? throw new IpFailure($"invalid group \"{words.Current}\"\n"); break;
                case "pi": flags = (ushort)(flags & ~NoInformation); break;
                case "one_queue": flags |= OneQueue; break;
                case "vnet_hdr": flags |= NetworkHeader; break;
                case "multi_queue": flags |= MultipleQueues; break;
                default:
                    if (word is "dev" or "name") word = words.Next();
                    else if (IpWords.Matches(word, "help")) throw new IpFailure(TunnelUsage.Tun);
                    if (name.Length > 0) throw IpFailure.DuplicateOrGarbage("name", word);
                    name = Name(word);
                    break;
            }
        }
        if ((flags & (Tun | Tap)) == 0) throw new IpFailure("You failed to specify a tunnel mode\n", Failed);
        if (adds) flags |= Exclusive;
        if (context.Options.Namespace is { } target && context.Shell.Machine.Processes.EnterNetwork(NamespacePath.Of(target)) is var entered and not Errno.None)
            throw new IpFailure($"setting the network namespace \"{target}\" failed: {context.Shell.Machine.Text(entered)}\n", Failed);
        var errno = context.Shell.Machine.Links.TryChangeTun(name, flags, adds, user, group, out string call);
        if (errno != Errno.None) throw new IpFailure($"{call}: {context.Shell.Machine.Text(errno)}\n", Failed);
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ushort Mode(string word)
    {
        if (IpWords.Matches(word, "tun")) return Tun;
        return IpWords.Matches(word, "tap") ? Tap : throw new IpFailure($"Unknown tunnel mode \"{word}\"\n");
    }

    private static string Name(string word)
        => word.Length is > 0 and <= LongestName && !word.Contains('/') && !word.Any(char.IsWhiteSpace) ? word : throw new IpFailure($"Error: argument \"{word}\" is wrong: \"name\" not a valid ifname\n");

    // A number stands for itself; a name is looked for in passwd(5) or group(5).
    private static uint? Number(IpContext context, string word, string file)
    {
        if (uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) return number;
        foreach (string line in (context.Shell.Machine.TryReadText(file) ?? "").Split('\n'))
            if (line.Split(':') is [var name, _, var id, ..] && name == word && uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number;
        return null;
    }
}
