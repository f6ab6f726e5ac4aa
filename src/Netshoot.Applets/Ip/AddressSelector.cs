using System.IO.Enumeration;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary>Which addresses <c>ip address show</c> and <c>flush</c> are about.</summary>
internal sealed class AddressSelector(byte family)
{
    public LinkSelector Links { get; } = new();

    public byte Family { get; private set; } = family;

    public string? Label { get; private set; }

    /// <summary>Whether it leaves out any address.</summary>
    public bool FiltersAddresses => Family != 0 || Label is not null || _scope is not null || _flagMask != 0 || _to is not null;

    private InterfaceAddressFlags _flags;
    private InterfaceAddressFlags _flagMask;
    private uint? _scope;
    private IpPrefix? _to;

    public void Take(IpContext context, IpWords words)
    {
        for (; words.More; words.Advance())
        {
            if (words.Is("to"))
            {
                words.Next();
                _to = IpWords.Prefix(words.Current, Family);
                if (Family == 0) Family = _to.Value.Family;
            }
            else if (words.Is("scope"))
            {
                string name = words.Next();
                if (name == "all") _scope = null;
                else _scope = context.Scopes.TryNumber(name, 255, out uint number) ? number : throw IpFailure.Invalid(name, "invalid \"scope\"\n");
            }
            else if (words.Is("label"))
            {
                Label = words.Next();
            }
            else if (Links.TryTake(context, words))
            {
            }
            else if (!TryTakeFlag(words))
            {
                if (words.Matches("help")) throw new IpFailure(IpUsage.Address);
                Links.TakeDevice(words);
            }
        }
    }

    public bool Includes(InterfaceAddress address, Link link)
        => (Family is 0 || address.Family == Family)
            && (_scope is null || address.Scope == _scope)
            && (address.Flags & _flagMask) == _flags
            && (_to is null || _to.Value.Contains(address.Local))
            // An IPv6 address has no label: the name of its link stands in for it.
            && (Label is null || FileSystemName.MatchesSimpleExpression(Label, address.Label ?? link.Name, ignoreCase: false));

    private bool TryTakeFlag(IpWords words)
    {
        string word = words.Current;
        bool wanted = !word.StartsWith('-');
        string name = wanted ? word : word[1..];
        switch (name)
        {
            case "dynamic": return Set(InterfaceAddressFlags.Permanent, !wanted);
            case "permanent": return Set(InterfaceAddressFlags.Permanent, wanted);
            case "primary": return Set(InterfaceAddressFlags.Secondary, !wanted);
            case "secondary" or "temporary": return Set(InterfaceAddressFlags.Secondary, wanted);
        }
        foreach (var (flag, text) in AddressReport.Flags)
            if (text == name) return Set(flag, wanted);
        return false;
    }

    private bool Set(InterfaceAddressFlags flag, bool wanted)
    {
        _flagMask |= flag;
        _flags = wanted ? _flags | flag : _flags & ~flag;
        return true;
    }
}
