using Netshoot.Dns.Records;

namespace Netshoot.Dns;

/// <summary>A resource record (RFC 1035 section 4.1.3).</summary>
/// <param name="Ttl">Seconds that the record may be kept; in OPT, the upper response code, version and flags.</param>
public sealed record DnsRecord(DnsName Name, DnsType Type, DnsClass Class, uint Ttl, Rdata Data)
{
    /// <summary>The fewest bytes a record takes: the root's zero, type, class, TTL and length.</summary>
    internal const int LeastSize = 11;

    /// <summary>Bytes that stand in the data behind the fields of its type. No writer of records should leave any.</summary>
    public ValueList<byte> Surplus { get; init; }

    public static DnsRecord Read(ref DnsReader wire) => Read(ref wire, out _);

    /// <param name="broken">The type when the fault lies in the data, else <see cref="DnsType.None"/>.</param>
    internal static DnsRecord Read(ref DnsReader wire, out DnsType broken)
    {
        broken = DnsType.None;
        var name = wire.Name();
        var type = (DnsType)wire.U16();
        var dnsClass = (DnsClass)wire.U16();
        uint ttl = wire.U32();
        int length = wire.U16();
        if (wire.Failed || length == 0) return new(name, type, dnsClass, ttl, Opaque.Empty);

        int outer = wire.Enter(length);
        var data = RdataTable.Read(type, ref wire);
        var surplus = wire.TakeRest();
        if (wire.Failed) broken = type;
        wire.Leave(outer);
        return new(name, type, dnsClass, ttl, data) { Surplus = surplus.IsEmpty ? default : ValueList.Create(surplus) };
    }

    public void Write(ref DnsWriter wire)
    {
        wire.CompressedName(Name);
        wire.U16((ushort)Type);
        wire.U16((ushort)Class);
        wire.U32(Ttl);
        WriteData(ref wire);
    }

    /// <summary>Writes the length of the data and the data.</summary>
    internal void WriteData(ref DnsWriter wire)
    {
        var place = wire.Claim(sizeof(ushort));
        int start = wire.Written;
        Data.Write(ref wire);
        wire.Put(Surplus.Span);
        if (wire.Overflow) return;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)Math.Min(wire.Written - start, ushort.MaxValue));
    }
}
