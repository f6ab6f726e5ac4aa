namespace Netshoot.Packets.Osi;

/// <summary>Addresses, identifiers and checksums that the ISO protocols share (ISO 8348, ISO 8473, ISO 10589).</summary>
internal static class Nsap
{
    public const int SystemIdSize = 6;

    private const int MostAddress = 20;

    /// <summary>A network address: a dot behind its first byte and behind each second one from there.</summary>
    public static void Address(this ref readonly Layer layer, ReadOnlySpan<byte> address)
    {
        if (layer.Line is not { } line) return;
        if (address.Length is < 1 or > MostAddress)
        {
            line.Append("isonsap_string: illegal length"u8);
            return;
        }
        for (int i = 0; i < address.Length; i++)
        {
            line.AppendHex(address[i], 2);
            if ((i & 1) == 0 && i + 1 < address.Length) line.Append((byte)'.');
        }
    }

    /// <summary>A system's identifier, with a pseudonode's number (seven bytes) and a fragment's (eight) behind it.</summary>
    public static void SystemId(this ref readonly Layer layer, ReadOnlySpan<byte> id)
    {
        if (layer.Line is not { } line) return;
        for (int i = 0; i < id.Length; i++)
        {
            if (i is 2 or 4 or 6) line.Append((byte)'.');
            if (i == 7) line.Append((byte)'-');
            line.AppendHex(id[i], 2);
        }
    }

    /// <summary>Prints what a Fletcher checksum is worth: <c>(correct)</c>, <c>(incorrect should be 0x1234)</c>, <c>(unverified)</c>.</summary>
    /// <param name="layer">Where to.</param>
    /// <param name="bytes">All bytes that it covers, as far as they were captured.</param>
    /// <param name="found">The checksum.</param>
    /// <param name="position">Where in <paramref name="bytes"/> it stands.</param>
    /// <param name="length">How many bytes it covers.</param>
    public static void FletcherNote(this ref readonly Layer layer, ReadOnlySpan<byte> bytes, ushort found, int position, int length)
    {
        if (found == 0 || length < 0 || length > bytes.Length || position + 2 > length)
        {
            layer.Text(" (unverified)"u8);
            return;
        }
        ushort right = Fletcher(bytes[..length], position);
        if (right == found) layer.Text(" (correct)"u8);
        else layer.Text($" (incorrect should be 0x{right:x4})");
    }

    /// <summary>The checksum of ISO 8473 annex C, its own two bytes taken as zero.</summary>
    public static ushort Fletcher(ReadOnlySpan<byte> bytes, int position)
    {
        int first = 0, second = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i != position && i != position + 1) first = (first + bytes[i]) % 255;
            second = (second + first) % 255;
        }
        int behind = bytes.Length - position - 1;
        int x = Modulo((long)behind * first - second), y = Modulo(second - (long)(behind + 1) * first);
        return (ushort)(x << 8 | y);
    }

    private static int Modulo(long value)
    {
        int rest = (int)(value % 255);
        if (rest < 0) rest += 255;
        return rest == 0 ? 255 : rest;
    }

    public static string? ProtocolName(uint nlpid) => nlpid switch
    {
        0x00 => "NULL",
        0x08 => "Q.933",
        0x09 => "LMI",
        0x80 => "SNAP",
        0x81 => "CLNP",
        0x82 => "ES-IS",
        0x83 => "IS-IS",
        0x84 => "CONS",
        0x85 => "IDRP",
        0x8a => "X25 ES-IS",
        0x8e => "IPv6",
        0xb1 => "FRF.15",
        0xc1 => "ISIS_SPB",
        0xcc => "IPv4",
        0xcf => "PPP",
        _ => null,
    };
}
