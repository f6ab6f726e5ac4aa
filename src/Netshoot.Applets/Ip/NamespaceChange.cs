using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>Names of network namespaces that come and go: <c>ip netns add</c>, <c>attach</c>, <c>delete</c> and <c>monitor</c>.</summary>
internal static class NamespaceChange
{
    private const string Directory = "/run/netns";

    public static ExitCode Add(IpContext context, IpWords words)
    {
        string name = NamespaceCommands.Name(words);
        Prepare(context);
        Require(context, name, context.Shell.Machine.NamedNamespaces.TryCreate(name), "Failed to create a new network namespace");
        return ExitCode.Ok;
    }

    public static ExitCode Attach(IpContext context, IpWords words)
    {
        if (!words.More || words.TryPeek(1) is not { } process) throw new IpFailure("No netns name and PID specified\n", IpFailure.Missing);
        if (!IpWords.TryInteger(process, out int id) || id == 0) throw new IpFailure($"Invalid PID: {process}\n", IpFailure.Missing);
        string name = NamespaceCommands.Name(words), source = $"/proc/{id}/ns/net";
        Prepare(context);
        Require(context, name, context.Shell.Machine.NamedNamespaces.TryAttach(name, source), $"Bind {source} -> {Directory}/{name} failed");
        return ExitCode.Ok;
    }

    public static ExitCode Delete(IpContext context, IpWords words)
    {
        if (!context.Options.All) return Delete(context, NamespaceCommands.Name(words));
        var code = ExitCode.Ok;
        foreach (string name in context.Shell.Machine.NamedNamespaces.Names)
            if (Delete(context, name) != ExitCode.Ok) code = ExitCode.Failed;
        return code;
    }

    public static async ValueTask<ExitCode> WatchAsync(IpContext context)
    {
        var namespaces = context.Shell.Machine.NamedNamespaces;
        Prepare(context);
        var errno = await namespaces.WatchAsync((name, isDeleted) => context.Shell.Output.Line($"{(isDeleted ? "delete" : "add")} {name}"), CancellationToken.None);
        throw new IpFailure($"inotify_add_watch failed: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
    }

    private static ExitCode Delete(IpContext context, string name)
    {
        var errno = context.Shell.Machine.NamedNamespaces.TryDelete(name);
        if (errno == Errno.None) return ExitCode.Ok;
        new IpFailure($"Cannot remove namespace file \"{Directory}/{name}\": {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing).Say(context.Shell);
        return ExitCode.Failed;
    }

    private static void Prepare(IpContext context)
    {
        var errno = context.Shell.Machine.NamedNamespaces.TryPrepare(out string step);
        if (errno != Errno.None) throw new IpFailure($"{step} failed: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
    }

    private static void Require(IpContext context, string name, Errno errno, string otherwise)
    {
        if (errno == Errno.None) return;
        string reason = context.Shell.Machine.Text(errno);
        throw new IpFailure(errno == Errno.EEXIST ? $"Cannot create namespace file \"{Directory}/{name}\": {reason}\n" : $"{otherwise}: {reason}\n", IpFailure.Missing);
    }
}
