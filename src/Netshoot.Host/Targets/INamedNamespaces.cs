using Netshoot.Wire;

namespace Netshoot.Host.Targets;

/// <summary>The network namespaces that have names below /run/netns (ip-netns(8)), and the processes in them.</summary>
public interface INamedNamespaces
{
    /// <summary>The names, in the order of the directory.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Makes the directory of the names.</summary>
    /// <param name="step">What failed, as a command that would do the same.</param>
    Errno TryPrepare(out string step);

    Errno TryCreate(string name);

    /// <summary>Gives the namespace of a file a name.</summary>
    Errno TryAttach(string name, string source);

    Errno TryDelete(string name);

    /// <summary>The names of the namespace of a file.</summary>
    Errno TryIdentify(string path, out IReadOnlyList<string> names);

    /// <summary>The processes in the namespace of a file, as far as they may be looked into.</summary>
    Errno TryFindProcesses(string path, out IReadOnlyList<int> processes);

    /// <summary>
    /// Runs a program in a namespace, with a /sys of its own and the files of <c>/etc/netns/NAME</c> in the place of those in <c>/etc</c>.
    /// </summary>
    /// <param name="name">The namespace; a name, or a path.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="asChild">Whether we are still needed: otherwise the program takes our place.</param>
    /// <param name="complain">Takes what went wrong and does not matter, a line each.</param>
    NamespaceRun Run(string name, IReadOnlyList<string> arguments, bool asChild, Action<string> complain);

    /// <summary>Hands each name that comes or goes (true) to <paramref name="take"/>, until it is stopped.</summary>
    ValueTask<Errno> WatchAsync(Action<string, bool> take, CancellationToken stop);
}

/// <summary>How running a program in a namespace ended.</summary>
/// <param name="Failed">The step that failed.</param>
/// <param name="Errno">Why it failed.</param>
/// <param name="ExitCode">How the program ended, when none failed.</param>
public readonly record struct NamespaceRun(NamespaceRunStep Failed, Errno Errno, int ExitCode);

/// <summary>What is done before a program runs in a namespace.</summary>
public enum NamespaceRunStep
{
    None,
    Open,
    Enter,
    Unshare,
    KeepMounts,
    MountSystem,
    Fork,
    Execute,
}
