using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip vrf</c> (ip-vrf(8)): the VRFs, and which processes are in one. A process is in the VRF that its control group is named after.</summary>
internal static class VrfCommands
{
    private const string Usage = "Usage:\tip vrf show [NAME] ...\n\tip vrf exec [NAME] cmd ...\n\tip vrf identify [PID]\n\tip vrf pids [NAME]\n";
    private const string Folder = "/vrf/", DefaultFolder = "/vrf";
    private const ushort Table = 1; // IFLA_VRF_TABLE

    public static ValueTask<ExitCode> RunAsync(IpContext context, IpWords words)
    {
        if (!words.More) return Show(context, words);
        if (words.Matches("identify")) return Identify(context, words);
        if (words.Matches("pids")) return ShowProcesses(context, words);
        if (words.Matches("exec")) return Run(context, words);
        if (words.Matches("show") || words.Matches("lst") || words.Matches("list"))
        {
            words.Advance();
            return Show(context, words);
        }
        if (words.Matches("help")) throw new IpFailure(Usage);
        throw IpFailure.UnknownCommand(words.Current, "ip vrf help");
    }

    private static ValueTask<ExitCode> Show(IpContext context, IpWords words)
    {
        if (words.More) return ShowOne(context, words);
        var dump = context.Channel.Dump(LinkRequests.List(kind: "vrf", statistics: false));
        var link = new Link();
        var to = context.To;
        bool any = false;
        to.Text($"{"Name",-16}  {"Table",5}\n-----------------------\n");
        context.OpenList();
        foreach (var message in dump)
        {
            if (!link.Read(message) || link.Kind != "vrf") continue;
            any = true;
            uint table = link.KindData.Attributes.Find(Table).U32;
            to.OpenObject();
            to.Field("name", link.Name, $"{link.Name,-16} ");
            to.Field("table", table, $"{table,5}\n");
            to.CloseObject();
        }
        context.RequireDump(dump);
        if (!any) to.Text($"No VRF has been configured\n");
        context.CloseList();
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> ShowOne(IpContext context, IpWords words)
    {
        string name = words.Current;
        words.Advance();
        if (words.More) throw new IpFailure(Usage);
        if (context.Links.Find(name) is not { Kind: "vrf" } link) throw new IpFailure("Invalid VRF\n");
        context.Shell.Output.Line($"{link.Name} {link.KindData.Attributes.Find(Table).U32}");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Identify(IpContext context, IpWords words)
    {
        words.Advance();
        string process = "self";
        if (words.More)
        {
            process = words.Current;
            if (!int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw IpFailure.Invalid(process, "Invalid pid\n");
            words.Advance();
            if (words.More) throw new IpFailure("Extra arguments specified\n", IpFailure.Missing);
        }
        if (VrfOf(context.Shell.Machine.TryReadText($"/proc/{process}/cgroup")) is { } name) context.Shell.Output.Line($"{name}");
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> ShowProcesses(IpContext context, IpWords words)
    {
        words.Advance();
        string? name = words.More ? words.Current : null;
        if (name is null || words.TryPeek(1) is not null) throw new IpFailure("Invalid arguments\n", IpFailure.Missing);
        if (context.Links.Find(name) is not { Kind: "vrf" }) throw new IpFailure("Invalid VRF name\n", IpFailure.Missing);
        var machine = context.Shell.Machine;
        foreach (int process in Processes())
        {
            if (VrfOf(machine.TryReadText($"/proc/{process}/cgroup")) == name)
                context.Shell.Output.Line($"{process,5}  {machine.TryReadText($"/proc/{process}/comm")?.TrimEnd('\n')}");
        }
        return ValueTask.FromResult(ExitCode.Ok);
    }

    private static ValueTask<ExitCode> Run(IpContext context, IpWords words)
    {
        words.Advance();
        if (!words.More) throw new IpFailure("No VRF name specified\n", IpFailure.Missing);
        string name = words.Current;
        words.Advance();
        if (!words.More) throw new IpFailure("No command specified\n", IpFailure.Missing);
        int index = 0;
        if (name != "default") index = context.Links.Find(name) is { Kind: "vrf" } link ? link.Index : throw new IpFailure("Invalid VRF name\n");

        var machine = context.Shell.Machine;
        var errno = machine.Processes.JoinControlGroup(GroupOf(context, name), index);
        if (errno != Errno.None) throw new IpFailure($"Failed to enter VRF \"{name}\": {machine.Text(errno)}\n");
        string program = words.Current;
        context.Shell.Output.Flush();
        errno = machine.Processes.Find(program) is { } path ? machine.Processes.Replace(path, words.Rest, new Dictionary<string, string?>()) : Errno.ENOENT;
        throw new IpFailure($"exec of \"{program}\" failed: {machine.Text(errno)}\n", IpFailure.Missing);
    }

    // Below the group that this process is in, apart for each network namespace, as the original names it; the VRF that it is in already does not count.
    private static string GroupOf(IpContext context, string name)
    {
        var machine = context.Shell.Machine;
        string group = "/";
        foreach (string line in (machine.TryReadText("/proc/self/cgroup") ?? "").Split('\n'))
            if (line.StartsWith("0::", StringComparison.Ordinal)) group = line[3..];
        if (group.EndsWith(DefaultFolder, StringComparison.Ordinal)) group = group[..^DefaultFolder.Length];
        else if (group.LastIndexOf(Folder, StringComparison.Ordinal) is >= 0 and var at) group = group[..at];
        if (machine.NamedNamespaces.TryIdentify("/proc/self/ns/net", out var names) == Errno.None && names is [.., var namespaceName] && !group.EndsWith($"/{namespaceName}-ns", StringComparison.Ordinal))
            group = $"{group.TrimEnd('/')}/{namespaceName}-ns";
        return $"{group.TrimEnd('/')}{(name == "default" ? DefaultFolder : Folder + name)}";
    }

    // In the order of their numbers, as the kernel lists a group's.
    private static IEnumerable<int> Processes()
    {
        var numbers = new List<int>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int process)) numbers.Add(process);
        numbers.Sort();
        return numbers;
    }

    // The line of the unified hierarchy, cgroups(7): 0::/PATH; the VRF's group is the last of it.
    private static string? VrfOf(string? groups)
    {
        foreach (string line in (groups ?? "").Split('\n'))
            if (line.StartsWith("0::", StringComparison.Ordinal) && line.LastIndexOf(Folder, StringComparison.Ordinal) is >= 0 and var at) return line[(at + Folder.Length)..];
        return null;
    }
}
