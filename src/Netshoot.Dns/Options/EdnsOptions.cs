using System.Buffers.Binary;

namespace Netshoot.Dns.Options;

/// <summary>Options whose data is one number, one list of numbers, or nothing to speak of.</summary>
public static class EdnsOptions
{
    /// <summary>"Who are you?": the server answers with its name in the same option (RFC 5001).</summary>
    public static EdnsOption AskServerIdentifier => new(EdnsOptionCode.ServerIdentifier, default);

    /// <summary>"How long may this connection stay idle?" (RFC 7828).</summary>
    public static EdnsOption AskTcpKeepalive => new(EdnsOptionCode.TcpKeepalive, default);

    /// <summary>"When does your copy of the zone expire?" (RFC 7314).</summary>
    public static EdnsOption AskExpire => new(EdnsOptionCode.Expire, default);

    /// <summary>Zeros that hide a message's length (RFC 7830).</summary>
    public static EdnsOption Padding(int length) => new(EdnsOptionCode.Padding, new(new byte[length]));

    /// <summary>How much padding makes a message a multiple of <paramref name="block"/> bytes long (RFC 8467 section 4.1).</summary>
    /// <param name="length">The message with an empty padding option in it.</param>
    public static int PaddingLength(int length, int block) => (block - length % block) % block;

    /// <summary>The trust anchors that a validating resolver has (RFC 8145 section 4).</summary>
    public static EdnsOption KeyTags(IEnumerable<ushort> tags)
        => new(EdnsOptionCode.KeyTag, [.. tags.Order().SelectMany(static t => new byte[] { (byte)(t >> 8), (byte)t })]);

    /// <summary>The tags of a key tag option, or null when its length is odd.</summary>
    public static ValueList<ushort>? ReadKeyTags(EdnsOption option)
    {
        if (option.Data.Count % sizeof(ushort) != 0) return null;
        var tags = new ushort[option.Data.Count / sizeof(ushort)];
        for (int i = 0; i < tags.Length; i++) tags[i] = BinaryPrimitives.ReadUInt16BigEndian(option.Data.Span[(i * sizeof(ushort))..]);
        return new(tags);
    }

    /// <summary>How long the server lets a connection idle, or null when it does not say.</summary>
    public static TimeSpan? ReadTcpKeepalive(EdnsOption option)
        => option.Data.Count == sizeof(ushort) ? TimeSpan.FromMilliseconds(100.0 * BinaryPrimitives.ReadUInt16BigEndian(option.Data.Span)) : null;

    /// <summary>Seconds until a secondary server's copy of the zone expires, or null when it does not say.</summary>
    public static uint? ReadExpire(EdnsOption option)
        => option.Data.Count == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(option.Data.Span) : null;
}
