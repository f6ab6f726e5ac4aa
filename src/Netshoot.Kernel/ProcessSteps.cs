using System.Runtime.InteropServices;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Kernel;

/// <summary>What a process does to itself before it becomes another program.</summary>
public enum ProcessStep
{
    None,

    /// <summary>setns(2); when it is refused it is tried again later, as another namespace may bring the privilege.</summary>
    EnterNamespace,

    /// <summary>fchdir(2).</summary>
    ChangeDirectory,

    /// <summary>open(2) and fchdir(2): a path as it is seen from where the earlier steps led.</summary>
    ChangeToPath,

    /// <summary>open(2) of the working directory.</summary>
    RememberDirectory,

    /// <summary>fchdir(2) to what was remembered.</summary>
    ReturnToDirectory,

    /// <summary>fchdir(2), chroot(2) to there, and chdir(2) to its root.</summary>
    ChangeRoot,

    /// <summary>setgroups(2) to none, while the privilege of the old namespaces still counts; may fail if the later one does not.</summary>
    DropGroupsEarly,

    /// <summary>setgroups(2) to none.</summary>
    DropGroups,

    /// <summary>setgid(2).</summary>
    SetGroup,

    /// <summary>setuid(2).</summary>
    SetUser,

    /// <summary>unshare(2).</summary>
    Unshare,

    /// <summary>mount(2).</summary>
    Mount,

    /// <summary>mount(2) that is passed over where it fails.</summary>
    MountIfPossible,

    /// <summary>umount2(2), lazily; what is not mounted stays so.</summary>
    Unmount,

    /// <summary>setsid(2): away from the terminal and its signals.</summary>
    NewSession,

    /// <summary>dup2(2) of a descriptor to the standard input, output and error.</summary>
    RedirectStreams,

    /// <summary>clone(2) with CLONE_PARENT: what follows is the new process's, and this one ends.</summary>
    Fork,

    /// <summary>execvp(3), which ends the steps.</summary>
    Execute,
}

/// <summary>
/// Steps of a process on its way to another program, laid out in memory that the collector does not own, so that a forked child of a
/// program with threads can take them: such a child may make system calls, and nothing else (fork(2), signal-safety(7)).
/// </summary>
public sealed unsafe class ProcessSteps : IDisposable
{
    private readonly List<RawStep> _steps = [];
    private readonly List<nint> _texts = [];
    private readonly List<FileDescriptor> _descriptors = [];
    private StringVector? _arguments;

    /// <summary>One step as the child reads it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RawStep
    {
        public ProcessStep Kind;

        /// <summary>A descriptor, or a user or group.</summary>
        public long Number;

        /// <summary>The kind of a namespace, or the number of a system call.</summary>
        public int Detail;

        public byte* Path;

        /// <summary>What is mounted.</summary>
        public byte* Source;

        /// <summary>The name of a file system.</summary>
        public byte* FileSystem;
    }

    public void EnterNamespace(FileDescriptor target, NamespaceKinds kind) => Add(ProcessStep.EnterNamespace, Keep(target), detail: (int)kind);

    public void ChangeDirectory(FileDescriptor directory) => Add(ProcessStep.ChangeDirectory, Keep(directory));

    public void ChangeToPath(string path) => Add(ProcessStep.ChangeToPath, path: path);

    public void ChangeRoot(FileDescriptor directory) => Add(ProcessStep.ChangeRoot, Keep(directory));

    public void DropGroups(bool early) => Add(early ? ProcessStep.DropGroupsEarly : ProcessStep.DropGroups, detail: CallNumber(116, 159));

    public void SetGroup(uint group) => Add(ProcessStep.SetGroup, group, CallNumber(106, 144));

    public void SetUser(uint user) => Add(ProcessStep.SetUser, user, CallNumber(105, 146));

    public void RememberDirectory() => Add(ProcessStep.RememberDirectory, path: ".");

    public void ReturnToDirectory() => Add(ProcessStep.ReturnToDirectory);

    public void Unshare(NamespaceKinds kinds) => Add(ProcessStep.Unshare, detail: (int)kinds);

    /// <summary>Makes that what is mounted or unmounted from here on stays here (MS_SLAVE | MS_REC).</summary>
    public void KeepMountsHere() => Add(ProcessStep.Mount, MountFlag.Slave | MountFlag.Recursive, path: "/", source: "", fileSystem: "none");

    public void Mount(string source, string target, string fileSystem) => Add(ProcessStep.Mount, path: target, source: source, fileSystem: fileSystem);

    /// <summary>Shows a file or directory in the place of another, if that is there.</summary>
    public void BindIfPossible(string source, string target) => Add(ProcessStep.MountIfPossible, MountFlag.Bind, path: target, source: source, fileSystem: "none");

    public void Unmount(string target) => Add(ProcessStep.Unmount, path: target);

    public void NewSession() => Add(ProcessStep.NewSession);

    /// <summary>Lets the program read from and write to the descriptor, and to no stream of ours.</summary>
    public void RedirectStreams(FileDescriptor to) => Add(ProcessStep.RedirectStreams, Keep(to));

    public void Fork() => Add(ProcessStep.Fork, detail: CallNumber(56, 220));

    /// <summary>The last step.</summary>
    /// <param name="program">A path, or a name that is looked for in PATH.</param>
    /// <param name="arguments">All of them, the program's own name first.</param>
    public void Execute(string program, IReadOnlyList<string> arguments)
    {
        _arguments = new(arguments);
        Add(ProcessStep.Execute, path: program);
    }

    public void Dispose()
    {
        foreach (nint text in _texts) NativeMemory.Free((void*)text);
        _texts.Clear();
        _arguments?.Dispose();
        foreach (var descriptor in _descriptors) descriptor.Dispose();
        _descriptors.Clear();
    }

    internal ReadOnlySpan<RawStep> Raw => CollectionsMarshal.AsSpan(_steps);

    internal byte** Arguments => _arguments is null ? null : _arguments.Pointers;

    /// <summary>x86-64 has its own numbers of system calls; arm64 the generic ones (include/uapi/asm-generic/unistd.h).</summary>
    private static int CallNumber(int x64, int generic) => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? x64 : generic;

    private void Add(ProcessStep kind, long number = 0, int detail = 0, string? path = null, string? source = null, string? fileSystem = null)
        => _steps.Add(new()
        {
            Kind = kind,
            Number = number,
            Detail = detail,
            Path = path is null ? null : Copy(path),
            Source = source is null ? null : Copy(source),
            FileSystem = fileSystem is null ? null : Copy(fileSystem),
        });

    private byte* Copy(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* copy = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
        // SAFETY: the block has length + 1 bytes.
        Encoding.UTF8.GetBytes(text, new Span<byte>(copy, length));
        _texts.Add((nint)copy);
        return copy;
    }

    /// <summary>The descriptor is open until the steps were taken.</summary>
    private int Keep(FileDescriptor descriptor)
    {
        _descriptors.Add(descriptor);
        return descriptor.Number;
    }
}
