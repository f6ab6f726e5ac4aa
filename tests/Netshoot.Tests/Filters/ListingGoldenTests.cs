using Netshoot.Filters;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Filters;

/// <summary>testdata/filters/listings.txt: what tcpdump 4.99.3 with libpcap 1.10.3 prints for <c>-d</c>, listing or error, byte for byte.</summary>
public sealed class ListingGoldenTests
{
    [Fact]
    public void Listings_and_errors_are_those_that_tcpdump_prints()
    {
        var wrong = new List<string>();
        int cases = 0;
        string text = '\n' + File.ReadAllText(Path.Combine(FilterTestNames.Root, "testdata/filters/listings.txt"));
        foreach (string record in text.TrimEnd('\n').Split("\n== ", StringSplitOptions.RemoveEmptyEntries))
        {
            string block = record + '\n';
            int end = block.IndexOf('\n', StringComparison.Ordinal);
            string[] head = block[..end].Split(' ', 2);
            bool optimize = !head[1].StartsWith("-O ", StringComparison.Ordinal);
            string expression = optimize ? head[1] : head[1][3..];
            cases++;
            string got = Compile(head[0], optimize, expression);
            if (got != block[(end + 1)..]) wrong.Add($"{block[..end]}\nwant {block[(end + 1)..]}got {got}");
        }
        Assert.True(cases > 1_000, $"only {cases} cases");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases}:\n{string.Join('\n', wrong.Take(20))}");
    }

    private static string Compile(string linkType, bool optimize, string expression)
    {
        Assert.True(LinkType.TryParse(linkType, out var type), linkType);
        try
        {
            var options = new FilterOptions { LinkType = type, Optimize = optimize, Names = FilterTestNames.Names, KernelMetadata = KernelMetadata.Packet };
            return ListingReader.Write(FilterCompiler.Compile(expression, options).Instructions);
        }
        catch (Failure failure)
        {
            return $"error: {failure.Message}\n";
        }
    }
}
