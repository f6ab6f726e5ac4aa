using System.Buffers;
using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>One record as one line of text: owner, TTL, class, type and data between tabs.</summary>
public static class RecordLine
{
    /// <summary>Appends the record, without a newline.</summary>
    public static void Append(TextBuffer to, DnsRecord record, TextFormat format)
    {
        DnsText.Append(to, record.Name, format.Style);
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
        int start = to.Length;
        if (format.Style != TextStyle.Drill || DrillDialect.Knows(record.Type))
        {
            var text = new RecordText(to, format);
            record.Data.Print(ref text);
            // Hostile data may have fields whose text loses something; then only the form of RFC 3597 says what is there.
            if (format.Style != TextStyle.Zone || ReadsBack(record, to.Bytes[start..])) return;
            to.CutTo(start);
        }
        var opaque = new RecordText(to, format);
        opaque.Opaque(new Surplused(record));
    }

    private static bool ReadsBack(DnsRecord record, ReadOnlySpan<byte> text)
    {
        if (record.Surplus.Count > 0) return false;
        var parser = new RecordParser(System.Text.Encoding.ASCII.GetString(text));
        var again = parser.Data(record.Type);
        parser.EndRecord();
        if (parser.Failed) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(2 * DnsMessage.MaxSize);
        var first = new DnsWriter(buffer.AsSpan(0, DnsMessage.MaxSize));
        var second = new DnsWriter(buffer.AsSpan(DnsMessage.MaxSize));
        record.Data.Write(ref first);
        again.Write(ref second);
        bool same = first.Bytes.SequenceEqual(second.Bytes);
        ArrayPool<byte>.Shared.Return(buffer);
        return same;
    }

    /// <summary>What drill tells of keys: the tag, the kind by its flags, the size in bits.</summary>
    public static void AppendKeyRemark(TextBuffer to, Dnskey key)
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
