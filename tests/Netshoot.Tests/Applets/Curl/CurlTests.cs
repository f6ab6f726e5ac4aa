using Xunit;

namespace Netshoot.Tests.Applets.Curl;

public sealed class CurlTests
{
    private const string Help = "curl: try 'curl --help' or 'curl --manual' for more information\n";

    [Theory]
    [InlineData("curl --nosuch", 2, "option --nosuch: is unknown")]
    [InlineData("curl -o", 2, "option -o: requires parameter")]
    [InlineData("curl --max http://a", 2, "option --max: is ambiguous")]
    [InlineData("curl --no-url http://a", 2, "option --no-url: used '--no-' for option that isn't a boolean")]
    [InlineData("curl --retry x http://a", 2, "option --retry: expected a proper numerical parameter")]
    [InlineData("curl --retry -1 http://a", 2, "option --retry: expected a positive numerical parameter")]
    [InlineData("curl -F a http://a", 2, "option -F: is badly used here")]
    [InlineData("curl -o file", 2, "no URL specified!")]
    public async Task What_is_wrong_with_a_command_line_is_said_in_the_originals_words(string line, int code, string message)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal((code, "", $"curl: {message}\n{Help}"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("curl http://a/{b", 3, "unmatched brace in URL position 10:\nhttp://a/{b\n         ^")]
    [InlineData("curl http://a/[z-a]", 3, "bad range in URL position 15:\nhttp://a/[z-a]\n              ^")]
    [InlineData("curl http://a/b}", 3, "unmatched close brace/bracket in URL position 11:\nhttp://a/b}\n          ^")]
    [InlineData("curl foo://a", 1, "Protocol \"foo\" not supported or disabled in libcurl")]
    [InlineData("curl --disallow-username-in-url http://u@a", 67, "URL using bad/illegal format or missing URL")]
    [InlineData("curl http://a:99999/", 3, "URL using bad/illegal format or missing URL")]
    public async Task What_is_wrong_with_a_URL_is_shown(string line, int code, string message)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal((code, "", $"curl: ({code}) {message}\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Scripts_find_the_version_and_people_the_options()
    {
        using var bench = new ToolBench();
        var version = await bench.RunAsync("curl --version");
        Assert.StartsWith("curl 7.88.1 ", version.Output, StringComparison.Ordinal);
        Assert.Contains("\nProtocols: http https\nFeatures: ", version.Output, StringComparison.Ordinal);
        using var other = new ToolBench();
        Assert.Contains("  -X, --request METHOD ", (await other.RunAsync("curl --help")).Output, StringComparison.Ordinal);
    }
}
