using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>Which links a command is about: the words that <c>ip link show</c> and <c>ip address show</c> have in common.</summary>
internal sealed class LinkSelector
{
    public string? Device { get; private set; }

    public bool Up { get; private set; }

    /// <summary>The index of the master; 0 for any.</summary>
    public int Master { get; private set; }

    public bool NoMaster { get; private set; }

    public string? Kind { get; private set; }

    /// <summary>The kind of the master that a link is a port of.</summary>
    public string? PortKind { get; private set; }

    public uint? Group { get; private set; }

    /// <summary>Takes a word that says which links; false when it is none of those.</summary>
    public bool TryTake(IpContext context, IpWords words)
    {
        if (words.Is("up"))
        {
            Up = true;
        }
        else if (words.Is("nomaster"))
        {
            NoMaster = true;
        }
        else if (words.Is("master"))
        {
            string name = words.Next();
            Master = context.Links.IndexOf(name) is > 0 and var index ? index : throw IpFailure.Invalid(name, "Device does not exist\n");
        }
        else if (words.Is("vrf"))
        {
            string name = words.Next();
            Master = context.Links.Find(name) is { Kind: "vrf" } link ? link.Index : throw IpFailure.Invalid(name, "Not a valid VRF name\n");
        }
        else if (words.Is("group"))
        {
            string name = words.Next();
            Group = context.Groups.TryNumber(name, int.MaxValue, out uint number) ? number : throw IpFailure.Invalid(name, "Invalid \"group\" value\n");
        }
        else if (words.Is("type"))
        {
            string name = words.Next();
            if (name.EndsWith("_slave", StringComparison.Ordinal)) PortKind = name[..^"_slave".Length];
            else Kind = name;
        }
        else
        {
            return false;
        }
        return true;
    }

    /// <summary>Takes a word that must be the name of the link, with or without <c>dev</c> before it.</summary>
    public void TakeDevice(IpWords words)
    {
        if (words.Is("dev")) words.Next();
        if (Device is not null) throw IpFailure.DuplicateOrGarbage("dev", words.Current);
        Device = words.Current;
    }

    public bool Includes(Link link)
        => (!Up || link.Flags.HasFlag(LinkFlags.Up))
            && (Master == 0 || link.MasterIndex == Master)
            && (!NoMaster || link.MasterIndex is null or 0)
            && (Kind is null || link.Kind == Kind)
            && (PortKind is null || link.PortKind == PortKind)
            && (Group is null || link.Group == Group);
}
