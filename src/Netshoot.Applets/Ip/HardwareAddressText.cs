using Netshoot.Applets.Iproute;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>Reads hardware addresses as a command line has them.</summary>
internal static class HardwareAddressText
{
    /// <summary>The bytes of an Ethernet address; each part begins with hexadecimal digits, and what follows them does not count.</summary>
    public static byte[] Parse(string text)
    {
        var bytes = ParseAny(text);
        return bytes.Length == MacAddress.Size ? bytes : throw new IpFailure($"Invalid address length {bytes.Length} - must be 6 bytes\n", IpFailure.Missing);
    }

    /// <summary>The bytes of an address of any hardware.</summary>
    public static byte[] ParseAny(string text)
    {
        if (InternetAddress.TryParse(text, out var address) && address.Is4)
        {
            var internet = new byte[address.Size];
            address.CopyTo(internet);
            return internet;
        }
        var bytes = new List<byte>();
        foreach (string part in text.Split(':'))
        {
            int value = 0, digits = 0;
            while (digits < part.Length && Hex.Value(part[digits]) is >= 0 and var digit && value < 0x100) (value, digits) = (value * 16 + digit, digits + 1);
            if (digits == 0 || value > 0xff) throw new IpFailure($"\"{text}\" is invalid lladdr.\n", IpFailure.Missing);
            bytes.Add((byte)value);
        }
        return [.. bytes];
    }
}
