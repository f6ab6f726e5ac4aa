using System.Globalization;
using Netshoot.Host;

namespace Netshoot.Applets.Ss;

/// <summary><c>ss -s</c>: numbers of sockets, from /proc/net/sockstat, sockstat6 and snmp (proc(5)).</summary>
internal static class SsSummary
{
    public static void Write(Shell shell)
    {
        var four = Counts(shell.Machine, "/proc/net/sockstat");
        var six = Counts(shell.Machine, "/proc/net/sockstat6");
        long established = Established(shell.Machine);
        long tcp4 = four.GetValueOrDefault("TCP:inuse"), tcp6 = six.GetValueOrDefault("TCP6:inuse");
        long orphans = four.GetValueOrDefault("TCP:orphan"), timeWait = four.GetValueOrDefault("TCP:tw"), allocated = four.GetValueOrDefault("TCP:alloc");
        var output = shell.Output;
        if (shell.Json)
        {
            var json = new Cli.JsonText(output.Buffer);
            json.OpenObject();
            json.Write("total", four.GetValueOrDefault("sockets:used"));
            json.OpenObject("tcp");
            json.Write("established", established);
            json.Write("orphaned", orphans);
            json.Write("timewait", timeWait);
            json.CloseObject();
            json.CloseObject();
            output.Buffer.Append((byte)'\n');
            return;
        }
        output.Line($"Total: {four.GetValueOrDefault("sockets:used")}");
        output.Line($"TCP:   {allocated + timeWait} (estab {established}, closed {allocated - (tcp4 + tcp6 - timeWait)}, orphaned {orphans}, timewait {timeWait})");
        output.Literal("\nTransport Total     IP        IPv6\n");
        long raw4 = four.GetValueOrDefault("RAW:inuse"), raw6 = six.GetValueOrDefault("RAW6:inuse");
        long udp4 = four.GetValueOrDefault("UDP:inuse"), udp6 = six.GetValueOrDefault("UDP6:inuse");
        long fragments4 = four.GetValueOrDefault("FRAG:inuse"), fragments6 = six.GetValueOrDefault("FRAG6:inuse");
        Row("RAW", raw4, raw6);
        Row("UDP", udp4, udp6);
        Row("TCP", tcp4, tcp6);
        Row("INET", raw4 + udp4 + tcp4, raw6 + udp6 + tcp6);
        Row("FRAG", fragments4, fragments6);
        output.Literal("\n");

        void Row(string name, long ip4, long ip6) => output.Line($"{name}\t  {ip4 + ip6,-9} {ip4,-9} {ip6,-9}");
    }

    private static Dictionary<string, long> Counts(IMachine machine, string path)
    {
        var counts = new Dictionary<string, long>();
        foreach (string line in (machine.TryReadText(path) ?? "").Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 1; i + 1 < words.Length; i += 2)
                if (long.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long count)) counts[words[0] + words[i]] = count;
        }
        return counts;
    }

    private static long Established(IMachine machine)
    {
        string[] lines = [.. (machine.TryReadText("/proc/net/snmp") ?? "").Split('\n').Where(static line => line.StartsWith("Tcp:", StringComparison.Ordinal))];
        if (lines.Length != 2) return 0;
        int at = Array.IndexOf(lines[0].Split(' '), "CurrEstab");
        string[] values = lines[1].Split(' ');
        return at > 0 && at < values.Length && long.TryParse(values[at], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 0;
    }
}
