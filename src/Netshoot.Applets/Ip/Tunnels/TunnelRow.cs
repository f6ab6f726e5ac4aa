using System.Globalization;
using Netshoot.Applets.Ip.Kinds;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Tunnels;

/// <summary>One tunnel as <c>ip tunnel show</c> prints it.</summary>
internal sealed class TunnelRow(IpContext context, TunnelShape shape, TunnelSettings tunnel)
{
    private readonly ReportWriter _to = context.To;

    public void Write(Link link, bool isOnly)
    {
        _to.OpenObject();
        string mode = Mode();
        _to.Field("ifname", link.Name, $"{link.Name}: ");
        _to.Field("mode", mode, $"{mode} ");
        WriteAddress("remote", tunnel.Remote);
        _to.Text($" ");
        WriteAddress("local", tunnel.Local);
        if (tunnel.Link != 0) _to.Field("dev", context.Links.NameOf(tunnel.Link), $" dev {context.Links.NameOf(tunnel.Link)}");
        if (shape.Is6) WriteHeader6();
        else WriteHeader4();
        WriteKeys();
        if (shape.InputFlags != 0) WriteFlags();
        if (context.Options.Statistics > 0 && link.Statistics is { } statistics) WriteStatistics(statistics);
        // The original forgets the line end of an IPv6 tunnel that was asked for by name.
        if (!shape.Is6 || !isOnly || context.Options.Statistics > 0) _to.Text($"\n");
        _to.CloseObject();
        if (!_to.IsText) context.Shell.Output.Buffer.Append((byte)'\n');
        context.EntryWritten();
    }

    private string Mode()
    {
        string outer = shape.Is6 ? "ipv6" : "ip";
        string inner = shape.InputFlags != 0 ? "gre" : !shape.HasModes ? outer : tunnel.Protocol switch { 4 => "ip", 41 => "ipv6", 137 => "mpls", _ => "any" };
        return $"{inner}/{outer}";
    }

    private void WriteAddress(string name, InternetAddress address)
    {
        if (address.IsAny && !shape.Is6) _to.Field(name, address, $"{name} any");
        else _to.Field(name, address, $"{name} {address}");
    }

    private void WriteHeader4()
    {
        if (tunnel.TimeToLive != 0) _to.Field("ttl", tunnel.TimeToLive, $" ttl {tunnel.TimeToLive}");
        else _to.Text($" ttl inherit");
        if (tunnel.TypeOfService != 0) _to.Text($" tos {(tunnel.TypeOfService == 1 ? "inherit" : RouteReport.ServiceName(context, tunnel.TypeOfService))}");
        // Of a tunnel of IPsec the kernel does not say it here; those that are made by such messages do not.
        if (!tunnel.DiscoversPathMtu || shape.PathMtuDiscovery == 0) _to.Flag("nopmtudisc", $" nopmtudisc");
        if (tunnel.RapidPrefix is { Length: > 0 } prefix)
        {
            _to.Text($" 6rd-prefix {prefix}");
            _to.Field("6rd-prefix", prefix.Address);
            _to.Field("6rd-prefixlen", prefix.Length);
        }
        if (tunnel.RapidRelay is not { Length: > 0 } relay) return;
        _to.Text($" 6rd-relay_prefix {relay}");
        _to.Field("6rd-relay_prefix", relay.Address);
        _to.Field("6rd-relay_prefixlen", relay.Length);
    }

    private void WriteHeader6()
    {
        if ((tunnel.Flags & TunnelSettings.IgnoresLimit) != 0) _to.Flag("ip6_tnl_f_ign_encap_limit", $" encaplimit none");
        else _to.Field("encap_limit", tunnel.EncapsulationLimit, $" encaplimit {tunnel.EncapsulationLimit}");
        if (tunnel.TimeToLive != 0) _to.Field("hoplimit", tunnel.TimeToLive, $" hoplimit {tunnel.TimeToLive}");
        else _to.Text($" hoplimit inherit");
        if ((tunnel.Flags & TunnelSettings.InheritsClass) != 0) _to.Flag("ip6_tnl_f_use_orig_tclass", $" tclass inherit");
        else WriteHexadecimal("tclass", tunnel.FlowInformation >> 20 & 0xff, 2);
        if ((tunnel.Flags & TunnelSettings.InheritsLabel) != 0) _to.Flag("ip6_tnl_f_use_orig_flowlabel", $" flowlabel inherit");
        else WriteHexadecimal("flowlabel", tunnel.FlowInformation & 0xfffff, 5);
        string whole = string.Create(CultureInfo.InvariantCulture, $"0x{tunnel.FlowInformation:x8}");
        _to.Field("flowinfo", whole, $" (flowinfo {whole})");
        if ((tunnel.Flags & TunnelSettings.CopiesService) != 0) _to.Flag("ip6_tnl_f_rcv_dscp_copy", $" dscp inherit");
        if ((tunnel.Flags & TunnelSettings.AllowsLocalRemote) != 0) _to.Flag("ip6_tnl_f_allow_local_remote", $" allow-localremote");
    }

    private void WriteHexadecimal(string name, uint value, int digits)
    {
        string text = $"0x{value.ToString($"x{digits}", CultureInfo.InvariantCulture)}";
        _to.Field(name, text, $" {name} {text}");
    }

    private void WriteKeys()
    {
        if (shape.InputKey == 0) return;
        // A tunnel of IPsec over IPv4 always has keys.
        bool isVti = shape.InputFlags == 0;
        bool input = isVti ? !shape.Is6 || tunnel.InputKey != 0 : (tunnel.InputFlags & TunnelSettings.HasKey) != 0;
        bool output = isVti ? !shape.Is6 || tunnel.OutputKey != 0 : (tunnel.OutputFlags & TunnelSettings.HasKey) != 0;
        if (input && output && tunnel.InputKey == tunnel.OutputKey)
        {
            _to.Field("key", tunnel.InputKey, $" key {tunnel.InputKey}");
            return;
        }
        if (input) _to.Field("ikey", tunnel.InputKey, $" ikey {tunnel.InputKey}");
        if (output) _to.Field("okey", tunnel.OutputKey, $" okey {tunnel.OutputKey}");
    }

    private void WriteFlags()
    {
        _to.OpenArray("flags");
        WriteFlag((tunnel.InputFlags & TunnelSettings.HasSequence) != 0, "rx_drop_ooseq", "Drop packets out of sequence.");
        WriteFlag((tunnel.InputFlags & TunnelSettings.HasChecksum) != 0, "rx_csum", "Checksum in received packet is required.");
        WriteFlag((tunnel.OutputFlags & TunnelSettings.HasSequence) != 0, "tx_seq", "Sequence packets on output.");
        WriteFlag((tunnel.OutputFlags & TunnelSettings.HasChecksum) != 0, "tx_csum", "Checksum output packets.");
        _to.CloseArray();
    }

    private void WriteFlag(bool isSet, string name, string text)
    {
        if (isSet) _to.Field(null, name, $"{context.LineBreak}  {text}");
    }

    private void WriteStatistics(LinkStatistics s)
    {
        _to.Text($"{context.LineBreak}RX: Packets    Bytes        Errors CsumErrs OutOfSeq Mcasts{context.LineBreak}");
        _to.Text($"    {s.ReceivedPackets,-10} {s.ReceivedBytes,-12} {s.ReceiveErrors,-6} {s.ReceiveCrcErrors,-8} {s.ReceiveFifoErrors,-8} {s.Multicast,-8}{context.LineBreak}");
        _to.Text($"TX: Packets    Bytes        Errors DeadLoop NoRoute  NoBufs{context.LineBreak}");
        _to.Text($"    {s.SentPackets,-10} {s.SentBytes,-12} {s.SendErrors,-6} {s.Collisions,-8} {s.SendCarrierErrors,-8} {s.SendDropped,-6}");
    }
}
