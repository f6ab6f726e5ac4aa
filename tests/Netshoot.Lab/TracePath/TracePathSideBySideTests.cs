using Netshoot.Lab.Paths;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.TracePath;

/// <summary>Ours beside iputils' tracepath.</summary>
public sealed class TracePathSideBySideTests(RoutedLab lab) : IClassFixture<RoutedLab>
{
    private static readonly Normalization[] s_alike = [new("round-trip times", @" +[0-9]+\.[0-9]{3}ms", "  Tms")];

    [Theory]
    [InlineData("-n 10.0.2.2")]
    [InlineData("-n fd00:2::2")]
    [InlineData("10.0.2.2")]
    [InlineData("-b 10.0.2.2")]
    [InlineData("localhost")]
    [InlineData("-n 10.0.1.1")]
    [InlineData("-n 127.0.0.1")]
    [InlineData("-n fe80::1%eth0")]
    [InlineData("-n -l 1000 10.0.2.2")]
    [InlineData("-n -l 1300 fd00:2::2")]
    [InlineData("-n -p 5000 10.0.2.2")]
    [InlineData("-n 10.0.2.2/5555")]
    [InlineData("-n -m 1 10.0.2.2")]
    [InlineData("-n -m 2 10.9.3.1")]
    [InlineData("-m 0 10.0.2.2")]
    [InlineData("-n fd09:1::1")]
    [InlineData("-n fd09:2::1")]
    [InlineData("-n 10.8.1.1")]
    [InlineData("-n 10.8.2.1")]
    [InlineData("-n 10.8.3.1")]
    [InlineData("-m 300 10.0.2.2")]
    [InlineData("-l 20 10.0.2.2")]
    [InlineData("-l 10 fd00:2::2")]
    [InlineData("-l x 10.0.2.2")]
    [InlineData("-p 70000 10.0.2.2")]
    [InlineData("-4 fd00:2::2")]
    [InlineData("-4 -6 10.0.2.2")]
    [InlineData("-z")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("tracepath", line, s_alike));
}
