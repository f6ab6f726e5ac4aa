namespace Netshoot.Packets.Application.Rpc;

/// <summary>What the messages of every program have in common (RFC 5531 section 9).</summary>
internal static class RpcMessage
{
    public const uint CallDirection = 0;
    public const uint ReplyDirection = 1;

    private const uint Accepted = 0;
    private const uint Denied = 1;

    /// <summary>Reads past the caller's credentials and their verifier.</summary>
    public static void SkipCredentials(ref Layer layer)
    {
        SkipOpaqueAuthorization(ref layer);
        SkipOpaqueAuthorization(ref layer);
    }

    /// <summary>A flavor and opaque bytes, which fill whole words.</summary>
    public static void SkipOpaqueAuthorization(ref Layer layer)
    {
        layer.Skip(4);
        SkipOpaque(ref layer, layer.U32());
    }

    public static void SkipOpaque(ref Layer layer, uint length)
    {
        if (length > int.MaxValue - 3) layer.EndEarly();
        else layer.Skip(((int)length + 3) & ~3);
    }

    /// <summary>Describes a reply whose number was read, up to the verifier: <c>reply ok 28</c>, <c>reply ERR 20: Auth …</c>.</summary>
    /// <param name="layer">Stands at the reply's status.</param>
    /// <param name="length">The message's length.</param>
    /// <returns>Whether the call was accepted.</returns>
    public static bool Reply(ref Layer layer, int length)
    {
        uint status = layer.U32();
        switch (status)
        {
            case Accepted:
                layer.Text($"reply ok {(uint)length}");
                return true;
            case Denied:
                layer.Text($"reply ERR {(uint)length}: ");
                uint reason = layer.U32();
                switch (reason)
                {
                    case 0:
                        uint low = layer.U32(), high = layer.U32();
                        layer.Text($"RPC Version mismatch ({low}-{high})");
                        break;
                    case 1:
                        uint code = layer.U32();
                        layer.Text("Auth "u8);
                        if (AuthorizationName(code) is { } name) layer.Text($"{name}");
                        else layer.Text($"Invalid failure code {code}");
                        break;
                    default:
                        layer.Text($"Unknown reason for rejecting rpc message {reason}");
                        break;
                }
                return false;
            default:
                layer.Text($"reply Unknown rpc response code={status} {(uint)length}");
                return false;
        }
    }

    private static string? AuthorizationName(uint code) => code switch
    {
        0 => "OK",
        1 => "Bogus Credentials (seal broken)",
        2 => "Rejected Credentials (client should begin new session)",
        3 => "Bogus Verifier (seal broken)",
        4 => "Verifier expired or was replayed",
        5 => "Credentials are too weak",
        6 => "Bogus response verifier",
        7 => "Unknown failure",
        _ => null,
    };
}
