using Netshoot.Dns.Options;
using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>The options of EDNS (RFC 6891 section 6.1.2). The record's other fields are in <see cref="Edns"/>.</summary>
/// <param name="Malformed">What stands at the end and is no whole option.</param>
[Rdata(DnsType.Opt, "OPT")]
public sealed record Opt(ValueList<EdnsOption> Options, ValueList<byte> Malformed = default) : Rdata, IRdata<Opt>
{
    public static Opt Read(ref DnsReader wire)
    {
        var rest = wire.TakeRest();
        var options = new List<EdnsOption>();
        while (rest.Length >= EdnsOption.HeaderSize)
        {
            int length = rest[2] << 8 | rest[3];
            if (length > rest.Length - EdnsOption.HeaderSize) break;
            options.Add(new((EdnsOptionCode)(rest[0] << 8 | rest[1]), ValueList.Create(rest.Slice(EdnsOption.HeaderSize, length))));
            rest = rest[(EdnsOption.HeaderSize + length)..];
        }
        return new([.. options], ValueList.Create(rest));
    }

    /// <summary>OPT is never in a master file (RFC 6891 section 6.1.1).</summary>
    public static Opt Parse(ref RecordParser text)
    {
        text.Fail("OPT records have no text form");
        return new(Options: default);
    }

    public override void Write(ref DnsWriter wire)
    {
        foreach (var option in Options.Span)
        {
            wire.U16((ushort)option.Code);
            wire.U16((ushort)option.Data.Count);
            wire.Put(option.Data.Span);
        }
        wire.Put(Malformed.Span);
    }

    public override void Print(ref RecordText text) => text.Opaque(this);
}
