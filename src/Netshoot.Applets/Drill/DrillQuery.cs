using System.Security.Cryptography;
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
    {
        if (udpSize == DrillOptions.NoUdpSize && options.WantsDnssec) udpSize = DrillOptions.UsualUdpSize;
        bool hasEdns = udpSize != DrillOptions.NoUdpSize || options.WantsServerIdentifier;
        ushort flags = options.WantsDnssec ? Edns.DnssecOkFlag : (ushort)0;
        ValueList<EdnsOption> extras = options.WantsServerIdentifier ? [new(EdnsOptionCode.ServerIdentifier, default)] : [];
        var message = new DnsMessage
        {
            Id = id,
            Flags = options.Flags,
            Questions = [question],
            Additionals = hasEdns ? [new Edns(udpSize, Flags: flags, Options: extras).ToRecord()] : [],
        };
        var buffer = new byte[DnsMessage.MaxSize];
        message.TryWrite(buffer, out int length);
        return Sign(message, buffer[..length], options.Key, now);
    }

    /// <summary>A number that nobody can guess (RFC 5452 section 9.2).</summary>
    public static ushort NewId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);

    private static DrillQuery Sign(DnsMessage message, byte[] bytes, TsigKey? key, DateTimeOffset now)
    {
        if (key is null) return new(message, bytes, default);
        byte[]? signed = TransactionSignature.Sign(bytes, key, (ulong)now.ToUnixTimeSeconds(), out var mac);
        return new(message, signed ?? bytes, mac.Span.ToArray());
    }
}
