using Netshoot.Wire;

namespace Netshoot.Capture.Files;

/// <summary>Reads the packets of a capture file, pcap or pcapng, plain or inside gzip or zstd, from front to back.</summary>
/// <remarks>What a damaged file is reproached with is said in libpcap's words, since people search for them.</remarks>
public abstract class CaptureReader : IDisposable
{
    /// <summary>The longest packet that any link type has in libpcap; a longer claim means a damaged file.</summary>
    internal const int MostCaptured = 262_144;

    private protected readonly FileWindow Window;
    private protected readonly bool Nanoseconds;

    private protected CaptureReader(FileWindow window, bool nanoseconds)
    {
        Window = window;
        Nanoseconds = nanoseconds;
    }

    /// <summary>What the frames are: a LINKTYPE_ value.</summary>
    public int LinkType { get; private protected set; }

    /// <summary>The most bytes of a packet that were captured.</summary>
    public int SnapLength { get; private protected set; }

    /// <summary>Whether the numbers of the file have the order of a big-endian machine.</summary>
    public bool BigEndian { get; private protected set; }

    /// <param name="stream">The file; it is closed with the reader.</param>
    /// <param name="nanoseconds">Whether fractions of a second are wanted in nanoseconds instead of microseconds.</param>
    /// <exception cref="Failure">It is not a capture file.</exception>
    public static CaptureReader Open(Stream stream, bool nanoseconds = false)
    {
        var window = new FileWindow(stream);
        if (CompressedFile.TryOpen(window) is { } unpacked) window = new(unpacked);
        var magic = window.Peek(4);
        if (magic.Length < 4) throw new Failure("", $"truncated dump file; tried to read 4 file header bytes, only got {magic.Length}");
        return (CaptureReader?)PcapReader.TryOpen(window, nanoseconds) ?? PcapngReader.TryOpen(window, nanoseconds) ?? throw new Failure("", "unknown file format");
    }

    /// <summary>The next packet.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="Failure">The file is damaged.</exception>
    public abstract bool TryRead(out CaptureRecord record);

    public void Dispose()
    {
        Window.Dispose();
        GC.SuppressFinalize(this);
    }
}
