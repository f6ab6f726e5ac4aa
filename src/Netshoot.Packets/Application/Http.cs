namespace Netshoot.Packets.Application;

/// <summary>Hypertext Transfer Protocol 1.1 (RFC 9112).</summary>
[Dissects(Select.TcpPort, 80)]
[Dissects(Select.TcpPort, 8080)]
public readonly struct Http : IDissector
{
    internal static readonly HashSet<string> Methods =
    [
        "GET", "PUT", "COPY", "HEAD", "LOCK", "MOVE", "POLL", "POST", "BCOPY", "BMOVE", "MKCOL", "TRACE", "LABEL", "MERGE", "DELETE",
        "SEARCH", "UNLOCK", "REPORT", "UPDATE", "NOTIFY", "BDELETE", "CONNECT", "OPTIONS", "CHECKIN", "PROPFIND", "CHECKOUT", "CCM_POST",
        "SUBSCRIBE", "PROPPATCH", "BPROPFIND", "BPROPPATCH", "UNCHECKOUT", "MKACTIVITY", "MKWORKSPACE", "UNSUBSCRIBE", "RPC_CONNECT",
        "VERSION-CONTROL", "BASELINE-CONTROL",
    ];

    private static readonly Func<string, bool> s_isMethod = Methods.Contains;

    public static string Name => "http";

    public static Next Dissect(ref Layer layer) => TextProtocol.Print(ref layer, "HTTP", ": "u8, s_isMethod);
}
