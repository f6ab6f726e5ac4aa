using System.Globalization;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Generic;
using Netshoot.Netlink.IpVs;
using Netshoot.Wire;

namespace Netshoot.Applets.IpvsAdm;

/// <summary><c>ipvsadm -L</c> and <c>-S</c>.</summary>
internal sealed class IpvsAdmList(IpvsAdmOptions options, Shell shell, NetlinkChannel channel, GenericFamily family)
{
    private readonly IpvsAdmNames _names = new(shell, options.IsNumeric);

    public ExitCode Timeouts()
    {
        channel.TryGet<IpVsNumbers>(IpVsRequests.Timeouts(family), out var numbers).ThrowIfFailed("timeouts");
        shell.Report(new TimeoutReport(numbers!));
        return ExitCode.Ok;
    }

    public async ValueTask<ExitCode> ShowAsync()
    {
        if (options.Service is { } key)
        {
            if (channel.TryGet<VirtualService>(IpVsRequests.FindService(family, key), out var one).Failed || one is null)
            {
                shell.Error.Literal("No such service\n");
                return ExitCode.Failed;
            }
            WriteHead();
            await ShowAsync(one);
            return ExitCode.Ok;
        }
        channel.TryGet<IpVsNumbers>(IpVsRequests.Information(family), out var numbers).ThrowIfFailed("IPVS");
        if (!shell.Json) shell.Output.Line($"IP Virtual Server version {numbers!.Version >> 16 & 0xff}.{numbers.Version >> 8 & 0xff}.{numbers.Version & 0xff} (size={numbers.TableSize})");
        WriteHead();
        foreach (var service in Services()) await ShowAsync(service);
        return ExitCode.Ok;
    }

    public async ValueTask<ExitCode> SaveAsync()
    {
        foreach (var service in Services())
        {
            string name = service.Key.Mark != 0 ? $"-f {service.Key.Mark}{(service.Key.Is6 ? " -6" : "")}" : $"-{char.ToLowerInvariant(IpvsAdmNames.ProtocolOf(service.Key)[0])} {await _names.EndAsync(service.Key.Address, service.Key.Port, service.Key.Protocol)}";
            if (service.Key is { Mark: 0, Protocol: 132 }) name = $"--sctp-service {await _names.EndAsync(service.Key.Address, service.Key.Port, service.Key.Protocol)}";
            string flags = IpvsAdmNames.FlagsOf(service.Scheduler, service.Flags);
            shell.Output.Text($"-A {name} -s {service.Scheduler}");
            if (flags.Length > 0) shell.Output.Text($" -b {flags}");
            if ((service.Flags & IpvsAdmNames.Persistent) != 0) shell.Output.Text($" -p {service.Timeout}");
            if (Mask(service) is { } mask) shell.Output.Text($" -M {mask}");
            if (service.PersistenceEngine is { Length: > 0 } engine) shell.Output.Text($" --pe {engine}");
            if ((service.Flags & IpvsAdmNames.OnePacket) != 0) shell.Output.Text($" -o");
            shell.Output.Literal("\n");
            foreach (var server in Servers(service))
            {
                string end = await _names.EndAsync(server.Address, server.Port, service.Key.Protocol);
                shell.Output.Line($"-a {name} -r {end} {(server.Forwarding & 7) switch { 0 => "-m", IpvsAdmOptions.Tunnel => "-i", _ => "-g" }} -w {server.Weight}{TunnelOptions(server)}");
            }
        }
        return ExitCode.Ok;
    }

    private async ValueTask ShowAsync(VirtualService service)
    {
        string name = service.Key.Mark != 0 ? $"{service.Key.Mark}{(service.Key.Is6 ? " IPv6" : "")}" : await _names.EndAsync(service.Key.Address, service.Key.Port, service.Key.Protocol);
        var servers = new List<(string Name, RealServer Server)>();
        foreach (var server in Servers(service)) servers.Add((await _names.EndAsync(server.Address, server.Port, service.Key.Protocol), server));
        var report = new VirtualServiceReport(service, name, servers, options.Columns, options.IsExact, Mask(service));
        if (shell.Json) shell.Report(report);
        else report.Write(new ReportWriter(shell.Output.Buffer));
        shell.Output.Written();
    }

    private IEnumerable<VirtualService> Services()
    {
        var services = channel.ReadAll<VirtualService>(IpVsRequests.ListServices(family), "services");
        return options.IsUnsorted ? services : services.OrderBy(static s => s.Key.Mark).ThenBy(static s => s.Key.Is6).ThenBy(static s => s.Key.Protocol).ThenBy(static s => Order(s.Key.Address), StringComparer.Ordinal).ThenBy(static s => s.Key.Port);
    }

    private IEnumerable<RealServer> Servers(VirtualService service)
    {
        var servers = channel.ReadAll<RealServer>(IpVsRequests.ListServers(family, service.Key), "servers");
        return options.IsUnsorted ? servers : servers.OrderBy(static s => s.Address.Is6).ThenBy(static s => Order(s.Address), StringComparer.Ordinal).ThenBy(static s => s.Port);
    }

    private static string Order(InternetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        return Convert.ToHexString(bytes[..address.Size]);
    }

    private static string? Mask(VirtualService service)
    {
        const uint WholeAddress6 = 128;
        if (service.Key.Is6) return service.Netmask == WholeAddress6 ? null : service.Netmask.ToString(CultureInfo.InvariantCulture);
        return service.Netmask == uint.MaxValue ? null : InternetAddress.FromBytes(BitConverter.GetBytes(service.Netmask)).ToString();
    }

    private static string TunnelOptions(RealServer server)
    {
        if ((server.Forwarding & 7) != IpvsAdmOptions.Tunnel) return "";
        string checksum = server.TunnelFlags switch { 0 => " --tun-nocsum", 1 => " --tun-csum", _ => " --tun-remcsum" };
        return server.TunnelType switch
        {
            1 => $" --tun-type gue --tun-port {server.TunnelPort}{checksum}",
            2 => $" --tun-type gre{checksum}",
            _ => " --tun-type ipip",
        };
    }

    private void WriteHead()
    {
        if (shell.Json) return;
        shell.Output.Literal(options.Columns switch
        {
            IpvsAdmColumns.Statistics => "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n  -> RemoteAddress:Port\n",
            IpvsAdmColumns.Rates => "Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS\n  -> RemoteAddress:Port\n",
            IpvsAdmColumns.Thresholds => "Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn \n  -> RemoteAddress:Port\n",
            IpvsAdmColumns.Persistent => "Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn \n  -> RemoteAddress:Port\n",
            IpvsAdmColumns.Tunnels => "Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n",
            _ => "Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n",
        });
    }

    private sealed record TimeoutReport(IpVsNumbers Numbers) : IReport
    {
        public void Write(ReportWriter to)
        {
            to.Field("tcp", Numbers.TcpTimeout, $"Timeout (tcp tcpfin udp): {Numbers.TcpTimeout}");
            to.Field("tcpfin", Numbers.TcpFinTimeout, $" {Numbers.TcpFinTimeout}");
            to.Field("udp", Numbers.UdpTimeout, $" {Numbers.UdpTimeout}");
        }
    }
}
