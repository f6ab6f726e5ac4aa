using System.Globalization;
using System.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Nft;

/// <summary>IPv4 and IPv6 addresses.</summary>
internal sealed class AddressType(bool is6) : DataType(is6 ? "ipv6_addr" : "ipv4_addr", is6 ? 128 : 32, false)
{
    public override bool HasPrefixes => true;

    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        var address = is6 ? InternetAddress.From6((ulong)(value >> 64), (ulong)value) : InternetAddress.From4((uint)value);
        to.To.Field(key, address, $"{address}");
    }
}

/// <summary>Ethernet addresses.</summary>
internal sealed class HardwareType() : DataType("ether_addr", 48, false)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        var address = new MacAddress((ulong)value);
        to.To.Field(key, address, $"{address}");
    }
}

/// <summary>Names of interfaces and other short texts of 16 bytes. A value that is shorter than that is the beginning of a name.</summary>
internal sealed class TextType(string name, int bits = 128) : DataType(name, bits, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width) => to.Quoted(key, Text(value));

    public static string Text(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(value >> 8 * i);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}

/// <summary>Interfaces by their index; the one that is gone is a number.</summary>
internal sealed class InterfaceType() : DataType("iface_index", 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (to.Names.Link((int)(uint)value) is { } name) to.Quoted(key, name);
        else to.To.Field(key, string.Create(CultureInfo.InvariantCulture, $"{(uint)value}"), $"{(uint)value}");
    }
}

/// <summary>Groups of interfaces, by the names of /etc/iproute2/group.</summary>
internal sealed class GroupType() : DataType("devgroup", 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (!to.Options.NumericSymbols && to.Names.Groups.TryName((uint)value) is { } name) to.Quoted(key, name);
        else to.Number(key, (ulong)value);
    }
}

/// <summary>Realms of routing, by the names of /etc/iproute2/rt_realms.</summary>
internal sealed class RealmType() : DataType("realm", 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        if (!to.Options.NumericSymbols && to.Names.Realms.TryName((uint)value) is { } name) to.Quoted(key, name);
        else to.Word(key, ((uint)value).ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>Classes of queueing disciplines: major and minor number.</summary>
internal sealed class ClassType() : DataType("classid", 32, true)
{
    public override void Write(NftWriter to, string? key, UInt128 value, int width)
    {
        uint handle = (uint)value;
        to.Word(key, handle switch
        {
            0 => "none",
            uint.MaxValue => "root",
            _ => string.Create(CultureInfo.InvariantCulture, $"{handle >> 16:x}:{handle & 0xffff:x}"),
        });
    }
}
