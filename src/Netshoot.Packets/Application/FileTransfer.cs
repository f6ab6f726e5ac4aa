namespace Netshoot.Packets.Application;

/// <summary>File Transfer Protocol, its control connection (RFC 959).</summary>
[Dissects(Select.TcpPort, 21)]
public readonly struct FileTransfer : IDissector
{
    public static string Name => "ftp";

    public static Next Dissect(ref Layer layer) => TextProtocol.Print(ref layer, "FTP", ": "u8, null);
}
