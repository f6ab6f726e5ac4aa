using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>One record as one line of text: owner, TTL, class, type and data between tabs.</summary>
public static class RecordLine
{
    /// <summary>Appends the record, without a newline.</summary>
    public static void Append(TextBuffer to, DnsRecord record, TextFormat format)
    {
        to.Append(record.Name);
        to.Append($"\t{record.Ttl}\t");
        DnsNames.Append(to, record.Class);
        to.Append((byte)'\t');
        DnsText.Append(to, record.Type, format.Style);
        to.Append((byte)'\t');
        AppendData(to, record, format);
        if (format.Style == TextStyle.Drill && record is { Type: DnsType.Dnskey, Data: Dnskey key }) AppendKeyRemark(to, key);
    }

    /// <summary>Appends only the data: what <c>drill -Q</c> and <c>dig +short</c> print.</summary>
    public static void AppendData(TextBuffer to, DnsRecord record, TextFormat format)
    {
        var text = new RecordText(to, format);
        // Bytes behind the known fields read back only in the form of RFC 3597; drill and dig show the fields all the same.
        bool whole = record.Surplus.Count == 0 || format.Style != TextStyle.Zone;
        if (whole && !(format.Style == TextStyle.Drill && !DrillDialect.Knows(record.Type))) record.Data.Print(ref text);
        else text.Opaque(new Surplused(record));
    }

    /// <summary>What drill tells of keys: the tag, the kind by its flags, the size in bits.</summary>
    private static void AppendKeyRemark(TextBuffer to, Dnskey key)
    {
        to.Append($" ;{{id = {key.KeyTag}");
        if (key.IsZoneKey) to.Append(key.IsSecureEntryPoint ? " (ksk)"u8 : " (zsk)"u8);
        to.Append($", size = {DrillDialect.KeyBits(key)}b}}");
    }

    /// <summary>A record's data with the bytes behind its fields.</summary>
    private sealed record Surplused(DnsRecord Record) : Rdata
    {
        public override void Write(ref DnsWriter wire)
        {
            Record.Data.Write(ref wire);
            wire.Put(Record.Surplus.Span);
        }

        public override void Print(ref RecordText text) => text.Opaque(this);
    }
}
