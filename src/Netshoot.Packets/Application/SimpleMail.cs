namespace Netshoot.Packets.Application;

/// <summary>Simple Mail Transfer Protocol (RFC 5321).</summary>
[Dissects(Select.TcpPort, 25)]
public readonly struct SimpleMail : IDissector
{
    public static string Name => "smtp";

    public static Next Dissect(ref Layer layer) => TextProtocol.Print(ref layer, "SMTP", ": "u8, null);
}
