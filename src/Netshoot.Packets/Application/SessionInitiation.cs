namespace Netshoot.Packets.Application;

/// <summary>Session Initiation Protocol (RFC 3261).</summary>
[Dissects(Select.UdpPort, 5060)]
public readonly struct SessionInitiation : IDissector
{
    internal static readonly HashSet<string> Methods =
    [
        "UPDATE", "NOTIFY", "OPTIONS", "SUBSCRIBE", "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "DO", "PRACK", "PUBLISH", "INFO", "REFER",
        "MESSAGE",
    ];

    private static readonly Func<string, bool> s_isMethod = Methods.Contains;

    public static string Name => "sip";

    public static Next Dissect(ref Layer layer) => TextProtocol.Print(ref layer, "SIP", default, s_isMethod);
}
