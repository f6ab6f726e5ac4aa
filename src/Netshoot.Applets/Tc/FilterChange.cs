using System.Buffers.Binary;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Filters;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc filter add</c>, <c>change</c>, <c>replace</c> and <c>delete</c>, and those of chains (tc(8)).</summary>
internal static class FilterChange
{
    public static void Run(TcContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        bool isChain = type is RouteMessageType.NewTrafficChain or RouteMessageType.DeleteTrafficChain;
        var wanted = new FilterRequest(isChain ? TcUsage.Chain : TcUsage.Filter);
        wanted.Take(context, words);
        // Whatever looks at all protocols says so, when something is made.
        if (type == RouteMessageType.NewTrafficFilter && flags.HasFlag(NetlinkFlags.Create) && wanted.Protocol is null) wanted.Protocol = EtherTypes.All;
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        if (wanted.Chain is { } chain) attributes.Attribute((ushort)TrafficAttribute.Chain, chain);
        if (wanted.Kind is { } kind)
        {
            attributes.Attribute((ushort)TrafficAttribute.Kind, kind);
            FilterKinds.Parse(context, words, wanted, attributes);
        }
        context.ExecuteTalking(wanted.Begin(context, type, flags).Append(attributes));
    }
}

/// <summary>Which filter is meant, and where it hangs: what stands before the kind.</summary>
/// <param name="usage">The answer to <c>help</c>.</param>
internal sealed class FilterRequest(string usage)
{
    private uint _parent, _block;

    public string? Device { get; private set; }

    public string? Kind { get; private set; }

    /// <summary>Which one, as its kind reads it.</summary>
    public string? Handle { get; private set; }

    /// <summary>The handle as a number, once its kind has read it.</summary>
    public uint Number { get; set; }

    public uint? Priority { get; private set; }

    public ushort? Protocol { get; set; }

    public uint? Chain { get; private set; }

    public bool HasPlace => _parent != 0;

    public bool HasTarget => Device is not null || _block != 0;

    public void Take(TcContext context, IpWords words)
    {
        for (; words.More && Kind is null; words.Advance())
        {
            if (words.Is("dev"))
            {
                string name = words.Next();
                if (Device is not null) throw IpFailure.Duplicate("dev", name);
                if (_block != 0) throw Exclusive();
                Device = name;
            }
            else if (words.Is("block"))
            {
                string name = words.Next();
                if (_block != 0) throw IpFailure.Duplicate("block", name);
                if (Device is not null) throw Exclusive();
                _block = ObjectWords.Block(name, "block index");
            }
            else if (FilterWords.TryPlace(words, ref _parent))
            {
                continue;
            }
            else if (words.Is("handle"))
            {
                string name = words.Next();
                Handle = Handle is null ? name : throw IpFailure.Duplicate("handle", name);
            }
            else if (words.Matches("preference") || words.Matches("priority"))
            {
                string name = words.Next();
                if (Priority is not null) throw IpFailure.Duplicate("priority", name);
                Priority = IpWords.TryNumber(name, out uint value) && value <= ushort.MaxValue ? value : throw IpFailure.Invalid(name, "invalid priority value");
            }
            else if (words.Matches("protocol"))
            {
                string name = words.Next();
                if (Protocol is not null) throw IpFailure.Duplicate("protocol", name);
                Protocol = EtherTypes.TryNumber(name, out ushort value) ? value : throw IpFailure.Invalid(name, "invalid protocol");
            }
            else if (words.Matches("chain"))
            {
                string name = words.Next();
                if (Chain is not null) throw IpFailure.Duplicate("chain", name);
                Chain = IpWords.TryNumber(name, out uint value) ? value : throw IpFailure.Invalid(name, "invalid chain index value");
            }
            else if (words.Matches("estimator"))
            {
                throw ObjectWords.Unsupported("filter estimator");
            }
            else if (words.Matches("help"))
            {
                context.Say(usage);
            }
            else
            {
                Kind = words.Current;
            }
        }
    }

    public NetlinkRequest Begin(TcContext context, ushort type, NetlinkFlags flags)
    {
        int index = Device is not null ? context.Device(Device) : _block != 0 ? TrafficObject.BlockInterface : 0;
        uint information = (Priority ?? 0) << 16 | BinaryPrimitives.ReverseEndianness(Protocol ?? 0);
        return TrafficRequests.Begin(type, flags, index, Number, _block != 0 ? _block : _parent, information);
    }

    private static IpFailure Exclusive() => new("Error: \"dev\" and \"block\" are mutually exclusive\n");
}
