namespace Netshoot.Dns.Text;

/// <summary>Reads master files (RFC 1035 section 5, <c>$TTL</c> of RFC 2308 section 4).</summary>
public static class ZoneFile
{
    /// <summary>Reads all records of a text, or those before the first problem.</summary>
    /// <param name="origin">What names without a dot at their end begin under.</param>
    /// <param name="records">In the order of the text.</param>
    /// <param name="problem">The line and what is wrong with it, when the result is false.</param>
    /// <param name="names">Names of protocols and services for WKS records, or null.</param>
    public static bool TryParse(ReadOnlySpan<char> text, DnsName origin, out List<DnsRecord> records, out string? problem, INetworkNames? names = null)
    {
        records = [];
        var parser = new RecordParser(text, origin) { Names = names };
        var state = new State();
        while (!parser.AtEnd && !parser.Failed)
        {
            bool sameOwner = parser.AtBlank;
            if (parser.HasMore)
            {
                if (!sameOwner && parser.AtDirective) ReadDirective(ref parser, state);
                else if (ReadRecord(ref parser, state, sameOwner) is { } record && !parser.Failed) records.Add(record);
            }
            parser.EndRecord();
        }
        problem = parser.Failed ? $"line {parser.Line}: {parser.Problem}" : null;
        return !parser.Failed;
    }

    /// <summary>Reads one record: <c>owner [ttl] [class] type data</c>.</summary>
    /// <param name="problem">What is wrong, when the result is null.</param>
    public static DnsRecord? ParseRecord(ReadOnlySpan<char> text, out string? problem)
    {
        if (!TryParse(text, DnsName.Root, out var records, out problem)) return null;
        if (records.Count != 1) problem = "not one record";
        return records.Count == 1 ? records[0] : null;
    }

    /// <summary>What a record inherits from those before it.</summary>
    private sealed class State
    {
        public DnsName? Owner { get; set; }

        public DnsClass Class { get; set; } = DnsClass.Internet;

        public uint? DefaultTtl { get; set; }

        public uint? LastTtl { get; set; }
    }

    private static void ReadDirective(ref RecordParser parser, State state)
    {
        var word = parser.Word();
        if (word.Equals("$ORIGIN", StringComparison.OrdinalIgnoreCase)) parser.Origin = parser.Name();
        else if (word.Equals("$TTL", StringComparison.OrdinalIgnoreCase)) state.DefaultTtl = parser.Seconds();
        else parser.Fail($"{word} is not supported");
    }

    private static DnsRecord? ReadRecord(ref RecordParser parser, State state, bool sameOwner)
    {
        if (!sameOwner) state.Owner = parser.Name();
        if (parser.Failed) return null;
        if (state.Owner is not { } owner)
        {
            parser.Fail("the first record has no owner");
            return null;
        }

        uint? ttl = null;
        DnsType type;
        for (bool classSeen = false; ;)
        {
            var word = parser.Word();
            if (parser.Failed) return null;
            if (ttl is null && RecordParser.TrySeconds(word, out uint seconds))
            {
                ttl = seconds;
            }
            else if (!classSeen && DnsNames.TryParse(word, out DnsClass dnsClass))
            {
                state.Class = dnsClass;
                classSeen = true;
            }
            else if (DnsNames.TryParse(word, out type))
            {
                break;
            }
            else
            {
                parser.Fail($"'{word}' is not a record type");
                return null;
            }
        }
        var data = parser.Data(type);
        if (parser.Failed) return null;
        // RFC 1035 section 5.1: the last one stated, before RFC 2308 gave zones $TTL; a zone with neither means its SOA's minimum.
        ttl ??= state.DefaultTtl ?? state.LastTtl ?? (data as Records.Soa)?.Minimum;
        if (ttl is null) parser.Fail("no TTL is stated");
        state.LastTtl = ttl;
        return new(owner, type, state.Class, ttl ?? 0, data);
    }
}
