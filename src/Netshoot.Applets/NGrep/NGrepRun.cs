using System.Text;
using Netshoot.Applets.Frames;
using Netshoot.Capture.Files;
using Netshoot.Cli;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Host.Captures;
using Netshoot.Wire;

namespace Netshoot.Applets.NGrep;

/// <summary>What reading files and listening have in common: filter and expression, and what becomes of a packet.</summary>
internal abstract class NGrepRun(NGrepOptions options, Shell shell) : IDisposable
{
    private const string Base = "(ip || ip6)", BaseWithTags = "((ip || ip6) || (vlan && (ip || ip6)))";
    private const int UsualColumns = 80;

    private readonly PacketHeader _header = new(shell.Output.Buffer, options, shell.Clock);
    private readonly PayloadWriter _payload = new(shell.Output.Buffer, options, options.Columns != 0 ? options.Columns : shell.Output.Columns > 0 ? shell.Output.Columns : UsualColumns);
    private readonly MatchJson? _json = shell.Json ? new(shell.Output) : null;
    private PayloadSearch _search = null!;
    private PcapWriter? _file;
    private ConnectionEnder? _ender;
    private int _link;
    private bool _hasEtherType;
    private int _showAfter;

    protected NGrepOptions Options => options;

    protected Shell Shell => shell;

    protected ulong Seen { get; private set; }

    /// <summary>How often the expression matched, whatever is shown.</summary>
    protected ulong Matched { get; private set; }

    /// <summary>Whether marks and the end are told.</summary>
    protected bool Tells => !options.Quiet && !shell.Json;

    public abstract ValueTask<ExitCode> RunAsync();

    /// <summary>Says how it ended.</summary>
    public virtual void SayEnd()
    {
        if (Tells) shell.Output.Literal("exit\n");
    }

    public void Dispose()
    {
        Close();
        _file?.Dispose();
        _ender?.Dispose();
    }

    protected virtual void Close() { }

    public ExitCode Result => Matched > 0 ? ExitCode.Ok : ExitCode.Failed;

    /// <summary>Compiles filter and expression and says both.</summary>
    protected async ValueTask<BpfProgram> PrepareAsync(LinkType linkType, int snapLength, KernelMetadata metadata, uint? netmask)
    {
        _link = PacketParts.LinkSize(linkType, out _hasEtherType);
        if (_link < 0) throw new Failure("", $"fatal: unsupported interface type {linkType.Value}");
        if (_payload.Width == 0) throw NGrepCommandLine.Fatal($"no room for payloads on a line of {options.Columns} columns");
        string every = linkType == LinkType.Ethernet ? BaseWithTags : Base;
        var compiling = new FilterOptions { LinkType = linkType, SnapLength = (uint)snapLength, KernelMetadata = metadata, Netmask = netmask };
        string? expression = options.Operands.Count > 0 ? options.Operands[0] : null;
        string words = options.FilterFile is { } file ? ReadFilter(file) : string.Join(' ', options.Operands.Skip(1));
        string text = words.Length > 0 ? $"( {words} ) and {every}" : every;
        BpfProgram program;
        try
        {
            program = await CompileAsync(text, compiling);
        }
        catch (Failure) when (options.FilterFile is null && words.Length > 0 && options.Operands[0].Length > 0)
        {
            // Then the expression was left out, and all of it is the filter.
            text = $"( {string.Join(' ', options.Operands)} ) and {every}";
            program = await CompileAsync(text, compiling);
            expression = null;
        }
        if (!shell.Json) shell.Output.Line($"filter: {text}");
        _search = new(options, expression);
        if (_search.Text is { } search && !shell.Json) shell.Output.Line($"{(options.Invert ? "don't match" : "match")}{(_search.IsExpression ? " (JIT)" : "")}: {search}");
        if (options.WriteFile is { } path)
        {
            var errno = shell.Machine.TryCreate(path, out var stream);
            if (errno != Errno.None) throw new Failure("", $"fatal: {path}: {shell.Machine.Text(errno)}");
            _file = new(stream!, linkType.Value, snapLength, nanoseconds: false);
            if (!shell.Json) shell.Output.Line($"output: {path}");
        }
        if (options.Kill > 0) _ender = new(shell, options.Kill);
        return program;
    }

    /// <summary>Takes a packet that the filter accepts.</summary>
    /// <returns>Whether more are wanted.</returns>
    protected bool Take(in CaptureRecord record)
    {
        Seen++;
        if (Tells) shell.Output.Buffer.Append((byte)'#');
        var parts = new PacketParts(record.Bytes, _link, _hasEtherType);
        var payload = parts.Payload;
        // An empty packet is one of those behind a match too, whether it is shown or not.
        if (payload.IsEmpty && _showAfter > 0) _showAfter--;
        if (payload.IsEmpty && !options.ShowEmpty) return true;
        if (payload.Length > options.Limit) payload = payload[..options.Limit];
        bool isMatch = !payload.IsEmpty && _search.IsMatch(payload);
        if (isMatch)
        {
            Matched++;
            _showAfter = options.After;
        }
        if (payload.IsEmpty || isMatch != options.Invert) Show(parts, record, payload, isMatch);
        else if (_showAfter > 0)
        {
            _showAfter--;
            Show(parts, record, payload, isMatch);
        }
        return options.Count <= 0 || Matched < (ulong)options.Count;
    }

    private void Show(in PacketParts parts, in CaptureRecord record, ReadOnlySpan<byte> payload, bool isMatch)
    {
        bool wantsPlace = isMatch && (options.Colorize || _json is not null);
        var match = wantsPlace ? _search.Find(payload) : default;
        if (_json is not null) _json.Write(Seen, parts, record, payload, match);
        else Print(parts, record, payload, match);
        _file?.Write(record);
        if (parts is { Protocol: PacketParts.Tcp, IsFirst: true }) _ender?.End(parts);
    }

    private void Print(in PacketParts parts, in CaptureRecord record, ReadOnlySpan<byte> payload, Range match)
    {
        var to = shell.Output.Buffer;
        to.Append((byte)'\n');
        _header.Write(parts, record, payload.Length);
        if (options.Layout == NGrepLayout.Single)
        {
            to.Append((byte)' ');
        }
        else
        {
            to.Append(" #"u8);
            to.Append(Seen);
            to.Append((byte)'\n');
        }
        if (!payload.IsEmpty)
        {
            if (options.HexDump) _payload.Hexadecimal(payload, match);
            else if (options.Layout == NGrepLayout.Normal) _payload.Lines(payload, match);
            else _payload.Text(payload, match, keepsLines: options.Layout == NGrepLayout.Byline);
        }
        shell.Output.Written();
    }

    private async ValueTask<BpfProgram> CompileAsync(string text, FilterOptions compiling)
    {
        try
        {
            return await new FilterNames(shell.Machine).CompileAsync(text, compiling, CancellationToken.None);
        }
        catch (Failure e)
        {
            throw new Failure("", $"pcap: {e.Message}", e.Hint);
        }
    }

    /// <summary>The first line of a file.</summary>
    private string ReadFilter(string path)
    {
        Stream? stream = shell.Input;
        var errno = path == "-" ? Errno.None : shell.Machine.TryOpenRead(path, out stream);
        if (errno == Errno.None)
        {
            using var reader = new StreamReader(stream!, Encoding.UTF8);
            if (reader.ReadLine() is { } line) return line;
            errno = Errno.ENOENT;
        }
        shell.Error.Line($"fatal: unable to get filter from {path}: {shell.Machine.Text(errno)}");
        throw new UsageFailure($"unable to get filter from {path}") { Usage = NGrepCommandLine.Usage };
    }
}
