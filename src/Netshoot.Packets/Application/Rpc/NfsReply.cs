namespace Netshoot.Packets.Application.Rpc;

/// <summary>Results of the procedures (RFC 1094 section 2.2, RFC 1813 section 3.3).</summary>
internal static class NfsReply
{
    public static void Print(ref Layer layer, NfsProcedure procedure, bool third)
    {
        bool verbose = layer.Verbosity > 0;
        bool good = NfsParts.Status(ref layer);
        switch (procedure)
        {
            case NfsProcedure.GetAttributes:
                if (good) NfsParts.Attributes(ref layer, third, false);
                break;
            case NfsProcedure.SetAttributes when third:
                NfsParts.BeforeAndAfter(ref layer);
                break;
            case NfsProcedure.SetAttributes:
                if (good) NfsParts.Attributes(ref layer, false, false);
                break;
            case NfsProcedure.Lookup:
                Lookup(ref layer, third, good);
                break;
            case NfsProcedure.Access:
                if (verbose) After(ref layer, " attr:"u8);
                else NfsParts.PassAttributes(ref layer);
                uint access = good ? layer.U32() : 0;
                if (good) layer.Text($" c {access:x4}");
                break;
            case NfsProcedure.ReadLink:
                if (third && good) AfterIfWanted(ref layer);
                if (!good) break;
                layer.Text(" "u8);
                NfsParts.FileName(ref layer);
                break;
            case NfsProcedure.Read:
                Read(ref layer, third, good);
                break;
            case NfsProcedure.Write:
                Write(ref layer, third, good);
                break;
            case NfsProcedure.Create or NfsProcedure.MakeDirectory:
                if (third) Made(ref layer, good);
                else Lookup(ref layer, false, good);
                break;
            case NfsProcedure.SymbolicLink or NfsProcedure.MakeNode:
                if (third) Made(ref layer, good);
                break;
            case NfsProcedure.Remove or NfsProcedure.RemoveDirectory:
                if (third) NfsParts.BeforeAndAfter(ref layer);
                break;
            case NfsProcedure.Rename:
                if (!third || !verbose) break;
                layer.Text(" from:"u8);
                NfsParts.BeforeAndAfter(ref layer);
                layer.Text(" to:"u8);
                NfsParts.BeforeAndAfter(ref layer);
                break;
            case NfsProcedure.Link:
                if (!third || !verbose) break;
                After(ref layer, " file POST:"u8);
                layer.Text(" dir:"u8);
                NfsParts.BeforeAndAfter(ref layer);
                break;
            case NfsProcedure.ReadDirectory or NfsProcedure.ReadDirectoryPlus:
                Directory(ref layer, third, good);
                break;
            case NfsProcedure.FileSystemState:
                FileSystemState(ref layer, third, good);
                break;
            case NfsProcedure.FileSystemInformation:
                FileSystemInformation(ref layer, good);
                break;
            case NfsProcedure.PathConfiguration:
                PathConfiguration(ref layer, good);
                break;
            case NfsProcedure.Commit:
                NfsParts.BeforeAndAfter(ref layer);
                if (layer.Verbosity < 2) break;
                ulong verifier = layer.U64();
                layer.Text($" verf {verifier:x}");
                break;
        }
    }

    private static void After(ref Layer layer, ReadOnlySpan<byte> label)
    {
        layer.Text(label);
        NfsParts.AttributesIfAny(ref layer);
    }

    private static void AfterIfWanted(ref Layer layer)
    {
        if (layer.Verbosity > 0) NfsParts.AttributesIfAny(ref layer);
        else NfsParts.PassAttributes(ref layer);
    }

    private static void Lookup(ref Layer layer, bool third, bool good)
    {
        if (good)
        {
            NfsParts.Handle(ref layer, third);
            if (layer.Verbosity == 0) return;
            if (third) NfsParts.AttributesIfAny(ref layer);
            else NfsParts.Attributes(ref layer, false, layer.Verbosity > 1);
        }
        if (third && layer.Verbosity > 1) After(ref layer, " post dattr:"u8);
    }

    private static void Read(ref Layer layer, bool third, bool good)
    {
        if (layer.Verbosity == 0) return;
        if (!third)
        {
            if (good) NfsParts.Attributes(ref layer, false, layer.Verbosity > 1);
            return;
        }
        NfsParts.AttributesIfAny(ref layer);
        if (!good) return;
        uint count = layer.U32(), end = layer.U32();
        layer.Text($" {count} bytes{(end != 0 ? " EOF" : "")}");
    }

    private static void Write(ref Layer layer, bool third, bool good)
    {
        if (layer.Verbosity == 0) return;
        if (!third)
        {
            if (good) NfsParts.Attributes(ref layer, false, layer.Verbosity > 1);
            return;
        }
        NfsParts.BeforeAndAfter(ref layer);
        if (!good) return;
        uint count = layer.U32();
        layer.Text($" {count} bytes");
        if (layer.Verbosity < 2) return;
        uint stable = layer.U32();
        NfsParts.Stability(ref layer, stable);
        ulong verifier = layer.U64();
        layer.Text($" verf {verifier:x16}");
    }

    private static void Made(ref Layer layer, bool good)
    {
        if (!good)
        {
            NfsParts.BeforeAndAfter(ref layer);
            return;
        }
        if (layer.U32() == 0) return;
        NfsParts.Handle(ref layer, true);
        if (layer.Verbosity == 0) return;
        NfsParts.AttributesIfAny(ref layer);
        if (layer.Verbosity < 2) return;
        layer.Text(" dir attr:"u8);
        NfsParts.BeforeAndAfter(ref layer);
    }

    private static void Directory(ref Layer layer, bool third, bool good)
    {
        if (third)
        {
            if (layer.Verbosity == 0) return;
            After(ref layer, " POST:"u8);
            if (!good) return;
            ulong verifier = layer.U64();
            layer.Text($" verf {verifier:x16}");
            return;
        }
        if (!good) return;
        uint offset = layer.U32(), size = layer.U32();
        layer.Text($" offset 0x{offset:x} size {size} ");
        uint end = layer.U32();
        if (end != 0) layer.Text(" eof"u8);
    }

    private static void FileSystemState(ref Layer layer, bool third, bool good)
    {
        if (!third)
        {
            if (!good) return;
            uint transfer = layer.U32(), block = layer.U32(), blocks = layer.U32(), unused = layer.U32(), available = layer.U32();
            layer.Text($" tsize {transfer} bsize {block} blocks {blocks} bfree {unused} bavail {available}");
            return;
        }
        Before(ref layer);
        if (!good) return;
        ulong total = layer.U64(), free = layer.U64(), usable = layer.U64();
        layer.Text($" tbytes {total} fbytes {free} abytes {usable}");
        if (layer.Verbosity == 0) return;
        ulong files = layer.U64(), freeFiles = layer.U64(), usableFiles = layer.U64();
        uint unchanged = layer.U32();
        layer.Text($" tfiles {files} ffiles {freeFiles} afiles {usableFiles} invar {unchanged}");
    }

    private static void Before(ref Layer layer)
    {
        if (layer.Verbosity > 0) After(ref layer, " POST:"u8);
        else NfsParts.PassAttributes(ref layer);
    }

    private static void FileSystemInformation(ref Layer layer, bool good)
    {
        Before(ref layer);
        if (!good) return;
        uint readMost = layer.U32(), readPreferred = layer.U32(), readMultiple = layer.U32(), writeMost = layer.U32();
        uint writePreferred = layer.U32(), writeMultiple = layer.U32(), directoryPreferred = layer.U32();
        layer.Text($" rtmax {readMost} rtpref {readPreferred} wtmax {writeMost} wtpref {writePreferred} dtpref {directoryPreferred}");
        if (layer.Verbosity == 0) return;
        ulong largest = layer.U64();
        uint seconds = layer.U32(), fraction = layer.U32();
        layer.Text($" rtmult {readMultiple} wtmult {writeMultiple} maxfsz {largest} delta {seconds}.{fraction:D6} ");
    }

    private static void PathConfiguration(ref Layer layer, bool good)
    {
        Before(ref layer);
        if (!good) return;
        uint links = layer.U32(), name = layer.U32(), noTruncation = layer.U32(), restricted = layer.U32(), insensitive = layer.U32(), preserving = layer.U32();
        layer.Text($" linkmax {links} namemax {name} {(noTruncation != 0 ? "notrunc" : "")} {(restricted != 0 ? "chownres" : "")} {(insensitive == 0 ? "" : "igncase")} {(preserving != 0 ? "keepcase" : "")}");
    }
}
