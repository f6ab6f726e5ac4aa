using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>Reads the words behind <c>type gre</c> and the other tunnels over IP (ip-link(8)).</summary>
internal sealed class TunnelWords(IpContext context, TunnelShape shape, TunnelSettings tunnel)
{
    private static readonly (string Word, ushort Input, ushort Output)[] s_keyed =
    [
        ("seq", TunnelSettings.HasSequence, TunnelSettings.HasSequence),
        ("iseq", TunnelSettings.HasSequence, 0),
        ("oseq", 0, TunnelSettings.HasSequence),
        ("csum", TunnelSettings.HasChecksum, TunnelSettings.HasChecksum),
        ("icsum", TunnelSettings.HasChecksum, 0),
        ("ocsum", 0, TunnelSettings.HasChecksum),
    ];

    private static readonly (string Word, ushort Flag)[] s_encapsulationFlags =
    [
        ("encap-csum", TunnelSettings.EncapsulationChecksum),
        ("encap-udp6-csum", TunnelSettings.EncapsulationChecksum6),
        ("encap-csum6", TunnelSettings.EncapsulationChecksum6),
        ("encap-remcsum", TunnelSettings.RemoteChecksum),
    ];

    /// <summary>Who reads the words of a kind that is a tunnel over IP.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="findCurrent">The link as it is, when it is changed; a change says all of it.</param>
    public static ReadLinkOptions? Find(string kind, Func<Link?> findCurrent)
        => TunnelShape.Find(kind) is not { } shape ? null : (context, words, to) =>
        {
            var tunnel = new TunnelSettings(shape);
            if (findCurrent() is { } current && current.Kind == kind) tunnel.Load(current.KindData.Attributes);
            var reader = new TunnelWords(context, shape, tunnel);
            for (; words.More; words.Advance())
                if (!reader.TryTake(words)) throw KindWords.Unknown(kind, words.Current, "option");
            tunnel.WriteTo(to);
        };

    /// <summary>Takes a word of a tunnel, and its value; false for another word.</summary>
    public bool TryTake(IpWords words) => TryTakeEnd(words) || shape.InputKey != 0 && TryTakeKey(words) || shape.TimeToLive != 0 && TryTakeHeader(words)
        || shape.Encapsulation != 0 && TryTakeEncapsulation(words) || shape.Erspan != 0 && TryTakeErspan(words);

    private bool TryTakeEnd(IpWords words)
    {
        switch (words.Current)
        {
            case "remote":
                tunnel.Remote = Address(words);
                return true;
            case "local":
                tunnel.Local = Address(words);
                return true;
            case "dev":
                tunnel.Link = KindWords.Link(context, words);
                return true;
            case "external" when shape.CollectMetadata != 0:
                tunnel.IsExternal = true;
                return true;
            case "fwmark" when shape.EncapsulationLimit != 0 && words.TryPeek(1) == "inherit":
                words.Advance();
                tunnel.Flags |= TunnelSettings.InheritsMark;
                return true;
            case "fwmark":
                tunnel.Mark = KindWords.Number(words, uint.MaxValue, "invalid fwmark\n");
                tunnel.Flags &= ~TunnelSettings.InheritsMark;
                return true;
            default:
                return false;
        }
    }

    private InternetAddress Address(IpWords words)
    {
        string word = words.Next();
        return word is "any" or "default" ? shape.Is6 ? InternetAddress.Any6 : InternetAddress.Any4 : IpWords.Address(word, shape.Is6 ? AddressFamilyNumber.Inet6 : AddressFamilyNumber.Inet);
    }

    private bool TryTakeKey(IpWords words)
    {
        string keyword = words.Current;
        if (keyword is "key" or "ikey" or "okey")
        {
            uint key = Key(words);
            if (keyword != "okey") (tunnel.InputKey, tunnel.InputFlags) = (key, (ushort)(tunnel.InputFlags | TunnelSettings.HasKey));
            if (keyword != "ikey") (tunnel.OutputKey, tunnel.OutputFlags) = (key, (ushort)(tunnel.OutputFlags | TunnelSettings.HasKey));
            return true;
        }
        if (shape.InputFlags == 0) return false;
        if (keyword is "nokey" or "noikey" or "nookey")
        {
            if (keyword != "nookey") (tunnel.InputKey, tunnel.InputFlags) = (0, (ushort)(tunnel.InputFlags & ~TunnelSettings.HasKey));
            if (keyword != "noikey") (tunnel.OutputKey, tunnel.OutputFlags) = (0, (ushort)(tunnel.OutputFlags & ~TunnelSettings.HasKey));
            return true;
        }
        foreach (var (word, input, output) in s_keyed)
        {
            if (keyword == word)
            {
                tunnel.InputFlags |= input;
                tunnel.OutputFlags |= output;
                return true;
            }
            if (keyword != $"no{word}") continue;
            tunnel.InputFlags &= (ushort)~input;
            tunnel.OutputFlags &= (ushort)~output;
            return true;
        }
        return false;
    }

    /// <summary>A key: a number, or written like an IPv4 address.</summary>
    public static uint Key(IpWords words)
    {
        string keyword = words.Current, word = words.Next();
        if (word.Contains('.'))
            return IpWords.TryAddress(word, AddressFamilyNumber.Inet, out var address) ? address.Value4 : throw new IpFailure($"Error: an IP address is expected rather than \"{word}\"\n", IpFailure.Missing);
        return IpWords.TryNumber(word, out uint number) ? number : throw new IpFailure($"invalid value for \"{keyword}\": \"{word}\"; it should be an unsigned integer\n");
    }

    private bool TryTakeHeader(IpWords words)
    {
        switch (words.Current)
        {
            case "ttl" or "hoplimit" or "hlim":
                if (words.TryPeek(1) == "inherit")
                {
                    words.Advance();
                    tunnel.TimeToLive = 0;
                }
                else
                {
                    tunnel.TimeToLive = (byte)KindWords.Number(words, byte.MaxValue, shape.Is6 ? "invalid HLIM\n" : "invalid TTL\n");
                }
                return true;
            case "mode" when shape.HasModes:
                string mode = words.Next();
                tunnel.Protocol = Array.Find(shape.Modes, candidate => candidate.Name == mode) is { Name: not null } found ? found.Number : throw KindWords.Wrong(mode, "Cannot guess tunnel mode.");
                return true;
            default:
                return shape.Is6 ? TryTakeHeader6(words) : TryTakeHeader4(words);
        }
    }

    private bool TryTakeHeader4(IpWords words)
    {
        switch (words.Current)
        {
            case "tos" or "dsfield":
                tunnel.TypeOfService = KindWords.Service(context, words);
                return true;
            case "pmtudisc":
                tunnel.DiscoversPathMtu = true;
                return true;
            case "nopmtudisc":
                tunnel.DiscoversPathMtu = false;
                return true;
            case "ignore-df" when shape.IgnoresFragmentFlag != 0:
                tunnel.IgnoresFragmentFlag = true;
                return true;
            case "noignore-df" when shape.IgnoresFragmentFlag != 0:
                tunnel.IgnoresFragmentFlag = false;
                return true;
            case "isatap" when shape.Flags != 0:
                tunnel.Flags |= TunnelSettings.Isatap;
                return true;
            default:
                return shape.RapidDeployment != 0 && TryTakeRapidDeployment(words);
        }
    }

    private bool TryTakeRapidDeployment(IpWords words)
    {
        switch (words.Current)
        {
            case "6rd-prefix":
                tunnel.RapidPrefix = Prefix(words, AddressFamilyNumber.Inet6);
                return true;
            case "6rd-relay_prefix":
                tunnel.RapidRelay = Prefix(words, AddressFamilyNumber.Inet);
                return true;
            case "6rd-reset":
                // 6to4 (RFC 3056), which the kernel begins with.
                tunnel.RapidPrefix = new(InternetAddress.From6(0x2002_0000_0000_0000, 0), 16);
                tunnel.RapidRelay = new(InternetAddress.Any4, 0);
                return true;
            default:
                return false;
        }
    }

    private static InternetPrefix Prefix(IpWords words, byte family)
    {
        var prefix = IpWords.Prefix(words.Next(), family);
        return new(prefix.Address ?? (family == AddressFamilyNumber.Inet6 ? InternetAddress.Any6 : InternetAddress.Any4), prefix.Length);
    }

    private bool TryTakeHeader6(IpWords words)
    {
        switch (words.Current)
        {
            case "encaplimit":
                bool unlimited = words.TryPeek(1) == "none";
                if (unlimited) words.Advance();
                else tunnel.EncapsulationLimit = (byte)KindWords.Number(words, byte.MaxValue, "invalid ELIM");
                SetFlag(TunnelSettings.IgnoresLimit, unlimited);
                return true;
            case "tclass" or "tc" or "tos" or "dsfield":
                bool inheritsClass = words.TryPeek(1) == "inherit";
                if (inheritsClass)
                {
                    words.Advance();
                    tunnel.FlowInformation &= ~0x0ff00000u;
                }
                else
                {
                    tunnel.FlowInformation = tunnel.FlowInformation & ~0x0ff00000u | Hexadecimal(words, byte.MaxValue, "invalid TClass") << 20;
                }
                SetFlag(TunnelSettings.InheritsClass, inheritsClass);
                return true;
            case "flowlabel" or "fl":
                bool inheritsLabel = words.TryPeek(1) == "inherit";
                if (inheritsLabel)
                {
                    words.Advance();
                    tunnel.FlowInformation &= ~0xfffffu;
                }
                else
                {
                    tunnel.FlowInformation = tunnel.FlowInformation & ~0xfffffu | Hexadecimal(words, 0xfffff, "invalid Flowlabel");
                }
                SetFlag(TunnelSettings.InheritsLabel, inheritsLabel);
                return true;
            case "dscp":
                string word = words.Next();
                if (word != "inherit") throw KindWords.Wrong(word, "not inherit");
                SetFlag(TunnelSettings.CopiesService, on: true);
                return true;
            case "allow-localremote" or "noallow-localremote":
                SetFlag(TunnelSettings.AllowsLocalRemote, words.Current[0] == 'a');
                return true;
            default:
                return false;
        }
    }

    // Hexadecimal even without 0x.
    private static uint Hexadecimal(IpWords words, uint largest, string reason)
    {
        string word = words.Next(), digits = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? word[2..] : word;
        return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) && number <= largest ? number : throw KindWords.Wrong(word, reason);
    }

    private void SetFlag(uint flag, bool on) => tunnel.Flags = on ? tunnel.Flags | flag : tunnel.Flags & ~flag;

    private bool TryTakeEncapsulation(IpWords words)
    {
        string keyword = words.Current;
        switch (keyword)
        {
            case "noencap":
                tunnel.EncapsulationType = 0;
                return true;
            case "encap":
                tunnel.EncapsulationType = (ushort)KindWords.Choice(words, ["none", "fou", "gue"], "Invalid encap type.");
                return true;
            case "encap-sport" when words.TryPeek(1) == "auto":
                words.Advance();
                tunnel.EncapsulationSource = 0;
                return true;
            case "encap-sport":
                tunnel.EncapsulationSource = (ushort)KindWords.Number(words, ushort.MaxValue, "Invalid source port.");
                return true;
            case "encap-dport":
                tunnel.EncapsulationDestination = (ushort)KindWords.Number(words, ushort.MaxValue, "Invalid destination port.");
                return true;
        }
        foreach (var (word, flag) in s_encapsulationFlags)
        {
            if (keyword != word && keyword != $"no{word}") continue;
            tunnel.EncapsulationFlags = keyword == word ? (ushort)(tunnel.EncapsulationFlags | flag) : (ushort)(tunnel.EncapsulationFlags & ~flag);
            return true;
        }
        return false;
    }

    private bool TryTakeErspan(IpWords words)
    {
        switch (words.Current)
        {
            case "erspan_ver":
                uint version = KindWords.Number(words, byte.MaxValue, "invalid erspan version\n");
                tunnel.ErspanVersion = version <= 2 ? (byte)version : throw KindWords.Wrong(words.Current, "erspan version must be 0/1/2\n");
                return true;
            case "erspan":
                uint index = KindWords.Number(words, uint.MaxValue, "invalid erspan index\n");
                tunnel.ErspanIndex = index is > 0 and <= 0xfffff ? index : throw KindWords.Wrong(words.Current, "erspan index must be > 0 and <= 20-bit\n");
                return true;
            case "erspan_dir":
                tunnel.ErspanDirection = (byte)KindWords.Choice(words, ["ingress", "egress"], "Invalid erspan direction.");
                return true;
            case "erspan_hwid":
                tunnel.ErspanHardware = (ushort)KindWords.Number(words, ushort.MaxValue, "invalid erspan hwid\n");
                return true;
            default:
                return false;
        }
    }
}
