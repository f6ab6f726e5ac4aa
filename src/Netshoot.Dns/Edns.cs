using Netshoot.Dns.Options;
using Netshoot.Dns.Records;

namespace Netshoot.Dns;

/// <summary>Extension mechanisms for DNS: what an OPT record says with its fields (RFC 6891 section 6.1).</summary>
/// <param name="UdpSize">The largest UDP payload the sender can take.</param>
/// <param name="ExtendedRcode">The upper eight bits of the response code.</param>
/// <param name="Flags">The sixteen flag bits; <see cref="DnssecOk"/> is the first.</param>
/// <param name="Malformed">What stands at the end of the data and is no whole option.</param>
public sealed record Edns(ushort UdpSize, byte ExtendedRcode = 0, byte Version = 0, ushort Flags = 0, ValueList<EdnsOption> Options = default, ValueList<byte> Malformed = default)
{
    /// <summary>"Send me DNSSEC records" (RFC 3225).</summary>
    public const ushort DnssecOkFlag = 0x8000;

    /// <summary>The payload size that avoids fragments (DNS flag day 2020).</summary>
    public const ushort UsualUdpSize = 1232;

    public bool DnssecOk => (Flags & DnssecOkFlag) != 0;

    /// <summary>The first option with a code, or null.</summary>
    public EdnsOption? this[EdnsOptionCode code]
    {
        get
        {
            foreach (var option in Options.Span)
                if (option.Code == code) return option;
            return null;
        }
    }

    public static Edns From(DnsRecord record)
    {
        var opt = record.Data as Opt;
        return new((ushort)record.Class, (byte)(record.Ttl >> 24), (byte)(record.Ttl >> 16), (ushort)record.Ttl, opt?.Options ?? default, opt?.Malformed ?? default);
    }

    public DnsRecord ToRecord()
        => new(DnsName.Root, DnsType.Opt, (DnsClass)UdpSize, (uint)ExtendedRcode << 24 | (uint)Version << 16 | Flags, new Opt(Options, Malformed));
}
