using System.Globalization;

namespace Netshoot.Applets.Scans;

/// <summary>What is wrong with a list of ports.</summary>
internal enum PortListFault
{
    None,
    OutOfRange,
    Backwards,
    Malformed,
    UnknownName,
}

/// <summary>Ports of one or more protocols: <c>22,80-90,-100,60000-</c>, with <c>T:</c>, <c>U:</c>, <c>S:</c> or <c>P:</c> before those of one protocol, and names of services.</summary>
internal sealed class PortSet
{
    private const int Count = 65_536;

    public bool[] Tcp { get; } = new bool[Count];

    public bool[] Udp { get; } = new bool[Count];

    public bool[] Sctp { get; } = new bool[Count];

    /// <summary>IP protocols.</summary>
    public bool[] Protocols { get; } = new bool[256];

    /// <summary>The item that is wrong.</summary>
    public string Wrong { get; private set; } = "";

    /// <summary>The ports of a table, in order.</summary>
    public static ushort[] Of(bool[] table)
    {
        var ports = new ushort[table.AsSpan().Count(true)];
        int at = 0;
        for (int i = 0; i < table.Length; i++)
            if (table[i]) ports[at++] = (ushort)i;
        return ports;
    }

    /// <param name="text">The list.</param>
    /// <param name="byName">Adds the ports of services whose names fit, and tells whether there were any; null where names are not allowed.</param>
    /// <param name="areProtocols">The numbers are those of IP protocols.</param>
    /// <param name="known">Ports that a range in brackets is cut down to.</param>
    public PortListFault Read(string text, Func<string, PortSet, bool>? byName, bool areProtocols = false, PortSet? known = null)
    {
        bool tcp = true, udp = true, sctp = true, protocols = areProtocols;
        bool isKnown = false;
        foreach (string word in text.Split(','))
        {
            string item = word;
            while (item is [_, ':', ..])
            {
                char letter = item[0];
                if (letter is not ('T' or 'U' or 'S' or 'P') || byName is null) return Fault(PortListFault.Malformed, word);
                (tcp, udp, sctp, protocols) = (letter == 'T', letter == 'U', letter == 'S', letter == 'P');
                item = item[2..];
            }
            if (item.StartsWith('['))
            {
                isKnown = true;
                item = item[1..];
            }
            bool ends = isKnown && item.EndsWith(']');
            if (ends) item = item[..^1];
            if (item.Length > 0 && (char.IsAsciiLetter(item[0]) || item.Contains('*')))
            {
                if (byName is null) return Fault(PortListFault.Malformed, word);
                if (!byName(item, this)) return Fault(PortListFault.UnknownName, item);
                if (ends) isKnown = false;
                continue;
            }
            int most = protocols ? 255 : Count - 1;
            int dash = item.IndexOf('-');
            // A range that is open to the left begins at 1; port 0 must be asked for.
            int first = 1, last = most;
            if (item.Length == 0) return Fault(PortListFault.Malformed, word);
            if (protocols) first = 0;
            if (dash < 0)
            {
                if (Number(item, ref first) is var fault and not PortListFault.None) return Fault(fault, word);
                last = first;
            }
            else
            {
                if (dash > 0 && Number(item[..dash], ref first) is var left and not PortListFault.None) return Fault(left, word);
                if (dash < item.Length - 1 && Number(item[(dash + 1)..], ref last) is var right and not PortListFault.None) return Fault(right, word);
            }
            if (first > most || last > most) return Fault(PortListFault.OutOfRange, word);
            if (first > last) return Fault(PortListFault.Backwards, word);
            if (protocols) Fill(Protocols, first, last, null);
            if (tcp && !protocols) Fill(Tcp, first, last, isKnown ? known?.Tcp : null);
            if (udp && !protocols) Fill(Udp, first, last, isKnown ? known?.Udp : null);
            if (sctp && !protocols) Fill(Sctp, first, last, isKnown ? known?.Sctp : null);
            if (ends) isKnown = false;
        }
        return PortListFault.None;
    }

    /// <summary>A list of ports as it is written shortest.</summary>
    public static string Text(ReadOnlySpan<ushort> ports)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < ports.Length; i++)
        {
            int from = i;
            while (i + 1 < ports.Length && ports[i + 1] == ports[i] + 1) i++;
            if (text.Length > 0) text.Append(',');
            text.Append(ports[from]);
            if (i > from) text.Append('-').Append(ports[i]);
        }
        return text.ToString();
    }

    private static void Fill(bool[] table, int first, int last, bool[]? known)
    {
        for (int i = first; i <= last; i++) table[i] |= known?[i] ?? true;
    }

    private PortListFault Fault(PortListFault fault, string item)
    {
        Wrong = item;
        return fault;
    }

    private static PortListFault Number(string text, ref int value)
    {
        if (text.AsSpan().ContainsAnyExceptInRange('0', '9')) return PortListFault.Malformed;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) ? PortListFault.None : PortListFault.OutOfRange;
    }
}
