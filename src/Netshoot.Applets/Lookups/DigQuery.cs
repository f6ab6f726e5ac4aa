using Netshoot.Dns;
using Netshoot.Dns.Options;
using Netshoot.Dns.Records;
using Netshoot.Dns.Security;
using Netshoot.Wire;

namespace Netshoot.Applets.Lookups;

/// <summary>A query that is ready to leave.</summary>
/// <param name="Question">What it asks; null for a header alone.</param>
/// <param name="Bytes">As it leaves, padded and signed.</param>
/// <param name="Shown">As dig shows it: the padding has no length yet.</param>
/// <param name="Mac">The code of its signature.</param>
/// <param name="HasEdns">Whether it has an OPT record.</param>
internal sealed record DigQuery(DnsQuestion? Question, byte[] Bytes, byte[] Shown, ReadOnlyMemory<byte> Mac, bool HasEdns)
{
    /// <summary>Eight bytes that this run chose (RFC 7873 section 4.1).</summary>
    private static readonly byte[] s_cookie = DnsId.Bytes(DnsCookie.ClientSize);

    private const ushort CompactDenialFlag = 0x4000;

    /// <summary>The cookie that answers must begin with; empty when none is sent.</summary>
    public ReadOnlyMemory<byte> Cookie { get; private init; }

    public ushort Id => (ushort)(Bytes[0] << 8 | Bytes[1]);

    /// <param name="lookup">What to ask, and how.</param>
    /// <param name="name">The name, as the search list made it.</param>
    /// <param name="key">Signs it, or null.</param>
    /// <param name="now">When it is signed.</param>
    public static DigQuery Make(DigLookup lookup, DnsName name, TsigKey? key, DateTimeOffset now)
    {
        var question = new DnsQuestion(name, lookup.Type, lookup.Class);
        // A whole zone is asked of whoever has it.
        var flags = lookup.Type == DnsType.Axfr || lookup.Type == DnsType.Ixfr ? lookup.Flags & ~DnsFlags.RecursionDesired & ~DnsFlags.AuthenticData : lookup.Flags;
        bool hasEdns = lookup.EdnsVersion != DigLookup.NoEdns;
        byte[] cookie = !lookup.SendsCookie || !hasEdns ? [] : lookup.Cookie ?? s_cookie;
        var message = new DnsMessage
        {
            Id = lookup.Id ?? DnsId.New(),
            Flags = flags,
            Opcode = lookup.Opcode,
            Questions = lookup.IsHeaderOnly ? [] : [question],
            Authorities = lookup.Type == DnsType.Ixfr ? [new(name, DnsType.Soa, lookup.Class, 0, new Soa(default, default, lookup.Serial, 0, 0, 0, 0))] : [],
        };
        byte[] shown = Write(message, lookup, cookie, 0);
        byte[] bytes = shown;
        if (hasEdns && lookup.Padding > 0 && EdnsOptions.PaddingLength(shown.Length, lookup.Padding) is var missing and > 0) bytes = Write(message, lookup, cookie, missing);
        ReadOnlyMemory<byte> mac = default;
        if (key is not null && TransactionSignature.Sign(bytes, key, (ulong)(lookup.SigningTime ?? now).ToUnixTimeSeconds(), out var code) is { } signed)
            (bytes, shown, mac) = (signed, signed, code.Span.ToArray());
        return new(lookup.IsHeaderOnly ? null : question, bytes, shown, mac, hasEdns) { Cookie = cookie.AsMemory(0, Math.Min(cookie.Length, DnsCookie.ClientSize)) };
    }

    private static byte[] Write(DnsMessage message, DigLookup lookup, byte[] cookie, int padding)
    {
        DnsRecord[] additionals = lookup.EdnsVersion == DigLookup.NoEdns ? [] : [Opt(lookup, cookie, padding)];
        var whole = new DnsMessage
        {
            Id = message.Id,
            Flags = message.Flags,
            Opcode = message.Opcode,
            Questions = message.Questions,
            Authorities = message.Authorities,
            Additionals = additionals,
        };
        var buffer = new byte[DnsMessage.MaxSize];
        if (!whole.TryWrite(buffer, out int length)) throw new DigFailure("the EDNS options do not fit into a message", 10);
        return buffer[..length];
    }

    private static DnsRecord Opt(DigLookup lookup, byte[] cookie, int padding)
    {
        var options = new List<EdnsOption>();
        if (lookup.WantsServerIdentifier) options.Add(EdnsOptions.AskServerIdentifier);
        if (lookup.Subnet is { } subnet) options.Add(subnet.ToOption());
        if (cookie.Length > 0) options.Add(new(EdnsOptionCode.Cookie, [.. cookie]));
        if (lookup.WantsExpire) options.Add(EdnsOptions.AskExpire);
        if (lookup.WantsKeepalive) options.Add(EdnsOptions.AskTcpKeepalive);
        options.AddRange(lookup.Options);
        if (lookup.Padding > 0) options.Add(EdnsOptions.Padding(padding));
        ushort flags = (ushort)(lookup.EdnsFlags | (lookup.WantsDnssec ? Edns.DnssecOkFlag : 0) | (lookup.WantsCompactDenial ? CompactDenialFlag : 0));
        return new Edns(lookup.UdpSize, 0, (byte)lookup.EdnsVersion, flags, [.. options]).ToRecord();
    }
}
