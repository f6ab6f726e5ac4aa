using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip link add</c>, <c>set</c>, <c>delete</c> and <c>property</c> (ip-link(8)).</summary>
internal static class LinkChange
{
    public static ValueTask<ExitCode> Run(IpContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        bool makes = flags.HasFlag(NetlinkFlags.Create);
        var settings = new LinkSettings(context);
        settings.Take(words);
        if (settings.Type is { } kind) settings.WriteKind(words, kind, () => makes || settings.Device is not { } device ? null : context.Links.Find(device));
        if (makes && settings.Type is null) throw new IpFailure("Not enough information: \"type\" argument is required\n", IpFailure.Missing);

        string? name = settings.Device ?? settings.Name;
        int index = settings.Index;
        if (!makes)
        {
            if (settings.Device is null && settings.Group is null) throw new IpFailure("Not enough information: \"dev\" argument is required.\n");
            if (settings.Device is not null) index = context.RequireLink(settings.Device);
        }
        if (settings.Group is { } group) settings.Attributes.Attribute((ushort)LinkAttribute.Group, group);

        var request = new NetlinkRequest(type, flags).U8(0).U8(0).U16(0).I32(index).U32((uint)settings.Flags).U32((uint)settings.ChangedFlags);
        if (makes)
        {
            if (name is not null) request.Attribute((ushort)LinkAttribute.Name, name);
            if (settings.Lower is { } lower) request.Attribute((ushort)LinkAttribute.Link, context.RequireLink(lower));
        }
        else if (settings.Name is { } newName)
        {
            request.Attribute((ushort)LinkAttribute.Name, newName);
        }
        context.Execute(request.Append(settings.Attributes));
        return ValueTask.FromResult(ExitCode.Ok);
    }

    /// <summary>Alternative names: <c>property add dev DEVICE altname NAME …</c>.</summary>
    public static ValueTask<ExitCode> RunProperty(IpContext context, IpWords words)
    {
        if (!words.More) throw new IpFailure("Command line is not complete. Try option \"help\"\n");
        bool adds = words.Matches("add");
        if (!adds && !words.Matches("del")) throw IpFailure.UnknownCommand(words.Current, "ip link help");
        words.Advance();
        string? device = null;
        var names = new List<string>();
        for (; words.More; words.Advance())
        {
            if (words.Is("altname"))
            {
                names.Add(words.Next());
                continue;
            }
            if (words.Matches("help")) throw new IpFailure(IpUsage.Link);
            if (words.Is("dev")) words.Next();
            if (device is not null) throw IpFailure.DuplicateOrGarbage("dev", words.Current);
            device = words.Current;
        }
        if (device is null) throw new IpFailure("Not enough information: \"dev\" argument is required.\n");
        var request = new NetlinkRequest(adds ? RouteMessageType.NewLinkProperty : RouteMessageType.DeleteLinkProperty, adds ? NetlinkFlags.Exclusive | NetlinkFlags.Create | NetlinkFlags.Append : NetlinkFlags.None)
            .Zero(4).I32(context.RequireLink(device)).Zero(8);
        int list = request.Begin((ushort)LinkAttribute.Properties, flagged: true);
        foreach (string name in names) request.Attribute((ushort)LinkAttribute.AlternativeName, name);
        request.End(list);
        context.Execute(request);
        return ValueTask.FromResult(ExitCode.Ok);
    }
}

/// <summary>What a command line says about a link that is made or changed; also about the other end of a cable.</summary>
internal sealed class LinkSettings(IpContext context)
{
    /// <summary>The attributes that the words stand for.</summary>
    public NetlinkRequest Attributes { get; } = new(0, NetlinkFlags.None);

    public LinkFlags Flags { get; private set; }

    public LinkFlags ChangedFlags { get; private set; }

    public string? Device { get; private set; }

    public string? Name { get; private set; }

    public string? Lower { get; private set; }

    public string? Type { get; private set; }

    public uint? Group { get; private set; }

    public int Index { get; private set; }

    /// <summary>Reads words up to <c>type KIND</c>, whose own words follow.</summary>
    public void Take(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            if (words.Matches("type"))
            {
                Type = words.Next();
                words.Advance();
                return;
            }
            if (!TryTakeState(words) && !TryTakeNumber(words) && !TryTakeReference(words)) TakeName(words);
        }
    }

    /// <summary>Writes the kind and what the words behind it say.</summary>
    public void WriteKind(IpWords words, string kind, Func<Link?> findCurrent)
    {
        const ushort Kind = 1, Data = 2, PortKind = 4, PortData = 5; // IFLA_INFO_*
        bool isPort = kind.EndsWith("_slave", StringComparison.Ordinal);
        string name = isPort ? kind[..^"_slave".Length] : kind;
        int info = Attributes.Begin((ushort)LinkAttribute.Info);
        Attributes.Attribute(isPort ? PortKind : Kind, System.Text.Encoding.UTF8.GetBytes(name));
        if (words.More)
        {
            var options = LinkOptions.Find(kind, findCurrent) ?? throw new IpFailure($"Garbage instead of arguments \"{words.Current} ...\". Try \"ip link help\".\n", IpFailure.Missing);
            int data = Attributes.Begin(isPort ? PortData : Data);
            options(context, words, Attributes);
            Attributes.End(data);
        }
        Attributes.End(info);
    }

    private void TakeName(IpWords words)
    {
        if (words.Is("name"))
        {
            Name = ValidName(words.Next(), "name");
            return;
        }
        if (words.Matches("help")) throw new IpFailure(IpUsage.Link);
        if (words.Current is "vf" or "xdp" or "xdpgeneric" or "xdpdrv" or "xdpoffload") throw new IpFailure($"ip: option \"{words.Current}\" of link is not supported\n");
        if (words.Is("dev")) words.Next();
        if (Device is not null) throw IpFailure.DuplicateOrGarbage("dev", words.Current);
        Device = ValidName(words.Current, "dev");
    }

    private static string ValidName(string name, string keyword)
        => name.Length is > 0 and < 128 && !name.Contains('/') && !name.Any(char.IsWhiteSpace) ? name : throw new IpFailure($"Error: argument \"{name}\" is wrong: \"{keyword}\" not a valid ifname\n");

    private bool TryTakeState(IpWords words)
    {
        switch (words.Current)
        {
            case "up":
                Set(LinkFlags.Up, on: true);
                break;
            case "down":
                Set(LinkFlags.Up, on: false);
                break;
            case "arp":
                Set(LinkFlags.NoArp, on: !IsOn(words));
                break;
            case "dynamic":
                Set(LinkFlags.Dynamic, IsOn(words));
                break;
            case "multicast":
                Set(LinkFlags.Multicast, IsOn(words));
                break;
            case "allmulticast":
                Set(LinkFlags.AllMulticast, IsOn(words));
                break;
            case "promisc":
                Set(LinkFlags.Promiscuous, IsOn(words));
                break;
            case "trailers":
                Set(LinkFlags.NoTrailers, on: !IsOn(words));
                break;
            case "carrier":
                Attributes.Attribute((ushort)LinkAttribute.Carrier, (byte)(IsOn(words) ? 1 : 0));
                break;
            case "protodown":
                Attributes.Attribute((ushort)LinkAttribute.ProtocolDown, (byte)(IsOn(words) ? 1 : 0));
                break;
            default:
                return false;
        }
        return true;
    }

    private bool TryTakeNumber(IpWords words)
    {
        var (attribute, name) = words.Current switch
        {
            "mtu" => (LinkAttribute.Mtu, "mtu"),
            "txqueuelen" or "qlen" or "txqlen" => (LinkAttribute.TransmitQueueLength, "txqueuelen"),
            "numtxqueues" => (LinkAttribute.TransmitQueues, "numtxqueues"),
            "numrxqueues" => (LinkAttribute.ReceiveQueues, "numrxqueues"),
            "gso_max_size" => (LinkAttribute.GsoMaxSize, "gso_max_size"),
            "gso_max_segs" => (LinkAttribute.GsoMaxSegments, "gso_max_segs"),
            "gro_max_size" => (LinkAttribute.GroMaxSize, "gro_max_size"),
            _ => (LinkAttribute.Unspecified, ""),
        };
        if (attribute != LinkAttribute.Unspecified)
        {
            string word = words.Next();
            Attributes.Attribute((ushort)attribute, IpWords.Number(word, $"Invalid \"{name}\" value\n"));
            return true;
        }
        if (words.Is("index"))
        {
            string word = words.Next();
            Index = IpWords.TryNumber(word, out uint number) && number is > 0 and <= int.MaxValue ? (int)number : throw IpFailure.Invalid(word, "Invalid \"index\" value\n");
            return true;
        }
        if (!words.Is("group")) return false;
        string group = words.Next();
        Group = context.Groups.TryNumber(group, int.MaxValue, out uint found) ? found : throw IpFailure.Invalid(group, "Invalid \"group\" value\n");
        return true;
    }

    private bool TryTakeReference(IpWords words)
    {
        switch (words.Current)
        {
            case "link":
                Lower = words.Next();
                break;
            case "address":
                Attributes.Attribute((ushort)LinkAttribute.Address, HardwareAddressText.Parse(words.Next()));
                break;
            case "broadcast" or "brd":
                Attributes.Attribute((ushort)LinkAttribute.Broadcast, HardwareAddressText.Parse(words.Next()));
                break;
            case "alias":
                Attributes.Attribute((ushort)LinkAttribute.Alias, System.Text.Encoding.UTF8.GetBytes(words.Next()));
                break;
            case "nomaster":
                Attributes.Attribute((ushort)LinkAttribute.Master, 0);
                break;
            case "master":
                string master = words.Next();
                Attributes.Attribute((ushort)LinkAttribute.Master, context.Links.IndexOf(master) is > 0 and var index ? index : throw IpFailure.Invalid(master, "Device does not exist\n"));
                break;
            case "vrf":
                string vrf = words.Next();
                Attributes.Attribute((ushort)LinkAttribute.Master, context.Links.Find(vrf) is { Kind: "vrf" } link ? link.Index : throw IpFailure.Invalid(vrf, "Not a valid VRF name\n"));
                break;
            case "netns":
                TakeNamespace(words.Next());
                break;
            case "link-netnsid":
                Attributes.Attribute((ushort)LinkAttribute.LinkNamespaceId, IpWords.Number(words.Next(), "Invalid \"link-netnsid\" value\n"));
                break;
            case "addrgenmode":
                TakeAddressGeneration(words.Next());
                break;
            default:
                return false;
        }
        return true;
    }

    private void TakeNamespace(string name)
    {
        if (context.TryHoldNamespace(name) is { } descriptor) Attributes.Attribute((ushort)LinkAttribute.NamespaceDescriptor, descriptor);
        else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int process)) Attributes.Attribute((ushort)LinkAttribute.NamespaceProcess, process);
        else throw IpFailure.Invalid(name, "Invalid \"netns\" value\n");
    }

    private void TakeAddressGeneration(string name)
    {
        const ushort Mode = 8; // IFLA_INET6_ADDR_GEN_MODE
        int mode = Array.IndexOf(["eui64", "none", "stable_secret", "random"], name);
        if (mode < 0) throw IpFailure.Invalid(name, "Invalid address generation mode\n");
        int families = Attributes.Begin((ushort)LinkAttribute.FamilySpecific);
        int family = Attributes.Begin(AddressFamilyNumber.Inet6);
        Attributes.Attribute(Mode, (byte)mode);
        Attributes.End(family);
        Attributes.End(families);
    }

    private void Set(LinkFlags flag, bool on)
    {
        ChangedFlags |= flag;
        Flags = on ? Flags | flag : Flags & ~flag;
    }

    private static bool IsOn(IpWords words)
    {
        string keyword = words.Current;
        return words.Next() switch
        {
            "on" => true,
            "off" => false,
            var other => throw new IpFailure($"Error: argument of \"{keyword}\" must be \"on\" or \"off\", not \"{other}\"\n", IpFailure.Missing),
        };
    }
}
