using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Xfrm;

namespace Netshoot.Applets.Ip.Xfrm;

/// <summary>Which states or policies are shown.</summary>
internal sealed class XfrmSelection(IpContext context)
{
    private readonly byte _family = context.Options.Family;
    private IpPrefix? _source;
    private IpPrefix? _destination;
    private byte? _protocol;
    private uint? _spi;
    private byte? _mode;
    private uint? _request;
    private byte? _flags;
    private byte? _direction;
    private uint? _index;
    private uint? _priority;
    private bool? _blocks;

    public bool HidesKeys { get; private set; }

    public void TakeStates(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "nokeys":
                    HidesKeys = true;
                    break;
                case "mode":
                    string mode = words.Next();
                    _mode = (byte)(Array.IndexOf(XfrmText.Modes, mode) is >= 0 and var number ? number : throw KindWords.Wrong(mode, "MODE value is invalid"));
                    break;
                case "reqid":
                    _request = KindWords.Number(words, uint.MaxValue, "REQID value is invalid");
                    break;
                case "flag":
                    string flag = words.Next();
                    _flags = (byte)(1 << (Array.IndexOf(XfrmStateReport.Flags, flag) is >= 0 and var bit ? bit : throw KindWords.Wrong(flag, "unknown")));
                    break;
                case "proto":
                    string protocol = words.Next();
                    _protocol = XfrmText.ProtocolNumber(protocol) ?? throw KindWords.Wrong(protocol, "XFRM-PROTO value is invalid");
                    break;
                case "spi":
                    _spi = KindWords.Number(words, uint.MaxValue, "SPI value is invalid");
                    break;
                default:
                    TakePrefix(words);
                    break;
            }
        }
    }

    public void TakePolicies(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "dir":
                    string direction = words.Next();
                    _direction = (byte)(Array.IndexOf(XfrmPolicyReport.Directions, direction) is >= 0 and var number ? number : throw KindWords.Wrong(direction, "DIR value is invalid"));
                    break;
                case "index":
                    _index = KindWords.Number(words, uint.MaxValue, "INDEX value is invalid");
                    break;
                case "priority":
                    _priority = KindWords.Number(words, uint.MaxValue, "PRIORITY value is invalid");
                    break;
                case "action":
                    string action = words.Next();
                    _blocks = action switch { "allow" => false, "block" => true, _ => throw KindWords.Wrong(action, "ACTION value is invalid") };
                    break;
                case "nosock":
                    // What the kernel lists are those of the system and of sockets; the latter are left out here.
                    HidesSockets = true;
                    break;
                default:
                    TakePrefix(words);
                    break;
            }
        }
    }

    public bool HidesSockets { get; private set; }

    private void TakePrefix(IpWords words)
    {
        if (words.Is("src")) _source = IpWords.Prefix(words.Next(), _family);
        else if (words.Is("dst")) _destination = IpWords.Prefix(words.Next(), _family);
        else throw KindWords.Wrong(words.Current, "unknown");
    }

    public bool Includes(XfrmState state)
        => (_family == 0 || state.Family == _family)
            && Has(_source, state.Source) && Has(_destination, state.Destination)
            && (_protocol is null || state.Protocol == _protocol) && (_spi is null || state.Spi == _spi) && (_mode is null || state.Mode == _mode)
            && (_request is null || state.RequestId == _request) && (_flags is null || (state.Flags & _flags) != 0);

    public bool Includes(XfrmPolicy policy)
        => (_family == 0 || policy.Selector.Family == _family)
            && (_source is null || _source.Value.Length == policy.Selector.SourceLength && Has(_source, policy.Selector.Source))
            && (_destination is null || _destination.Value.Length == policy.Selector.DestinationLength && Has(_destination, policy.Selector.Destination))
            && (_direction is null || policy.Direction == _direction) && (_index is null || policy.Index == _index)
            && (_priority is null || policy.Priority == _priority) && (_blocks is null || policy.Blocks == _blocks)
            && (!HidesSockets || policy.Direction < XfrmPolicyReport.Directions.Length);

    private static bool Has(IpPrefix? wanted, Netshoot.Wire.InternetAddress address) => wanted is null || wanted.Value.IsDefault || wanted.Value.Contains(address);
}
