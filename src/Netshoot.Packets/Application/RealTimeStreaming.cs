namespace Netshoot.Packets.Application;

/// <summary>Real-Time Streaming Protocol (RFC 2326).</summary>
[Dissects(Select.TcpPort, 554)]
[Dissects(Select.TcpPort, 8554)]
public readonly struct RealTimeStreaming : IDissector
{
    internal static readonly HashSet<string> Methods =
    [
        "OPTIONS", "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "RECORD",
    ];

    private static readonly Func<string, bool> s_isMethod = Methods.Contains;

    public static string Name => "rtsp";

    public static Next Dissect(ref Layer layer) => TextProtocol.Print(ref layer, "RTSP", ": "u8, s_isMethod);
}
