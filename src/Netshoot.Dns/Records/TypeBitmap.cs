using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A set of record types: windows of 256 types, each with as many bytes of bits as it needs (RFC 4034 section 4.1.2).</summary>
/// <param name="Bytes">As it stands on the wire.</param>
public readonly record struct TypeBitmap(ValueList<byte> Bytes)
{
    /// <summary>The types of the set, in the order of the wire.</summary>
    public IEnumerable<DnsType> Types
    {
        get
        {
            for (int at = 0; at + 2 <= Bytes.Count; at += 2 + Bytes[at + 1])
            {
                int bits = Math.Min(Bytes[at + 1], Bytes.Count - at - 2) * 8;
                for (int i = 0; i < bits; i++)
                    if ((Bytes[at + 2 + i / 8] & 0x80 >> i % 8) != 0) yield return (DnsType)((Bytes[at] << 8) + i);
            }
        }
    }

    public bool Contains(DnsType type)
    {
        int window = (int)type >> 8, bit = (int)type & 255;
        var rest = Bytes.Span;
        while (rest.Length >= 2)
        {
            int length = Math.Min(rest[1], rest.Length - 2);
            if (rest[0] == window && bit / 8 < length && (rest[2 + bit / 8] & 0x80 >> bit % 8) != 0) return true;
            rest = rest[(2 + length)..];
        }
        return false;
    }

    public static TypeBitmap Of(IEnumerable<DnsType> types)
    {
        var bytes = new List<byte>();
        foreach (var window in types.Distinct().Order().GroupBy(static t => (int)t >> 8))
        {
            var bits = new byte[((int)window.Last() & 255) / 8 + 1];
            foreach (var type in window) bits[((int)type & 255) / 8] |= (byte)(0x80 >> (int)type % 8);
            bytes.Add((byte)window.Key);
            bytes.Add((byte)bits.Length);
            bytes.AddRange(bits);
        }
        return new(new([.. bytes]));
    }

    /// <summary>The rest of the data; windows that run over its end are a fault.</summary>
    internal static TypeBitmap Read(ref DnsReader wire)
    {
        var bytes = wire.TakeRest();
        for (var rest = bytes; !rest.IsEmpty; rest = rest[(2 + rest[1])..])
        {
            if (rest.Length >= 2 && rest[1] <= rest.Length - 2) continue;
            wire.FailMalformed();
            return default;
        }
        return new(ValueList.Create(bytes));
    }

    internal static TypeBitmap Parse(ref RecordParser text)
    {
        var types = new List<DnsType>();
        while (!text.Failed && text.HasMore) types.Add(text.Type());
        return Of(types);
    }

    internal void Print(ref RecordText text)
    {
        foreach (var type in Types) text.Type(type);
        // drill ends its lists with a space, except where it has no list at all.
        if (Bytes.Count > 0 && text.Format.Style == TextStyle.Drill) text.Word(default);
    }
}
