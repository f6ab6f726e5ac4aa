using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NetCat;

/// <summary>nc beside the original: what it says and how it ends, when nothing is listening, something is, and something is in the way.</summary>
public sealed class NetCatMessagesTests
{
    private static readonly Normalization s_hints = new("hints are ours", "^nc: hint: .*\n", "");
    private static readonly Normalization s_path = new("getopt(3) names the program by the path it was called by", "^/usr/bin/nc: ", "nc: ");

    [Theory]
    [InlineData("-z -v 127.0.0.1 81")]
    [InlineData("-z -v -n 127.0.0.1 81")]
    [InlineData("-z 127.0.0.1 81")]
    [InlineData("-z -v -n 127.0.0.1 8080")]
    [InlineData("-z 127.0.0.1 8080")]
    [InlineData("-nzv 127.0.0.1 8078-8081")]
    [InlineData("-nzv 127.0.0.1 8081-8078")]
    [InlineData("-nzv 127.0.0.1 81 8080 82")]
    [InlineData("-nzv -w 1 127.0.0.1 81-83")]
    [InlineData("-nzv ::1 8080")]
    [InlineData("-nzv6 ::1 8080")]
    [InlineData("-nzv4 127.0.0.1 8080")]
    [InlineData("-nzv6 127.0.0.1 8080")]
    [InlineData("-nzv localhost 8080")]
    [InlineData("-nzv 127.0.0.1 0")]
    [InlineData("-nzv 127.0.0.1 99999")]
    [InlineData("-nzv 127.0.0.1 1-99999")]
    [InlineData("-nzv 127.0.0.1 1-")]
    [InlineData("-nzv 127.0.0.1 1-2-3")]
    [InlineData("-nzv 127.0.0.1 nosuchservice")]
    [InlineData("-nzvu 127.0.0.1 9999")]
    [InlineData("-zu 127.0.0.1 9999")]
    [InlineData("-nzvu 127.0.0.1 9053")]
    [InlineData("-nzvu 127.0.0.1 9052-9053")]
    [InlineData("-nzvu 127.0.0.1 9053-9054")]
    [InlineData("-nv 127.0.0.1 81")]
    [InlineData("-nv -w 1 192.0.2.1 81")]
    [InlineData("127.0.0.1")]
    [InlineData("")]
    [InlineData("-l")]
    [InlineData("-l -z 80")]
    [InlineData("-l -x foo 80")]
    [InlineData("-k 127.0.0.1 80")]
    [InlineData("-u -x foo 127.0.0.1 80")]
    [InlineData("-U")]
    [InlineData("-U -F /tmp/foo")]
    [InlineData("-U -Z /tmp/foo")]
    [InlineData("-U -x foo /tmp/foo")]
    [InlineData("-U a b c")]
    [InlineData("-x foo -s 127.0.0.1 127.0.0.1 80")]
    [InlineData("-Q")]
    [InlineData("-w")]
    [InlineData("-w foo 127.0.0.1 80")]
    [InlineData("-w -1 127.0.0.1 80")]
    [InlineData("-w 99999999999 127.0.0.1 80")]
    [InlineData("-w 2147484 127.0.0.1 80")]
    [InlineData("-i foo 127.0.0.1 80")]
    [InlineData("-I 0 127.0.0.1 80")]
    [InlineData("-I foo 127.0.0.1 80")]
    [InlineData("-I 1073741825 127.0.0.1 80")]
    [InlineData("-O foo 127.0.0.1 80")]
    [InlineData("-M foo 127.0.0.1 80")]
    [InlineData("-M 300 127.0.0.1 80")]
    [InlineData("-m 300 127.0.0.1 80")]
    [InlineData("-m foo 127.0.0.1 80")]
    [InlineData("-q foo 127.0.0.1 80")]
    [InlineData("-T foo 127.0.0.1 80")]
    [InlineData("-T 300 127.0.0.1 80")]
    [InlineData("-T 0x10 -nzv 127.0.0.1 8080")]
    [InlineData("-T ef -M 64 -m 1 -I 10000 -O 20000 -D -b -nzv 127.0.0.1 8080")]
    [InlineData("-V 1 127.0.0.1 80")]
    [InlineData("-W 0 127.0.0.1 80")]
    [InlineData("-X 3 127.0.0.1 80")]
    [InlineData("-X 4a 127.0.0.1 80")]
    [InlineData("-x [::1 127.0.0.1 80")]
    [InlineData("-x [::1]77 127.0.0.1 80")]
    [InlineData("-nv -x 127.0.0.1:1 127.0.0.1 80")]
    [InlineData("-nv -x [::1]:1 127.0.0.1 80")]
    [InlineData("-nv -x ::1:1 127.0.0.1 80")]
    [InlineData("-nv -x 127.0.0.1 -X connect 127.0.0.1 80")]
    [InlineData("-nv -x 127.0.0.1 127.0.0.1 80")]
    [InlineData("-nv -x 127.0.0.1:foo 127.0.0.1 80")]
    [InlineData("-s 1.2.3.4 127.0.0.1 80")]
    [InlineData("-s ::1 -nzv 127.0.0.1 80")]
    [InlineData("-p 8080 127.0.0.1 8080")]
    [InlineData("-p foo 127.0.0.1 8080")]
    [InlineData("-S 127.0.0.1 8080")]
    [InlineData("-l 1.2.3.4 8080")]
    [InlineData("-l 8080-8082")]
    [InlineData("-nvl 127.0.0.1 nosuch")]
    [InlineData("-nvl nosuch.invalid 9500")]
    [InlineData("-l -p 9500 9501")]
    [InlineData("-l -s 127.0.0.1 9501")]
    [InlineData("-lvU /nosuch/x")]
    [InlineData("-vU /nosuch/x")]
    [InlineData("-U /nosuch/x")]
    [InlineData("-vzU /nosuch/x")]
    [InlineData("-nF 127.0.0.1 8080")]
    [InlineData("-nvz 127.0.0.1 8080 -w 1")]
    public async Task It_says_and_ends_as_the_original(string line)
    {
        await using var lab = await LabNetwork.CreateAsync("a");
        using var stream = lab.Start("a", "/usr/bin/nc.openbsd", "-nlkv", "8080");
        using var datagrams = lab.Start("a", "/usr/bin/nc.openbsd", "-nlkuv", "9053");
        await stream.LineAsync("Listening on");
        await datagrams.LineAsync("Bound on");
        Differences.None(await SideBySide.CompareAsync(lab, "a", "/usr/bin/nc", "nc", line, s_hints, s_path));
    }

    [Theory]
    [InlineData("reject with tcp reset", "")]
    [InlineData("reject with icmp type port-unreachable", "")]
    [InlineData("reject with icmp type host-unreachable", "")]
    [InlineData("reject with icmp type net-unreachable", "")]
    [InlineData("reject with icmp type admin-prohibited", "")]
    [InlineData("drop", "-w 1")]
    public async Task Rules_in_the_way_are_met_as_by_the_original(string verdict, string options)
    {
        await using var lab = await LabNetwork.CreateAsync("a", "b");
        await lab.CableAsync("a", "eth0", "10.7.0.1/24", "b", "eth0", "10.7.0.2/24");
        await lab.NftAsync("b", $"table inet t {{\n chain c {{\n type filter hook input priority 0;\n ip protocol tcp {verdict}\n}}\n}}\n");
        Differences.None(await SideBySide.CompareAsync(lab, "a", "/usr/bin/nc", "nc", $"-nzv {options} 10.7.0.2 80"));
    }

    [Fact]
    public async Task A_silent_host_is_left_after_the_timeout()
    {
        await using var lab = await LabNetwork.CreateAsync("a", "b");
        await lab.CableAsync("a", "eth0", "10.7.0.1/24", "b", "eth0", "10.7.0.2/24");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Differences.None(await SideBySide.CompareAsync(lab, "a", "/usr/bin/nc", "nc", "-nzv -w 1 10.7.0.9 80"));
        Assert.InRange(clock.Elapsed.TotalSeconds, 2, 10);
    }
}
