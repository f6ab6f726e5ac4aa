using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Sockets;
using Netshoot.Host;
using Netshoot.Netlink.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ss;

/// <summary>Reads the ends of a filter of ss(8), <c>[FAMILY:]ADDRESS[:PORT]</c>; what each part means depends on the family.</summary>
/// <param name="machine">For names of services, interfaces and protocols.</param>
/// <param name="tables">The tables that are wanted: a service is looked for among those of their protocols.</param>
/// <param name="preferred">The family where none stands before the address (AF_*); 0 for IPv4 and IPv6.</param>
/// <param name="hosts">The addresses of the names of hosts among the words.</param>
internal sealed class SsEndParser(IMachine machine, SocketTables tables, byte preferred, IReadOnlyDictionary<string, List<InternetAddress>> hosts)
{
    private const int Any = -1;

    private bool _hasRead;

    private static ReadOnlySpan<(string Name, byte Family)> Families => new[]
    {
        ("unix:", SocketRequests.AddressFamily.Unix), ("link:", SocketRequests.AddressFamily.Packet), ("netlink:", SocketRequests.AddressFamily.Netlink),
        ("vsock:", SocketRequests.AddressFamily.VirtualMachine), ("inet:", SocketRequests.AddressFamily.Internet), ("inet6:", SocketRequests.AddressFamily.Internet6),
    };

    /// <summary>Whether all ends that were read are of families other than those of the Internet, whose tables nobody asks about then.</summary>
    public bool IsOnlyOfOthers { get; private set; }

    /// <summary>The address of an end of the Internet, without family and port, as it stands in a word; null for an end of another family.</summary>
    public static string? HostOf(string word, byte preferred)
    {
        byte family = TakeFamily(ref word, preferred);
        if (family is not (0 or SocketRequests.AddressFamily.Internet or SocketRequests.AddressFamily.Internet6)) return null;
        return SplitInternet(word).Address;
    }

    public SsCondition Host(string word, bool isPeer)
    {
        byte family = TakeFamily(ref word, preferred);
        Note(family);
        if (family == SocketRequests.AddressFamily.Unix) return new SsPath(isPeer, word);
        if (family is SocketRequests.AddressFamily.Packet or SocketRequests.AddressFamily.Netlink or SocketRequests.AddressFamily.VirtualMachine)
        {
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            string address = colon < 0 ? word : word[..colon], port = colon < 0 ? "" : word[(colon + 1)..];
            return new SsNumbers(isPeer, family, Protocol(family, address), Number(family, port));
        }
        var (host, portText) = SplitInternet(word);
        int number = InternetPort(portText);
        if (host is "" or "*" or "any" or "all" or "default") return new SsHost(isPeer, family, null, number);
        if (TryPrefix(host, family, out var prefix)) return new SsHost(isPeer, family, prefix, number);
        SsCondition? condition = null;
        foreach (var address in hosts.GetValueOrDefault(host) ?? [])
        {
            if (family != 0 && family == SocketRequests.AddressFamily.Internet6 != address.Is6) continue;
            var one = new SsHost(isPeer, family, new(address, address.Bits), number);
            condition = condition is null ? one : new SsEither(condition, one);
        }
        return condition ?? throw SsFilterFailure.WrongAddress(host);
    }

    /// <summary>The condition that a port equals what a word says.</summary>
    public SsCondition Port(string word, bool isPeer)
    {
        byte family = TakePort(ref word);
        return family is SocketRequests.AddressFamily.Packet or SocketRequests.AddressFamily.Netlink or SocketRequests.AddressFamily.VirtualMachine or SocketRequests.AddressFamily.Unix
            ? new SsNumbers(isPeer, family, Any, Number(family, word)) : new SsHost(isPeer, family, null, InternetPort(word));
    }

    /// <summary>The number that a word says, for comparisons.</summary>
    public int PortNumber(string word)
    {
        byte family = TakePort(ref word);
        return family is SocketRequests.AddressFamily.Packet or SocketRequests.AddressFamily.Netlink or SocketRequests.AddressFamily.VirtualMachine
            ? (int)Number(family, word) : InternetPort(word);
    }

    public static bool TryPrefix(string text, byte family, out InternetPrefix prefix)
    {
        text = text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            // The last parts of an address may be left out: 127/8.
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            string address = slash < 0 ? text : text[..slash];
            int dots = address.AsSpan().Count('.');
            if (address.Length > 0 && char.IsAsciiDigit(address[^1]))
                for (; dots < 3; dots++) address += ".0";
            text = address + (slash < 0 ? "" : text[slash..]);
        }
        return InternetPrefix.TryParse(text, out prefix) && (family == 0 || family == SocketRequests.AddressFamily.Internet6 == prefix.Address.Is6);
    }

    private static byte TakeFamily(ref string word, byte preferred)
    {
        foreach (var (name, family) in Families)
        {
            if (!word.StartsWith(name, StringComparison.Ordinal)) continue;
            word = word[name.Length..];
            return family;
        }
        return preferred;
    }

    private void Note(byte family)
    {
        bool isOther = family is not (0 or SocketRequests.AddressFamily.Internet or SocketRequests.AddressFamily.Internet6);
        IsOnlyOfOthers = isOther && (IsOnlyOfOthers || !_hasRead);
        _hasRead = true;
    }

    private byte TakePort(ref string word)
    {
        byte family = TakeFamily(ref word, preferred);
        Note(family);
        if (word.LastIndexOf(':') is >= 0 and var colon) word = word[(colon + 1)..];
        return family;
    }

    // An address of IPv6 stands in brackets where a port follows; behind a length there is no other colon.
    private static (string Address, string Port) SplitInternet(string word)
    {
        if (word.StartsWith('[') && word.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            return (word[..(end + 1)], word[(end + 1)..] is [':', .. var port] ? port : word[(end + 1)..]);
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        int colon = slash < 0 ? word.LastIndexOf(':') : word.IndexOf(':', slash);
        return colon < 0 ? (word, "") : (word[..colon], word[(colon + 1)..]);
    }

    private int InternetPort(string text)
    {
        if (text is "" or "*") return Any;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) return number < 0 ? Any : number;
        int? port = (tables & (SocketTables.Tcp | SocketTables.Multipath)) != 0 ? machine.Names.Port(text, "tcp") : null;
        if (port is null && (tables & SocketTables.Udp) != 0) port = machine.Names.Port(text, "udp");
        return port ?? throw SsFilterFailure.WrongPort(text);
    }

    private int Protocol(byte family, string text)
    {
        if (text is "" or "*") return Any;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        int? known = family switch
        {
            SocketRequests.AddressFamily.Packet => LinkProtocolNames.Number(text),
            SocketRequests.AddressFamily.Netlink => NameTable.Read(machine, "nl_protos", false, []).TryNumber(text, byte.MaxValue, out uint protocol) ? (int)protocol : null,
            _ => null,
        };
        return known ?? throw SsFilterFailure.WrongEnd();
    }

    private long Number(byte family, string text)
    {
        if (text is "" or "*") return Any;
        if (family == SocketRequests.AddressFamily.Netlink && text == "kernel") return 0;
        if (family == SocketRequests.AddressFamily.Packet && machine.InterfaceIndex(text) is > 0 and var index) return index;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : throw SsFilterFailure.WrongEnd();
    }
}
