namespace Netshoot.Dns;

/// <summary>What is asked: a name, a type, a class (RFC 1035 section 4.1.2).</summary>
public readonly record struct DnsQuestion(DnsName Name, DnsType Type, DnsClass Class = DnsClass.Internet)
{
    /// <summary>The fewest bytes a question takes: the root's zero, type and class.</summary>
    internal const int LeastSize = 5;

    public static DnsQuestion Read(ref DnsReader wire) => new(wire.Name(), (DnsType)wire.U16(), (DnsClass)wire.U16());

    public void Write(ref DnsWriter wire)
    {
        wire.CompressedName(Name);
        wire.U16((ushort)Type);
        wire.U16((ushort)Class);
    }
}
