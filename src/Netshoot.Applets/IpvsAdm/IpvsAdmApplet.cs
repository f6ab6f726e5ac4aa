using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Generic;
using Netshoot.Netlink.IpVs;
using Netshoot.Wire;

namespace Netshoot.Applets.IpvsAdm;

/// <summary>ipvsadm: the virtual services of IPVS and their servers, as ipvsadm(8) 1.31 shows and changes them.</summary>
[Applet("ipvsadm", "show and change the virtual services of IPVS")]
public sealed class IpvsAdmApplet : IApplet<IpvsAdmOptions>
{
    private static readonly ExitCode s_refused = new(255);

    public static CommandLine<IpvsAdmOptions> CommandLine => new IpvsAdmCommandLine();

    public static async ValueTask<ExitCode> RunAsync(IpvsAdmOptions options, Shell shell)
    {
        if (options.ShowsVersion)
        {
            shell.Output.Literal($"ipvsadm v1.31, netshoot {ProductVersion.Text}\n");
            return ExitCode.Ok;
        }
        var errno = shell.Machine.Netlink.TryOpen(NetlinkProtocol.Generic, out var channel);
        if (channel is null) throw new Failure("netlink", shell.Machine.Text(errno), errno: (int)errno);
        using var generic = new GenericChannel(channel);
        if (generic.TryFind(IpVsRequests.Family, out var family).Failed)
        {
            shell.Error.Literal("Can't initialize ipvs: Protocol not available\nAre you sure that IP Virtual Server is built in the kernel or as module?\n");
            shell.Hint("the host loads it with 'modprobe ip_vs'; the first service of Docker's swarm does too");
            return ExitCode.Usage;
        }
        var list = new IpvsAdmList(options, shell, channel, family!);
        return options.Command switch
        {
            null or IpvsAdmCommand.List when options.ShowsConnections => await IpvsAdmConnections.ShowAsync(options, shell),
            null or IpvsAdmCommand.List when options.ShowsTimeouts => list.Timeouts(),
            null or IpvsAdmCommand.List => await list.ShowAsync(),
            IpvsAdmCommand.Save => await list.SaveAsync(),
            IpvsAdmCommand.Restore => Restore(shell, channel, family!),
            _ => Change(options, shell, channel, family!),
        };
    }

    private static ExitCode Change(IpvsAdmOptions options, Shell shell, NetlinkChannel channel, GenericFamily family)
    {
        var request = Request(options, family);
        var error = channel.TryExecute(request);
        if (!error.Failed) return ExitCode.Ok;
        shell.Error.Line($"{Reason(options.Command!.Value, error.Errno) ?? shell.Machine.Text(error.Errno)}");
        return s_refused;
    }

    private static NetlinkRequest Request(IpvsAdmOptions options, GenericFamily family) => options.Command switch
    {
        IpvsAdmCommand.Flush => IpVsRequests.Flush(family),
        IpvsAdmCommand.Zero => IpVsRequests.ZeroCounters(family, options.Service),
        IpvsAdmCommand.SetTimeouts => IpVsRequests.SetTimeouts(family, options.Timeouts[0], options.Timeouts[1], options.Timeouts[2]),
        IpvsAdmCommand.AddService => IpVsRequests.Change(family, IpVsChange.AddService, Service(options)),
        IpvsAdmCommand.EditService => IpVsRequests.Change(family, IpVsChange.ChangeService, Service(options)),
        IpvsAdmCommand.DeleteService => IpVsRequests.Change(family, IpVsChange.RemoveService, Service(options)),
        IpvsAdmCommand.AddServer => IpVsRequests.Change(family, IpVsChange.AddServer, options.Service!.Value, Server(options)),
        IpvsAdmCommand.EditServer => IpVsRequests.Change(family, IpVsChange.ChangeServer, options.Service!.Value, Server(options)),
        _ => IpVsRequests.Change(family, IpVsChange.RemoveServer, options.Service!.Value, Server(options)),
    };

    private static VirtualService Service(IpvsAdmOptions options)
    {
        const uint WholeAddress6 = 128;
        var key = options.Service!.Value;
        var service = new VirtualService
        {
            Key = key,
            Scheduler = options.Scheduler,
            PersistenceEngine = options.Engine,
            Timeout = options.Persistence,
            Flags = (options.Persistence > 0 ? IpvsAdmNames.Persistent : 0) | (options.IsOnePacket ? IpvsAdmNames.OnePacket : 0),
            Netmask = key.Is6 ? WholeAddress6 : uint.MaxValue,
        };
        if (options.SchedulerFlags is { } text) service.Flags |= IpvsAdmNames.ParseFlags(options.Scheduler, text) ?? throw IpvsAdmCommandLine.Usage("invalid scheduler flags specified");
        if (options.Netmask is not { } mask) return service;
        if (key.Is6) service.Netmask = uint.TryParse(mask, System.Globalization.CultureInfo.InvariantCulture, out uint length) && length <= WholeAddress6 ? length : throw IpvsAdmCommandLine.Usage("invalid ipv6 netmask specified");
        else if (InternetAddress.TryParse(mask, out var address) && address.Is4)
        {
            Span<byte> bytes = stackalloc byte[4];
            address.CopyTo(bytes);
            service.Netmask = BitConverter.ToUInt32(bytes);
        }
        else throw IpvsAdmCommandLine.Usage("invalid netmask specified");
        return service;
    }

    private static RealServer Server(IpvsAdmOptions options)
    {
        // A server without a port has that of its service.
        if (options.Server.Port == 0) options.Server.Port = options.Service!.Value.Port;
        return options.Server;
    }

    private static ExitCode Restore(Shell shell, NetlinkChannel channel, GenericFamily family)
    {
        using var reader = new StreamReader(shell.Input, leaveOpen: true);
        var code = ExitCode.Ok;
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#')) continue;
            // The original ends at the first line that is none, too.
            var options = CommandLine.Parse(words).Options;
            if (options.Command is null or IpvsAdmCommand.List or IpvsAdmCommand.Save or IpvsAdmCommand.Restore) throw IpvsAdmCommandLine.Usage($"'{line}' is no line of a saved table");
            if (Change(options, shell, channel, family) is { Value: not 0 } refused) code = refused;
        }
        return code;
    }

    private static string? Reason(IpvsAdmCommand command, Errno errno) => (command, errno) switch
    {
        (_, Errno.EPERM) => "Operation not permitted",
        (IpvsAdmCommand.AddService, Errno.EEXIST) => "Service already exists",
        (IpvsAdmCommand.AddServer, Errno.EEXIST) => "Destination already exists",
        (IpvsAdmCommand.AddServer, Errno.ESRCH) => "Service not defined",
        (IpvsAdmCommand.EditServer or IpvsAdmCommand.DeleteServer, Errno.ESRCH) => "Service not defined",
        (IpvsAdmCommand.EditServer or IpvsAdmCommand.DeleteServer, Errno.ENOENT) => "No such destination",
        (IpvsAdmCommand.AddService or IpvsAdmCommand.EditService, Errno.ENOENT) => "Scheduler or persistence engine not found",
        (IpvsAdmCommand.EditService or IpvsAdmCommand.DeleteService or IpvsAdmCommand.Zero, Errno.ESRCH) => "No such service",
        _ => null,
    };
}
