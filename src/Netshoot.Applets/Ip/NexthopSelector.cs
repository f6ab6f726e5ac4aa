using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary>Which nexthops or buckets a command is about; the kernel leaves out most of the others.</summary>
internal sealed class NexthopSelector(IpContext context, bool isBucket)
{
    private readonly NetlinkRequest _filter = new(0, NetlinkFlags.None);
    private uint? _protocol;

    public uint? Id { get; private set; }

    public void Take(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "dev":
                    _filter.Attribute((ushort)NexthopAttribute.OutputInterface, Link(words, "Device does not exist\n"));
                    break;
                case "groups" when !isBucket:
                    _filter.Flag((ushort)NexthopAttribute.Groups);
                    break;
                case "fdb" when !isBucket:
                    _filter.Flag((ushort)NexthopAttribute.Forwarding);
                    break;
                case "master":
                    _filter.Attribute((ushort)NexthopAttribute.Master, Link(words, "Device does not exist\n"));
                    break;
                case "vrf":
                    string name = words.Next();
                    _filter.Attribute((ushort)NexthopAttribute.Master, context.Links.Find(name) is { Kind: "vrf" } vrf ? vrf.Index : throw IpFailure.Invalid(name, "Invalid VRF\n"));
                    break;
                case "id":
                    Id = NexthopCommands.Id(words);
                    if (isBucket) _filter.Attribute((ushort)NexthopAttribute.Id, Id.Value);
                    break;
                case "nhid" when isBucket:
                    const ushort BucketNexthop = 3; // NHA_RES_BUCKET_NH_ID
                    int bucket = _filter.Begin((ushort)NexthopAttribute.ResilientBucket, flagged: true);
                    _filter.Attribute(BucketNexthop, NexthopCommands.Id(words));
                    _filter.End(bucket);
                    break;
                case "protocol" or "proto" when !isBucket:
                    string word = words.Next();
                    // Here the original knows no names.
                    _protocol = word == "all" ? 0 : IpWords.TryNumber(word, out uint number) && number <= byte.MaxValue ? number : throw IpFailure.Invalid(word, "invalid protocol value");
                    break;
                case "help":
                    throw new IpFailure(NexthopUsage.Text);
                default:
                    throw IpFailure.Invalid(words.Current, "");
            }
        }
    }

    public NetlinkRequest Request() => NexthopRequests.List(context.Options.Family, isBucket).Append(_filter);

    public bool Includes(Nexthop nexthop) => _protocol is null or 0 || nexthop.Protocol == _protocol;

    private int Link(IpWords words, string reason)
    {
        string name = words.Next();
        return context.Links.IndexOf(name) is > 0 and var index ? index : throw IpFailure.Invalid(name, reason);
    }
}
