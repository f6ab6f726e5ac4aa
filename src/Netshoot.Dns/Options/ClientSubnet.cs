using Netshoot.Wire;

namespace Netshoot.Dns.Options;

/// <summary>Whose behalf a resolver asks on: a part of the client's address (RFC 7871 section 6).</summary>
/// <param name="Source">The client's network, as the asker tells it.</param>
/// <param name="Scope">Bits of the address that the answer depends on; 0 in queries.</param>
public readonly record struct ClientSubnet(InternetPrefix Source, byte Scope = 0)
{
    /// <summary>Bytes of family, source length and scope length.</summary>
    internal const int HeaderSize = 4;

    private const int Ip4 = 1;
    private const int Ip6 = 2;

    /// <summary>Reads the option's data, or null when it is malformed or of an unknown family.</summary>
    public static ClientSubnet? Read(EdnsOption option)
    {
        var data = option.Data.Span;
        if (data.Length < HeaderSize) return null;
        int size = (data[0] << 8 | data[1]) switch { Ip4 => 4, Ip6 => 16, _ => 0 };
        var bytes = data[HeaderSize..];
        if (size == 0 || data[2] > size * 8 || bytes.Length != (data[2] + 7) / 8) return null;
        Span<byte> address = stackalloc byte[16];
        address.Clear();
        bytes.CopyTo(address);
        return new(new(InternetAddress.FromBytes(address[..size]), data[2]), data[3]);
    }

    public EdnsOption ToOption()
    {
        Span<byte> address = stackalloc byte[16];
        Source.Address.Network(Source.Length).CopyTo(address);
        return new(EdnsOptionCode.ClientSubnet, [0, (byte)(Source.Address.Is6 ? Ip6 : Ip4), (byte)Source.Length, Scope, .. address[..((Source.Length + 7) / 8)]]);
    }
}
