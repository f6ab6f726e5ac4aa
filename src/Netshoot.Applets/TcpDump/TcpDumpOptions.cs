using System.Text;
using Netshoot.Capture.Rings;
using Netshoot.Filters;
using Netshoot.Packets;

namespace Netshoot.Applets.TcpDump;

/// <summary>What tcpdump(8) was asked to do; the letters are its options.</summary>
public sealed class TcpDumpOptions
{
    private const int MostVerbose = 4;

    public const int LongestSnap = 262_144;

    /// <summary><c>-i</c>.</summary>
    public string? Interface { get; set; }

    /// <summary><c>-r</c>; <c>-</c> is standard input.</summary>
    public string? ReadFile { get; set; }

    /// <summary><c>-V</c>: a file with the names of files to read.</summary>
    public string? FileList { get; set; }

    /// <summary><c>-w</c>; <c>-</c> is standard output.</summary>
    public string? WriteFile { get; set; }

    /// <summary><c>-F</c>.</summary>
    public string? FilterFile { get; set; }

    public List<string> FilterWords { get; } = [];

    /// <summary><c>-c</c>; 0 is no limit.</summary>
    public long Count { get; set; }

    /// <summary><c>--count</c>.</summary>
    public bool OnlyCount { get; set; }

    /// <summary><c>--print</c>.</summary>
    public bool PrintToo { get; set; }

    /// <summary><c>-d</c>, <c>-dd</c>, <c>-ddd</c>: 1 to 3.</summary>
    public int DumpFilter { get; set; }

    /// <summary><c>-O</c> clears it.</summary>
    public bool Optimize { get; set; } = true;

    public bool ListDevices { get; set; }

    public bool ListLinkTypes { get; set; }

    public bool ListTimeStampTypes { get; set; }

    public bool ShowHelp { get; set; }

    public bool ShowVersion { get; set; }

    /// <summary><c>-t</c> to <c>-ttttt</c>: 0 to 5.</summary>
    public int TimeLetters { get; set; }

    public int Verbosity { get; set; }

    public int HexLetters { get; set; }

    public int HexTextLetters { get; set; }

    public int TextLetters { get; set; }

    public bool Numeric { get; set; }

    /// <summary><c>-f</c>.</summary>
    public bool ForeignNumeric { get; set; }

    public bool ShortNames { get; set; }

    public bool Numbers { get; set; }

    public bool Quiet { get; set; }

    public bool LinkHeader { get; set; }

    public bool AbsoluteSequence { get; set; }

    public bool SkipChecksums { get; set; }

    public bool AsDot { get; set; }

    /// <summary><c>-E</c>: keys of ESP, in the form of <see cref="TcpDumpSecrets"/>.</summary>
    public string? Secrets { get; set; }

    /// <summary><c>-M</c>: the secret with which segments are signed.</summary>
    public string? SignatureSecret { get; set; }

    /// <summary><c>-u</c>.</summary>
    public bool UndecodedHandles { get; set; }

    public PayloadType Payload { get; set; }

    public int SnapLength { get; set; } = LongestSnap;

    /// <summary><c>-B</c>, in KiB; 0 leaves it to the capture.</summary>
    public int BufferSize { get; set; }

    public bool Promiscuous { get; set; } = true;

    public bool MonitorMode { get; set; }

    public bool Immediate { get; set; }

    /// <summary><c>-l</c>: lines, or <c>-U</c>: packets, are written as they come.</summary>
    public bool Unbuffered { get; set; }

    public bool Nanoseconds { get; set; }

    public CaptureDirection Direction { get; set; }

    public LinkType? LinkType { get; set; }

    /// <summary><c>-j</c>.</summary>
    public string? TimeStampType { get; set; }

    /// <summary><c>-C</c>, in millions of bytes; 0 is no limit.</summary>
    public int FileSize { get; set; }

    /// <summary><c>-W</c>; 0 is no limit.</summary>
    public int FileCount { get; set; }

    /// <summary><c>-G</c>, in seconds; 0 is never.</summary>
    public int RotateSeconds { get; set; }

    /// <summary><c>-z</c>.</summary>
    public string? RotateCommand { get; set; }

    /// <summary>Options that are taken and do nothing, each with why; said once at the start.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>How packets are to be described, but for what only the machine knows: keys in files and names.</summary>
    public DissectionOptions Dissection => new()
    {
        Verbosity = Math.Min(Verbosity, MostVerbose),
        Quiet = Quiet,
        LinkHeader = LinkHeader,
        AbsoluteSequence = AbsoluteSequence,
        SkipChecksums = SkipChecksums,
        AsDot = AsDot,
        UndecodedHandles = UndecodedHandles,
        Signature = SignatureSecret is { } secret ? new(Encoding.UTF8.GetBytes(secret)) : null,
        Payload = Payload,
    };

    /// <summary>How lines and dumps are to look.</summary>
    public PrintStyle Style => new()
    {
        Numbers = Numbers,
        Time = (TimestampStyle)TimeLetters,
        Nanoseconds = Nanoseconds,
        Dump = this switch
        {
            { HexTextLetters: > 1 } => DumpStyle.HexAndTextWithLink,
            { HexTextLetters: 1 } => DumpStyle.HexAndText,
            { HexLetters: > 1 } => DumpStyle.HexWithLink,
            { HexLetters: 1 } => DumpStyle.Hex,
            { TextLetters: > 1 } => DumpStyle.TextWithLink,
            { TextLetters: 1 } => DumpStyle.Text,
            _ => DumpStyle.None,
        },
    };

    public bool Prints => WriteFile is null || PrintToo;
}
