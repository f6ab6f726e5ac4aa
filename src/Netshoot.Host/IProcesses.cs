using Netshoot.Wire;

namespace Netshoot.Host;

/// <summary>Becoming another program, entering a namespace before that, and running programs on our terminal.</summary>
public interface IProcesses
{
    /// <summary>Moves this process's only working thread into a network namespace (setns(2)). Only a program that becomes another right after may do it: whatever the runtime starts from now on is born in there.</summary>
    Errno EnterNetwork(string path);

    /// <summary>Becomes another program (execve(2)); returns only an error.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, the name it is called by first.</param>
    /// <param name="changes">Variables of the environment to set, or to remove where null.</param>
    Errno Replace(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> changes);

    /// <summary>Runs a program on our own streams and waits for its end.</summary>
    /// <returns>Its exit status; 128 + N when signal N ended it.</returns>
    ValueTask<int> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> changes, CancellationToken stop);

    /// <summary>Starts a program that outlives us: in a session of its own, with nothing to read and nowhere to write.</summary>
    /// <returns>Its process.</returns>
    int StartDetached(string program, IReadOnlyList<string> arguments);

    /// <summary>Makes a control group if there is none, binds the sockets that are made in it to a device, and moves this process into it (cgroups(7)).</summary>
    /// <param name="group">Its path in the unified hierarchy, which is mounted where it is not.</param>
    /// <param name="interfaceIndex">The device; 0 leaves sockets alone.</param>
    Errno JoinControlGroup(string group, int interfaceIndex) => throw new NotSupportedException();

    /// <summary>The path of a program, looked for in PATH; null when it is nowhere.</summary>
    string? Find(string program);
}
