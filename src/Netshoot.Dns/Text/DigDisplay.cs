namespace Netshoot.Dns.Text;

/// <summary>What dig shows of a message, and how: the display options of dig(1) of BIND 9.18.</summary>
public sealed record DigDisplay
{
    /// <summary>Header, OPT pseudosection, headings and the empty lines between them.</summary>
    public bool Comments { get; init; } = true;

    public bool Question { get; init; } = true;

    public bool Answer { get; init; } = true;

    public bool Authority { get; init; } = true;

    public bool Additional { get; init; } = true;

    /// <summary>Query time, server, date and size behind the message.</summary>
    public bool Statistics { get; init; } = true;

    public bool Ttl { get; init; } = true;

    /// <summary>TTLs as <c>1d</c>.</summary>
    public bool TtlUnits { get; init; }

    public bool Class { get; init; } = true;

    public bool Crypto { get; init; } = true;

    public bool Multiline { get; init; }

    /// <summary>Remarks behind records; null leaves it to <see cref="Multiline"/>.</summary>
    public bool? Remarks { get; init; }

    public bool ExpandsAddresses { get; init; }

    /// <summary>All data as bytes (RFC 3597 section 5).</summary>
    public bool UnknownFormat { get; init; }

    /// <summary>Only one SOA record of a zone transfer.</summary>
    public bool OneSoa { get; init; }

    /// <summary>The length of the words that long digits are broken into; null leaves it to <see cref="Multiline"/>.</summary>
    public int? Split { get; init; }

    /// <summary>The format of records.</summary>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="names">Names of protocols and services, or null.</param>
    public TextFormat Format(long now, INetworkNames? names) => new(TextStyle.Dig, now, names)
    {
        IsMultiline = Multiline,
        HasRemarks = Remarks ?? Multiline,
        HidesKeys = !Crypto,
        ExpandsAddresses = ExpandsAddresses,
        WordLength = Split ?? (Multiline ? TextFormat.UsualLineWordLength : TextFormat.UsualWordLength),
    };

    /// <summary>Shows or hides everything at once (dig's <c>+all</c> and <c>+noall</c>).</summary>
    public DigDisplay All(bool shown) => this with { Comments = shown, Question = shown, Answer = shown, Authority = shown, Additional = shown, Statistics = shown };
}
