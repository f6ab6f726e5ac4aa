using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Tunnels;

/// <summary>What a command line of <c>ip tunnel</c> says.</summary>
internal sealed class TunnelArguments(IpContext context, bool is6)
{
    private readonly List<string> _rest = [];

    public string? Name { get; private set; }

    public TunnelMode? Mode { get; private set; }

    public InternetAddress? Remote { get; private set; }

    public InternetAddress? Local { get; private set; }

    public int Link { get; private set; }

    public bool IsIsatap { get; private set; }

    /// <summary>Words that mean what they mean behind <c>ip link … type</c>; which there are, only the mode can tell.</summary>
    public IReadOnlyList<string> Rest => _rest;

    public void Take(IpWords words)
    {
        for (; words.More; words.Advance())
        {
            switch (words.Current)
            {
                case "mode":
                    string mode = words.Next();
                    Mode = TunnelMode.Find(mode, is6) ?? throw new IpFailure($"Unknown tunnel mode \"{mode}\"\n");
                    IsIsatap = mode == "isatap";
                    break;
                case "remote":
                    Remote = Address(words.Next());
                    break;
                case "local":
                    Local = Address(words.Next());
                    break;
                case "dev":
                    Link = KindWords.Link(context, words, IpFailure.Missing);
                    break;
                case "key" or "ikey" or "okey" or "ttl" or "hoplimit" or "hlim" or "tos" or "dsfield" or "tclass" or "tc" or "encaplimit" or "flowlabel" or "fl" or "dscp" or "fwmark":
                    _rest.Add(words.Current);
                    _rest.Add(words.Next());
                    break;
                case "seq" or "iseq" or "oseq" or "csum" or "icsum" or "ocsum" or "pmtudisc" or "nopmtudisc" or "ignore-df" or "noignore-df" or "allow-localremote" or "noallow-localremote":
                    _rest.Add(words.Current);
                    break;
                case "help":
                    throw new IpFailure(TunnelUsage.Tunnel);
                default:
                    if (words.Is("name")) words.Next();
                    if (Name is not null) throw IpFailure.DuplicateOrGarbage("name", words.Current);
                    Name = words.Current;
                    break;
            }
        }
    }

    /// <summary>The settings, beginning with those that are there already.</summary>
    public TunnelSettings Settings(TunnelShape shape, TunnelMode mode, AttributeStore? current)
    {
        var tunnel = new TunnelSettings(shape);
        if (current is not null) tunnel.Load(current.Attributes);
        else tunnel.Protocol = mode.Protocol;
        if (IsIsatap) tunnel.Flags |= TunnelSettings.Isatap;
        if (Remote is { } remote) tunnel.Remote = remote;
        if (Local is { } local) tunnel.Local = local;
        if (Link != 0) tunnel.Link = Link;
        var reader = new TunnelWords(context, shape, tunnel);
        for (var words = new IpWords(_rest); words.More; words.Advance())
        {
            if (reader.TryTake(words)) continue;
            throw words.Current is "key" or "ikey" or "okey" && !is6 ? new IpFailure("Keys are not allowed with ipip and sit tunnels\n", IpFailure.Missing) : IpFailure.DuplicateOrGarbage("name", words.Current);
        }
        Check(tunnel);
        return tunnel;
    }

    private void Check(TunnelSettings tunnel)
    {
        if (is6) return;
        if (tunnel.TimeToLive != 0 && !tunnel.DiscoversPathMtu) throw new IpFailure("ttl != 0 and nopmtudisc are incompatible\n", IpFailure.Missing);
        if (tunnel.Remote.IsMulticast && tunnel.Local.IsAny) throw new IpFailure("A broadcast tunnel requires a source address\n", IpFailure.Missing);
    }

    private InternetAddress Address(string word)
    {
        if (word is "any" or "default") return is6 ? InternetAddress.Any6 : InternetAddress.Any4;
        if (is6) return IpWords.Address(word, AddressFamilyNumber.Inet6);
        return IpWords.TryAddress(word, AddressFamilyNumber.Inet, out var address) ? address : throw new IpFailure($"Error: an IP address is expected rather than \"{word}\"\n", IpFailure.Missing);
    }
}
