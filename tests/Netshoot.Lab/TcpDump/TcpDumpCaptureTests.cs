using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.TcpDump;

/// <summary>Ours and Debian's tcpdump listen to the same packets at the same time.</summary>
public sealed class TcpDumpCaptureTests(CaptureLab lab) : IClassFixture<CaptureLab>
{
    private const string Node = CaptureLab.Node;

    private static readonly Normalization[] s_alike =
    [
        new("times", @"\b\d\d:\d\d:\d\d\.\d{6} ", "TIME "),
        new("how many came in before the end was noticed", @"^\d+ packets? received by filter$", "N received"),
    ];

    [Theory]
    [InlineData("-i eth0 -n -c 4 icmp", "10.0.1.2")]
    [InlineData("-i eth0 -n -e -v -c 4 icmp", "10.0.1.2")]
    [InlineData("-i eth0 -n -XX -c 4 icmp", "10.0.1.2")]
    [InlineData("-i eth0 -n -s 60 -v -c 4 icmp", "10.0.1.2")]
    [InlineData("-i eth0 -n -Q in -c 2 icmp", "10.0.1.2")]
    [InlineData("-i eth0 -n -Q out -c 2 icmp", "10.0.1.2")]
    [InlineData("-i eth0 -n -p -q -# -c 4 icmp", "10.0.1.2")]
    [InlineData("-i any -n -c 4 icmp", "10.0.1.2")]
    [InlineData("-i any -n -e -c 4 icmp and host 10.0.1.2", "10.0.1.2")]
    [InlineData("-i any -n -c 2 inbound and icmp", "10.0.1.2")]
    [InlineData("-i any -n -c 4 icmp and greater 50", "10.0.1.2")]
    [InlineData("-i any -n -c 4 icmp[icmptype] = icmp-echo or icmp[icmptype] = icmp-echoreply", "10.0.1.2")]
    [InlineData("-i any -y LINUX_SLL -n -e -c 4 icmp", "10.0.1.2")]
    [InlineData("-i lo -n -c 4 icmp", "10.0.1.1")]
    [InlineData("-i any -n -c 4 icmp and net 127.0.0.0/8", "127.0.0.1")]
    public async Task Both_print_the_same_packets(string line, string target)
    {
        string[] words = line.Split(' ');
        using var theirs = lab.Network.Start(Node, "tcpdump", ["--immediate-mode", "-l", .. words]);
        using var ours = lab.Network.Start(Node, Repository.Executable, ["tcpdump", "-l", .. words]);
        await theirs.LineAsync("listening on");
        await ours.LineAsync("listening on");
        await lab.PingAsync(target);
        Differences.None(SideBySide.Differences(line, await theirs.EndAsync(), await ours.EndAsync(), s_alike));
    }

    [Theory]
    [InlineData("-i eth0 -n -e -c 2 vlan 5")]
    [InlineData("-i eth0 -n -e -c 2 vlan 5 and udp port 6")]
    [InlineData("-i eth0 -n -XX -c 2 vlan")]
    [InlineData("-i any -n -c 2 udp port 6")]
    [InlineData("-i any -y LINUX_SLL -n -e -XX -c 2 udp port 6")]
    public async Task Both_see_the_tag_that_the_kernel_took_off(string line)
    {
        string[] words = line.Split(' ');
        using var theirs = lab.Network.Start(Node, "tcpdump", ["--immediate-mode", "-l", .. words]);
        using var ours = lab.Network.Start(Node, Repository.Executable, ["tcpdump", "-l", .. words]);
        await theirs.LineAsync("listening on");
        await ours.LineAsync("listening on");
        await lab.SendTaggedAsync(2);
        Differences.None(SideBySide.Differences(line, await theirs.EndAsync(), await ours.EndAsync(), s_alike));
    }

    [Theory]
    [InlineData("-i eth0 -U -c 4 icmp", "10.0.1.2", "")]
    [InlineData("-i any -c 4 icmp", "10.0.1.2", "")]
    [InlineData("-i eth0 --nano -s 70 -c 4 icmp", "10.0.1.2", "--nano")]
    public async Task What_ours_writes_is_what_the_original_writes(string line, string target, string reading)
    {
        string directory = Directory.CreateTempSubdirectory("netshoot-tcpdump-").FullName;
        try
        {
            string[] words = line.Split(' ');
            using var theirs = lab.Network.Start(Node, "tcpdump", ["--immediate-mode", "-Z", "root", "-w", $"{directory}/theirs", .. words]);
            using var ours = lab.Network.Start(Node, Repository.Executable, ["tcpdump", "-w", $"{directory}/ours", .. words]);
            await theirs.LineAsync("listening on");
            await ours.LineAsync("listening on");
            await lab.PingAsync(target);
            await theirs.EndAsync();
            await ours.EndAsync();
            string options = $"-n -t -e -v -XX {reading}".TrimEnd();
            var left = await Command.RunAsync($"tcpdump {options} -r {directory}/theirs");
            var right = await Command.RunAsync($"tcpdump {options} -r {directory}/ours");
            Assert.Equal(left.Output, right.Output);
            Assert.Equal(left.Error.Replace("theirs", "ours", StringComparison.Ordinal), right.Error);
            Assert.Equal(new FileInfo($"{directory}/theirs").Length, new FileInfo($"{directory}/ours").Length);
            Assert.Equal((await File.ReadAllBytesAsync($"{directory}/theirs"))[..24], (await File.ReadAllBytesAsync($"{directory}/ours"))[..24]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task An_interrupt_ends_it_with_the_counts()
    {
        using var ours = lab.Network.Start(Node, Repository.Executable, "tcpdump", "-l", "-n", "-i", "eth0", "icmp");
        await ours.LineAsync("listening on");
        await lab.PingAsync("10.0.1.2");
        await ours.LineAsync("echo reply");
        await ours.LineAsync("echo reply");
        await ours.SignalAsync("INT");
        var outcome = await ours.EndAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("\n4 packets captured\n4 packets received by filter\n0 packets dropped by kernel\n", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith("length 64\n\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_signal_asks_how_things_stand()
    {
        using var ours = lab.Network.Start(Node, Repository.Executable, "tcpdump", "-l", "-n", "-i", "eth0", "icmp");
        await ours.LineAsync("listening on");
        await lab.PingAsync("10.0.1.2");
        await ours.LineAsync("echo reply");
        await ours.LineAsync("echo reply");
        await ours.SignalAsync("USR1");
        Assert.Equal("tcpdump: 4 packets captured, 4 packets received by filter, 0 packets dropped by kernel", await ours.LineAsync("captured,"));
    }

    [Fact]
    public async Task An_interface_that_goes_away_ends_it()
    {
        await using var network = await LabNetwork.CreateAsync("a", "b");
        await network.CableAsync("a", "eth0", "10.0.1.1/24", "b", "eth0", "10.0.1.2/24");
        using var ours = network.Start("a", Repository.Executable, "tcpdump", "-n", "-i", "eth0", "icmp");
        using var theirs = network.Start("a", "tcpdump", "-n", "-i", "eth0", "icmp");
        await ours.LineAsync("listening on");
        await theirs.LineAsync("listening on");
        await network.IpAsync("a", "link del eth0");
        Differences.None(SideBySide.Differences("tcpdump -i eth0", await theirs.EndAsync(), await ours.EndAsync()));
    }

    [Fact]
    public async Task A_file_that_is_large_enough_is_followed_by_the_next()
    {
        string directory = Directory.CreateTempSubdirectory("netshoot-tcpdump-").FullName;
        try
        {
            using var ours = lab.Network.Start(Node, Repository.Executable, "tcpdump", "-i", "eth0", "-w", $"{directory}/dump", "-C", "1", "-W", "3", "-c", "60", "icmp");
            await ours.LineAsync("listening on");
            // Fragments have no ports but one capture each: 60 frames of 50,000 bytes are three files of one million.
            await lab.Network.IpAsync(Node, "link set eth0 mtu 65000");
            await lab.Network.IpAsync("right", "link set eth0 mtu 65000");
            await lab.Network.RunAsync(Node, "ping -q -c 30 -i 0.01 -s 50000 10.0.1.2");
            var outcome = await ours.EndAsync();
            Assert.Equal(0, outcome.ExitCode);
            Assert.Equal(["dump0", "dump1", "dump2"], Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.InRange(new FileInfo($"{directory}/dump1").Length, 1_000_001, 1_100_000);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
