using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Dns.Records;

/// <summary>Well-known services that a host offers over one IP protocol, a bit for each port (RFC 1035 section 3.4.2).</summary>
/// <param name="Ports">The bit for port 0 is the highest of the first byte.</param>
[Rdata(DnsType.Wks, "WKS")]
public sealed record Wks(InternetAddress Address, byte Protocol, ValueList<byte> Ports) : Rdata, IRdata<Wks>
{
    private const byte Tcp = 6;
    private const byte Udp = 17;

    public static Wks Read(ref DnsReader wire) => new(wire.Ip4(), wire.U8(), ValueList.Create(wire.TakeRest()));

    public static Wks Parse(ref RecordParser text)
    {
        var address = text.Ip4();
        string name = text.Word().ToString();
        byte protocol = ParseProtocol(ref text, name);
        var ports = new byte[ushort.MaxValue / 8 + 1];
        int used = 0;
        while (!text.Failed && text.HasMore)
        {
            ushort port = ParsePort(ref text, name);
            ports[port / 8] |= (byte)(0x80 >> port % 8);
            used = Math.Max(used, port / 8 + 1);
        }
        return new(address, protocol, new(ports[..used]));
    }

    public override void Write(ref DnsWriter wire)
    {
        wire.Ip(Address);
        wire.U8(Protocol);
        wire.Put(Ports.Span);
    }

    public override void Print(ref RecordText text)
    {
        text.Address(Address);
        string? protocol = text.Format.Names?.Protocol(Protocol);
        if (protocol is null) text.Number(Protocol);
        else text.Field().Append($"{protocol}");
        for (int port = 0; port < Ports.Count * 8; port++)
        {
            if ((Ports[port / 8] & 0x80 >> port % 8) == 0) continue;
            if (text.Format.Names?.Service((ushort)port, protocol) is { } service) text.Field().Append($"{service}");
            else text.Number((ulong)port);
        }
        // drill ends its lists with a space.
        if (text.Format.Style == TextStyle.Drill) text.Word(default);
    }

    private static byte ParseProtocol(ref RecordParser text, string name)
    {
        if (byte.TryParse(name, out byte number)) return number;
        int known = name.ToUpperInvariant() switch { "TCP" => Tcp, "UDP" => Udp, _ => text.Names?.ProtocolNumber(name) ?? -1 };
        if (known is < 0 or > byte.MaxValue) text.Fail($"'{name}' is not a protocol");
        return (byte)known;
    }

    private static ushort ParsePort(ref RecordParser text, string protocol)
    {
        string name = text.Word().ToString();
        if (ushort.TryParse(name, out ushort number)) return number;
        int known = text.Names?.ServicePort(name, protocol) ?? -1;
        if (known is < 0 or > ushort.MaxValue) text.Fail($"'{name}' is not a port or a service over {protocol}");
        return (ushort)known;
    }
}
