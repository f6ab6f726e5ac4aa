using System.Globalization;
using System.Text;
using Netshoot.Applets.Links;
using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Host.Sockets;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Wire;

namespace Netshoot.Applets.IfConfig;

/// <summary>The settings of an interface that ifconfig(8) changes, one word after the other, each by the request that the original makes.</summary>
/// <param name="shell">The tool's.</param>
/// <param name="links">The interfaces.</param>
/// <param name="name">The interface, or a label of one of its addresses.</param>
internal sealed class IfConfigChange(Shell shell, LinkTable links, string name)
{
    private const ushort Up = 0x1, Broadcast = 0x2, PointToPoint = 0x10, NoTrailers = 0x20, Running = 0x40, NoArp = 0x80, Promiscuous = 0x100, AllMulticast = 0x200, Multicast = 0x1000, Dynamic = 0x8000;
    private const ushort Inet = 2, Ethernet = 1; // AF_INET, ARPHRD_ETHER

    private static readonly ExitCode s_noFlags = new(255), s_usage = new(3);

    private bool _failed;
    private string _name = name;

    public async ValueTask<ExitCode> RunAsync(IReadOnlyList<string> words)
    {
        bool isInet6 = false;
        try
        {
            for (int i = 0; i < words.Count; i++)
            {
                string word = words[i];
                switch (word)
                {
                    case "up": ChangeFlags(Up | Running, 0); break;
                    case "down": ChangeFlags(0, Up); break;
                    case "arp": ChangeFlags(0, NoArp); break;
                    case "-arp": ChangeFlags(NoArp, 0); break;
                    case "trailers": ChangeFlags(0, NoTrailers); break;
                    case "-trailers": ChangeFlags(NoTrailers, 0); break;
                    case "promisc": ChangeFlags(Promiscuous, 0); break;
                    case "-promisc": Clear(Promiscuous, "promisc"); break;
                    case "multicast": ChangeFlags(Multicast, 0); break;
                    case "-multicast": ChangeFlags(0, Multicast); break;
                    case "allmulti": ChangeFlags(AllMulticast, 0); break;
                    case "-allmulti": Clear(AllMulticast, "ALLMULTI"); break;
                    case "dynamic": ChangeFlags(Dynamic, 0); break;
                    case "-dynamic": Clear(Dynamic, "DYNAMIC"); break;
                    case "-broadcast": Clear(Broadcast, "BROADCAST"); break;
                    case "-pointopoint": Clear(PointToPoint, "POINTOPOINT"); break;
                    case "broadcast":
                        if (i + 1 < words.Count) Set(LinkControl.SIOCSIFBRDADDR, await HostAsync(words[++i]));
                        ChangeFlags(Broadcast, 0);
                        break;
                    case "pointopoint":
                        if (i + 1 < words.Count) Set(LinkControl.SIOCSIFDSTADDR, await HostAsync(words[++i]));
                        ChangeFlags(PointToPoint, 0);
                        break;
                    case "dstaddr": Set(LinkControl.SIOCSIFDSTADDR, await HostAsync(Next())); break;
                    case "netmask": Set(LinkControl.SIOCSIFNETMASK, await HostAsync(Next())); break;
                    case "mtu": Set(LinkControl.SIOCSIFMTU, Number(Next())); break;
                    case "txqueuelen": Set(LinkControl.SIOCSIFTXQLEN, Number(Next())); break;
                    case "name": Rename(Next()); break;
                    case "hw":
                        SetHardware(Next(), Next());
                        break;
                    case "add" or "del":
                        await ChangeAddressAsync(Next(), word == "add");
                        break;
                    case "inet" or "inet6":
                        isInet6 = word == "inet6";
                        break;
                    case "tunnel" or "outfill" or "keepalive" or "mem_start" or "io_addr" or "irq" or "media":
                        throw new UsageFailure($"setting '{word}' is not supported") { Exit = ExitCode.Failed };
                    case "unix" or "ax25" or "netrom" or "rose" or "ipx" or "ddp" or "ec" or "ash" or "x25":
                        shell.Error.Line($"ifconfig: Cannot set address for this protocol family.");
                        return ExitCode.Failed;
                    default:
                        await SetAddressAsync(word, isInet6);
                        break;
                }

                string Next() => i + 1 < words.Count ? words[++i] : throw new UsageFailure("") { Usage = IfConfigUsage.Text, Exit = s_usage };
            }
        }
        catch (Stopped e)
        {
            return e.Code;
        }
        return _failed ? ExitCode.Failed : ExitCode.Ok;
    }

    private async ValueTask SetAddressAsync(string word, bool isInet6)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? word : word[..slash];
        if (isInet6)
        {
            shell.Error.Line($"getaddrinfo: {word}: -2");
            Stop($"{word}: Unknown host");
        }
        var address = host == "default" ? InternetAddress.Any4 : await HostAsync(host, isAddress: true);
        Set(LinkControl.SIOCSIFADDR, address);
        ChangeFlags(Up | Running, 0);
        if (slash < 0) return;
        if (!int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > 32) Stop($"{host}: Unknown host");
        Set(LinkControl.SIOCSIFNETMASK, InternetAddress.From4(uint.MaxValue).Network(length));
    }

    private async ValueTask ChangeAddressAsync(string word, bool adds)
    {
        int slash = word.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? word : word[..slash];
        if (InternetAddress.TryParse(host, out var address) && address.Is6)
        {
            int length = address.Bits;
            if (slash >= 0 && (!int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > address.Bits)) Stop($"{word}: Unknown host", help: false);
            int index = links.Find(_name)?.Index ?? 0;
            if (index == 0)
            {
                shell.Error.Line($"SIOGIFINDEX: {shell.Machine.Text(Errno.ENODEV)}");
                _failed = true;
                return;
            }
            Say(adds ? "SIOCSIFADDR" : "SIOCDIFADDR", shell.Machine.Links.TryChangeAddress6(new InternetPrefix(address, length), index, adds));
            return;
        }
        ChangeAlias(await HostAsync(host), adds);
    }

    // Each further IPv4 address has a label of its own, the interface's name with a number; it takes mask and broadcast address of the first.
    private void ChangeAlias(InternetAddress address, bool adds)
    {
        var known = links.Channel.ReadAll<InterfaceAddress>(AddressRequests.List(AddressFamilyNumber.Inet), "addresses");
        if (!adds)
        {
            if (known.Find(one => one.Local == address && one.Label is { } label && (label == _name || label.StartsWith(_name + ":", StringComparison.Ordinal))) is not { Label: { } found })
            {
                Say("SIOCDIFADDR", Errno.EADDRNOTAVAIL);
                return;
            }
            (string own, _name) = (_name, found);
            ChangeFlags(0, Up);
            _name = own;
            return;
        }
        var first = known.Find(one => one.Label == _name);
        int number = 0;
        while (known.Exists(one => one.Label == string.Create(CultureInfo.InvariantCulture, $"{_name}:{number}"))) number++;
        (string device, _name) = (_name, string.Create(CultureInfo.InvariantCulture, $"{_name}:{number}"));
        Set(LinkControl.SIOCSIFADDR, address);
        if (first is not null)
        {
            Set(LinkControl.SIOCSIFNETMASK, InternetAddress.From4(uint.MaxValue).Network(first.PrefixLength));
            if (first.Broadcast is { } broadcast)
            {
                Set(LinkControl.SIOCSIFBRDADDR, broadcast);
                ChangeFlags(Broadcast, 0);
            }
        }
        _name = device;
    }

    private void SetHardware(string type, string text)
    {
        if (type != "ether") throw new UsageFailure("") { Usage = IfConfigUsage.Text, Exit = s_usage };
        if (!MacAddress.TryParse(text, out var address))
        {
            shell.Error.Line($"{text}: invalid ether address.");
            throw new Stopped(ExitCode.Failed);
        }
        Span<byte> value = stackalloc byte[sizeof(ushort) + MacAddress.Size];
        BitConverter.TryWriteBytes(value, Ethernet);
        address.CopyTo(value[sizeof(ushort)..]);
        Say("SIOCSIFHWADDR", shell.Machine.Links.TryControl(LinkControl.SIOCSIFHWADDR, _name, value));
    }

    private void Rename(string to)
    {
        Span<byte> value = stackalloc byte[16];
        value.Clear();
        byte[] bytes = Encoding.UTF8.GetBytes(to);
        bytes.AsSpan(0, Math.Min(bytes.Length, value.Length - 1)).CopyTo(value);
        var errno = shell.Machine.Links.TryControl(LinkControl.SIOCSIFNAME, _name, value);
        Say("SIOCSIFNAME", errno);
        if (errno == Errno.None) _name = to;
    }

    private void Set(LinkControl what, InternetAddress address)
    {
        // struct sockaddr_in
        Span<byte> value = stackalloc byte[16];
        value.Clear();
        BitConverter.TryWriteBytes(value, Inet);
        address.CopyTo(value[4..]);
        Say(what.ToString(), shell.Machine.Links.TryControl(what, _name, value));
    }

    private void Set(LinkControl what, int number)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(value, number);
        Say(what.ToString(), shell.Machine.Links.TryControl(what, _name, value));
    }

    private void ChangeFlags(ushort set, ushort clear)
    {
        var errno = shell.Machine.Links.TryGetFlags(_name, out ushort flags);
        if (errno != Errno.None)
        {
            shell.Error.Line($"{_name}: ERROR while getting interface flags: {shell.Machine.Text(errno)}");
            throw new Stopped(s_noFlags);
        }
        Span<byte> value = stackalloc byte[sizeof(ushort)];
        BitConverter.TryWriteBytes(value, (ushort)(flags & ~clear | set));
        Say("SIOCSIFFLAGS", shell.Machine.Links.TryControl(LinkControl.SIOCSIFFLAGS, _name, value));
    }

    /// <summary>Takes a flag away that the kernel may keep.</summary>
    private void Clear(ushort flag, string word)
    {
        ChangeFlags(0, flag);
        if (shell.Machine.Links.TryGetFlags(_name, out ushort flags) == Errno.None && (flags & flag) != 0) shell.Error.Line($"Warning: Interface {_name} still in {word} mode.");
    }

    private void Say(string request, Errno errno)
    {
        if (errno == Errno.None) return;
        shell.Error.Line($"{request}: {shell.Machine.Text(errno)}");
        _failed = true;
    }

    private async ValueTask<InternetAddress> HostAsync(string word, bool isAddress = false)
    {
        if (await HostAddress.FindAsync(shell, word) is { } address) return address;
        Stop($"{word}: {(HostAddress.MayBeName(word) ? "Host name lookup failure" : "Unknown host")}", help: isAddress);
        return default;
    }

    private void Stop(string message, bool help = true)
    {
        shell.Error.Line($"{message}");
        if (help) shell.Error.Line($"ifconfig: `--help' gives usage information.");
        throw new Stopped(ExitCode.Failed);
    }

    // What atoi(3) makes of a word.
    private static int Number(string word)
    {
        int end = word.StartsWith('-') ? 1 : 0;
        while (end < word.Length && char.IsAsciiDigit(word[end])) end++;
        return int.TryParse(word[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }

    /// <summary>Something went wrong that ends the command; it has been said.</summary>
    private sealed class Stopped(ExitCode code) : Exception
    {
        public ExitCode Code => code;
    }
}
