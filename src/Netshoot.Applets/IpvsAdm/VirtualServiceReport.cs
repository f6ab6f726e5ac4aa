using Netshoot.Cli;
using Netshoot.Netlink.IpVs;

namespace Netshoot.Applets.IpvsAdm;

/// <summary>A virtual service with its servers as <c>ipvsadm -L</c> shows it; people see the columns that they asked for, programs all.</summary>
internal sealed record VirtualServiceReport(VirtualService Service, string Name, IReadOnlyList<(string Name, RealServer Server)> Servers, IpvsAdmColumns Columns, bool IsExact, string? Mask) : IReport
{
    public void Write(ReportWriter to)
    {
        string protocol = IpvsAdmNames.ProtocolOf(Service.Key), flags = IpvsAdmNames.FlagsOf(Service.Scheduler, Service.Flags);
        to.Field("protocol", protocol);
        to.Field("service", Name);
        to.Field("scheduler", Service.Scheduler);
        if (Columns is IpvsAdmColumns.Statistics or IpvsAdmColumns.Rates) to.Text($"{protocol,-4} {Name,-28}");
        else to.Text($"{protocol,-4} {Name} {Service.Scheduler}");
        if (Columns is not (IpvsAdmColumns.Statistics or IpvsAdmColumns.Rates) || !to.IsText)
        {
            if (flags.Length > 0) to.Field("flags", flags, $" ({flags})");
            if ((Service.Flags & IpvsAdmNames.Persistent) != 0) to.Field("persistent", Service.Timeout, $" persistent {Service.Timeout}");
            if (Mask is not null) to.Field("mask", Mask, $" mask {Mask}");
            if (Service.PersistenceEngine is { Length: > 0 } engine) to.Field("pe", engine, $" pe {engine}");
            if ((Service.Flags & IpvsAdmNames.OnePacket) != 0) to.Field("ops", true, $" ops");
        }
        WriteNumbers(to, Service.Statistics);
        to.Text($"\n");
        to.OpenArray("servers");
        foreach (var (name, server) in Servers) WriteServer(to, name, server);
        to.CloseArray();
    }

    private void WriteServer(ReportWriter to, string name, RealServer server)
    {
        string forwarding = IpvsAdmNames.ForwardingOf(server.Forwarding), tunnel = TunnelOf(server);
        to.OpenObject();
        to.Field("server", name, $"  -> {name,-28}");
        to.Field("forward", forwarding);
        to.Field("weight", server.Weight);
        to.Field("active", server.Active);
        to.Field("inactive", server.Inactive);
        to.Field("persistent", server.Persistent);
        to.Field("upper-threshold", server.UpperThreshold);
        to.Field("lower-threshold", server.LowerThreshold);
        to.Field("tunnel", tunnel);
        switch (Columns)
        {
            case IpvsAdmColumns.Usual: to.Text($" {forwarding,-7} {server.Weight,-6} {server.Active,-10} {server.Inactive,-10}"); break;
            case IpvsAdmColumns.Thresholds: to.Text($" {server.UpperThreshold,-10} {server.LowerThreshold,-10} {server.Active,-10} {server.Inactive,-10}"); break;
            case IpvsAdmColumns.Persistent: to.Text($" {server.Weight,-9} {server.Persistent,-11} {server.Active,-10} {server.Inactive,-10}"); break;
            case IpvsAdmColumns.Tunnels: to.Text($" {forwarding,-7} {tunnel,-13} {server.Weight,-6} {server.Active,-10} {server.Inactive,-10}"); break;
        }
        WriteNumbers(to, server.Statistics);
        to.Text($"\n");
        to.CloseObject();
    }

    private void WriteNumbers(ReportWriter to, IpVsStatistics numbers)
    {
        if (!to.IsText || Columns == IpvsAdmColumns.Statistics)
            Write(to, [("conns", numbers.Connections), ("inpkts", numbers.PacketsIn), ("outpkts", numbers.PacketsOut), ("inbytes", numbers.BytesIn), ("outbytes", numbers.BytesOut)]);
        if (!to.IsText || Columns == IpvsAdmColumns.Rates)
            Write(to, [("cps", numbers.ConnectionRate), ("inpps", numbers.PacketRateIn), ("outpps", numbers.PacketRateOut), ("inbps", numbers.ByteRateIn), ("outbps", numbers.ByteRateOut)]);
    }

    private void Write(ReportWriter to, ReadOnlySpan<(string Key, ulong Number)> numbers)
    {
        foreach (var (key, number) in numbers)
        {
            var (shown, unit) = IsExact ? (number, "") : number switch
            {
                < 100_000_000 => (number, ""),
                < 100_000_000_000 => (number / 1_000, "K"),
                < 100_000_000_000_000 => (number / 1_000_000, "M"),
                _ => (number / 1_000_000_000, "G"),
            };
            to.Field(key, number);
            if (unit.Length == 0) to.Text($" {shown,8}");
            else to.Text($" {shown,7}{unit}");
        }
    }

    private static string TunnelOf(RealServer server)
    {
        if ((server.Forwarding & 7) != IpvsAdmOptions.Tunnel) return "n/a";
        string checksum = server.TunnelFlags switch { 0 => "-c", 1 => "+c", _ => "r+c" };
        return server.TunnelType switch { 1 => $"gue:{server.TunnelPort}:{checksum}", 2 => $"gre:{checksum}", _ => "ipip" };
    }
}
