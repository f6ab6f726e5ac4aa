using System.Globalization;
using Netshoot.Host;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Links;

/// <summary>A multicast address that an interface listens to, from the tables below /proc/net (proc(5): dev_mcast, igmp, igmp6), in their order.</summary>
/// <param name="Index">The interface.</param>
/// <param name="Device">Its name.</param>
/// <param name="Hardware">The address of the link layer; null when it is one of the Internet.</param>
/// <param name="Internet">The address of the Internet.</param>
/// <param name="Users">How many want it.</param>
/// <param name="IsStatic">Whether it was set by hand.</param>
internal sealed record MulticastMembership(int Index, string Device, HardwareAddress? Hardware, InternetAddress Internet, int Users, bool IsStatic)
{
    // An index, a name, how many want it, how many by hand, and the address.
    public static IEnumerable<MulticastMembership> ReadHardware(IMachine machine, string? namespacePath)
    {
        foreach (string[] words in Lines(machine, namespacePath, "dev_mcast"))
        {
            if (words.Length < 5 || !int.TryParse(words[0], out int index) || !int.TryParse(words[2], out int users) || !int.TryParse(words[3], out int byHand)) continue;
            yield return new(index, words[1], new HardwareAddress(Bytes(words[4])), default, users, byHand != 0);
        }
    }

    // A line for an interface, and below it one for each address, as a number in the byte order of the machine.
    public static IEnumerable<MulticastMembership> Read4(IMachine machine, string? namespacePath)
    {
        int index = 0;
        string device = "";
        foreach (string[] words in Lines(machine, namespacePath, "igmp").Skip(1))
        {
            if (words.Length >= 2 && words[1] != ":" && words[0].Length == 8 && uint.TryParse(words[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint raw) && int.TryParse(words[1], out int users))
            {
                if (index != 0) yield return new(index, device, null, InternetAddress.FromBytes(BitConverter.GetBytes(raw)), users, false);
            }
            else if (words.Length >= 2 && int.TryParse(words[0], out int number))
            {
                (index, device) = (number, words[1].TrimEnd(':'));
            }
        }
    }

    public static IEnumerable<MulticastMembership> Read6(IMachine machine, string? namespacePath)
    {
        foreach (string[] words in Lines(machine, namespacePath, "igmp6"))
        {
            if (words.Length < 4 || !int.TryParse(words[0], out int index) || Bytes(words[2]) is not { Length: 16 } address || !int.TryParse(words[3], out int users)) continue;
            yield return new(index, words[1], null, InternetAddress.FromBytes(address), users, false);
        }
    }

    private static IEnumerable<string[]> Lines(IMachine machine, string? namespacePath, string file)
        => (machine.Links.TryReadTable(namespacePath, file) ?? "").Split('\n').Select(static line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(static words => words.Length > 0);

    private static byte[] Bytes(string hexadecimal)
    {
        byte[] bytes = new byte[hexadecimal.Length / 2];
        return Convert.FromHexString(hexadecimal.AsSpan(0, bytes.Length * 2), bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : [];
    }
}
