using System.Globalization;
using Netshoot.Applets.NetTools;
using Netshoot.Netlink.IpVs;
using Netshoot.Wire;

namespace Netshoot.Applets.IpvsAdm;

/// <summary>Addresses, ports, flags and ways of forwarding as ipvsadm(8) writes them.</summary>
internal sealed class IpvsAdmNames(Shell shell, bool isNumeric)
{
    // IP_VS_SVC_F_*
    public const uint Persistent = 1, OnePacket = 4;

    private static readonly string[] s_shFlags = ["sh-fallback", "sh-port"], s_mhFlags = ["mh-fallback", "mh-port"], s_flags = ["flag-1", "flag-2", "flag-3"];

    private readonly HostNames _hosts = new(shell, isNumeric);

    /// <summary>An address and a port, with names unless only numbers are wanted.</summary>
    public async ValueTask<string> EndAsync(InternetAddress address, ushort port, byte protocol)
    {
        string host = await _hosts.HostAsync(address) ?? (address.Is6 ? $"[{address}]" : $"{address}");
        string? service = isNumeric || port == 0 ? null : shell.Machine.Names.Service(port, protocol == 17 ? "udp" : protocol == 132 ? "sctp" : "tcp");
        return $"{host}:{service ?? port.ToString(CultureInfo.InvariantCulture)}";
    }

    public static string ProtocolOf(VirtualServiceKey key) => key.Mark != 0 ? "FWM" : key.Protocol switch { 6 => "TCP", 17 => "UDP", _ => "SCTP" };

    public static string ForwardingOf(uint method) => (method & 7) switch { 0 => "Masq", 1 => "Local", 2 => "Tunnel", 3 => "Route", _ => "Bypass" };

    /// <summary>The names of a scheduler's three flags, those that are set; empty when none is.</summary>
    public static string FlagsOf(string scheduler, uint flags)
    {
        var own = OwnFlags(scheduler);
        var names = new List<string>();
        for (int i = 0; i < s_flags.Length; i++)
            if ((flags >> 3 + i & 1) != 0) names.Add(i < own.Length ? own[i] : s_flags[i]);
        return string.Join(',', names);
    }

    /// <summary>The flags of a scheduler by their names; null when one is none.</summary>
    public static uint? ParseFlags(string scheduler, string text)
    {
        uint flags = 0;
        foreach (string name in text.Split(','))
        {
            int at = Array.IndexOf(OwnFlags(scheduler), name);
            if (at < 0) at = Array.IndexOf(s_flags, name);
            if (at < 0) return null;
            flags |= 1u << 3 + at;
        }
        return flags;
    }

    private static string[] OwnFlags(string scheduler) => scheduler switch { "sh" => s_shFlags, "mh" => s_mhFlags, _ => [] };
}
