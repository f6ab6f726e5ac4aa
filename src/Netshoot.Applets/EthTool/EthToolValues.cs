using System.Globalization;
using Netshoot.Netlink;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>The kinds of values that parameters of ethtool(8) take, each as what reads it and writes its attribute.</summary>
internal static class EthToolValues
{
    public static Func<EthToolParameterReader, NetlinkRequest, bool> Number<T>(T attribute) where T : unmanaged, Enum => (reader, request) =>
    {
        if (reader.Value() is not { } text) return false;
        if (!EthToolNumber.TryParse(text, uint.MaxValue, out ulong number)) return reader.Invalid(text);
        request.Attribute(Of(attribute), (uint)number);
        return true;
    };

    public static Func<EthToolParameterReader, NetlinkRequest, bool> Byte<T>(T attribute) where T : unmanaged, Enum => (reader, request) =>
    {
        if (reader.Value() is not { } text) return false;
        if (!EthToolNumber.TryParse(text, byte.MaxValue, out ulong number)) return reader.Invalid(text);
        request.Attribute(Of(attribute), (byte)number);
        return true;
    };

    public static Func<EthToolParameterReader, NetlinkRequest, bool> Switch<T>(T attribute) where T : unmanaged, Enum => Choice(attribute, ("off", 0), ("on", 1));

    public static Func<EthToolParameterReader, NetlinkRequest, bool> Choice<T>(T attribute, params (string Word, byte Number)[] choices) where T : unmanaged, Enum => (reader, request) =>
    {
        if (reader.Value() is not { } text) return false;
        int at = Array.FindIndex(choices, choice => choice.Word == text);
        if (at < 0) return reader.Invalid(text);
        request.Attribute(Of(attribute), choices[at].Number);
        return true;
    };

    /// <summary>A set of bits: a mask, or a value and a mask, or names with on and off.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="isHexadecimal">Whether digits are hexadecimal even without 0x.</param>
    public static Func<EthToolParameterReader, NetlinkRequest, bool> Bits<T>(T attribute, bool isHexadecimal) where T : unmanaged, Enum => (reader, request) =>
    {
        string? text = reader.Peek;
        if (text is null) return reader.Value() is not null;
        if (LooksLikeMask(text, isHexadecimal))
        {
            reader.Skip();
            return Masks(reader, request, Of(attribute), text, isHexadecimal);
        }
        var flags = new List<(string Name, bool IsOn)>();
        if (!reader.Flags(flags)) return false;
        Write(request, Of(attribute), flags, withoutMask: false);
        return true;
    };

    /// <summary>What wakes a device: letters, or numbers as for <see cref="Bits"/>.</summary>
    public static bool Wake(EthToolParameterReader reader, NetlinkRequest request)
    {
        const ushort Attribute = (ushort)WakeOnLanAttribute.Modes;
        if (reader.Value() is not { } text) return false;
        if (text is [>= '0' and <= '9', ..]) return Masks(reader, request, Attribute, text, isHexadecimal: false);
        var bits = new List<int>();
        foreach (char letter in text)
        {
            int bit = WakeOnLan.Letters.IndexOf(letter, StringComparison.Ordinal);
            if (bit < 0 && letter != WakeOnLan.Disabled) return reader.InvalidCharacter(letter, text);
            if (bit < 0) bits.Clear();
            else bits.Add(bit);
        }
        int nest = request.Begin(Attribute, flagged: true);
        request.Flag((ushort)BitSet.Attribute.WithoutMask);
        int list = request.Begin((ushort)BitSet.Attribute.Bits, flagged: true);
        foreach (int bit in bits) BitSet.WriteBit(request, null, bit, isSet: false);
        request.End(list);
        request.End(nest);
        return true;
    }

    /// <summary>The password of a magic packet: six bytes between colons.</summary>
    public static bool Password(EthToolParameterReader reader, NetlinkRequest request)
    {
        if (reader.Value() is not { } text) return false;
        if (ParseBytes(text) is not { Length: 6 } bytes) return reader.Invalid(text, "of");
        request.Attribute((ushort)WakeOnLanAttribute.Password, bytes);
        return true;
    }

    /// <summary>Encodings of forward error correction, all that follow.</summary>
    public static bool Encodings(EthToolParameterReader reader, NetlinkRequest request)
    {
        if (reader.Peek is null) return reader.Value() is not null;
        bool isAutomatic = false;
        var names = new List<(string Name, bool IsOn)>();
        while (reader.Peek is { } word)
        {
            reader.Skip();
            // The kernel's names are in capitals, and its word for none is another.
            string name = word.ToUpperInvariant();
            if (name == "AUTO") isAutomatic = true;
            else if (name == "OFF") names.Add(("None", true));
            else names.Add((name, true));
        }
        Write(request, (ushort)ForwardErrorCorrectionAttribute.Modes, names, withoutMask: true);
        request.Attribute((ushort)ForwardErrorCorrectionAttribute.Automatic, isAutomatic ? (byte)1 : (byte)0);
        return true;
    }

    /// <summary>A set as a list of names.</summary>
    public static void Write(NetlinkRequest request, ushort attribute, IEnumerable<(string Name, bool IsOn)> flags, bool withoutMask)
    {
        int nest = request.Begin(attribute, flagged: true);
        if (withoutMask) request.Flag((ushort)BitSet.Attribute.WithoutMask);
        int list = request.Begin((ushort)BitSet.Attribute.Bits, flagged: true);
        foreach (var (name, isOn) in flags) BitSet.WriteBit(request, name, 0, isOn && !withoutMask);
        request.End(list);
        request.End(nest);
    }

    /// <summary>Bytes of two digits each between colons; null when they are none.</summary>
    public static byte[]? ParseBytes(string text)
    {
        string[] parts = text.Split(':');
        var bytes = new byte[parts.Length];
        for (int i = 0; i < parts.Length; i++)
            if (parts[i].Length is 0 or > 2 || !byte.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[i])) return null;
        return bytes;
    }

    private static bool LooksLikeMask(string text, bool isHexadecimal)
    {
        string first = text.Split('/')[0];
        return isHexadecimal
            ? EthToolNumber.ParseMask(first, out _) is not null || first is "0x" or "0X"
            : EthToolNumber.TryParse(first, uint.MaxValue, out _);
    }

    private static bool Masks(EthToolParameterReader reader, NetlinkRequest request, ushort attribute, string text, bool isHexadecimal)
    {
        string[] parts = text.Split('/', 2);
        if (Words(parts[0], isHexadecimal, out int bits) is not { } value) return reader.Invalid(parts[0] is "0x" or "0X" ? "" : text);
        if (parts.Length == 1)
        {
            BitSet.Write(request, attribute, bits, value.AsSpan(0, (bits + 31) / 32), null);
            return true;
        }
        if (Words(parts[1], isHexadecimal, out int maskBits) is not { } mask) return reader.Invalid(text);
        int size = Math.Max(bits, maskBits), words = (size + 31) / 32;
        Array.Resize(ref value, words);
        Array.Resize(ref mask, words);
        BitSet.Write(request, attribute, size, value, mask);
        return true;
    }

    private static uint[]? Words(string text, bool isHexadecimal, out int bits)
    {
        if (isHexadecimal) return EthToolNumber.ParseMask(text, out bits);
        bits = 0;
        if (!EthToolNumber.TryParse(text, uint.MaxValue, out ulong number)) return null;
        bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(number);
        return [(uint)number];
    }

    private static ushort Of<T>(T attribute) where T : unmanaged, Enum => System.Runtime.CompilerServices.Unsafe.BitCast<T, ushort>(attribute);
}
