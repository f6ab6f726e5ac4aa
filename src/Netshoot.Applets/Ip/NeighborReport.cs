using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Ip;

/// <summary>One neighbor as ip(8) prints it.</summary>
/// <param name="context">The command.</param>
/// <param name="hidesDevice">Whether the device goes without saying.</param>
internal sealed class NeighborReport(IpContext context, bool hidesDevice)
{
    private const uint HundredthsPerSecond = 100;

    public const NeighborStates AllStates = (NeighborStates)0xff;

    private static readonly (NeighborStates State, string Name)[] s_states =
    [
        (NeighborStates.Incomplete, "INCOMPLETE"),
        (NeighborStates.Reachable, "REACHABLE"),
        (NeighborStates.Stale, "STALE"),
        (NeighborStates.Delay, "DELAY"),
        (NeighborStates.Probe, "PROBE"),
        (NeighborStates.Failed, "FAILED"),
        (NeighborStates.NoArp, "NOARP"),
        (NeighborStates.Permanent, "PERMANENT"),
    ];

    /// <summary>The state of a name or a number; null when it is none.</summary>
    public static NeighborStates? StateOf(string word)
    {
        foreach (var (state, name) in s_states)
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase)) return state;
        return IpWords.TryNumber(word, out uint number) && number < 256 ? (NeighborStates)number : null;
    }

    public void Write(Neighbor neighbor)
    {
        var to = context.To;
        bool brief = context.Options.Brief;
        to.OpenObject();
        if (neighbor.IsDeleted) to.Field("deleted", true, $"Deleted ");
        if (neighbor.Address is { } address)
        {
            if (brief) to.Field(AddressPaint.PaintOf(address), "dst", address, $"{address,-39} ");
            else to.Field(AddressPaint.PaintOf(address), "dst", address, $"{address} ");
        }
        if (!hidesDevice)
        {
            string device = context.Links.NameOf(neighbor.InterfaceIndex);
            if (brief)
            {
                to.Field(Paint.Interface, "dev", device, $"{device,-16} ");
            }
            else
            {
                to.Text($"dev ");
                to.Field(Paint.Interface, "dev", device, $"{device} ");
            }
        }
        if (neighbor.HardwareAddress.Length > 0)
        {
            if (!brief) to.Text($"lladdr ");
            if (brief) to.Field(Paint.Mac, "lladdr", neighbor.HardwareAddress, $"{neighbor.HardwareAddress}");
            else to.Field(Paint.Mac, "lladdr", neighbor.HardwareAddress, $"{neighbor.HardwareAddress} ");
        }
        if (!brief) WriteRest(to, neighbor);
        to.Text($"\n");
        to.CloseObject();
    }

    private void WriteRest(ReportWriter to, Neighbor neighbor)
    {
        if (neighbor.Flags.HasFlag(NeighborFlags.Router)) to.Flag("router", $"router ");
        if (neighbor.Flags.HasFlag(NeighborFlags.Proxy)) to.Flag("proxy", $"proxy ");
        if (neighbor.Flags.HasFlag(NeighborFlags.ExternallyLearned)) to.Flag("extern_learn", $"extern_learn ");
        if (neighbor.Flags.HasFlag(NeighborFlags.Offloaded)) to.Flag("offload", $"offload ");
        if ((neighbor.ExtendedFlags & 1) != 0) to.Flag("managed", $"managed ");
        if (context.Options.Statistics > 0)
        {
            if (neighbor.Use is { } use)
            {
                if (use.References > 0) to.Field("refcnt", use.References, $" ref {use.References}");
                to.Field("used", use.Used / HundredthsPerSecond, $" used {use.Used / HundredthsPerSecond}/");
                to.Field("confirmed", use.Confirmed / HundredthsPerSecond, $"{use.Confirmed / HundredthsPerSecond}/");
                to.Field("updated", use.Updated / HundredthsPerSecond, $"{use.Updated / HundredthsPerSecond}");
            }
            if (neighbor.Probes is { } probes) to.Field("probes", probes, $"probes {probes} ");
        }
        if (neighbor.State != NeighborStates.None)
        {
            to.OpenArray("state");
            foreach (var (state, name) in s_states)
                if (neighbor.State.HasFlag(state)) to.Field(null, name, $"{name} ");
            to.CloseArray();
        }
        if (neighbor.Protocol is { } protocol) to.Field("protocol", context.Protocols.Name(protocol), $"proto {context.Protocols.Name(protocol)} ");
    }
}
