using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Dns.Security;

namespace Netshoot.Applets.Drill;

/// <summary>A query that is ready to leave.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Bytes">As it leaves, with its signature.</param>
/// <param name="Mac">The code of its signature, which the answer's is made with.</param>
internal sealed record DrillQuery(DnsMessage Message, byte[] Bytes, ReadOnlyMemory<byte> Mac)
{
    /// <summary>What the options ask for; EDNS announces <paramref name="udpSize"/>, which may be <see cref="DrillOptions.NoUdpSize"/>.</summary>
    public static DrillQuery Make(DrillOptions options, DnsQuestion question, ushort udpSize, ushort id, DateTimeOffset now)
        => Sign(Compose(options, question, udpSize, id, options.WantsServerIdentifier), options.Key, now);

    /// <summary>The request for a zone: as plain as drill makes it; over TCP nobody needs to guess its id.</summary>
    public static DrillQuery Transfer(DrillOptions options, DnsQuestion question, DateTimeOffset now) => Sign(new() { Questions = [question] }, options.Key, now);

    /// <summary>One of the many questions of a trace or a chase.</summary>
    public static byte[] Plain(DnsQuestion question, DnsFlags flags, bool wantsDnssec, ushort udpSize, ushort id)
        => Sign(Compose(new() { Flags = flags, WantsDnssec = wantsDnssec }, question, udpSize, id, withServerIdentifier: false), null, default).Bytes;

    /// <summary>The query as drill shows it before it has drawn an id and added <c>+nsid</c>.</summary>
    public static DnsMessage Draft(DrillOptions options, DnsQuestion question) => Compose(options, question, options.UdpSize, 0, withServerIdentifier: false);

    private static DnsMessage Compose(DrillOptions options, DnsQuestion question, ushort udpSize, ushort id, bool withServerIdentifier)
    {
        if (udpSize == DrillOptions.NoUdpSize && options.WantsDnssec) udpSize = DrillOptions.UsualUdpSize;
        bool hasEdns = udpSize != DrillOptions.NoUdpSize || withServerIdentifier;
        ushort flags = options.WantsDnssec ? Edns.DnssecOkFlag : (ushort)0;
        ValueList<EdnsOption> extras = withServerIdentifier ? [new(EdnsOptionCode.ServerIdentifier, default)] : [];
        return new()
        {
            Id = id,
            Flags = options.Flags,
            Questions = [question],
            Additionals = hasEdns ? [new Edns(udpSize, Flags: flags, Options: extras).ToRecord()] : [],
        };
    }

    private static DrillQuery Sign(DnsMessage message, TsigKey? key, DateTimeOffset now)
    {
        // One question and one option always fit.
        var buffer = new byte[DnsMessage.MaxSize];
        message.TryWrite(buffer, out int length);
        byte[] bytes = buffer[..length];
        if (key is null) return new(message, bytes, default);
        byte[]? signed = TransactionSignature.Sign(bytes, key, (ulong)now.ToUnixTimeSeconds(), out var mac);
        return new(message, signed ?? bytes, mac.Span.ToArray());
    }
}
