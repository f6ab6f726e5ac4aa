using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>One rule as ip(8) prints it.</summary>
internal sealed class RuleReport(IpContext context)
{
    private const byte FromKernel = 2; // RTPROT_KERNEL

    public void Write(RoutingRule rule)
    {
        var to = context.To;
        to.OpenObject();
        if (rule.IsDeleted) to.Field("deleted", true, $"Deleted ");
        to.Field("priority", rule.Priority, $"{rule.Priority}:\t");
        if (rule.Flags.HasFlag(RuleFlags.Invert)) to.Flag("not", $"not ");
        WriteSource(to, rule);
        WriteDestination(to, rule);
        WriteSelectors(to, rule);
        WriteAction(to, rule);
        if (rule.Protocol is { } protocol && (protocol is not (0 or FromKernel) || context.Options.Details))
            to.Field("protocol", context.Protocols.Name(protocol), $" proto {context.Protocols.Name(protocol)}");
        to.Text($"\n");
        to.CloseObject();
    }

    private static void WriteSource(ReportWriter to, RoutingRule rule)
    {
        to.Text($"from ");
        if (rule.Source is { } source)
        {
            to.Field(AddressPaint.PaintOf(source), "src", source, $"{source}");
            if (rule.SourceLength != source.Bits) to.Field("srclen", rule.SourceLength, $"/{rule.SourceLength}");
        }
        else if (rule.SourceLength > 0)
        {
            to.Field("src", "0", $"0");
            to.Field("srclen", rule.SourceLength, $"/{rule.SourceLength}");
        }
        else
        {
            to.Field("src", "all", $"all");
        }
    }

    private static void WriteDestination(ReportWriter to, RoutingRule rule)
    {
        if (rule.Destination is { } destination)
        {
            to.Text($" to ");
            to.Field(AddressPaint.PaintOf(destination), "dst", destination, $"{destination}");
            if (rule.DestinationLength != destination.Bits) to.Field("dstlen", rule.DestinationLength, $"/{rule.DestinationLength}");
        }
        else if (rule.DestinationLength > 0)
        {
            to.Field("dst", "0", $" to 0");
            to.Field("dstlen", rule.DestinationLength, $"/{rule.DestinationLength}");
        }
    }

    private void WriteSelectors(ReportWriter to, RoutingRule rule)
    {
        if (rule.TypeOfService != 0)
        {
            string service = RouteReport.ServiceName(context, rule.TypeOfService);
            to.Field("tos", service, $" tos {service}");
        }
        if (rule.Mark is not null || rule.MarkMask is not null)
        {
            uint mark = rule.Mark ?? 0, mask = rule.MarkMask ?? uint.MaxValue;
            to.Field("fwmark", Hexadecimal(mark), $" fwmark {Hexadecimal(mark)}");
            if (mask != uint.MaxValue) to.Field("fwmask", Hexadecimal(mask), $"/{Hexadecimal(mask)}");
        }
        if (rule.InputInterface is { } input)
        {
            to.Text($" iif ");
            to.Field(Paint.Interface, "iif", input, $"{input}");
            if (rule.Flags.HasFlag(RuleFlags.InputDetached)) to.Flag("iif_detached", $" [detached]");
        }
        if (rule.OutputInterface is { } output)
        {
            to.Text($" oif ");
            to.Field(Paint.Interface, "oif", output, $"{output}");
            if (rule.Flags.HasFlag(RuleFlags.OutputDetached)) to.Flag("oif_detached", $" [detached]");
        }
        // The table is that of the VRF, and is said in its place below.
        if (rule.UserIds is { } users)
        {
            to.Field("uid_start", users.First, $" uidrange {users.First}");
            to.Field("uid_end", users.Last, $"-{users.Last}");
        }
        if (rule.IpProtocol is { } protocol)
        {
            string name = context.Options.Numeric ? $"ipproto-{protocol}" : context.Shell.Machine.Names.ProtocolName(protocol) ?? $"ipproto-{protocol}";
            to.Field("ipproto", name, $" ipproto {name}");
        }
        WritePorts(to, "sport", rule.SourcePorts);
        WritePorts(to, "dport", rule.DestinationPorts);
        if (rule.TunnelId is { } tunnel) to.Field("tun_id", tunnel, $" tun_id {tunnel}");
    }

    private static void WritePorts(ReportWriter to, string name, (ushort First, ushort Last)? ports)
    {
        if (ports is not { } range) return;
        if (range.First == range.Last)
        {
            to.Field(name, range.First, $" {name} {range.First}");
            return;
        }
        to.Field($"{name}_start", range.First, $" {name} {range.First}");
        to.Field($"{name}_end", range.Last, $"-{range.Last}");
    }

    private void WriteAction(ReportWriter to, RoutingRule rule)
    {
        if (rule.UsesL3Master)
        {
            to.Flag("l3mdev", $" lookup [l3mdev-table]");
        }
        else if (rule.Table != 0)
        {
            to.Field("table", context.Tables.Name(rule.Table), $" lookup {context.Tables.Name(rule.Table)}");
            if (rule.SuppressPrefixLength is { } length && length != uint.MaxValue) to.Field("suppress_prefixlen", (int)length, $" suppress_prefixlength {(int)length}");
            if (rule.SuppressGroup is { } group && group != uint.MaxValue) to.Field("suppress_ifgroup", context.Groups.Name(group), $" suppress_ifgroup {context.Groups.Name(group)}");
        }
        if (rule.Realms is { } realms)
        {
            uint from = realms >> 16, target = realms & 0xffff;
            if (from != 0) to.Field("flow_from", context.Realms.Name(from), $" realms {context.Realms.Name(from)}/");
            else to.Text($" realms ");
            to.Field("flow_to", context.Realms.Name(target), $"{context.Realms.Name(target)}");
        }
        switch (rule.Action)
        {
            case RuleAction.ToTable:
                break;
            case RuleAction.Goto:
                if (rule.Goto is { } target) to.Field("goto", target, $" goto {target}");
                else to.Field("goto", "none", $" goto none");
                if (rule.Flags.HasFlag(RuleFlags.Unresolved)) to.Flag("unresolved", $" [unresolved]");
                break;
            case RuleAction.Nop:
                to.Flag("nop", $" nop");
                break;
            default:
                string name = RouteReport.TypeName(context, (RouteType)rule.Action);
                to.Field("action", name, $" {name}");
                break;
        }
    }

    private static string Hexadecimal(uint number) => number == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");
}
