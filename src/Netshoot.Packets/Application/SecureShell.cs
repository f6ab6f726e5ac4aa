namespace Netshoot.Packets.Application;

/// <summary>Secure Shell: the line with its version, which comes before anything encrypted (RFC 4253 section 4.2).</summary>
[Dissects(Select.TcpPort, 22)]
public readonly struct SecureShell : IDissector
{
    public static string Name => "ssh";

    public static Next Dissect(ref Layer layer)
    {
        if (!layer.Has(4)) return layer.Length > 0 ? layer.Trunc() : Next.Done;
        var bytes = layer.Rest;
        if (!bytes.StartsWith("SSH-"u8)) return Next.Done;
        int end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0 || bytes[end] == '\r' && (end + 1 >= bytes.Length || bytes[end + 1] != '\n')) return Next.Done;
        var version = bytes[..end];
        if (version.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return Next.Done;
        layer.Text(": SSH: "u8);
        layer.Printable(version);
        layer.Field("version", version);
        return Next.Done;
    }
}
