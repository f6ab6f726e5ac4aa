namespace Netshoot.Packets.Application.Rpc;

/// <summary>Procedures by the numbers of version 3 (RFC 1813 section 3.3).</summary>
internal enum NfsProcedure : uint
{
    Null,
    GetAttributes,
    SetAttributes,
    Lookup,
    Access,
    ReadLink,
    Read,
    Write,
    Create,
    MakeDirectory,
    SymbolicLink,
    MakeNode,
    Remove,
    RemoveDirectory,
    Rename,
    Link,
    ReadDirectory,
    ReadDirectoryPlus,
    FileSystemState,
    FileSystemInformation,
    PathConfiguration,
    Commit,

    /// <summary>What other versions have and version 3 has not.</summary>
    Nothing = uint.MaxValue,
}

internal static class NfsProcedures
{
    /// <summary>Numbers from here on have no meaning in any version.</summary>
    private const uint SharedNumbers = 26;

    /// <summary>The procedure that a number means in a version; the numbers before version 3 are RFC 1094's (section 2.2).</summary>
    public static NfsProcedure Of(uint version, uint procedure) => version == 3 || procedure >= SharedNumbers ? (NfsProcedure)procedure : procedure switch
    {
        0 => NfsProcedure.Null,
        1 => NfsProcedure.GetAttributes,
        2 => NfsProcedure.SetAttributes,
        4 => NfsProcedure.Lookup,
        5 => NfsProcedure.ReadLink,
        6 => NfsProcedure.Read,
        8 => NfsProcedure.Write,
        9 => NfsProcedure.Create,
        10 => NfsProcedure.Remove,
        11 => NfsProcedure.Rename,
        12 => NfsProcedure.Link,
        13 => NfsProcedure.SymbolicLink,
        14 => NfsProcedure.MakeDirectory,
        15 => NfsProcedure.RemoveDirectory,
        16 => NfsProcedure.ReadDirectory,
        17 => NfsProcedure.FileSystemState,
        _ => NfsProcedure.Nothing,
    };

    public static string? Name(NfsProcedure procedure) => procedure switch
    {
        NfsProcedure.Null => "null",
        NfsProcedure.GetAttributes => "getattr",
        NfsProcedure.SetAttributes => "setattr",
        NfsProcedure.Lookup => "lookup",
        NfsProcedure.Access => "access",
        NfsProcedure.ReadLink => "readlink",
        NfsProcedure.Read => "read",
        NfsProcedure.Write => "write",
        NfsProcedure.Create => "create",
        NfsProcedure.MakeDirectory => "mkdir",
        NfsProcedure.SymbolicLink => "symlink",
        NfsProcedure.MakeNode => "mknod",
        NfsProcedure.Remove => "remove",
        NfsProcedure.RemoveDirectory => "rmdir",
        NfsProcedure.Rename => "rename",
        NfsProcedure.Link => "link",
        NfsProcedure.ReadDirectory => "readdir",
        NfsProcedure.ReadDirectoryPlus => "readdirplus",
        NfsProcedure.FileSystemState => "fsstat",
        NfsProcedure.FileSystemInformation => "fsinfo",
        NfsProcedure.PathConfiguration => "pathconf",
        NfsProcedure.Commit => "commit",
        NfsProcedure.Nothing => "nop",
        _ => null,
    };
}
