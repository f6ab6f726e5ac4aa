using System.Globalization;
using Netshoot.Host.Netlink;
using Netshoot.Kernel;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.Routes;
using Netshoot.Wire;

namespace Netshoot.Host.Labs;

/// <summary>
/// Builds the lab and takes it down. Before it makes anything it writes down that it will, so that what a crash left half made is found
/// and removed: by <c>lab down</c>, or by the next <c>lab up</c>.
/// </summary>
public sealed class LabBuilder(INetlinkAccess netlink, IProcesses processes)
{
    private const string StateDirectory = "/run/netshoot-lab";
    private const string ServiceFile = StateDirectory + "/service";
    private const string EtcDirectory = "/etc/netns";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Whether a lab, whole or in pieces, is here.</summary>
    public static bool Exists => Directory.Exists(StateDirectory);

    /// <summary>Whether the lab is here whole: its service was the last thing made.</summary>
    public static bool IsWhole => File.Exists(ServiceFile) && LabPlan.Namespaces.All(static n => File.Exists(PathOf(n)));

    public static string PathOf(string name) => NamedNamespaces.Directory + "/" + name;

    /// <summary>Builds it, and returns when its service can be asked.</summary>
    /// <param name="executable">Our own executable, which is the service too.</param>
    /// <param name="clock">Times the wait for the service.</param>
    /// <param name="stop">Ends the wait; what was made until then is removed again.</param>
    /// <exception cref="Failure">A name is taken, a privilege is missing, or the service does not start; what was made until then is removed again.</exception>
    public async ValueTask UpAsync(string executable, TimeProvider clock, CancellationToken stop)
    {
        foreach (string name in LabPlan.Namespaces)
            if (File.Exists(PathOf(name))) throw new Failure($"netns:{name}", "is there already, and not of a lab", $"the lab needs the names {string.Join(", ", LabPlan.Namespaces)}: ip netns del {name}");
        try
        {
            Directory.CreateDirectory(StateDirectory);
            foreach (string name in LabPlan.Namespaces) Make(name);
            BuildNetwork();
            foreach (string container in LabPlan.Containers) WriteHosts(container);
            await ListensAsync(StartService(executable), clock, stop);
        }
        catch (Exception e) when (e is Failure or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Down();
            if (e is OperationCanceledException) throw;
            throw e as Failure ?? new Failure("lab", e.Message, "building it needs root", cause: e);
        }
    }

    /// <summary>Removes all that a lab has made, as far as it is there.</summary>
    public static void Down()
    {
        StopService();
        foreach (string name in LabPlan.Namespaces) NamedNamespaces.TryDelete(name);
        foreach (string container in LabPlan.Containers)
        {
            string hosts = $"{EtcDirectory}/{container}/hosts";
            // Only what is ours: a user may keep files of their own for a namespace of that name.
            if (Files.TryReadText(hosts) != LabPlan.HostsFile()) continue;
            File.Delete(hosts);
            if (Directory.GetFileSystemEntries(Path.GetDirectoryName(hosts)!).Length == 0) Directory.Delete(Path.GetDirectoryName(hosts)!);
        }
        if (Directory.Exists(EtcDirectory) && Directory.GetFileSystemEntries(EtcDirectory).Length == 0) Directory.Delete(EtcDirectory);
        if (Directory.Exists(StateDirectory)) Directory.Delete(StateDirectory, recursive: true);
    }

    private static void Make(string name)
    {
        var errno = NamedNamespaces.TryCreate(name);
        if (errno != Errno.None)
            throw KernelFailure.Of(errno, $"netns:{name}", errno is Errno.EPERM or Errno.EACCES ? "making a namespace needs CAP_SYS_ADMIN: run as root, or docker run --privileged" : null);
    }

    private void BuildNetwork()
    {
        using var network = Open(LabPlan.Network);
        network.Execute(LinkRequests.AddBridge(LabPlan.Bridge), LabPlan.Bridge);
        int bridge = IndexOf(network, LabPlan.Bridge);
        SwitchOn(network, bridge, LabPlan.Gateway4, LabPlan.Gateway6);
        SwitchOn(network, IndexOf(network, "lo"));
        foreach (string container in LabPlan.Containers) Connect(network, bridge, container);
    }

    private void Connect(NetlinkChannel network, int bridge, string container)
    {
        string port = $"veth-{container}";
        var errno = netlink.TryWithDescriptor(PathOf(container), descriptor => network.Execute(LinkRequests.AddCable(port, LabPlan.Interface, descriptor), port));
        if (errno != Errno.None) throw KernelFailure.Of(errno, PathOf(container));
        int portIndex = IndexOf(network, port);
        network.Execute(LinkRequests.SetMaster(portIndex, bridge), port);
        network.Execute(LinkRequests.SetUp(portIndex), port);

        using var inside = Open(container);
        var (address4, address6) = LabPlan.AddressesOf(container);
        SwitchOn(inside, IndexOf(inside, "lo"));
        SwitchOn(inside, IndexOf(inside, LabPlan.Interface), address4, address6);
        inside.Execute(RouteRequests.Add(new(InternetAddress.Any4, 0), LabPlan.Gateway4.Address), "default");
        inside.Execute(RouteRequests.Add(new(InternetAddress.Any6, 0), LabPlan.Gateway6.Address), "default");
    }

    private static void SwitchOn(NetlinkChannel channel, int index, params ReadOnlySpan<InternetPrefix> addresses)
    {
        foreach (var address in addresses) channel.Execute(AddressRequests.Add(index, address, noDuplicateDetection: true), $"{address}");
        channel.Execute(LinkRequests.SetUp(index), $"interface {index}");
    }

    private static int IndexOf(NetlinkChannel channel, string name)
    {
        channel.TryGet<Link>(LinkRequests.Find(name, statistics: false), out var link).ThrowIfFailed(name);
        return link!.Index;
    }

    private NetlinkChannel Open(string name)
        => netlink.TryOpenIn(PathOf(name), NetlinkProtocol.Route, out var channel) is var errno and not Errno.None ? throw KernelFailure.Of(errno, $"netns:{name}") : channel!;

    private static void WriteHosts(string container)
    {
        string directory = $"{EtcDirectory}/{container}";
        if (File.Exists($"{directory}/hosts") && Files.TryReadText($"{directory}/hosts") != LabPlan.HostsFile())
            throw new Failure($"{directory}/hosts", "is there already, and not of a lab", "move it away");
        Directory.CreateDirectory(directory);
        File.WriteAllText($"{directory}/hosts", LabPlan.HostsFile());
    }

    private int StartService(string executable)
    {
        string port = LabPlan.ServicePort.ToString(CultureInfo.InvariantCulture);
        int process = processes.StartDetached(executable, ["netshoot", "nsenter", $"--net={PathOf(LabPlan.Server)}", executable, "nc", "-d", "-k", "-l", port]);
        File.WriteAllText(ServiceFile, string.Create(CultureInfo.InvariantCulture, $"{process} {StartTimeOf(process)}\n"));
        return process;
    }

    /// <summary>Waits until the service has entered its namespace and listens there.</summary>
    private static async ValueTask ListensAsync(int process, TimeProvider clock, CancellationToken stop)
    {
        // The local port and the state of a socket that listens, as proc_net_tcp.txt of the kernel has them.
        string listening = string.Create(CultureInfo.InvariantCulture, $":{LabPlan.ServicePort:X4} 00000000:0000 0A");
        string directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}");
        long began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < s_patience)
        {
            if (Files.TryIdentify(PathOf(LabPlan.Server), out var wanted) == Errno.None && Files.TryIdentify($"{directory}/ns/net", out var entered) == Errno.None && entered == wanted
                && Files.TryReadText($"{directory}/net/tcp")?.Contains(listening, StringComparison.Ordinal) == true) return;
            await Task.Delay(s_pause, clock, stop);
        }
        throw new Failure($"netns:{LabPlan.Server}", $"the service does not listen on port {LabPlan.ServicePort} after {s_patience.TotalSeconds} s");
    }

    /// <summary>Ends the service, if the process of that number is still the one that was started.</summary>
    private static void StopService()
    {
        if (Files.TryReadText(ServiceFile)?.Split(' ', '\n') is not [var number, var started, ..]) return;
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 1 && StartTimeOf(process) == started) Signals.Send(process, Signal.Terminate);
    }

    /// <summary>When a process started, in the kernel's ticks since boot (proc_pid_stat(5), field 22): with its number, what tells it from every other.</summary>
    private static string StartTimeOf(int process)
    {
        const int FieldBehindName = 19;
        string? status = Files.TryReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        // The name, the second field, may hold anything, but nothing behind its last bracket does.
        string[] fields = status?[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return fields.Length > FieldBehindName ? fields[FieldBehindName] : "";
    }
}
