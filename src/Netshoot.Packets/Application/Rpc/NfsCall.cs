namespace Netshoot.Packets.Application.Rpc;

/// <summary>Arguments of the procedures (RFC 1094 section 2.2, RFC 1813 section 3.3).</summary>
internal static class NfsCall
{
    private const uint AllAccess = 0x3f;
    private const uint BlockDevice = 3;
    private const uint CharacterDevice = 4;

    public static void Print(ref Layer layer, NfsProcedure procedure, bool third)
    {
        NfsParts.Handle(ref layer, third);
        switch (procedure)
        {
            case NfsProcedure.Lookup or NfsProcedure.Create or NfsProcedure.MakeDirectory or NfsProcedure.Remove or NfsProcedure.RemoveDirectory:
                Named(ref layer);
                break;
            case NfsProcedure.Access:
                Access(ref layer);
                break;
            case NfsProcedure.Read:
                Read(ref layer, third);
                break;
            case NfsProcedure.Write:
                Write(ref layer, third);
                break;
            case NfsProcedure.SymbolicLink:
                SymbolicLink(ref layer, third);
                break;
            case NfsProcedure.MakeNode:
                MakeNode(ref layer);
                break;
            case NfsProcedure.Rename:
                Named(ref layer);
                layer.Text(" ->"u8);
                NfsParts.Handle(ref layer, third);
                Named(ref layer);
                break;
            case NfsProcedure.Link:
                layer.Text(" ->"u8);
                NfsParts.Handle(ref layer, third);
                Named(ref layer);
                break;
            case NfsProcedure.ReadDirectory:
                ReadDirectory(ref layer, third);
                break;
            case NfsProcedure.ReadDirectoryPlus:
                ulong cookie = layer.U64(), verifier = layer.U64();
                uint count = layer.U32(), most = layer.U32();
                layer.Text($" {count} bytes @ {cookie}");
                if (layer.Verbosity > 0) layer.Text($" max {most} verf {verifier:x16}");
                break;
            case NfsProcedure.Commit:
                ulong offset = layer.U64();
                count = layer.U32();
                layer.Text($" {count} bytes @ {offset}");
                break;
        }
    }

    private static void Named(ref Layer layer)
    {
        layer.Text(" "u8);
        NfsParts.FileName(ref layer);
    }

    private static void Access(ref Layer layer)
    {
        uint access = layer.U32();
        if ((access & ~AllAccess) != 0)
        {
            layer.Text($" {access:x4}");
            return;
        }
        if (access == AllAccess)
        {
            layer.Text(" NFS_ACCESS_FULL"u8);
            return;
        }
        if (access == 0) return;
        layer.Text(" "u8);
        layer.Bits(access, static bit => bit switch
        {
            1 => "NFS_ACCESS_READ",
            2 => "NFS_ACCESS_LOOKUP",
            4 => "NFS_ACCESS_MODIFY",
            8 => "NFS_ACCESS_EXTEND",
            16 => "NFS_ACCESS_DELETE",
            _ => "NFS_ACCESS_EXECUTE",
        }, separator: "|");
    }

    private static void Read(ref Layer layer, bool third)
    {
        if (third)
        {
            ulong offset = layer.U64();
            uint count = layer.U32();
            layer.Text($" {count} bytes @ {offset}");
            return;
        }
        uint oldOffset = layer.U32(), oldCount = layer.U32();
        layer.Text($" {oldCount} bytes @ {oldOffset}");
    }

    private static void Write(ref Layer layer, bool third)
    {
        if (third)
        {
            ulong offset = layer.U64();
            uint count = layer.U32(), stable = layer.U32(), length = layer.U32();
            layer.Text($" {length} ({count}) bytes @ {offset}");
            if (layer.Verbosity > 0) NfsParts.Stability(ref layer, stable);
            return;
        }
        uint beginning = layer.U32(), oldOffset = layer.U32(), total = layer.U32(), size = layer.U32();
        layer.Text($" {size} ({total}) bytes @ {oldOffset} ({beginning})");
    }

    private static void SymbolicLink(ref Layer layer, bool third)
    {
        Named(ref layer);
        uint? mode = null, user = null, group = null;
        if (third) NfsParts.NewAttributes(ref layer, out mode, out user, out group);
        layer.Text(" ->"u8);
        NfsParts.FileName(ref layer);
        if (layer.Verbosity > 0) NfsParts.PrintNewAttributes(ref layer, mode, user, group);
    }

    private static void MakeNode(ref Layer layer)
    {
        Named(ref layer);
        uint type = layer.U32();
        NfsParts.NewAttributes(ref layer, out uint? mode, out uint? user, out uint? group);
        layer.Text(" "u8);
        NfsParts.FileType(ref layer, type);
        if (layer.Verbosity == 0) return;
        if (type is BlockDevice or CharacterDevice)
        {
            uint major = layer.U32(), minor = layer.U32();
            layer.Text($" {major}/{minor}");
        }
        NfsParts.PrintNewAttributes(ref layer, mode, user, group);
    }

    private static void ReadDirectory(ref Layer layer, bool third)
    {
        if (third)
        {
            ulong cookie = layer.U64(), verifier = layer.U64();
            uint count = layer.U32();
            layer.Text($" {count} bytes @ {(long)cookie}");
            if (layer.Verbosity > 0) layer.Text($" verf {verifier:x16}");
            return;
        }
        uint oldCookie = layer.U32(), oldCount = layer.U32();
        layer.Text($" {oldCount} bytes @ {oldCookie}");
    }
}
