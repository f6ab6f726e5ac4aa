using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>A host identity, its tag and its rendezvous servers (RFC 8005 section 5).</summary>
[Rdata(DnsType.Hip, "HIP")]
public sealed record Hip(byte Algorithm, ValueList<byte> Tag, ValueList<byte> PublicKey, ValueList<DnsName> Servers) : Rdata, IRdata<Hip>
{
    public static Hip Read(ref DnsReader wire)
    {
        int tagLength = wire.U8();
        byte algorithm = wire.U8();
        int keyLength = wire.U16();
        var tag = ValueList.Create(wire.Take(tagLength));
        var key = ValueList.Create(wire.Take(keyLength));
        var servers = new List<DnsName>();
        while (wire.Remaining > 0) servers.Add(wire.Name());
        return new(algorithm, tag, key, [.. servers]);
    }

    public static Hip Parse(ref RecordParser text)
    {
        byte algorithm = text.U8();
        var tag = text.HexDigits();
        var key = text.Base64();
        var servers = new List<DnsName>();
        while (!text.Failed && text.HasMore) servers.Add(text.Name());
        if (tag.Count > byte.MaxValue || key.Count > ushort.MaxValue) text.Fail("the tag or the key is too long");
        return new(algorithm, tag, key, [.. servers]);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U8((byte)Tag.Count);
        wire.U8(Algorithm);
        wire.U16((ushort)PublicKey.Count);
        wire.Put(Tag.Span);
        wire.Put(PublicKey.Span);
        foreach (var server in Servers.Span) wire.Name(server);
    }

    public override void Print(ref RecordText text)
    {
        text.Open();
        text.Number(Algorithm);
        text.HexDigits(Tag.Span);
        text.Break();
        text.Base64(PublicKey.Span);
        foreach (var server in Servers.Span)
        {
            text.Break();
            text.Name(server);
        }
        text.Close();
    }
}
