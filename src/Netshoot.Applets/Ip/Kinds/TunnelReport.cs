using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>The details of a tunnel over IP as <c>ip -details link</c> shows them.</summary>
internal sealed class TunnelReport(IpContext context, TunnelShape shape)
{
    private readonly TunnelSettings _tunnel = new(shape);

    public static WriteLinkKind? Find(string kind)
        => TunnelShape.Find(kind) is { } shape ? (context, attributes) => new TunnelReport(context, shape).Write(attributes) : null;

    private void Write(NetlinkAttributes attributes)
    {
        _tunnel.Load(attributes);
        var to = context.To;
        if (_tunnel.IsExternal) to.Field("external", true, $"external ");
        if (shape.HasModes) WriteMode();
        WriteAddress("remote", _tunnel.Remote);
        WriteAddress("local", _tunnel.Local);
        if (_tunnel.Link != 0) to.Field("link", context.Links.NameOf(_tunnel.Link), $"dev {context.Links.NameOf(_tunnel.Link)} ");
        if (shape.EncapsulationLimit != 0) WriteHeader6(attributes);
        else if (shape.TimeToLive != 0) WriteHeader4();
        if (shape.InputKey != 0) WriteKeys();
        if (shape.EncapsulationLimit != 0) WriteFlags6();
        WriteMark();
        if (shape.Erspan != 0) WriteErspan(attributes);
        if (shape.Encapsulation != 0 && _tunnel.EncapsulationType != 0) WriteEncapsulation();
    }

    private void WriteMode()
    {
        string mode = Array.Find(shape.Modes, mode => mode.Number == _tunnel.Protocol).Name ?? "unknown";
        context.To.Field("proto", mode, $"{mode} ");
    }

    private void WriteAddress(string name, InternetAddress address)
    {
        if (address.IsAny) context.To.Field(name, "any", $"{name} any ");
        else context.To.Field(name, address, $"{name} {address} ");
    }

    private void WriteHeader4()
    {
        var to = context.To;
        to.Field("ttl", _tunnel.TimeToLive, $"ttl {(_tunnel.TimeToLive == 0 ? "inherit" : LinkRow.Decimal(_tunnel.TimeToLive))} ");
        if (_tunnel.TypeOfService != 0)
        {
            string service = LinkRow.Hexadecimal(_tunnel.TypeOfService);
            to.Field("tos", service, $"tos {(_tunnel.TypeOfService == 1 ? "inherit" : service)} ");
        }
        to.Field("pmtudisc", _tunnel.DiscoversPathMtu);
        // Of tunnels with modes the original says it either way.
        if (!_tunnel.DiscoversPathMtu) to.Text($"nopmtudisc ");
        else if (shape.HasModes) to.Text($"pmtudisc ");
        if (shape.Kind == "sit") WriteSit();
        if (_tunnel.IgnoresFragmentFlag) to.Field("ignore_df", true, $"ignore-df ");
    }

    private void WriteSit()
    {
        var to = context.To;
        if ((_tunnel.Flags & TunnelSettings.Isatap) != 0) to.Field("isatap", true, $"isatap ");
        if (_tunnel.RapidPrefix is { Length: > 0 } prefix)
        {
            to.Text($"6rd-prefix {prefix} ");
            to.Field("prefix", prefix.Address);
            to.Field("prefixlen", prefix.Length);
        }
        if (_tunnel.RapidRelay is not { Length: > 0 } relay) return;
        to.Text($"6rd-relay_prefix {relay} ");
        to.Field("relay_prefix", relay.Address);
        to.Field("relay_prefixlen", relay.Length);
    }

    private void WriteHeader6(NetlinkAttributes attributes)
    {
        var to = context.To;
        to.Field("ttl", _tunnel.TimeToLive, $"hoplimit {(_tunnel.TimeToLive == 0 ? "inherit" : LinkRow.Decimal(_tunnel.TimeToLive))} ");
        if ((_tunnel.Flags & TunnelSettings.IgnoresLimit) != 0) to.Field("ip6_tnl_f_ign_encap_limit", true, $"encaplimit none ");
        else if (attributes.Find(shape.EncapsulationLimit).Exists) to.Field("encap_limit", _tunnel.EncapsulationLimit, $"encaplimit {_tunnel.EncapsulationLimit} ");
        if ((_tunnel.Flags & TunnelSettings.InheritsClass) != 0)
        {
            to.Field("ip6_tnl_f_use_orig_tclass", true, $"tclass inherit ");
        }
        else
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"0x{_tunnel.FlowInformation >> 20 & 0xff:x2}");
            to.Field("tclass", text, $"tclass {text} ");
        }
        if ((_tunnel.Flags & TunnelSettings.InheritsLabel) != 0)
        {
            to.Field("ip6_tnl_f_use_orig_flowlabel", true, $"flowlabel inherit ");
        }
        else
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"0x{_tunnel.FlowInformation & 0xfffff:x5}");
            to.Field("flowlabel", text, $"flowlabel {text} ");
        }
        if ((_tunnel.Flags & TunnelSettings.CopiesService) != 0) to.Field("ip6_tnl_f_rcv_dscp_copy", true, $"dscp inherit ");
    }

    private void WriteKeys()
    {
        var to = context.To;
        bool isVti = shape.InputFlags == 0;
        if (isVti ? _tunnel.InputKey != 0 : (_tunnel.InputFlags & TunnelSettings.HasKey) != 0) WriteKey("ikey", _tunnel.InputKey);
        if (isVti ? _tunnel.OutputKey != 0 : (_tunnel.OutputFlags & TunnelSettings.HasKey) != 0) WriteKey("okey", _tunnel.OutputKey);
        if ((_tunnel.InputFlags & TunnelSettings.HasSequence) != 0) to.Field("iseq", true, $"iseq ");
        if ((_tunnel.OutputFlags & TunnelSettings.HasSequence) != 0) to.Field("oseq", true, $"oseq ");
        if ((_tunnel.InputFlags & TunnelSettings.HasChecksum) != 0) to.Field("icsum", true, $"icsum ");
        if ((_tunnel.OutputFlags & TunnelSettings.HasChecksum) != 0) to.Field("ocsum", true, $"ocsum ");
    }

    // A key is a number that is written like an IPv4 address.
    private void WriteKey(string name, uint key) => context.To.Field(name, InternetAddress.From4(key), $"{name} {InternetAddress.From4(key)} ");

    private void WriteFlags6()
    {
        if ((_tunnel.Flags & TunnelSettings.AllowsLocalRemote) != 0) context.To.Field("ip6_tnl_f_allow_local_remote", true, $"allow-localremote ");
    }

    private void WriteMark()
    {
        if (shape.EncapsulationLimit != 0 && (_tunnel.Flags & TunnelSettings.InheritsMark) != 0)
        {
            context.To.Field("ip6_tnl_f_use_orig_fwmark", true, $"fwmark inherit ");
        }
        else if (_tunnel.Mark != 0)
        {
            string mark = LinkRow.Hexadecimal(_tunnel.Mark);
            context.To.Field("fwmark", mark, $"fwmark {mark} ");
        }
    }

    private void WriteErspan(NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(shape.Erspan).Exists) to.Field("erspan_index", _tunnel.ErspanIndex, $"erspan_index {_tunnel.ErspanIndex} ");
        if (attributes.Find((ushort)(shape.Erspan + 1)).Exists) to.Field("erspan_ver", _tunnel.ErspanVersion, $"erspan_ver {_tunnel.ErspanVersion} ");
        if (attributes.Find((ushort)(shape.Erspan + 2)).Exists)
        {
            string direction = _tunnel.ErspanDirection == 0 ? "ingress" : "egress";
            to.Field("erspan_dir", direction, $"erspan_dir {direction} ");
        }
        if (!attributes.Find((ushort)(shape.Erspan + 3)).Exists) return;
        string hardware = LinkRow.Hexadecimal(_tunnel.ErspanHardware);
        to.Field("erspan_hwid", hardware, $"erspan_hwid {hardware} ");
    }

    private void WriteEncapsulation()
    {
        var to = context.To;
        string type = _tunnel.EncapsulationType switch { 1 => "fou", 2 => "gue", _ => "unknown" };
        to.OpenObject("encap");
        to.Field("type", type, $"encap {type} ");
        to.Field("sport", _tunnel.EncapsulationSource, $"encap-sport {(_tunnel.EncapsulationSource == 0 ? "auto" : LinkRow.Decimal(_tunnel.EncapsulationSource))} ");
        to.Field("dport", _tunnel.EncapsulationDestination, $"encap-dport {_tunnel.EncapsulationDestination} ");
        WriteEncapsulationFlag(TunnelSettings.EncapsulationChecksum, "csum");
        WriteEncapsulationFlag(TunnelSettings.EncapsulationChecksum6, "csum6");
        WriteEncapsulationFlag(TunnelSettings.RemoteChecksum, "remcsum");
        to.CloseObject();
    }

    private void WriteEncapsulationFlag(ushort flag, string name)
    {
        bool isSet = (_tunnel.EncapsulationFlags & flag) != 0;
        context.To.Field(name, isSet, $"{(isSet ? "" : "no")}encap-{name} ");
    }
}
