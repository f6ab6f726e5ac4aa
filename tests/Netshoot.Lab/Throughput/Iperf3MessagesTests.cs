using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>What iperf3 says when there is no test, and servers that meet nonsense.</summary>
public sealed class Iperf3MessagesTests(ThroughputLab lab) : IClassFixture<ThroughputLab>
{
    [Theory]
    [InlineData("")]
    [InlineData("-s -c x")]
    [InlineData("-s -t 5")]
    [InlineData("-s -R")]
    [InlineData("-c x -1")]
    [InlineData("-c x -R --bidir")]
    [InlineData("-c x -t 100000")]
    [InlineData("-c x -i 100")]
    [InlineData("-c x -l 2M")]
    [InlineData("-c x -u -l 70000")]
    [InlineData("-c x -P 200")]
    [InlineData("-c x -w 1G")]
    [InlineData("-c x -M 100000")]
    [InlineData("-c x -S 300")]
    [InlineData("-c x --dscp zz")]
    [InlineData("-c x -n 1M -t 5")]
    [InlineData("-c x -O 100")]
    [InlineData("-c x -b 10M/2000")]
    [InlineData("-c x -f x")]
    [InlineData("-p 70000 -s")]
    [InlineData("-s --idle-timeout 0")]
    [InlineData("-c x --username u")]
    [InlineData("-s --rsa-private-key-path /x")]
    [InlineData("-c 10.0.5.2 -p 5399")]
    [InlineData("-c 10.0.5.2 -p 5399 -B 9.9.9.9")]
    [InlineData("-s -I /nonexistent/a")]
    public async Task Both_complain_alike(string line)
    {
        var theirs = await lab.Network.RunAsync("client", $"/usr/bin/iperf3 {line}");
        var ours = await lab.Network.OursAsync("client", $"iperf3 {line}");
        // On its output the original prints its help, which is its own.
        Assert.Equal((theirs.ExitCode, theirs.Error), (ours.ExitCode, ours.Error));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_busy_server_says_so_and_goes_on(bool ourServer, bool ourClient)
    {
        using var server = await lab.ServeAsync("iperf3", ourServer, "-1");
        var first = lab.AskAsync("iperf3", ourClient, "-t 2 -b 1M");
        // Busy is a server from the moment it has taken the first.
        while ((await lab.Network.RunAsync("server", $"/usr/bin/ss -Htn state established sport = :{lab.Port}")).Output.Length == 0 && !first.IsCompleted) await Task.Delay(10);
        var second = await lab.AskAsync("iperf3", ourClient, "-n 1");
        Assert.Equal("iperf3: error - the server is busy running a test. try again later\n", second.Error);
        Assert.Equal(1, second.ExitCode);
        Assert.Equal(0, (await first).ExitCode);
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_server_survives_nonsense_and_serves_the_next()
    {
        using var server = await lab.ServeAsync("iperf3", ours: true, "");
        foreach (string nonsense in new[] { "\"\"", "b'x'*37", "b'x'*37+b'\\x00\\x00\\x00\\x05{{{{{'", "b'x'*37+b'\\x7f\\xff\\xff\\xff'", "b'x'*37+b'\\x00\\x00\\x00\\x02{}'" })
        {
            string script = $"import socket;s=socket.create_connection(('10.0.5.2',{lab.Port}));s.sendall({(nonsense == "\"\"" ? "b''" : nonsense)});s.shutdown(1);s.settimeout(20)\nwhile s.recv(99): pass";
            Assert.Equal(0, (await lab.Network.RunAsync("client", "/usr/bin/python3", ["-c", script])).ExitCode);
        }
        var client = await lab.AskAsync("iperf3", ours: false, "-n 1M");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
    }

    [Fact]
    public async Task A_server_that_lies_ends_the_client_with_a_message()
    {
        foreach (var (answer, message) in new[]
        {
            (@"b'\x09'", "control socket has closed unexpectedly"),
            (@"b'\x42'", "received an unknown control message"),
            (@"b'\xfe\x00\x00\x00\x1b\x00\x00\x00\x00'", "total required bandwidth is larger than server limit"),
            (@"b'\xfe\x00\x00\x00\x68\x00\x00\x00\x18'", "unable to accept connection from client: Too many open files"),
        })
        {
            int port = lab.NextPort();
            string script = $"import socket;l=socket.socket();l.setsockopt(1,2,1);l.bind(('10.0.5.2',{port}));l.listen();print('ready',flush=True);c,_=l.accept();c.recv(37);c.sendall({answer});c.shutdown(1)\nwhile c.recv(999): pass";
            using var liar = lab.Network.Start("server", "/usr/bin/python3", "-c", script);
            await liar.LineAsync("ready");
            var client = await lab.AskAsync("iperf3", ours: true, "-n 1M");
            Assert.Equal((1, $"iperf3: error - {message}\n"), (client.ExitCode, client.Error));
        }
    }

    [Fact]
    public async Task Who_may_not_test_is_told_and_who_may_tests()
    {
        string directory = Directory.CreateTempSubdirectory("nst").FullName;
        try
        {
            string Path(string name) => System.IO.Path.Combine(directory, name);
            using (var key = System.Security.Cryptography.RSA.Create(2048))
            {
                await File.WriteAllTextAsync(Path("private.pem"), key.ExportPkcs8PrivateKeyPem());
                await File.WriteAllTextAsync(Path("public.pem"), key.ExportSubjectPublicKeyInfoPem());
            }
            await File.WriteAllTextAsync(Path("users"), "# name,hash\nmario,bf7a49a846d44b454a5d11e7acfaf13d138bbe0b7483aa3e050879700572709b\n");
            foreach (bool ourServer in new[] { true, false })
            {
                using var server = await lab.ServeAsync("iperf3", ourServer, $"--rsa-private-key-path {Path("private.pem")} --authorized-users-path {Path("users")}");
                foreach (bool ourClient in new[] { true, false })
                {
                    string[] words = [.. ThroughputLab.Tool("iperf3", ourClient), "-c", "10.0.5.2", "-p", $"{lab.Port}", "-n", "1M", "--username", "mario", "--rsa-public-key-path", Path("public.pem")];
                    var admitted = await lab.Network.RunAsync("client", words[0], words[1..], environment: new Dictionary<string, string> { ["IPERF3_PASSWORD"] = "rossi" });
                    Assert.Equal((0, ""), (admitted.ExitCode, admitted.Error));
                    var refused = await lab.Network.RunAsync("client", words[0], words[1..], environment: new Dictionary<string, string> { ["IPERF3_PASSWORD"] = "bianchi" });
                    Assert.Equal((1, "iperf3: error - test authorization failed\n"), (refused.ExitCode, refused.Error));
                }
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
