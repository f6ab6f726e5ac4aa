namespace Netshoot.Packets.Application.Rpc;

/// <summary>What arguments and results of several procedures have in common (RFC 1094 section 2.3, RFC 1813 section 2.6).</summary>
internal static class NfsParts
{
    private const int OldHandleSize = 32;
    private const uint LargestHandle = 64;
    private const int ShownSize = 28;
    private const int OldShownSize = 24;
    private const int BeforeSize = 24;
    private const int OldAttributesSize = 68;

    private const int AttributesSize = 84;

    /// <summary>Where <c>-vv</c> shows what else is known of a file.</summary>
    private const int FullVerbosity = 2;

    /// <summary>Reads a handle and prints it: 32 bytes in version 2, opaque bytes with their length in version 3.</summary>
    public static void Handle(ref Layer layer, bool third)
    {
        uint size = third ? layer.U32() : OldHandleSize;
        if (size > LargestHandle * 2 || !layer.Has((int)size)) layer.EndEarly();
        if (layer.Truncated) return;
        NfsHandle.Print(ref layer, layer.Rest[..(int)size]);
        RpcMessage.SkipOpaque(ref layer, size);
    }

    /// <summary>Reads a name and prints it in quotes.</summary>
    public static void FileName(ref Layer layer)
    {
        uint size = layer.U32();
        if (size > int.MaxValue - 3 || !layer.Has((int)size)) layer.EndEarly();
        if (layer.Truncated) return;
        layer.Text("\""u8);
        layer.Printable(layer.Rest[..(int)size]);
        layer.Text("\""u8);
        RpcMessage.SkipOpaque(ref layer, size);
    }

    /// <summary>Prints a status that is no success.</summary>
    /// <returns>Whether the procedure succeeded.</returns>
    public static bool Status(ref Layer layer)
    {
        uint status = layer.U32();
        if (status == 0) return true;
        layer.Text(" ERROR: "u8);
        if (StatusName(status) is { } name) layer.Text($"{name}");
        else layer.Text($"unk {status}");
        return false;
    }

    /// <summary>A file's attributes.</summary>
    public static void Attributes(ref Layer layer, bool third, bool full)
    {
        int end = layer.Position + (third ? AttributesSize : OldAttributesSize);
        uint type = layer.U32(), mode = layer.U32(), links = layer.U32(), user = layer.U32(), group = layer.U32();
        layer.Text(" "u8);
        FileType(ref layer, type);
        if (FileTypeName(type) is null) layer.Text(" "u8);
        Octal(ref layer, mode);
        layer.Text($" ids {(int)user}/{(int)group}");
        ulong size = third ? layer.U64() : layer.U32();
        layer.Text($" sz {size}");
        if (full && third) More(ref layer, links);
        else if (full) MoreOld(ref layer, links);
        // What is not shown need not have been captured.
        if (!layer.Truncated) layer.Skip(Math.Min(end - layer.Position, layer.Captured));
    }

    private static void More(ref Layer layer, uint links)
    {
        if (!layer.Has(AttributesSize - ShownSize)) layer.EndEarly();
        layer.Skip(8);
        uint major = layer.U32(), minor = layer.U32();
        layer.Text($" nlink {links} rdev {major}/{minor}");
        ulong system = layer.U64();
        layer.Text($" fsid {system:x}");
        ulong file = layer.U64();
        layer.Text($" fileid {file:x}");
        layer.Text(" a/m/ctime"u8);
        Times(ref layer);
    }

    private static void MoreOld(ref Layer layer, uint links)
    {
        if (!layer.Has(OldAttributesSize - OldShownSize)) layer.EndEarly();
        layer.Skip(4);
        uint device = layer.U32();
        layer.Skip(4);
        uint system = layer.U32(), node = layer.U32();
        layer.Text($" nlink {links} rdev 0x{device:x} fsid 0x{system:x} nodeid 0x{node:x} a/m/ctime");
        Times(ref layer);
    }

    private static void Times(ref Layer layer)
    {
        for (int i = 0; i < 3; i++)
        {
            layer.Text(" "u8);
            Time(ref layer, true);
        }
    }

    private static void Time(ref Layer layer, bool print)
    {
        uint seconds = layer.U32(), fraction = layer.U32();
        if (!print || layer.Line is not { } line) return;
        line.Append((ulong)seconds);
        line.Append((byte)'.');
        line.Append(fraction, "D6");
    }

    /// <summary>Attributes that follow only perhaps.</summary>
    public static void AttributesIfAny(ref Layer layer)
    {
        uint follow = layer.U32();
        if (follow == 0) return;
        Attributes(ref layer, true, layer.Verbosity >= FullVerbosity);
    }

    /// <summary>A file's attributes before an operation, in short, and after it.</summary>
    public static void BeforeAndAfter(ref Layer layer)
    {
        bool full = layer.Verbosity >= FullVerbosity;
        if (full) layer.Text(" PRE:"u8);
        uint follow = layer.U32();
        if (follow != 0)
        {
            if (!layer.Has(BeforeSize)) layer.EndEarly();
            ulong size = layer.U64();
            if (full) layer.Text($" sz {size} mtime ");
            Time(ref layer, full);
            if (full) layer.Text(" ctime "u8);
            Time(ref layer, full);
        }
        if (layer.Verbosity > 0)
        {
            layer.Text(" POST:"u8);
            AttributesIfAny(ref layer);
            return;
        }
        PassAttributes(ref layer);
    }

    /// <summary>Reads attributes that follow perhaps and are not shown.</summary>
    public static void PassAttributes(ref Layer layer)
    {
        if (layer.U32() != 0) layer.Skip(Math.Min(AttributesSize, layer.Captured));
    }

    /// <summary>Attributes to be set: each behind a word that says whether it is there.</summary>
    public static void NewAttributes(ref Layer layer, out uint? mode, out uint? user, out uint? group)
    {
        mode = layer.U32() != 0 ? layer.U32() : null;
        user = layer.U32() != 0 ? layer.U32() : null;
        group = layer.U32() != 0 ? layer.U32() : null;
        // As observed, the size takes one word here.
        if (layer.U32() != 0) layer.Skip(4);
        const uint ClientTime = 2;
        if (layer.U32() == ClientTime) layer.Skip(8);
        if (layer.U32() == ClientTime) layer.Skip(8);
    }

    public static void PrintNewAttributes(ref Layer layer, uint? mode, uint? user, uint? group)
    {
        if (mode is { } bits)
        {
            layer.Text(" mode"u8);
            Octal(ref layer, bits);
        }
        if (user is { } owner) layer.Text($" uid {owner}");
        if (group is { } members) layer.Text($" gid {members}");
    }

    public static void FileType(ref Layer layer, uint type)
    {
        if (FileTypeName(type) is { } name) layer.Text($"{name}");
        else layer.Text($"unk-ft {type}");
    }

    private static string? FileTypeName(uint type) => type switch
    {
        0 => "NON",
        1 => "REG",
        2 => "DIR",
        3 => "BLK",
        4 => "CHR",
        5 => "LNK",
        7 => "FIFO",
        _ => null,
    };

    /// <summary>How a server keeps what is written (RFC 1813 section 3.3.7).</summary>
    public static void Stability(ref Layer layer, uint stable)
    {
        switch (stable)
        {
            case 0: layer.Text(" <unstable>"u8); break;
            case 1: layer.Text(" <datasync>"u8); break;
            case 2: layer.Text(" <filesync>"u8); break;
            default: layer.Text($" <#{stable}>"); break;
        }
    }

    private static void Octal(ref Layer layer, uint value)
    {
        if (layer.Line is not { } line) return;
        line.Append((byte)' ');
        const int BitsPerDigit = 3;
        int shift = 0;
        while (value >> shift >= 8 && shift < 30) shift += BitsPerDigit;
        for (; shift >= 0; shift -= BitsPerDigit) line.Append((byte)('0' + (value >> shift & 7)));
    }

    private static string? StatusName(uint status) => status switch
    {
        1 => "Operation not permitted",
        2 => "No such file or directory",
        5 => "Input/output error",
        6 => "Device not configured",
        11 => "Resource deadlock avoided",
        12 => "Cannot allocate memory",
        13 => "Permission denied",
        17 => "File exists",
        18 => "Cross-device link",
        19 => "Operation not supported by device",
        20 => "Not a directory",
        21 => "Is a directory",
        22 => "Invalid argument",
        26 => "Text file busy",
        27 => "File too large",
        28 => "No space left on device",
        30 => "Read-only file system",
        31 => "Too many links",
        45 => "Operation not supported",
        62 => "Too many levels of symbolic links",
        63 => "File name too long",
        66 => "Directory not empty",
        69 => "Disc quota exceeded",
        70 => "Stale NFS file handle",
        71 => "Too many levels of remote in path",
        99 => "Write cache flushed to disk",
        10001 => "Illegal NFS file handle",
        10002 => "Update synchronization mismatch",
        10003 => "READDIR/READDIRPLUS cookie is stale",
        10004 => "Operation not supported",
        10005 => "Buffer or request is too small",
        10006 => "Unspecified error on server",
        10007 => "Object of that type not supported",
        10008 => "Request couldn't be completed in time",
        _ => null,
    };
}
