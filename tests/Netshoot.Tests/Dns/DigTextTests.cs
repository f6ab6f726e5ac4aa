using System.Text.RegularExpressions;
using Netshoot.Dns;
using Netshoot.Dns.Text;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Dns;

/// <summary>Records as dig 9.18 prints them; its columns, which depend on options, are not compared.</summary>
public sealed partial class DigTextTests
{
    [Fact]
    public void Awkward_records_are_printed_as_dig_prints_them()
        => Compare(string.Join('\n', TestData.Lines("records.zone")), "records.dig.txt");

    [Fact]
    public void Records_of_every_type_are_printed_as_dig_prints_them()
        => Compare(DrillPeer.ZoneText, "all-types.dig.txt");

    private static void Compare(string zone, string recorded)
    {
        Assert.True(ZoneFile.TryParse(zone, TestData.Name("example."), out var records, out string? problem, new EtcNames()), problem);
        var printed = records.Select(Line).Select(Columns).ToHashSet();
        string[] lines = TestData.Lines(recorded);
        Assert.True(lines.Length > 30);
        Assert.Equal("", string.Join('\n', lines.Where(l => !printed.Contains(Columns(l)))));
    }

    private static string Line(DnsRecord record)
    {
        var text = new TextBuffer();
        RecordLine.Append(text, record, new(TextStyle.Dig));
        return text.ToString();
    }

    private static string Columns(string line) => Fields().Replace(line, "$1 $2 $3 $4 ", 1);

    [GeneratedRegex(@"^(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s*")]
    private static partial Regex Fields();
}
