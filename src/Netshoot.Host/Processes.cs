using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host;

/// <summary>Processes of this machine.</summary>
internal sealed class Processes : IProcesses
{
    public Errno EnterNetwork(string path)
    {
        var errno = Files.TryOpen(path, out var opened);
        using (opened) return errno == Errno.None ? Namespaces.TryEnter(opened, NamespaceKinds.Network) : errno;
    }

    public Errno Replace(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> changes)
    {
        var environment = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (!changes.ContainsKey((string)variable.Key)) environment.Add($"{variable.Key}={variable.Value}");
        foreach (var (name, value) in changes)
            if (value is not null) environment.Add($"{name}={value}");
        return ProcessImage.Replace(program, arguments, environment);
    }

    public async ValueTask<int> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> changes, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in changes)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        // An interrupt from the keyboard reaches the whole group: it is meant for the program in the foreground, which answers it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, static context => context.Cancel = true);
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(stop);
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw KernelFailure.Of((Errno)e.NativeErrorCode, program);
        }
    }

    public int StartDetached(string program, IReadOnlyList<string> arguments)
    {
        using var steps = new ProcessSteps();
        steps.RedirectStreams(Files.Open("/dev/null", writable: true));
        steps.NewSession();
        steps.Execute(program, arguments);
        var failure = ChildProcess.Start(steps, out int child);
        return failure.Step == ProcessStep.None ? child : throw KernelFailure.Of(failure.Errno, program);
    }

    public Errno JoinControlGroup(string group, int interfaceIndex)
    {
        // Where iproute2 mounts it when nobody has: in a namespace of mounts that has a /sys of its own, for one.
        const string OwnMount = "/run/cgroup2";
        try
        {
            string? mount = null;
            foreach (string line in (Files.TryReadText("/proc/self/mounts") ?? "").Split('\n'))
                if (line.Split(' ') is [_, var directory, "cgroup2", ..] && Directory.Exists(directory)) mount ??= directory;
            if (mount is null || !File.Exists(Path.Combine(mount, "cgroup.procs")))
            {
                Directory.CreateDirectory(OwnMount);
                if (ControlGroups.TryMount(OwnMount) is var failed and not Errno.None) return failed;
                mount = OwnMount;
            }
            string path = mount + group;
            Directory.CreateDirectory(path);
            if (interfaceIndex != 0 && ControlGroups.TryBind(path, interfaceIndex) is var errno and not Errno.None) return errno;
            File.WriteAllText(Path.Combine(path, "cgroup.procs"), Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return Errno.None;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
        catch (IOException e)
        {
            // What the runtime does not know by name has the number of errno.
            return e.HResult is > 0 and < 4096 ? (Errno)e.HResult : Errno.EINVAL;
        }
    }

    public string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal)) return File.Exists(program) ? program : null;
        foreach (string directory in (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':'))
            if (directory.Length > 0 && Path.Combine(directory, program) is var path && File.Exists(path)) return path;
        return null;
    }
}
