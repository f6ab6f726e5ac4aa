using System.Buffers.Text;
using System.Globalization;
using Netshoot.Kernel;
using Netshoot.Wire;

namespace Netshoot.Host.Sockets;

/// <summary>
/// Goes through the descriptors of all processes in /proc (proc(5)) and keeps those that are sockets, in the order of the processes. A descriptor
/// costs some microseconds of the kernel's, so where there are very many each processor takes its share of the processes.
/// </summary>
internal sealed class DescriptorWalk(bool threads)
{
    // A thread costs as much as some dozens of descriptors.
    private const int ManyDescriptors = 2000, MostWorkers = 4;

    private readonly List<int> _processes = [];
    private List<Found>?[] _found = [];
    private readonly List<Thread> _helpers = [];
    private int _next = -1, _seen;

    public SocketOwnerTable Read()
    {
        var table = new SocketOwnerTable();
        if (Files.TryOpen("/proc", out var proc) != Errno.None) return table;
        using (proc)
        {
            var processes = new DirectoryEntries(proc);
            while (processes.MoveNext())
                if (Number(processes.Name) is { } process) _processes.Add(process);
        }
        _found = new List<Found>?[_processes.Count];

        ReadAll(isHelper: false);
        foreach (var helper in _helpers) helper.Join();

        int count = 0;
        foreach (var found in _found) count += found?.Count ?? 0;
        table.Reserve(count);
        for (int i = 0; i < _found.Length; i++)
        {
            if (_found[i] is not { Count: > 0 } found) continue;
            string name = Files.TryReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{_processes[i]}/comm"))?.TrimEnd('\n') ?? "";
            foreach (var one in found) table.Add(one.Inode, _processes[i], one.Thread, one.Descriptor, name);
        }
        return table;
    }

    private void ReadAll(bool isHelper)
    {
        byte[] buffer = new byte[DirectoryEntries.BufferSize];
        while (ReadNext(buffer, isHelper)) { }
    }

    private void StartHelpers()
    {
        for (int i = 1; i < Math.Min(Environment.ProcessorCount, MostWorkers); i++)
        {
            var helper = new Thread(() => ReadAll(isHelper: true));
            _helpers.Add(helper);
            helper.Start();
        }
    }

    private bool ReadNext(byte[] buffer, bool isHelper)
    {
        int at = Interlocked.Increment(ref _next);
        if (at >= _processes.Count) return false;
        int process = _processes[at];
        if (!threads)
        {
            ReadDescriptors(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd"), process, buffer, isHelper, ref _found[at]);
            return true;
        }
        if (Files.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task"), out var directory) != Errno.None) return true;
        using (directory)
        {
            var tasks = new DirectoryEntries(directory);
            while (tasks.MoveNext())
                if (Number(tasks.Name) is { } thread) ReadDescriptors(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{thread}/fd"), thread, buffer, isHelper, ref _found[at]);
        }
        return true;
    }

    private void ReadDescriptors(string path, int thread, byte[] buffer, bool isHelper, ref List<Found>? found)
    {
        if (Files.TryOpen(path, out var directory) != Errno.None) return;
        using (directory)
        {
            var descriptors = new DirectoryEntries(directory, buffer);
            while (descriptors.MoveNext())
            {
                if (!isHelper && ++_seen == ManyDescriptors) StartHelpers();
                if (Number(descriptors.Name) is { } descriptor && descriptors.TryIdentify(out var identity) == Errno.None && identity.IsSocket)
                    (found ??= []).Add(new(identity.Inode, thread, descriptor));
            }
        }
    }

    private static int? Number(ReadOnlySpan<byte> name)
        => Utf8Parser.TryParse(name, out int number, out int taken) && taken == name.Length ? number : null;

    private readonly record struct Found(ulong Inode, int Thread, int Descriptor);
}
