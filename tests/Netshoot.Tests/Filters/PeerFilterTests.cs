using System.Text.Json;
using Netshoot.Filters;
using Netshoot.Filters.Bytecode;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters;

/// <summary>
/// The cases of libpcap's own test suite, from ../shared/peers/filters: what must compile accepts the same packets as libpcap's program, what
/// must be refused is. Only those on which libpcap 1.10.3 agrees with its development version.
/// </summary>
public sealed class PeerFilterTests(ITestOutputHelper output)
{
    [Fact]
    public void Cases_of_libpcap_compile_to_the_same_verdicts_or_are_refused()
    {
        string path = Path.Combine(FilterTestNames.Root, "../shared/peers/filters/dev.json");
        if (!File.Exists(path))
        {
            const string Missing = "NOT RUN: ../shared/peers/filters/dev.json is not there; libpcap's 3,600 filter cases were not checked";
            output.WriteLine(Missing);
            TestContext.Current.AddWarning(Missing);
            return;
        }

        int passed = 0;
        var wrong = new List<string>();
        using var cases = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var one in cases.RootElement.EnumerateArray())
        {
            string kind = one.GetProperty("kind").GetString()!;
            if (kind is not ("accept" or "reject") || one.GetProperty("oracle").GetString() == "modern" || !IsPlain(one)) continue;
            string expression = one.GetProperty("expr").GetString()!;
            if (Check(one, kind, expression) is { } problem) wrong.Add($"{one.GetProperty("label")}: {expression}: {problem}");
            else passed++;
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {passed + wrong.Count}:\n{string.Join('\n', wrong.Take(20))}");
        Assert.True(passed > 3_000, $"only {passed} cases");
    }

    private static bool IsPlain(JsonElement one)
        => one.GetProperty("netmask").ValueKind == JsonValueKind.Null && IsEmpty(one, "linuxext") && IsEmpty(one, "generate_offline_filter");

    private static bool IsEmpty(JsonElement one, string name) => !one.TryGetProperty(name, out var value) || string.IsNullOrEmpty(value.ToString());

    private static string? Check(JsonElement one, string kind, string expression)
    {
        Assert.True(LinkType.TryParse(one.GetProperty("DLT").GetString()!, out var type));
        BpfProgram program;
        try
        {
            var options = new FilterOptions { LinkType = type, Optimize = one.GetProperty("optimize").GetInt32() == 1, Names = FilterTestNames.Names };
            if (one.TryGetProperty("snaplen", out var snap) && snap.ValueKind == JsonValueKind.Number) options = options with { SnapLength = snap.GetUInt32() };
            program = FilterCompiler.Compile(expression, options);
        }
        catch (Failure failure)
        {
            return kind == "reject" ? null : failure.Message;
        }
        if (kind == "reject") return "was accepted";

        string expected = one.GetProperty("expected").GetString()!;
        if (ListingReader.Write(program.Instructions).Replace(" ", "") == expected.Replace(" ", "")) return null;
        var theirs = new BpfProgram(ListingReader.Read(expected));
        foreach (var packet in DirectedPackets.For(theirs.Instructions, 100, seed: 1).Concat(DirectedPackets.For(program.Instructions, 100, seed: 2)))
        {
            if (theirs.Accepts(packet, 600) != program.Accepts(packet, 600)) return $"differs on {Convert.ToHexStringLower(packet)}";
        }
        return null;
    }
}
