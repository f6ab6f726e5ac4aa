using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>An ATM address (ATM Forum af-dans-0152.000): a byte for the format, 0 an end system address and 1 a telephone number, and the address.</summary>
[Rdata(DnsType.Atma, "ATMA")]
public sealed record Atma(byte Form, ValueList<byte> Address) : Rdata, IRdata<Atma>
{
    private const byte EndSystemAddress = 0;
    private const byte TelephoneNumber = 1;

    public static Atma Read(ref DnsReader wire) => new(wire.U8(), ValueList.Create(wire.TakeRest()));

    /// <summary><c>+</c> and a telephone number, or hexadecimal digits; dots may stand between the digits.</summary>
    public static Atma Parse(ref RecordParser text)
    {
        string word = text.Word().ToString().Replace(".", "", StringComparison.Ordinal);
        if (word.StartsWith('+')) return new(TelephoneNumber, new(System.Text.Encoding.ASCII.GetBytes(word[1..])));
        var bytes = new byte[word.Length / 2];
        if (Convert.FromHexString(word, bytes, out _, out _) != System.Buffers.OperationStatus.Done) text.Fail($"'{word}' is neither + and digits nor hexadecimal");
        return new(EndSystemAddress, new(bytes));
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8(Form);
        wire.Put(Address.Span);
    }

    public override void Print(ref RecordText text)
    {
        bool number = Form == TelephoneNumber && !Address.Span.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (text.Format.Style == TextStyle.Drill)
        {
            var to = text.Field();
            DnsText.AppendHex(to, [Form], TextStyle.Drill);
            DnsText.AppendHex(to, Address.Span, TextStyle.Drill);
        }
        else if (number)
        {
            var to = text.Field();
            to.Append((byte)'+');
            to.Append(Address.Span);
        }
        else if (Form == EndSystemAddress)
        {
            DnsText.AppendHex(text.Field(), Address.Span, TextStyle.Zone);
        }
        else
        {
            text.Opaque(this);
        }
    }
}
