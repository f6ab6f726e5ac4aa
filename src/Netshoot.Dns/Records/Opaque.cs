using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Data whose fields are unknown, undefined, or no business of ours: kept and printed as bytes (RFC 3597 section 5).</summary>
[Rdata(DnsType.Null, "NULL")]
[Rdata(DnsType.Uinfo, "UINFO")]
[Rdata(DnsType.Uid, "UID")]
[Rdata(DnsType.Gid, "GID")]
[Rdata(DnsType.Unspec, "UNSPEC")]
[Rdata(DnsType.Nxname, "NXNAME")]
[Rdata(DnsType.Ixfr, "IXFR")]
[Rdata(DnsType.Axfr, "AXFR")]
[Rdata(DnsType.Mailb, "MAILB")]
[Rdata(DnsType.Maila, "MAILA")]
[Rdata(DnsType.Any, "ANY")]
[Rdata(DnsType.Cla, "CLA")]
[Rdata(DnsType.Ipn, "IPN")]
public sealed record Opaque(ValueList<byte> Bytes) : Rdata, IRdata<Opaque>
{
    /// <summary>No data at all: every type has it in dynamic updates (RFC 2136 section 2.4).</summary>
    public static Opaque Empty { get; } = new(default(ValueList<byte>));

    public static Opaque Read(ref DnsReader wire) => new(ValueList.Create(wire.TakeRest()));

    /// <summary>Only the form of RFC 3597 section 5 names such data, and the parser reads that for every type.</summary>
    public static Opaque Parse(ref RecordParser text)
    {
        text.Fail("this type's data has only the form \\# length hex");
        return Empty;
    }

    public override void Write(ref DnsWriter wire) => wire.Put(Bytes.Span);

    public override void Print(ref RecordText text) => text.Opaque(this);
}
