using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>The twelve bytes that begin a message (RFC 1035 section 4.1.1); the counts are what the sender claims.</summary>
/// <param name="Id">Chosen by the asker and repeated in the answer.</param>
/// <param name="Word">Flags, opcode and response code as they stand on the wire.</param>
public readonly record struct DnsHeader(ushort Id, ushort Word, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals) : IWireFormat<DnsHeader>
{
    public const int Size = 12;

    public DnsFlags Flags => (DnsFlags)Word & DnsFlags.All;

    public DnsOpcode Opcode => (DnsOpcode)(Word >> 11 & 15);

    /// <summary>The lower four bits of the response code: all of it without EDNS(0).</summary>
    public DnsRcode Rcode => (DnsRcode)(Word & 15);

    public static DnsHeader Read(ref WireReader wire) => new(wire.U16(), wire.U16(), wire.U16(), wire.U16(), wire.U16(), wire.U16());

    public void Write(ref WireWriter wire)
    {
        wire.U16(Id);
        wire.U16(Word);
        wire.U16(Questions);
        wire.U16(Answers);
        wire.U16(Authorities);
        wire.U16(Additionals);
    }
}
