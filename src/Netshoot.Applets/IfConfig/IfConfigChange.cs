using System.Globalization;
using Netshoot.Applets.Links;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.IfConfig;

/// <summary>The settings of an interface that ifconfig(8) changes, one word after the other.</summary>
internal sealed class IfConfigChange(Shell shell, LinkTable links, string name)
{
    private static readonly ExitCode s_failed = new(255);

    // The names of the requests that the original makes stand in its messages.
    private const string SetFlags = "SIOCSIFFLAGS", SetMtu = "SIOCSIFMTU", SetHardware = "SIOCSIFHWADDR", SetQueue = "SIOCSIFTXQLEN";

    public ExitCode Run(IReadOnlyList<string> words)
    {
        if (links.Find(name) is not { } link)
        {
            shell.Error.Line($"{name}: ERROR while getting interface flags: {shell.Machine.Text(Errno.ENODEV)}");
            return s_failed;
        }
        bool failed = false;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            var (call, request) = word switch
            {
                "up" => (SetFlags, LinkRequests.SetUp(link.Index)),
                "down" => (SetFlags, LinkRequests.SetDown(link.Index)),
                "promisc" => (SetFlags, LinkRequests.Change(link.Index, set: LinkFlags.Promiscuous)),
                "-promisc" => (SetFlags, LinkRequests.Change(link.Index, clear: LinkFlags.Promiscuous)),
                "allmulti" => (SetFlags, LinkRequests.Change(link.Index, set: LinkFlags.AllMulticast)),
                "-allmulti" => (SetFlags, LinkRequests.Change(link.Index, clear: LinkFlags.AllMulticast)),
                "multicast" => (SetFlags, LinkRequests.Change(link.Index, set: LinkFlags.Multicast)),
                "-multicast" => (SetFlags, LinkRequests.Change(link.Index, clear: LinkFlags.Multicast)),
                "arp" => (SetFlags, LinkRequests.Change(link.Index, clear: LinkFlags.NoArp)),
                "-arp" => (SetFlags, LinkRequests.Change(link.Index, set: LinkFlags.NoArp)),
                "mtu" when i + 1 < words.Count => (SetMtu, LinkRequests.SetMtu(link.Index, Number(words[++i]))),
                "txqueuelen" when i + 1 < words.Count => (SetQueue, LinkRequests.Change(link.Index).Attribute((ushort)LinkAttribute.TransmitQueueLength, Number(words[++i]))),
                "hw" when i + 2 < words.Count => (SetHardware, LinkRequests.SetAddress(link.Index, Hardware(words[++i], words[++i]))),
                _ => throw new UsageFailure($"setting '{word}' is not supported", "addresses are changed with ip address"),
            };
            var error = links.Channel.TryExecute(request);
            if (!error.Failed) continue;
            shell.Error.Line($"{call}: {shell.Machine.Text(error.Errno)}");
            failed = true;
        }
        return failed ? ExitCode.Failed : ExitCode.Ok;
    }

    private static uint Number(string word)
        => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : throw new UsageFailure($"'{word}' is no number");

    private static MacAddress Hardware(string type, string address)
    {
        if (type != "ether") throw new UsageFailure($"hardware of type '{type}' is not supported");
        return MacAddress.TryParse(address, out var mac) ? mac : throw new UsageFailure($"'{address}' is no hardware address");
    }
}
