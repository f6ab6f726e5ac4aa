using System.Runtime.InteropServices;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary>What a command line says about a nexthop that is made or removed.</summary>
internal sealed class NexthopSettings(IpContext context)
{
    private const uint HundredthsPerSecond = 100;

    private readonly NetlinkRequest _attributes = new(0, NetlinkFlags.None);
    private readonly EncapsulationWords _encapsulation = new(context);
    private byte _family = context.Options.Family;
    private byte _protocol;
    private RouteFlags _flags;

    public void Take(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "id":
                    _attributes.Attribute((ushort)NexthopAttribute.Id, NexthopCommands.Id(words));
                    break;
                case "dev":
                    string name = words.Next();
                    _attributes.Attribute((ushort)NexthopAttribute.OutputInterface, context.Links.IndexOf(name) is > 0 and var index ? index : throw IpFailure.Invalid(name, "Device does not exist\n"));
                    // Without an address it can serve either family; the original means the older one.
                    if (_family == 0) _family = AddressFamilyNumber.Inet;
                    break;
                case "via":
                    TakeGateway(words);
                    break;
                case "encap":
                    _encapsulation.Take(words);
                    break;
                case "blackhole":
                    _attributes.Flag((ushort)NexthopAttribute.Blackhole);
                    if (_family == 0) _family = AddressFamilyNumber.Inet;
                    break;
                case "fdb":
                    _attributes.Flag((ushort)NexthopAttribute.Forwarding);
                    break;
                case "onlink":
                    _flags |= RouteFlags.OnLink;
                    break;
                case "group":
                    TakeGroup(words);
                    break;
                case var word when words.Matches("protocol"):
                    word = words.Next();
                    _protocol = context.Protocols.TryNumber(word, byte.MaxValue, out uint number) ? (byte)number : throw IpFailure.Invalid(word, "\"protocol\" value is invalid\n");
                    break;
                case "help":
                    throw new IpFailure(NexthopUsage.Text);
                default:
                    throw IpFailure.Invalid(words.Current, "");
            }
        }
    }

    public NetlinkRequest Request(ushort type, NetlinkFlags flags)
    {
        var request = NexthopRequests.Header(type, flags, _family, _protocol, _flags).Append(_attributes);
        _encapsulation.WriteTo(request, (ushort)NexthopAttribute.EncapsulationType, (ushort)NexthopAttribute.Encapsulation);
        return request;
    }

    private void TakeGateway(IpWords words)
    {
        string word = words.Next();
        if (word is "inet" or "inet6")
        {
            _family = word == "inet" ? AddressFamilyNumber.Inet : AddressFamilyNumber.Inet6;
            word = words.Next();
        }
        var gateway = IpWords.Address(word, context.Options.Family);
        _family = IpWords.FamilyOf(gateway);
        _attributes.Attribute((ushort)NexthopAttribute.Gateway, gateway);
    }

    private void TakeGroup(IpWords words)
    {
        // struct nexthop_grp: an id, a weight less one, three bytes of nothing.
        const int MemberSize = 8;
        string[] members = words.Next().Split('/');
        var group = new byte[members.Length * MemberSize];
        for (int i = 0; i < members.Length; i++)
        {
            string[] parts = members[i].Split(',');
            if (!IpWords.TryNumber(parts[0], out uint id) || id == 0) throw IpFailure.Invalid(parts[0], "\"id\" value is invalid\n");
            uint weight = 1;
            if (parts.Length > 1 && (!IpWords.TryNumber(parts[1], out weight) || weight is 0 or > 256)) throw IpFailure.Invalid(parts[1], "\"weight\" is invalid\n");
            MemoryMarshal.Write(group.AsSpan(i * MemberSize), id);
            group[i * MemberSize + 4] = (byte)(weight - 1);
        }
        _attributes.Attribute((ushort)NexthopAttribute.Group, group);
        if (words.TryPeek(1) != "type") return;
        words.Advance();
        string type = words.Next();
        if (type is not ("mpath" or "resilient")) throw IpFailure.Invalid(type, "\"type\" value is invalid\n");
        _attributes.Attribute((ushort)NexthopAttribute.GroupType, (ushort)(type == "resilient" ? 1 : 0));
        if (type == "resilient") TakeResilient(words);
    }

    private void TakeResilient(IpWords words)
    {
        const ushort Buckets = 1, IdleTimer = 2, UnbalancedTimer = 3; // NHA_RES_GROUP_*
        int group = _attributes.Begin((ushort)NexthopAttribute.ResilientGroup, flagged: true);
        while (words.TryPeek(1) is "buckets" or "idle_timer" or "unbalanced_timer")
        {
            string keyword = words.Next(), word = words.Next();
            string reason = $"invalid {keyword.Replace('_', ' ')} value";
            if (!IpWords.TryNumber(word, out uint number) || keyword == "buckets" && number > ushort.MaxValue || number > uint.MaxValue / HundredthsPerSecond) throw IpFailure.Invalid(word, reason);
            if (keyword == "buckets") _attributes.Attribute(Buckets, (ushort)number);
            else _attributes.Attribute(keyword == "idle_timer" ? IdleTimer : UnbalancedTimer, number * HundredthsPerSecond);
        }
        _attributes.End(group);
    }
}
