using Netshoot.Dns.Text;

namespace Netshoot.Dns.Records;

/// <summary>How a service is reached: where, over which protocols, with which parameters (RFC 9460 section 2).</summary>
/// <param name="Priority">0 is an alias; else the lowest first.</param>
[Rdata(DnsType.Svcb, "SVCB")]
[Rdata(DnsType.Https, "HTTPS")]
public sealed record Svcb(ushort Priority, DnsName Target, ValueList<SvcParam> Parameters) : Rdata, IRdata<Svcb>
{
    public static Svcb Read(ref DnsReader wire)
    {
        ushort priority = wire.U16();
        var target = wire.Name();
        var parameters = new List<SvcParam>();
        while (wire.Remaining > 0) parameters.Add(new((SvcKey)wire.U16(), ValueList.Create(wire.Take(wire.U16()))));
        return new(priority, target, [.. parameters]);
    }

    public static Svcb Parse(ref RecordParser text)
    {
        ushort priority = text.U16();
        var target = text.Name();
        var parameters = new List<SvcParam>();
        while (!text.Failed && text.HasMore) parameters.Add(SvcParamText.Parse(ref text));
        parameters.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        for (int i = 1; i < parameters.Count; i++)
            if (parameters[i].Key == parameters[i - 1].Key) text.Fail("a parameter stands there twice");
        return new(priority, target, [.. parameters]);
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.U16(Priority);
        wire.Name(Target);
        foreach (var parameter in Parameters.Span)
        {
            wire.U16((ushort)parameter.Key);
            wire.U16((ushort)parameter.Value.Count);
            wire.Put(parameter.Value.Span);
        }
    }

    public override void Print(ref RecordText text)
    {
        text.Number(Priority);
        text.Name(Target);
        foreach (var parameter in Parameters.Span) SvcParamText.Print(text.Field(), parameter, text.Format.Style);
    }
}

/// <summary>What a parameter of a service is about (IANA "Service Parameter Keys"). Any other number is a valid value too.</summary>
public enum SvcKey : ushort
{
    Mandatory = 0,
    Alpn = 1,
    NoDefaultAlpn = 2,
    Port = 3,
    Ip4Hint = 4,
    EncryptedClientHello = 5,
    Ip6Hint = 6,
    DohPath = 7,
}

/// <summary>One parameter of a service, its value as it stands on the wire.</summary>
public readonly record struct SvcParam(SvcKey Key, ValueList<byte> Value);
