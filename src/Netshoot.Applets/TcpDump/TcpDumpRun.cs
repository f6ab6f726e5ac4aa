using System.Text;
using Netshoot.Applets.Frames;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Captures;
using Netshoot.Packets;
using Netshoot.Wire;

namespace Netshoot.Applets.TcpDump;

/// <summary>What reading files and listening have in common: the filter, and where packets go.</summary>
internal abstract class TcpDumpRun(TcpDumpOptions options, Shell shell)
{
    private readonly Dictionary<int, string?> _interfaceNames = [];

    protected TcpDumpOptions Options => options;

    protected Shell Shell => shell;

    /// <summary>Compiles the filter for a link type.</summary>
    public async ValueTask<BpfProgram> CompileAsync(LinkType linkType, int snapLength, KernelMetadata metadata)
    {
        string expression = options.FilterFile is { } file ? ReadFilter(file) : string.Join(' ', options.FilterWords);
        var filter = new FilterOptions { LinkType = linkType, SnapLength = (uint)snapLength, Optimize = options.Optimize, KernelMetadata = metadata };
        return await new FilterNames(shell.Machine).CompileAsync(expression, filter, CancellationToken.None);
    }

    /// <summary>Prints the compiled filter as <c>-d</c>, <c>-dd</c> or <c>-ddd</c> want it.</summary>
    public ExitCode Dump(BpfProgram program)
    {
        var to = shell.Output.Buffer;
        var instructions = program.Instructions.AsSpan();
        if (options.DumpFilter == 1) BpfListing.WriteListing(to, instructions);
        else if (options.DumpFilter == 2) BpfListing.WriteC(to, instructions);
        else BpfListing.WriteNumbers(to, instructions);
        shell.Output.Written();
        return ExitCode.Ok;
    }

    /// <summary>Makes the places where packets go.</summary>
    protected IPacketSink MakeSink(LinkType linkType, FileSink? file, CancellationToken stop)
    {
        if (file is not null && !options.Prints) return file;
        var print = MakePrinter(linkType, stop);
        return file is null ? print : new BothSink(file, print);
    }

    /// <summary>How the link type is called in the first line.</summary>
    protected static string Describe(LinkType type) => type.Description is { } description ? $"{type.Name} ({description})" : type.Name;

    private IPacketSink MakePrinter(LinkType linkType, CancellationToken stop)
    {
        var dissection = options.Dissection with { Associations = TcpDumpSecrets.Read(shell, options.Secrets), InterfaceName = InterfaceName };
        if (shell.Json) return new JsonSink(new(shell.Output, dissection, linkType, options.Nanoseconds));
        var style = options.Style with { Zone = shell.Clock.LocalTimeZone };
        return new PrintSink(shell.Output, dissection, style, linkType, options.Numeric ? null : new PacketNames(shell.Machine.Names, options.ShortNames, stop));
    }

    /// <summary>The name that an interface has here: a file's own machine may have called it otherwise, as the original has it.</summary>
    private string? InterfaceName(int index)
    {
        if (!_interfaceNames.TryGetValue(index, out string? name)) _interfaceNames[index] = name = Shell.Machine.InterfaceName(index);
        return name;
    }

    /// <summary>A filter from a file: what stands behind <c>#</c> is a comment.</summary>
    private string ReadFilter(string path)
    {
        Stream? stream = shell.Input;
        var errno = path == "-" ? Errno.None : shell.Machine.TryOpenRead(path, out stream);
        if (errno != Errno.None) throw new Failure("", $"can't open {path}: {shell.Machine.Text(errno)}", errno: (int)errno);
        using var reader = new StreamReader(stream!, Encoding.UTF8);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line) text.Append(line.Split('#')[0]).Append('\n');
        return text.ToString();
    }

    /// <summary>Counts as tcpdump words them: one packet, two packets.</summary>
    public static void AppendCount(TextBuffer to, ulong count, string what)
    {
        to.Append(count);
        to.Append(count == 1 ? " packet"u8 : " packets"u8);
        to.Append(what);
    }
}
