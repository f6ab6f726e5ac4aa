using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Host.Targets;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>Processes and the named network namespaces that they are in: <c>ip netns identify</c>, <c>pids</c> and <c>exec</c>.</summary>
internal static class NamespaceProcesses
{
    public static ExitCode Identify(IpContext context, IpWords words)
    {
        string path = context.Options.Namespace is { } own ? NamespacePath.Of(own) : "/proc/self/ns/net";
        if (words.More)
        {
            string word = words.Current;
            if (words.TryPeek(1) is not null) throw new IpFailure("extra arguments specified\n", IpFailure.Missing);
            if (!uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _)) throw new IpFailure($"Specified string '{word}' is not a pid\n", IpFailure.Missing);
            path = $"/proc/{word}/ns/net";
        }
        var errno = context.Shell.Machine.NamedNamespaces.TryIdentify(path, out var names);
        if (errno != Errno.None) throw CannotOpen(context, errno);
        // Of several names the original knows the last; of none it says so with an empty line.
        context.Shell.Output.Line($"{(names is [.., var last] ? last : null)}");
        return ExitCode.Ok;
    }

    public static ExitCode List(IpContext context, IpWords words)
    {
        if (words.TryPeek(1) is not null) throw new IpFailure("extra arguments specified\n", IpFailure.Missing);
        string name = NamespaceCommands.Name(words);
        var errno = context.Shell.Machine.NamedNamespaces.TryFindProcesses(NamespacePath.Of(name), out var processes);
        if (errno != Errno.None) throw CannotOpen(context, errno);
        foreach (int process in processes) context.Shell.Output.Line($"{process}");
        return ExitCode.Ok;
    }

    public static ExitCode Run(IpContext context, IpWords words)
    {
        var namespaces = context.Shell.Machine.NamedNamespaces;
        if (context.Options.All)
        {
            if (!words.More) throw new IpFailure("No command specified\n", IpFailure.Missing);
            foreach (string each in namespaces.Names)
            {
                context.Shell.Output.Line($"\nnetns: {each}");
                try
                {
                    _ = Run(context, namespaces, each, words.Rest, asChild: true);
                }
                catch (IpFailure e)
                {
                    e.Say(context.Shell);
                }
            }
            return ExitCode.Ok;
        }
        if (!words.More) throw new IpFailure("No netns name specified\n", IpFailure.Missing);
        if (words.TryPeek(1) is null) throw new IpFailure("No command specified\n", IpFailure.Missing);
        string name = words.Current;
        words.Advance();
        return Run(context, namespaces, name, words.Rest, asChild: context.Options.Batch is not null);
    }

    private static ExitCode Run(IpContext context, INamedNamespaces namespaces, string name, IReadOnlyList<string> arguments, bool asChild)
    {
        context.Shell.Output.Flush();
        var run = namespaces.Run(name, arguments, asChild, line =>
        {
            context.Shell.Error.Line($"{line}");
            context.Shell.Error.Flush();
        });
        string reason = context.Shell.Machine.Text(run.Errno);
        return run.Failed switch
        {
            NamespaceRunStep.None => new ExitCode((byte)run.ExitCode),
            NamespaceRunStep.Open => throw new IpFailure($"Cannot open network namespace \"{name}\": {reason}\n"),
            NamespaceRunStep.Enter => throw new IpFailure($"setting the network namespace \"{name}\" failed: {reason}\n"),
            NamespaceRunStep.Unshare => throw new IpFailure($"unshare failed: {reason}\n"),
            NamespaceRunStep.KeepMounts => throw new IpFailure($"\"mount --make-rslave /\" failed: {reason}\n"),
            NamespaceRunStep.MountSystem => throw new IpFailure($"mount of /sys failed: {reason}\n"),
            NamespaceRunStep.Fork => throw new IpFailure($"fork: {reason}\n"),
            _ => throw new IpFailure($"exec of \"{arguments[0]}\" failed: {reason}\n", IpFailure.Missing),
        };
    }

    private static IpFailure CannotOpen(IpContext context, Errno errno) => new($"Cannot open network namespace: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
}
