using System.Buffers.Binary;
using System.Security.Cryptography;
using Netshoot.Dns.Records;

namespace Netshoot.Dns.Security;

/// <summary>What became of the check of a message's TSIG record (RFC 8945 section 5.2).</summary>
public enum TsigOutcome
{
    Good,

    /// <summary>The message cannot be read, or its TSIG record is not the last one.</summary>
    Malformed,

    /// <summary>The message has no TSIG record.</summary>
    Missing,

    /// <summary>The record names another key or algorithm: BADKEY.</summary>
    WrongKey,

    /// <summary>The code does not belong to these bytes and this key: BADSIG.</summary>
    WrongCode,

    /// <summary>The code is shorter than it may be cut: BADTRUNC.</summary>
    TooShort,

    /// <summary>The message is older or newer than the fudge allows: BADTIME.</summary>
    WrongTime,
}

/// <summary>Signs and checks messages with a shared secret: TSIG (RFC 8945).</summary>
public static class TransactionSignature
{
    /// <summary>Seconds by which clocks may differ (RFC 8945 section 10).</summary>
    public const ushort UsualFudge = 300;

    private const int LeastMacSize = 10;

    /// <summary>The message with a TSIG record at its end; null when it is no message, or grows too large.</summary>
    /// <param name="time">Seconds since 1970.</param>
    /// <param name="earlierMac">For an answer, the code of its query; for a later message of a stream, of the message before it.</param>
    /// <param name="later">The message is not the first of a stream of answers (RFC 8945 section 5.3.1).</param>
    /// <param name="mac">The code of this message.</param>
    public static byte[]? Sign(ReadOnlySpan<byte> message, TsigKey key, ulong time, out ValueList<byte> mac, ReadOnlySpan<byte> earlierMac = default, bool later = false, ushort fudge = UsualFudge)
    {
        mac = default;
        if (message.Length < DnsHeader.Size) return null;
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(message);
        var tsig = new Tsig(key.Algorithm.Name, time, fudge, default, id, DnsRcode.NoError, default);
        mac = new(key.Algorithm.Hash(key.Secret.Span, Digested(message, key.Name, tsig, earlierMac, later)));

        var signed = new byte[message.Length + DnsName.MaxLength * 2 + 512];
        message.CopyTo(signed);
        var wire = new DnsWriter(signed);
        wire.Claim(message.Length);
        new DnsRecord(key.Name, DnsType.Tsig, DnsClass.Any, 0, tsig with { Mac = mac }).Write(ref wire);
        var counted = signed.AsSpan(DnsHeader.Size - sizeof(ushort));
        ushort additionals = BinaryPrimitives.ReadUInt16BigEndian(counted);
        if (wire.Overflow || wire.Written > DnsMessage.MaxSize || additionals == ushort.MaxValue) return null;
        BinaryPrimitives.WriteUInt16BigEndian(counted, (ushort)(additionals + 1));
        return wire.Bytes.ToArray();
    }

    /// <summary>Checks the TSIG record at the end of a message.</summary>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="mac">The message's code, for the check of what follows it; empty when it has none.</param>
    /// <inheritdoc cref="Sign"/>
    public static TsigOutcome Verify(ReadOnlySpan<byte> message, TsigKey key, ulong now, out ValueList<byte> mac, ReadOnlySpan<byte> earlierMac = default, bool later = false)
    {
        mac = default;
        if (!FindLast(message, out int start, out var record)) return TsigOutcome.Malformed;
        if (record is not { Type: DnsType.Tsig, Data: Tsig tsig }) return TsigOutcome.Missing;
        mac = tsig.Mac;
        // These two are part of what is signed, with the only values that they may have (RFC 8945 section 4.2).
        if (record is not { Class: DnsClass.Any, Ttl: 0 }) return TsigOutcome.Malformed;
        if (record.Name != key.Name || tsig.Algorithm != key.Algorithm.Name) return TsigOutcome.WrongKey;

        // RFC 8945 section 5.2.2.1: cut codes have at least half of the bytes, and ten.
        if (mac.Count > key.Algorithm.Size) return TsigOutcome.Malformed;
        if (mac.Count < Math.Max(LeastMacSize, key.Algorithm.Size / 2)) return TsigOutcome.TooShort;
        var bare = message[..start].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(bare, tsig.OriginalId);
        var counted = bare.AsSpan(DnsHeader.Size - sizeof(ushort));
        BinaryPrimitives.WriteUInt16BigEndian(counted, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(counted) - 1));
        var expected = key.Algorithm.Hash(key.Secret.Span, Digested(bare, record.Name, tsig, earlierMac, later));
        if (!CryptographicOperations.FixedTimeEquals(expected.AsSpan(0, mac.Count), mac.Span)) return TsigOutcome.WrongCode;
        return Math.Max(now, tsig.Time) - Math.Min(now, tsig.Time) <= tsig.Fudge ? TsigOutcome.Good : TsigOutcome.WrongTime;
    }

    /// <summary>What the code is made of (RFC 8945 section 4.3.3).</summary>
    private static byte[] Digested(ReadOnlySpan<byte> message, DnsName key, Tsig tsig, ReadOnlySpan<byte> earlierMac, bool later)
    {
        var buffer = new byte[message.Length + earlierMac.Length + tsig.Other.Count + 2 * DnsName.MaxLength + 64];
        var wire = new DnsWriter(buffer) { Canonical = true };
        if (!earlierMac.IsEmpty)
        {
            wire.U16((ushort)earlierMac.Length);
            wire.Put(earlierMac);
        }
        wire.Put(message);
        if (!later)
        {
            wire.FoldedName(key);
            wire.U16((ushort)DnsClass.Any);
            wire.U32(0);
            wire.FoldedName(tsig.Algorithm);
        }
        wire.U48(tsig.Time);
        wire.U16(tsig.Fudge);
        if (!later)
        {
            wire.U16((ushort)tsig.Error);
            wire.U16((ushort)tsig.Other.Count);
            wire.Put(tsig.Other.Span);
        }
        return wire.Bytes.ToArray();
    }

    /// <summary>The last record of the additional section and where it begins; a null record when the section is empty.</summary>
    private static bool FindLast(ReadOnlySpan<byte> message, out int start, out DnsRecord? last)
    {
        start = 0;
        last = null;
        if (message.Length is < DnsHeader.Size or > DnsMessage.MaxSize) return false;
        var first = new Wire.WireReader(message);
        var header = DnsHeader.Read(ref first);
        var wire = new DnsReader(message);
        wire.Take(DnsHeader.Size);
        for (int i = 0; i < header.Questions && !wire.Failed; i++) DnsQuestion.Read(ref wire);
        int records = header.Answers + header.Authorities + header.Additionals;
        for (int i = 0; i < records && !wire.Failed; i++)
        {
            start = wire.Position;
            var record = DnsRecord.Read(ref wire);
            bool isLast = i == records - 1 && header.Additionals > 0;
            // A TSIG record anywhere else makes the message malformed (RFC 8945 section 5.1).
            if (record.Type == DnsType.Tsig && !isLast) return false;
            if (isLast) last = record;
        }
        return !wire.Failed && wire.Remaining == 0;
    }
}
