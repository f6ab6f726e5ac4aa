using System.Globalization;
using Netshoot.Applets.NetTools;
using Netshoot.Cli;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Applets.RouteTool;

/// <summary><c>route add</c> and <c>route del</c> (route(8)), each by the request that the original makes.</summary>
internal sealed class RouteChange(Shell shell)
{
    // RTF_* (include/uapi/linux/route.h)
    private const ushort Up = 0x1, Gateway = 0x2, Host = 0x4, Reinstate = 0x8, Dynamic = 0x10, Modified = 0x20, Mss = 0x40, Window = 0x80, RoundTrip = 0x100, Reject = 0x200;
    private const int SmallestMss = 64, LargestMss = 65536, SmallestWindow = 128;

    private static readonly ExitCode s_usage = new(3), s_noHost = new(6), s_refused = new(7);

    public async ValueTask<ExitCode> RunAsync(IReadOnlyList<string> words, bool isIp6)
    {
        string verb = words[0];
        if (verb is not ("add" or "del" or "delete" or "flush")) return Usage(RouteUsage.Whole);
        if (verb == "flush")
        {
            shell.Error.Line($"Flushing `{(isIp6 ? "inet6" : "inet")}' routing table not supported");
            return Usage(isIp6 ? RouteUsage.Inet6 : RouteUsage.Inet);
        }
        bool adds = verb == "add";
        if (isIp6) return await Change6Async(words, adds);
        if (words.Count > 1) return await Change4Async(words, adds);
        shell.Output.Literal(RouteUsage.Inet);
        return ExitCode.Ok;
    }

    private async ValueTask<ExitCode> Change4Async(IReadOnlyList<string> words, bool adds)
    {
        int at = 1;
        bool isNetwork = words[at] is "#net", isHost = words[at] is "#host";
        if ((isNetwork || isHost) && ++at >= words.Count) return Usage(RouteUsage.Inet);
        string target = words[at++];
        uint? mask = null;
        int slash = target.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!int.TryParse(target.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)) return Usage(RouteUsage.Inet);
            // Of what is too long the original takes what the processor's shift leaves.
            mask = length == 32 ? uint.MaxValue : ~(uint.MaxValue >> (length & 31));
            target = target[..slash];
        }
        if (target == "default") isNetwork = true;
        if (target != "default" && await HostAddress.FindAsync(shell, target) is null) return NoHost(target);
        var destination = target == "default" ? InternetAddress.Any4 : (await HostAddress.FindAsync(shell, target))!.Value;

        InternetAddress? gateway = null;
        string? device = null;
        ushort flags = (ushort)(Up | (isNetwork ? 0 : Host));
        int metric = 0;
        uint mss = 0, window = 0;
        ushort roundTrip = 0;
        for (; at < words.Count; at++)
        {
            string word = words[at];
            switch (word)
            {
                case "metric" or "netmask" or "gw" or "gateway" or "mss" or "window" or "irtt" or "device" or "dev" when at + 1 >= words.Count:
                    return Usage(RouteUsage.Inet);
                case "metric":
                    if (!int.TryParse(words[++at], NumberStyles.None, CultureInfo.InvariantCulture, out metric)) return Usage(RouteUsage.Inet);
                    break;
                case "netmask":
                    if (mask is not null) return Usage(RouteUsage.Inet);
                    if (await HostAddress.FindAsync(shell, words[++at]) is not { } bits) return NoHost(words[at]);
                    mask = bits.Value4;
                    break;
                case "gw" or "gateway":
                    if (gateway is not null) return Usage(RouteUsage.Inet);
                    if (await HostAddress.FindAsync(shell, words[++at]) is not { } router)
                    {
                        shell.Error.Line($"{words[at]}: Unknown host");
                        return s_noHost;
                    }
                    gateway = router;
                    flags |= Gateway;
                    break;
                case "mss":
                    mss = Number(words[++at]);
                    flags |= Mss;
                    if (mss is < SmallestMss or > LargestMss) return Usage(RouteUsage.Inet, "route: Invalid MSS/MTU.");
                    break;
                case "window":
                    window = Number(words[++at]);
                    flags |= Window;
                    if (window < SmallestWindow) return Usage(RouteUsage.Inet, "route: Invalid window.");
                    break;
                case "irtt":
                    roundTrip = (ushort)Number(words[++at]);
                    flags |= RoundTrip;
                    break;
                case "reject": flags |= Reject; break;
                case "mod": flags |= Modified; break;
                case "dyn": flags |= Dynamic; break;
                case "reinstate": flags |= Reinstate; break;
                case "device" or "dev":
                    if (device is not null) return Usage(RouteUsage.Inet);
                    device = words[++at];
                    break;
                default:
                    // A word that is none is the interface.
                    if (device is not null || at + 1 < words.Count && words[at + 1] is not ("metric" or "netmask" or "gw" or "gateway" or "mss" or "window" or "irtt" or "reject" or "mod" or "dyn" or "reinstate")) return Usage(RouteUsage.Inet);
                    device = word;
                    break;
            }
        }
        // A route that leads nowhere needs an interface all the same, and any will do.
        if ((flags & Reject) != 0) device ??= "lo";

        if (mask is { } wanted)
        {
            uint inverse = ~wanted;
            if ((flags & Host) != 0 && wanted != uint.MaxValue)
                return Usage(RouteUsage.Inet, string.Create(CultureInfo.InvariantCulture, $"route: netmask {System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(wanted):x8} doesn't make sense with host route"));
            if ((inverse & inverse + 1) != 0) return Usage(RouteUsage.Inet, $"route: bogus netmask {InternetAddress.From4(wanted)}");
            if ((destination.Value4 & inverse) != 0) return Usage(RouteUsage.Inet, "route: netmask doesn't match route address");
        }
        var route = new TableRoute4(destination, gateway ?? InternetAddress.Any4, InternetAddress.From4(mask ?? 0), flags, (short)(metric > 0 ? metric + 1 : 0), device, mss, window, roundTrip);
        return Answer(shell.Machine.Tables.TryChange(route, adds), adds);
    }

    private async ValueTask<ExitCode> Change6Async(IReadOnlyList<string> words, bool adds)
    {
        if (words.Count < 2) return Usage(RouteUsage.Inet6);
        string target = words[1];
        int length = 128, slash = target.IndexOf('/', StringComparison.Ordinal);
        InternetAddress destination;
        if (target == "default")
        {
            (destination, length) = (InternetAddress.Any6, 0);
        }
        else
        {
            if (slash >= 0 && (!int.TryParse(target.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > 128)) return Usage(RouteUsage.Inet6);
            string host = slash < 0 ? target : target[..slash];
            if (await Find6Async(host) is not { } found)
            {
                shell.Error.Line($"getaddrinfo: {host}: -3");
                shell.Error.Line($"{host}: Host name lookup failure");
                return ExitCode.Failed;
            }
            destination = found;
        }
        InternetAddress? gateway = null;
        string? device = null;
        uint metric = 1, flags = (uint)(Up | (length == 128 ? Host : 0));
        for (int at = 2; at < words.Count; at++)
        {
            switch (words[at])
            {
                case "metric" or "gw" or "gateway" or "dev" or "device" when at + 1 >= words.Count:
                    return Usage(RouteUsage.Inet6);
                case "metric":
                    if (!uint.TryParse(words[++at], NumberStyles.None, CultureInfo.InvariantCulture, out metric)) return Usage(RouteUsage.Inet6);
                    break;
                case "gw" or "gateway":
                    if (gateway is not null) return Usage(RouteUsage.Inet6);
                    if (await Find6Async(words[++at]) is not { } router)
                    {
                        shell.Error.Line($"{words[at]}: Resolver Error 0 (no error)");
                        return s_noHost;
                    }
                    gateway = router;
                    flags |= Gateway;
                    break;
                case "mod": flags |= Modified; break;
                case "dyn": flags |= Dynamic; break;
                case "dev" or "device":
                    device = words[++at];
                    if (at + 1 < words.Count && words[at + 1] is not ("metric" or "gw" or "gateway" or "mod" or "dyn")) return Usage(RouteUsage.Inet6);
                    break;
                default:
                    if (device is not null || at + 1 < words.Count) return Usage(RouteUsage.Inet6);
                    device = words[at];
                    break;
            }
        }
        int index = 0;
        if (device is not null && (index = shell.Machine.InterfaceIndex(device)) == 0)
        {
            shell.Error.Line($"SIOGIFINDEX: {shell.Machine.Text(Errno.ENODEV)}");
            return s_refused;
        }
        return Answer(shell.Machine.Tables.TryChange(new TableRoute6(new InternetPrefix(destination, length), gateway, flags, metric, index), adds), adds);
    }

    private async ValueTask<InternetAddress?> Find6Async(string word)
    {
        if (InternetAddress.TryParse(word, out var address)) return address.Is6 ? address : null;
        if (!HostAddress.MayBeName(word)) return null;
        try
        {
            return (await shell.Machine.Names.AddressesAsync(word, Host6, shell.Stop))[0].Address;
        }
        catch (Failure)
        {
            return null;
        }
    }

    private const Netshoot.Host.Names.NameFamily Host6 = Netshoot.Host.Names.NameFamily.Ip6;

    private ExitCode Answer(Errno errno, bool adds)
    {
        if (errno == Errno.None) return ExitCode.Ok;
        shell.Error.Line($"{(adds ? "SIOCADDRT" : "SIOCDELRT")}: {shell.Machine.Text(errno)}");
        return s_refused;
    }

    private ExitCode NoHost(string word)
    {
        shell.Error.Line($"{word}: {(HostAddress.MayBeName(word) ? "Host name lookup failure" : "Unknown host")}");
        return s_noHost;
    }

    private ExitCode Usage(string usage, string? reason = null)
    {
        if (reason is not null) shell.Error.Line($"{reason}");
        shell.Error.Literal(usage);
        return s_usage;
    }

    private static uint Number(string word) => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : 0;
}
