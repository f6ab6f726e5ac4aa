using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>What drill 1.8.3 printed, against what is printed here of the same bytes.</summary>
public sealed class DrillTextTests
{
    /// <summary>When the recordings were made, nearly enough: times in records are serial numbers near it.</summary>
    private static readonly TextFormat s_drill = new(TextStyle.Drill, Now: 1_795_000_000, new EtcNames());

    /// <summary>Each the message as hexadecimal digits and, on the lines behind it, what was printed.</summary>
    private static readonly string[] s_recorded = $"\n{string.Join('\n', TestData.Lines("messages.drill.txt"))}".Split("\n= ")[1..];

    public static TheoryData<string> WireCases => [.. DrillPeer.Cases.Where(static c => c.Value.Wire is not null).Select(static c => c.Key)];

    [Theory, MemberData(nameof(WireCases))]
    public void A_replayed_message_is_printed_as_drill_prints_it(string name)
    {
        var recorded = DrillPeer.Cases[name];
        byte[] bytes = DrillPeer.Message(recorded.Wire!);
        if (!recorded.Argv.Contains("-t")) bytes = bytes[..Math.Min(bytes.Length, 4000)];
        var text = new TextBuffer();
        if (!DnsMessage.TryRead(bytes, out var message, out var fault))
        {
            text.Append("Error: error sending query: "u8);
            text.Append(DrillDialect.Reason(fault));
            Assert.Equal(recorded.Err, $"{text}\n");
            Assert.Equal(1, recorded.Rc);
            return;
        }
        DrillMessageText.Append(text, message, new(0, InternetAddress.Loopback4, DateTimeOffset.UnixEpoch, bytes.Length), s_drill);
        string printed = DrillPeer.Alike(text.ToString());
        Assert.StartsWith(printed, recorded.Out);
        // Behind the message drill adds only the advice to ask again where the answer was cut short.
        Assert.True(recorded.Out.Length == printed.Length || recorded.Out[printed.Length..].StartsWith("\n;; WARNING: The answer packet was truncated"));
    }

    [Fact]
    public void Every_record_of_the_zone_with_all_types_is_printed_as_drill_prints_it()
    {
        Assert.True(DnsName.TryParse("example.", out var origin));
        Assert.True(ZoneFile.TryParse(DrillPeer.ZoneText, origin, out var records, out string? problem, new EtcNames()), problem);
        var printed = records.Select(Line).ToHashSet();
        var recorded = DrillPeer.Cases.Where(static c => c.Value.Wire is null).SelectMany(static c => c.Value.Out.Split('\n'))
            .Where(static l => l.Contains("\t3600\tIN\t") || l.Contains("\t86400\tIN\t")).Distinct().ToList();
        Assert.True(recorded.Count > 100);
        // The SOA of a negative answer has the zone's negative TTL instead of its own (RFC 2308 section 3).
        recorded.RemoveAll(static l => l.StartsWith("example.\t3600\tIN\tSOA\t"));
        Assert.Equal("", string.Join('\n', recorded.Where(l => !printed.Contains(l))));
    }

    public static TheoryData<int> Recorded => [.. Enumerable.Range(0, s_recorded.Length)];

    [Theory, MemberData(nameof(Recorded))]
    public void A_message_from_a_file_is_printed_as_drill_prints_it(int index)
    {
        string[] parts = s_recorded[index].Split('\n', 2);
        byte[] bytes = Convert.FromHexString(parts[0]);
        var text = new TextBuffer();
        if (DnsMessage.TryRead(bytes, out var message, out var fault))
        {
            DrillMessageText.Append(text, message, new(0, null, DateTimeOffset.UnixEpoch, bytes.Length), s_drill);
        }
        else
        {
            text.Append("Error parsing hex file: "u8);
            text.Append(DrillDialect.Reason(fault));
        }
        Assert.Equal(parts[1].TrimEnd('\n'), text.ToString().TrimEnd('\n'));
    }

    [Fact]
    public void Short_answers_are_the_data_alone()
    {
        Assert.True(ZoneFile.TryParse(DrillPeer.ZoneText, TestData.Name("example."), out var records, out _, new EtcNames()));
        int compared = 0;
        foreach (var recorded in DrillPeer.Cases.Where(static c => c.Value.Argv.Contains("-Q") && c.Value.Out.Length > 0).Select(static c => c.Value))
        {
            var question = new DnsQuestion(TestData.Name(recorded.Argv[^2]), TestData.Type(recorded.Argv[^1]));
            var text = new TextBuffer();
            foreach (var record in records.Where(r => r.Name == question.Name && r.Type == question.Type))
            {
                RecordLine.AppendData(text, record, s_drill);
                text.Append((byte)'\n');
            }
            Assert.Equal(recorded.Out, text.ToString());
            compared++;
        }
        Assert.True(compared >= 8);
    }

    private static string Line(DnsRecord record)
    {
        var text = new TextBuffer();
        RecordLine.Append(text, record, s_drill);
        return text.ToString();
    }
}
