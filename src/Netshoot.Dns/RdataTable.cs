using Netshoot.Dns.Text;

namespace Netshoot.Dns;

/// <summary>Finds the family of a type's data; the switches are generated from <see cref="RdataAttribute"/>.</summary>
internal static partial class RdataTable
{
    public static partial Rdata Read(DnsType type, ref DnsReader wire);

    public static partial Rdata Parse(DnsType type, ref RecordParser text);

    /// <summary>The type's mnemonic; empty when it has none.</summary>
    public static partial ReadOnlySpan<byte> Mnemonic(DnsType type);

    /// <summary>Every type that has a mnemonic.</summary>
    public static partial ReadOnlySpan<DnsType> All { get; }
}
