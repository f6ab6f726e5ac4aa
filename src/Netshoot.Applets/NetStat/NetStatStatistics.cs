using System.Globalization;
using System.Text;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.NetStat;

/// <summary><c>netstat -s</c>: the kernel's counters of protocols, from /proc/net/snmp, netstat and snmp6 (proc(5)).</summary>
internal sealed class NetStatStatistics(NetStatOptions options, Shell shell)
{
    private readonly TextBuffer _text = shell.Output.Buffer;
    private readonly JsonText? _json = shell.Json ? new(shell.Output.Buffer) : null;
    private CounterKind _list = CounterKind.Always;

    public void Write()
    {
        _json?.OpenObject();
        if (options.Wants6)
        {
            WriteFlat("/proc/net/snmp6");
            // TCP is counted for both.
            WritePairs("/proc/net/snmp", onlyTcp: true);
        }
        else
        {
            WritePairs("/proc/net/snmp", onlyTcp: false);
            WritePairs("/proc/net/netstat", onlyTcp: false);
        }
        _json?.CloseObject();
        if (_json is not null) _text.Append((byte)'\n');
    }

    // A section is two lines that begin alike: names, then numbers.
    private void WritePairs(string path, bool onlyTcp)
    {
        string[] lines = (shell.Machine.TryReadText(path) ?? "").Split('\n');
        for (int i = 0; i + 1 < lines.Length; i += 2)
        {
            string[] names = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries), numbers = lines[i + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (names.Length == 0 || numbers.Length == 0 || names[0] != numbers[0]) continue;
            string section = names[0].TrimEnd(':');
            if (!IsWanted(section) || onlyTcp && section != "Tcp")
            {
                _list = CounterKind.Always;
                continue;
            }
            Open(section);
            for (int column = 1; column < Math.Min(names.Length, numbers.Length); column++) WriteCounter(section, names[column], names[column], numbers[column]);
            Close();
        }
    }

    // Each line is a name that begins with its section, and a number.
    private void WriteFlat(string path)
    {
        string last = "";
        foreach (string line in (shell.Machine.TryReadText(path) ?? "").Split('\n'))
        {
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var name, var number]) continue;
            string section = name[..(name.IndexOf('6', StringComparison.Ordinal) + 1)];
            if (section.Length == 0) continue;
            if (!IsWanted(section))
            {
                _list = CounterKind.Always;
                continue;
            }
            if (section != last)
            {
                if (last.Length > 0) Close();
                Open(section);
                last = section;
            }
            WriteCounter(section, name[section.Length..], name, number);
        }
        if (last.Length > 0) Close();
    }

    // What belongs to none of the three is always shown.
    private bool IsWanted(string section) => !(options.Tcp || options.Udp || options.Raw || options.UdpLite || options.Sctp) || section switch
    {
        "Ip" or "Icmp" or "Ip6" or "Icmp6" => options.Raw,
        "Tcp" or "TcpExt" => options.Tcp,
        "Udp" or "Udp6" => options.Udp,
        _ => true,
    };

    private void Open(string section)
    {
        if (_json is not null) _json.OpenObject(section);
        else _text.Append($"{section}:\n");
    }

    private void Close()
    {
        _json?.CloseObject();
        shell.Output.Written();
    }

    private void WriteCounter(string section, string name, string unnamed, string number)
    {
        // Some counters are of a gauge's kind, and may be below zero.
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large)) value = (long)large;
        if (_json is not null)
        {
            _json.Write(name, value);
            return;
        }
        if (!CounterNames.TryFind(Encoding.UTF8.GetBytes(section), Encoding.UTF8.GetBytes(name), out var words))
        {
            if (value == 0) return;
            Indent();
            _text.Append($"{unnamed}: {(ulong)value}\n");
            return;
        }
        if (words.Kind is CounterKind.Hidden) return;
        if (words.Kind is CounterKind.Input or CounterKind.Output && words.Kind != _list)
        {
            // The second heading stands as far in as what the first one has below it.
            Indent();
            _text.Append(words.Kind == CounterKind.Input ? "ICMP input histogram:\n"u8 : "ICMP output histogram:\n"u8);
        }
        _list = words.Kind is CounterKind.Input or CounterKind.Output ? words.Kind : CounterKind.Always;
        if (value == 0 && words.Kind != CounterKind.Always) return;
        Indent();
        int at = words.Text.IndexOf((byte)'#');
        _text.Append(words.Text[..at]);
        _text.Append((ulong)value);
        _text.Append(words.Text[(at + 1)..]);
        _text.Append((byte)'\n');
    }

    private void Indent() => _text.Append(_list == CounterKind.Always ? "    "u8 : "        "u8);
}
