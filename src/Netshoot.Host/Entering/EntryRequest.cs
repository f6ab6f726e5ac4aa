namespace Netshoot.Host.Entering;

/// <summary>The kinds of namespaces, by the names of their files below <c>/proc/PID/ns</c> (namespaces(7)).</summary>
public enum NamespaceName
{
    Cgroup,
    Ipc,
    Uts,
    Net,
    Pid,
    Mnt,
    Time,
    User,
}

/// <summary>A namespace to enter.</summary>
/// <param name="Name">Its kind.</param>
/// <param name="Path">The file that stands for it.</param>
/// <param name="OnlyIfOther">Whether it is passed over when we are in it already.</param>
public readonly record struct EntryNamespace(NamespaceName Name, string Path, bool OnlyIfOther = false);

/// <summary>What a process does before it becomes another program, elsewhere (nsenter(1)).</summary>
public sealed record EntryRequest
{
    /// <summary>In the order of <see cref="NamespaceName"/>.</summary>
    public IReadOnlyList<EntryNamespace> Namespaces { get; init; } = [];

    /// <summary>The directory that becomes the root; opened before anything is entered.</summary>
    public string? Root { get; init; }

    /// <summary>The working directory; opened before anything is entered.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The working directory as it is seen from inside.</summary>
    public string? WorkingDirectoryInside { get; init; }

    public uint? User { get; init; }

    public uint? Group { get; init; }

    /// <summary>Whether user, group and groups stay as they are in a user namespace, too.</summary>
    public bool PreservesCredentials { get; init; }

    /// <summary>Whether the program is started without a fork even where only a child would be in the new pid namespace.</summary>
    public bool DoesNotFork { get; init; }

    /// <summary>The file with the SELinux context that the program runs in; null for our own.</summary>
    public string? ContextFile { get; init; }

    /// <summary>A path, or a name that is looked for in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>All arguments, the program's own name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }
}
