namespace Netshoot.Dns.Options;

/// <summary>A light proof that an answer comes from the server that was asked (RFC 7873 section 4).</summary>
/// <param name="Client">Eight bytes that the client chose for this server.</param>
/// <param name="Server">Nothing in a first query; else 8 to 32 bytes that the server gave.</param>
public readonly record struct DnsCookie(ValueList<byte> Client, ValueList<byte> Server = default)
{
    public const int ClientSize = 8;

    private const int MostSize = 40;

    /// <summary>Reads the option's data, or null when its length is not allowed.</summary>
    public static DnsCookie? Read(EdnsOption option)
    {
        var data = option.Data.Span;
        return data.Length == ClientSize || data.Length is >= 2 * ClientSize and <= MostSize
            ? new(ValueList.Create(data[..ClientSize]), ValueList.Create(data[ClientSize..]))
            : null;
    }

    public EdnsOption ToOption() => new(EdnsOptionCode.Cookie, [.. Client.Span, .. Server.Span]);
}
