using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.NetCat;

/// <summary>nc through a proxy, beside the original, over the loopback of the machine.</summary>
public sealed class NetCatProxyTests
{
    [Theory]
    [InlineData("-X 4", "127.0.0.1")]
    [InlineData("-X 5", "127.0.0.1")]
    [InlineData("-X 5", "destination.test")]
    [InlineData("-X connect", "127.0.0.1")]
    [InlineData("-X connect", "destination.test")]
    public async Task A_server_is_reached_through_it(string protocol, string host)
    {
        await using var proxy = new SmallProxy();
        foreach (string[] tool in new[] { ["/usr/bin/nc"], new[] { Repository.Executable, "nc" } })
        {
            using var server = Command.Start("/usr/bin/nc", ["-nvlN", "127.0.0.1", "0"]);
            string port = (await server.LineAsync("Listening on")).Split(' ')[^1];
            var serving = server.EndAsync("answer\n");
            var outcome = await Command.RunAsync(tool[0], [.. tool[1..], "-vN", "-x", $"127.0.0.1:{proxy.Port}", .. protocol.Split(' '), host, port], "question\n");
            Assert.Equal((0, "answer\n"), (outcome.ExitCode, outcome.Output));
            Assert.StartsWith($"Connection to {host} {port} port [tcp/", outcome.Error, StringComparison.Ordinal);
            Assert.Equal("question\n", (await serving).Output);
            Assert.Equal($"{host}:{port}", proxy.Asked[^1]);
        }
    }

    [Theory]
    [InlineData("-X 4")]
    [InlineData("-X 5")]
    [InlineData("-X connect")]
    [InlineData("-X connect -P user")]
    public async Task Its_refusal_is_told_as_by_the_original(string options)
    {
        await using var proxy = new SmallProxy { Credentials = options.Contains("-P", StringComparison.Ordinal) ? "user:secret" : null };
        string[] words = ["-nv", .. options.Split(' '), "-x", $"127.0.0.1:{proxy.Port}", "127.0.0.1", "1"];
        // In a session of its own there is no terminal that a password could be asked for on.
        var theirs = await Command.RunAsync("setsid", ["-w", "/usr/bin/nc", .. words]);
        var ours = await Command.RunAsync("setsid", ["-w", Repository.Executable, "nc", .. words]);
        Differences.None(SideBySide.Differences(options, theirs, ours, new Normalization("hints are ours", "^nc: hint: .*\n", "")));
    }
}
