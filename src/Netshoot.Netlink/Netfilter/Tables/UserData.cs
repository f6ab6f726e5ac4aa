namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>What nft(8) leaves with an entry for itself: entries of a byte for the type, one for the length, and as many bytes. The kernel passes it unread.</summary>
public sealed class UserData(byte[] bytes)
{
    public static UserData None { get; } = new([]);

    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The value of that type; empty when there is none.</summary>
    public ReadOnlySpan<byte> Find(byte type)
    {
        ReadOnlySpan<byte> rest = bytes;
        while (rest is [var found, var length, ..] && length <= rest.Length - 2)
        {
            if (found == type) return rest.Slice(2, length);
            rest = rest[(2 + length)..];
        }
        return default;
    }

    /// <summary>A value of four bytes in the byte order of this machine; null when there is none.</summary>
    public uint? Number(byte type) => Find(type) is { Length: 4 } value ? System.Runtime.InteropServices.MemoryMarshal.Read<uint>(value) : null;

    /// <summary>Entries inside of an entry.</summary>
    public UserData? Nested(byte type) => Find(type) is { IsEmpty: false } value ? new(value.ToArray()) : null;

    /// <summary>Text that ends with a NUL; null when there is none.</summary>
    public string? Text(byte type)
    {
        var value = Find(type);
        if (value.IsEmpty) return null;
        int end = value.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
