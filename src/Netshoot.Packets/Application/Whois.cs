namespace Netshoot.Packets.Application;

/// <summary>WHOIS (RFC 3912).</summary>
[Dissects(Select.TcpPort, 43)]
public readonly struct Whois : IDissector
{
    public static string Name => "whois";

    public static Next Dissect(ref Layer layer) => TextProtocol.Print(ref layer, "WHOIS", ": "u8, null);
}
