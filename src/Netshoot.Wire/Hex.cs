namespace Netshoot.Wire;

/// <summary>Hexadecimal digits, lower case, as the tools print them.</summary>
public static class Hex
{
    /// <summary>The sixteen digits in order.</summary>
    public static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <summary>Writes the two digits of <paramref name="value"/>.</summary>
    public static void Write(byte value, Span<byte> two)
    {
        two[1] = Digits[value & 15];
        two[0] = Digits[value >> 4];
    }

    /// <summary>The value of one hexadecimal digit, or -1.</summary>
    public static int Value(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'a' and <= 'f' => digit - 'a' + 10,
        >= 'A' and <= 'F' => digit - 'A' + 10,
        _ => -1,
    };
}
