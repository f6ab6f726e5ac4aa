using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>Where a service is found (RFC 2782): the lowest priority first, among equals by weight.</summary>
[Rdata(DnsType.Srv, "SRV")]
public sealed record Srv(ushort Priority, ushort Weight, ushort Port, DnsName Target) : Rdata, IRdata<Srv>
{
    public static Srv Read(ref DnsReader wire) => new(wire.U16(), wire.U16(), wire.U16(), wire.Name());

    public static Srv Parse(ref RecordParser text) => new(text.U16(), text.U16(), text.U16(), text.Name());

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Priority);
        wire.U16(Weight);
        wire.U16(Port);
        wire.FoldedName(Target);
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Priority);
        text.Number(Weight);
        text.Number(Port);
        text.Name(Target);
    }
}
