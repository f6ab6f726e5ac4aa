using Netshoot.Dns.Text;

namespace Netshoot.Dns;

/// <summary>The data of one record; each family of types with the same fields is one class in Records/.</summary>
public abstract record Rdata
{
    /// <summary>Writes the data as it stands on the wire, without its length.</summary>
    public abstract void Write(ref DnsWriter wire);

    /// <summary>Prints the data as master files have it.</summary>
    public abstract void Print(ref RecordText text);
}

/// <summary>How a family of record data comes into being: from the wire and from text.</summary>
public interface IRdata<TSelf> where TSelf : Rdata
{
    /// <summary>Reads what <see cref="Rdata.Write"/> writes; faults stay in the reader.</summary>
    static abstract TSelf Read(ref DnsReader wire);

    /// <summary>Reads what <see cref="Rdata.Print"/> prints for master files; problems stay in the parser.</summary>
    static abstract TSelf Parse(ref RecordParser text);
}

/// <summary>Registers a family of record data: "I am the data of <paramref name="type"/>, which people call <paramref name="mnemonic"/>".</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RdataAttribute(DnsType type, string mnemonic) : Attribute
{
    public DnsType Type => type;

    /// <summary>The type's name in master files (IANA "Resource Record (RR) TYPEs").</summary>
    public string Mnemonic => mnemonic;
}
