using System.Text.Json;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Image;

/// <summary>The image, loaded into a real engine.</summary>
public sealed class ImageTests
{
    private static Task<Outcome> RunAsync(string options, params string[] command)
        => Command.RunAsync("docker", ["run", "--rm", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "netshoot", .. command]);

    [Fact]
    public async Task Our_tools_come_first_and_busybox_fills_the_rest()
    {
        var outcome = await RunAsync("", "bash", "-c", "type -p ping nc ip nsenter netgen netshoot vi sed && cat /etc/motd && [ -s /etc/services ] && [ -s /etc/protocols ] && [ -s \"$SSL_CERT_FILE\" ]");
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("/usr/bin/ping\n/usr/bin/nc\n/usr/bin/ip\n/usr/bin/nsenter\n/usr/bin/netgen\n/usr/bin/netshoot\n/bin/vi\n/bin/sed\nnetshoot ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tools_work_in_it()
    {
        var ping = await RunAsync("", "ping", "-c", "1", "127.0.0.1");
        Assert.Equal(0, ping.ExitCode);
        Assert.Contains("1 packets transmitted, 1 received, 0% packet loss", ping.Output, StringComparison.Ordinal);
        var link = await RunAsync("--network none", "ip", "-br", "link");
        Assert.Equal((0, "lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n"), (link.ExitCode, link.Output));
    }

    [Fact]
    public async Task Without_any_privilege_the_rest_still_works()
    {
        const string Bare = "--user 65532 --read-only --cap-drop ALL --network none";
        Assert.Equal(0, (await RunAsync(Bare, "ip", "address")).ExitCode);
        Assert.Equal(0, (await RunAsync(Bare, "netshoot", "help")).ExitCode);
        Assert.Equal(0, (await RunAsync(Bare, "bash", "-c", "nc -l 127.0.0.1 5000 </dev/null & until nc -z 127.0.0.1 5000; do :; done; wait")).ExitCode);
        var arping = await RunAsync("--user 65532 --read-only --cap-drop ALL", "arping", "-c", "1", "-I", "eth0", "172.17.0.1");
        Assert.NotEqual(0, arping.ExitCode);
        Assert.Contains("NET_RAW", arping.Error, StringComparison.Ordinal);
        var enter = await RunAsync(Bare, "netshoot", "--net", "pid:1", "ip", "link");
        Assert.NotEqual(0, enter.ExitCode);
        Assert.Contains("SYS_ADMIN", enter.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_labels_are_those_of_the_image_specification()
    {
        var labels = (await DockerLab.InspectAsync("netshoot")).GetProperty("Config").GetProperty("Labels");
        Assert.Equal(("netshoot", "Apache-2.0"), (labels.GetProperty("org.opencontainers.image.title").GetString(), labels.GetProperty("org.opencontainers.image.licenses").GetString()));
        Assert.NotEqual("", labels.GetProperty("org.opencontainers.image.version").GetString());
        Assert.NotEqual("", labels.GetProperty("org.opencontainers.image.revision").GetString());
    }

    [Fact]
    public async Task It_says_what_it_cannot_see_and_which_flag_would_show_it()
    {
        var outcome = await RunAsync("", "netshoot", "targets", "--json");
        Assert.Equal(0, outcome.ExitCode);
        string notes = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("notes").GetRawText();
        Assert.Contains("--pid host", notes, StringComparison.Ordinal);
        Assert.Contains("/var/run/docker.sock", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_socket_and_the_processes_of_the_host_it_enters_any_container()
    {
        await using var docker = new DockerLab();
        await docker.ContainerAsync("alone", "none");
        var outcome = await RunAsync("--pid host --privileged -v /var/run/docker.sock:/var/run/docker.sock", "netshoot", "--net", $"container:{docker.Name("alone")}", "ip", "-br", "link");
        Assert.Equal(("", 0, "lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n"), (outcome.Error, outcome.ExitCode, outcome.Output));
    }
}
