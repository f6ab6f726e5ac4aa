namespace Netshoot.Packets.Application;

/// <summary>Blocks extensible exchange protocol (RFC 3080, RFC 3081).</summary>
[Dissects(Select.TcpPort, 10288)]
public readonly struct BlocksExchange : IDissector
{
    public static string Name => "beep";

    public static Next Dissect(ref Layer layer)
    {
        var bytes = layer.Rest;
        string kind = bytes switch
        {
            _ when bytes.StartsWith("MSG"u8) => " BEEP MSG",
            _ when bytes.StartsWith("ERR "u8) => " BEEP ERR",
            _ when bytes.StartsWith("ANS"u8) => " BEEP ANS",
            _ when bytes.StartsWith("NUL"u8) => " BEEP NUL",
            _ when bytes.StartsWith("SEQ "u8) => " BEEP SEQ",
            _ when bytes.StartsWith("END"u8) => " BEEP END",
            _ => " BEEP (payload or undecoded)",
        };
        layer.Text($"{kind}");
        return Next.Done;
    }
}
