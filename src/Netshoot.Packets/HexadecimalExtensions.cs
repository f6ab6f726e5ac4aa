namespace Netshoot.Packets;

/// <summary>Numbers of every size as <see cref="Hexadecimal"/>.</summary>
internal static class HexadecimalExtensions
{
    public static Hexadecimal ToHex(this ushort value, int digits) => new(value, digits);

    public static Hexadecimal ToHex(this uint value, int digits) => new(value, digits);
}
