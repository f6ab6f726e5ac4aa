using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The start of a zone of authority (RFC 1035 section 3.3.13); times are seconds.</summary>
/// <param name="MainServer">The primary name server, MNAME.</param>
/// <param name="Mailbox">The responsible person's address with a dot for the @, RNAME.</param>
/// <param name="Minimum">How long an answer that something does not exist may be kept (RFC 2308 section 4).</param>
[Rdata(DnsType.Soa, "SOA")]
public sealed record Soa(DnsName MainServer, DnsName Mailbox, uint Serial, uint Refresh, uint Retry, uint Expire, uint Minimum) : Rdata, IRdata<Soa>
{
    public static Soa Read(ref DnsReader wire) => new(wire.Name(), wire.Name(), wire.U32(), wire.U32(), wire.U32(), wire.U32(), wire.U32());

    public static Soa Parse(ref RecordParser text)
        => new(text.Name(), text.Name(), text.U32(), text.Seconds(), text.Seconds(), text.Seconds(), text.Seconds());

    public override void Write(ref DnsWriter wire)
    {
        wire.CompressedName(MainServer);
        wire.CompressedName(Mailbox);
        wire.U32(Serial);
        wire.U32(Refresh);
        wire.U32(Retry);
        wire.U32(Expire);
        wire.U32(Minimum);
    }

    public override void Print(ref RecordText text)
    {
        text.Name(MainServer);
        text.Name(Mailbox);
        if (text.Format.IsMultiline)
        {
            PrintLines(ref text);
            return;
        }
        text.Number(Serial);
        text.Number(Refresh);
        text.Number(Retry);
        text.Number(Expire);
        text.Number(Minimum);
    }

    private void PrintLines(ref RecordText text)
    {
        text.Open();
        PrintLine(ref text, Serial, "serial"u8, isTime: false);
        PrintLine(ref text, Refresh, "refresh"u8);
        PrintLine(ref text, Retry, "retry"u8);
        PrintLine(ref text, Expire, "expire"u8);
        PrintLine(ref text, Minimum, "minimum"u8);
        if (text.Format.HasRemarks) text.Break();
        text.Close(isTight: true);
    }

    private static void PrintLine(ref RecordText text, uint value, ReadOnlySpan<byte> name, bool isTime = true)
    {
        const int Width = 10;
        text.Break();
        var to = text.Field();
        int start = to.Length;
        to.Append((ulong)value);
        if (!text.Format.HasRemarks) return;
        to.Align(start, -Width);
        to.Append(" ; "u8);
        to.Append(name);
        if (!isTime) return;
        to.Append(" ("u8);
        DigText.AppendSpan(to, value);
        to.Append((byte)')');
    }
}
