using Netshoot.Lab.Paths;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.ArpPing;

/// <summary>Ours beside iputils' arping.</summary>
public sealed class ArpPingSideBySideTests(RoutedLab lab) : IClassFixture<RoutedLab>
{
    private static readonly Normalization[] s_alike = [new("round-trip times", @"  [0-9.]+ms$", "  Tms")];

    [Theory]
    [InlineData("-c 2 -I eth0 10.0.1.1")]
    [InlineData("-c 1 10.0.1.1")]
    [InlineData("-c 2 -f -I eth0 10.0.1.1")]
    [InlineData("-q -c 1 -I eth0 10.0.1.1")]
    [InlineData("-b -c 2 -I eth0 10.0.1.1")]
    [InlineData("-c 1 -I eth0 10.0.1.77")]
    [InlineData("-c 2 -w 5 -I eth0 10.0.1.77")]
    [InlineData("-q -c 1 -I eth0 10.0.1.77")]
    [InlineData("-D -c 2 -I eth0 10.0.1.1")]
    [InlineData("-D -c 2 -w 5 -I eth0 10.0.1.77")]
    [InlineData("-U -c 2 -I eth0 10.0.1.2")]
    [InlineData("-A -c 1 -I eth0 10.0.1.2")]
    [InlineData("-U -c 1 -I eth0 10.0.1.9")]
    [InlineData("-c 1 -I eth0 -s 10.0.1.2 10.0.1.1")]
    [InlineData("-c 1 -I eth0 -s 10.0.1.9 10.0.1.1")]
    [InlineData("-c 1 -I eth0 10.0.2.2")]
    [InlineData("-c 1 -I lo 10.0.1.1")]
    [InlineData("-c 1 -I nodev 10.0.1.1")]
    [InlineData("-c x -I eth0 10.0.1.1")]
    [InlineData("-c 0 -I eth0 10.0.1.1")]
    [InlineData("-w 0.5 -I eth0 10.0.1.1")]
    [InlineData("-i x -I eth0 10.0.1.1")]
    [InlineData("-s nosuch -I eth0 10.0.1.1")]
    [InlineData("-c 1 -I eth0 fd00:1::1")]
    [InlineData("-z")]
    public async Task Both_print_the_same(string line) => Differences.None(await lab.CompareAsync("arping", line, s_alike));
}
