using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Ip;

/// <summary>Which neighbors <c>ip neighbour show</c> and <c>flush</c> are about.</summary>
/// <param name="context">The command.</param>
/// <param name="flushes">Whether they are to be deleted: then those that somebody entered stay unless they are named.</param>
internal sealed class NeighborSelector(IpContext context, bool flushes = false)
{
    private byte _family = context.Options.Family;
    private string? _device;
    private int _interfaceIndex;
    private IpPrefix? _to;
    private NeighborStates? _states;
    private bool _wantsNone;
    private bool _unused;
    private bool _noMaster;
    private NeighborFlags _flags;
    private int _master;
    private uint? _protocol;

    public bool HidesDevice => _device is not null;

    public void Take(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                if (_device is not null) throw IpFailure.Duplicate("dev", words.Current);
                _device = words.Next();
            }
            else if (words.Is("master"))
            {
                string name = words.Next();
                _master = context.Links.IndexOf(name) is > 0 and var index ? index : throw IpFailure.Invalid(name, "Device does not exist\n");
            }
            else if (words.Is("vrf"))
            {
                string name = words.Next();
                _master = context.Links.Find(name) is { Kind: "vrf" } link ? link.Index : throw IpFailure.Invalid(name, "Not a valid VRF name\n");
            }
            else if (words.Is("nomaster"))
            {
                _noMaster = true;
            }
            else if (words.Is("unused"))
            {
                _unused = true;
            }
            else if (words.Is("nud"))
            {
                string name = words.Next();
                if (name == "all")
                {
                    _states = NeighborReport.AllStates;
                    _wantsNone = true;
                }
                else if (name == "none")
                {
                    _states ??= NeighborStates.None;
                    _wantsNone = true;
                }
                else
                {
                    _states = (_states ?? NeighborStates.None) | (NeighborReport.StateOf(name) ?? throw new IpFailure($"Error: argument \"{name}\" is wrong: nud state is bad\n"));
                }
            }
            else if (words.Is("proxy"))
            {
                _flags = NeighborFlags.Proxy;
            }
            else if (words.Is("protocol"))
            {
                string name = words.Next();
                _protocol = context.Protocols.TryNumber(name, 255, out uint number) ? number : throw IpFailure.Invalid(name, "\"protocol\" value is invalid\n");
            }
            else
            {
                if (words.Is("to")) words.Next();
                if (words.Matches("help")) throw new IpFailure(IpUsage.Neighbor);
                if (_to is not null) throw IpFailure.DuplicateOrGarbage("to", words.Current);
                _to = IpWords.Prefix(words.Current, _family);
                if (_family == 0) _family = _to.Value.Family;
            }
        }
        _interfaceIndex = _device is null ? 0 : context.RequireLink(_device);
    }

    public NetlinkRequest Request() => NeighborRequests.List(_family, _interfaceIndex, _master, _flags);

    public bool Includes(Neighbor entry)
        => (_family is 0 || entry.Family == _family)
            && entry.Family is AddressFamilyNumber.Inet or AddressFamilyNumber.Inet6
            && (_interfaceIndex == 0 || entry.InterfaceIndex == _interfaceIndex)
            && IncludesState(entry)
            && (_to is null || _to.Value.Contains(entry.Address))
            && (_protocol is null || entry.Protocol == _protocol)
            && (!_unused || entry.Use is null or { References: 0 })
            && (!_noMaster || !context.Links.FlagsOf(entry.InterfaceIndex).HasFlag(LinkFlags.Slave));

    private bool IncludesState(Neighbor entry)
    {
        var hidden = flushes ? NeighborStates.NoArp | NeighborStates.Permanent : NeighborStates.NoArp;
        if ((entry.State & (_states ?? NeighborReport.AllStates & ~hidden)) != 0 || entry.State == NeighborStates.None && _wantsNone) return true;
        return (entry.Flags & (NeighborFlags.Proxy | NeighborFlags.ExternallyLearned)) != 0;
    }
}
