using Netshoot.Wire;

namespace Netshoot.Dns;

/// <summary>A query or an answer (RFC 1035 section 4.1).</summary>
public sealed class DnsMessage
{
    /// <summary>Messages over TCP are counted with two bytes; over UDP they are never larger.</summary>
    public const int MaxSize = ushort.MaxValue;

    public ushort Id { get; init; }

    public DnsFlags Flags { get; init; }

    public DnsOpcode Opcode { get; init; }

    /// <summary>The lower four bits of the response code, as the header has them; <see cref="ExtendedRcode"/> has all twelve.</summary>
    public DnsRcode Rcode { get; init; }

    public IReadOnlyList<DnsQuestion> Questions { get; init; } = [];

    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    public IReadOnlyList<DnsRecord> Authorities { get; init; } = [];

    /// <summary>The additional section as it stands on the wire, with the OPT and TSIG records in it.</summary>
    public IReadOnlyList<DnsRecord> Additionals { get; init; } = [];

    /// <summary>Bytes that stand behind the last record. No writer of messages should leave any.</summary>
    public int Trailing { get; private init; }

    public bool IsResponse => (Flags & DnsFlags.Response) != 0;

    public bool IsTruncated => (Flags & DnsFlags.Truncated) != 0;

    /// <summary>What EDNS(0) says, or null when the message has no OPT record; the last one counts when it has several.</summary>
    public Edns? Edns => Additionals.LastOrDefault(static r => r.Type == DnsType.Opt) is { } record ? Edns.From(record) : null;

    /// <summary>The response code with the upper eight bits of EDNS(0) (RFC 6891 section 6.1.3).</summary>
    public DnsRcode ExtendedRcode => (DnsRcode)((Edns?.ExtendedRcode ?? 0) << 4 | (int)Rcode & 15);

    /// <summary>The header that this message has when it is written: the counts are those of what is here.</summary>
    public DnsHeader Header => new(
        Id,
        (ushort)((int)(Flags & DnsFlags.All) | ((int)Opcode & 15) << 11 | (int)Rcode & 15),
        (ushort)Questions.Count,
        (ushort)Answers.Count,
        (ushort)Authorities.Count,
        (ushort)Additionals.Count);

    /// <summary>The name that a name stands for in the answer section, behind its aliases (RFC 1034 section 3.6.2). A loop ends somewhere in it.</summary>
    public DnsName Canonical(DnsName name)
    {
        const int MostAliases = 16;
        for (int i = 0; i < MostAliases; i++)
        {
            if (Answers.FirstOrDefault(r => r.Type == DnsType.Cname && r.Name == name)?.Data is not Records.Target next) break;
            name = next.Name;
        }
        return name;
    }

    /// <summary>A query with one question, recursion wanted.</summary>
    public static DnsMessage Query(ushort id, DnsQuestion question, Edns? edns = null) => new()
    {
        Id = id,
        Flags = DnsFlags.RecursionDesired,
        Questions = [question],
        Additionals = edns is null ? [] : [edns.ToRecord()],
    };

    /// <summary>Reads a message; never throws, whatever the bytes.</summary>
    /// <param name="message">All that could be read before the fault; the whole message when there is none.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DnsMessage message, out DnsFault fault)
    {
        fault = default;
        var start = new WireReader(bytes);
        var header = DnsHeader.Read(ref start);
        if (start.Truncated || bytes.Length > MaxSize)
        {
            message = new();
            fault = new(start.Truncated ? DnsFaultKind.Truncated : DnsFaultKind.Malformed, DnsSection.Header, 0, 0, DnsType.None);
            return false;
        }

        var wire = new DnsReader(bytes);
        wire.Take(DnsHeader.Size);
        var questions = new List<DnsQuestion>(Math.Min(header.Questions, wire.Remaining / DnsQuestion.LeastSize));
        for (int i = 0; i < header.Questions && !wire.Failed; i++)
        {
            var question = DnsQuestion.Read(ref wire);
            if (wire.Failed) fault = new(wire.Fault, DnsSection.Question, i, wire.FaultPosition, DnsType.None);
            else questions.Add(question);
        }
        message = new()
        {
            Id = header.Id,
            Flags = header.Flags,
            Opcode = header.Opcode,
            Rcode = header.Rcode,
            Questions = questions,
            Answers = ReadRecords(ref wire, DnsSection.Answer, header.Answers, ref fault),
            Authorities = ReadRecords(ref wire, DnsSection.Authority, header.Authorities, ref fault),
            Additionals = ReadRecords(ref wire, DnsSection.Additional, header.Additionals, ref fault),
            Trailing = wire.Remaining,
        };
        return !wire.Failed;
    }

    /// <summary>Writes the message; false when it does not fit, or has more than 65535 entries in a section.</summary>
    public bool TryWrite(Span<byte> buffer, out int length)
    {
        Span<ushort> suffixes = stackalloc ushort[DnsWriter.UsualSuffixes];
        var wire = new DnsWriter(buffer[..Math.Min(buffer.Length, MaxSize)], suffixes);
        Write(ref wire);
        length = wire.Written;
        return !wire.Overflow && Math.Max(Math.Max(Questions.Count, Answers.Count), Math.Max(Authorities.Count, Additionals.Count)) <= ushort.MaxValue;
    }

    /// <summary>Writes the message behind nothing: the writer must stand at its start, because names point to offsets from there.</summary>
    public void Write(ref DnsWriter wire)
    {
        var header = Header;
        wire.U16(header.Id);
        wire.U16(header.Word);
        wire.U16((ushort)Questions.Count);
        wire.U16((ushort)Answers.Count);
        wire.U16((ushort)Authorities.Count);
        wire.U16((ushort)Additionals.Count);
        foreach (var question in Questions) question.Write(ref wire);
        foreach (var record in Answers) record.Write(ref wire);
        foreach (var record in Authorities) record.Write(ref wire);
        foreach (var record in Additionals) record.Write(ref wire);
    }

    private static List<DnsRecord> ReadRecords(ref DnsReader wire, DnsSection section, int count, ref DnsFault fault)
    {
        // The count is a claim; what it may reserve is bounded by the bytes that are there.
        var records = new List<DnsRecord>(Math.Min(count, wire.Remaining / DnsRecord.LeastSize));
        for (int i = 0; i < count && !wire.Failed; i++)
        {
            var record = DnsRecord.Read(ref wire, out var broken);
            if (wire.Failed) fault = new(wire.Fault, section, i, wire.FaultPosition, broken);
            else records.Add(record);
        }
        return records;
    }
}
