using Netshoot.Applets.Lookups;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Dns.Text;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>One thing that a secure trace found.</summary>
/// <param name="Kind"><c>domain</c>, <c>keys</c>, <c>digests</c>, <c>delegation</c> or <c>answer</c>.</param>
internal sealed record TraceLine(string Kind) : IReport
{
    /// <summary><c>S</c>igned with itself, <c>B</c>ogus, <c>T</c>rusted or <c>U</c>nsigned; zero for what is none of them.</summary>
    public char Mark { get; init; }

    public DnsName? Name { get; init; }

    /// <summary>What stands before the name.</summary>
    public string Words { get; init; } = "";

    /// <summary>What stands behind the name.</summary>
    public string Tail { get; init; } = "";

    /// <summary>The records instead of words.</summary>
    public IReadOnlyList<DnsRecord> Records { get; init; } = [];

    /// <summary>Whether keys and digests are shown between spaces, keys without their key.</summary>
    public bool IsShort { get; init; }

    /// <summary>Whether the line goes on.</summary>
    public bool IsOpen { get; init; }

    public string? Fault { get; init; }

    public TextFormat Format { get; init; } = null!;

    public void Write(ReportWriter to)
    {
        to.Field("type", Kind);
        if (Mark != 0) to.Field("status", Mark switch { 'T' => "trusted", 'S' => "self_signed", 'B' => "bogus", _ => "unsigned" });
        if (Name is { } name) to.Field("name", name);
        if (Fault is not null) to.Field("fault", Fault);
        if (Records.Count == 0) return;
        to.OpenArray("records");
        foreach (var record in Records)
        {
            to.OpenObject();
            MessageReport.WriteRecord(to, record, Format);
            to.CloseObject();
        }
        to.CloseArray();
    }

    /// <summary>The line as drill has it.</summary>
    public void Write(TextBuffer to)
    {
        if (Mark != 0) to.Append($"[{Mark}] ");
        foreach (var record in Records)
        {
            if (IsShort) WriteShort(to, record);
            else RecordLine.Append(to, record, Format);
            to.Append((byte)'\n');
        }
        if (Name is not { } name) return;
        to.Append(System.Text.Encoding.ASCII.GetBytes(Words));
        to.Append(name);
        to.Append(System.Text.Encoding.ASCII.GetBytes(Tail));
        if (!IsOpen) to.Append((byte)'\n');
    }

    private void WriteShort(TextBuffer to, DnsRecord record)
    {
        to.Append(record.Name);
        to.Append($" {record.Ttl} ");
        DnsNames.Append(to, record.Class);
        to.Append((byte)' ');
        DnsNames.Append(to, record.Type);
        to.Append((byte)' ');
        if (record.Data is Dnskey key)
        {
            to.Append($"{key.Flags} {key.Protocol} {key.Algorithm}");
            RecordLine.AppendKeyRemark(to, key);
        }
        else
        {
            RecordLine.AppendData(to, record, Format);
            to.Append((byte)' ');
        }
    }
}
