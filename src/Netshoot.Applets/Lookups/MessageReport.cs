using System.Text;
using Netshoot.Cli;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Lookups;

/// <summary>One message for programs, a <c>query</c> or an <c>answer</c>, with how it came; the reply is null when it did not come from the network.</summary>
internal sealed record MessageReport(string Kind, DnsMessage Message, DrillExchange Exchange, DnsReply? Reply, int Sent, int Strangers, TextFormat Format) : IReport
{
    /// <summary>What carried it, where that is more than UDP or TCP.</summary>
    public string? Transport { get; init; }

    public void Write(ReportWriter to)
    {
        to.Field("type", Kind);
        if (Reply is not null && Exchange.Server is { } server)
        {
            to.Field("server", server);
            to.Field("transport", Transport ?? (Reply.OverTcp ? "tcp" : "udp"));
            to.Field("query_time_ms", Reply.Took.TotalMilliseconds, "0.###");
            to.Field("queries_sent", Sent);
            to.Field("strangers", Strangers);
        }
        if (Exchange.Size > 0) to.Field("size", Exchange.Size);
        to.Field("id", Message.Id);
        to.Field("opcode", Word(DnsNames.Mnemonic(Message.Opcode), (int)Message.Opcode));
        to.Field("rcode", Word(DnsNames.Mnemonic(Message.ExtendedRcode), (int)Message.ExtendedRcode));
        WriteFlags(to);
        to.OpenArray("questions");
        foreach (var question in Message.Questions)
        {
            to.OpenObject();
            to.Field("name", question.Name);
            WriteClassAndType(to, question.Class, question.Type);
            to.CloseObject();
        }
        to.CloseArray();
        WriteRecords(to, "answers", Message.Answers);
        WriteRecords(to, "authorities", Message.Authorities);
        WriteRecords(to, "additionals", Message.Additionals.Where(static r => r.Type != DnsType.Opt));
        if (Message.Edns is { } edns) WriteEdns(to, edns);
    }

    /// <summary>The fields of one record; the data as text in its master file form.</summary>
    public static void WriteRecord(ReportWriter to, DnsRecord record, TextFormat format)
    {
        to.Field("name", record.Name);
        to.Field("ttl", record.Ttl);
        WriteClassAndType(to, record.Class, record.Type);
        var data = new TextBuffer(128);
        RecordLine.AppendData(data, record, format);
        to.Field("data", data.ToString());
    }

    private static void WriteClassAndType(ReportWriter to, DnsClass dnsClass, DnsType type)
    {
        to.Field("class", DnsNames.Mnemonic(dnsClass) is { IsEmpty: false } className ? Encoding.ASCII.GetString(className) : $"CLASS{(ushort)dnsClass}");
        to.Field("record_type", DnsNames.Mnemonic(type) is { IsEmpty: false } typeName ? Encoding.ASCII.GetString(typeName) : $"TYPE{(ushort)type}");
    }

    private void WriteFlags(ReportWriter to)
    {
        to.OpenArray("flags");
        WriteFlag(to, DnsFlags.Response, "qr");
        WriteFlag(to, DnsFlags.AuthoritativeAnswer, "aa");
        WriteFlag(to, DnsFlags.Truncated, "tc");
        WriteFlag(to, DnsFlags.RecursionDesired, "rd");
        WriteFlag(to, DnsFlags.CheckingDisabled, "cd");
        WriteFlag(to, DnsFlags.RecursionAvailable, "ra");
        WriteFlag(to, DnsFlags.AuthenticData, "ad");
        to.CloseArray();
    }

    private void WriteFlag(ReportWriter to, DnsFlags flag, string name)
    {
        if ((Message.Flags & flag) != 0) to.Field(null, name);
    }

    private void WriteRecords(ReportWriter to, string key, IEnumerable<DnsRecord> records)
    {
        to.OpenArray(key);
        foreach (var record in records)
        {
            to.OpenObject();
            WriteRecord(to, record, Format);
            to.CloseObject();
        }
        to.CloseArray();
    }

    private static void WriteEdns(ReportWriter to, Edns edns)
    {
        to.OpenObject("edns");
        to.Field("version", edns.Version);
        to.Field("dnssec_ok", edns.DnssecOk);
        to.Field("udp_size", edns.UdpSize);
        to.OpenArray("options");
        foreach (var option in edns.Options.Span)
        {
            to.OpenObject();
            to.Field("code", (ushort)option.Code);
            to.Field("data", Convert.ToHexStringLower(option.Data.Span));
            to.CloseObject();
        }
        to.CloseArray();
        to.CloseObject();
    }

    private static string Word(ReadOnlySpan<byte> mnemonic, int number)
        => mnemonic.IsEmpty ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : Encoding.ASCII.GetString(mnemonic);
}

/// <summary>One record of a zone transfer, for programs.</summary>
internal sealed record RecordReport(DnsRecord Record, TextFormat Format) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("type", "record");
        MessageReport.WriteRecord(to, Record, Format);
    }
}
