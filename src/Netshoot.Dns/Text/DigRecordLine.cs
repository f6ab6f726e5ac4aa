using Netshoot.Dns.Records;
using Netshoot.Wire;

namespace Netshoot.Dns.Text;

/// <summary>Records and questions in the columns of dig.</summary>
public static class DigRecordLine
{
    private const int First = 24, Width = 8;

    /// <summary>Appends a record, with a newline.</summary>
    public static void Append(TextBuffer to, DnsRecord record, DigDisplay display, TextFormat format)
    {
        var columns = Columns.Of(display);
        int column = AppendName(to, record.Name);
        if (display.Ttl)
        {
            DigText.Indent(to, ref column, columns.Ttl);
            int start = to.Length;
            if (display.TtlUnits) DigText.AppendShortSpan(to, record.Ttl);
            else to.Append((ulong)record.Ttl);
            column += to.Length - start;
        }
        if (display.Class)
        {
            DigText.Indent(to, ref column, columns.Class);
            int start = to.Length;
            if (display.UnknownFormat) to.Append($"CLASS{(ushort)record.Class}");
            else DnsNames.Append(to, record.Class);
            column += to.Length - start;
        }
        DigText.Indent(to, ref column, columns.Type);
        int before = to.Length;
        if (display.UnknownFormat) to.Append($"TYPE{(ushort)record.Type}");
        else DnsNames.Append(to, record.Type);
        column += to.Length - before;
        DigText.Indent(to, ref column, columns.Data);
        AppendData(to, record, display, format);
        to.Append((byte)'\n');
    }

    /// <summary>Appends only the data.</summary>
    public static void AppendData(TextBuffer to, DnsRecord record, DigDisplay display, TextFormat format)
    {
        if (display.UnknownFormat)
        {
            new RecordText(to, format).Opaque(record.Data);
            return;
        }
        switch (record)
        {
            case { Type: DnsType.Apl, Data: Opaque { Bytes.Count: 0 } }:
                return;
            case { Type: DnsType.Openpgpkey } when format.HidesKeys:
                to.Append(format.IsMultiline ? "( [omitted] )"u8 : "[omitted]"u8);
                return;
            case { Type: DnsType.Hhit or DnsType.Brid } when format.IsMultiline:
                to.Append(" ("u8);
                RecordLine.AppendData(to, record, format with { IsMultiline = false });
                to.Append(" )"u8);
                return;
        }
        RecordLine.AppendData(to, record, format);
        // RFC 4701 section 3.3: the kind of identifier, the kind of digest, the digest.
        if (format.IsMultiline && record is { Type: DnsType.Dhcid, Data: Encoded { Bytes: { Count: > 3 } bytes } })
            to.Append($" ; {bytes[0] << 8 | bytes[1]} {bytes[2]} {bytes.Count - 3}");
    }

    /// <summary>Appends a question, with the semicolon before it and a newline.</summary>
    public static void AppendQuestion(TextBuffer to, DnsQuestion question, DigDisplay display)
    {
        var columns = Columns.Of(display);
        to.Append((byte)';');
        int column = AppendName(to, question.Name);
        DigText.Indent(to, ref column, columns.Class);
        int start = to.Length;
        DnsNames.Append(to, question.Class);
        column += to.Length - start;
        DigText.Indent(to, ref column, columns.Type);
        DnsNames.Append(to, question.Type);
        to.Append((byte)'\n');
    }

    /// <summary>A record as one line with single spaces, as dig's YAML has it.</summary>
    public static void AppendSpaced(TextBuffer to, DnsRecord record, DigDisplay display, TextFormat format)
    {
        DnsText.Append(to, record.Name, TextStyle.Dig);
        if (display.Ttl) to.Append($" {record.Ttl}");
        if (display.Class)
        {
            to.Append((byte)' ');
            DnsNames.Append(to, record.Class);
        }
        to.Append((byte)' ');
        DnsNames.Append(to, record.Type);
        to.Append((byte)' ');
        AppendData(to, record, display, format);
    }

    /// <summary>Appends the name; how long it is.</summary>
    public static int AppendName(TextBuffer to, DnsName name)
    {
        int start = to.Length;
        DnsText.Append(to, name, TextStyle.Dig);
        return to.Length - start;
    }

    /// <summary>Where the fields begin.</summary>
    private readonly record struct Columns(int Ttl, int Class, int Type, int Data)
    {
        public static Columns Of(DigDisplay display)
        {
            if (display.Multiline) return new(First, First, First, First + Width);
            int dnsClass = First + (display.Ttl ? Width : 0), type = dnsClass + (display.Class ? Width : 0);
            return new(First, dnsClass, type, type + Width);
        }
    }
}
