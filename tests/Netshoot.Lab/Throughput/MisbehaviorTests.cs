using System.Text.Json;
using Netshoot.Testing;
using Netshoot.Testing.Lab;
using Xunit;

namespace Netshoot.Lab.Throughput;

/// <summary>Peers that vanish, stall, lie or talk nonsense, and people who have seen enough: a test ends with a message, a server serves the next one.</summary>
public sealed class MisbehaviorTests(ThroughputLab lab) : IClassFixture<ThroughputLab>
{
    // A header of iperf 2.1.8, up to what it asks for; and how a connection is torn down.
    private const string Prelude = """
        import socket,struct,sys,time
        def header(flags=0x40010078, amount=0x40000, more=0, rest=b''):
            return struct.pack('>IiiiiiiiII', flags, 1, 5001, 0, 0, amount, 0, 0, more << 16, 0x00020001) + struct.pack('>IIII', 0x00080003, 0, 0, 0) + bytes(4) + rest
        def reset(s):
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()

        """;

    [Fact]
    public async Task A_server_of_iperf_survives_nonsense_over_tcp()
    {
        using var server = await lab.ServeAsync("iperf", ours: true, "-e --histograms");
        foreach (string bytes in new[]
        {
            "b''", "b'x'", "b'x'*10000", "header()[:30]", "b'\\xff'*200", "header(more=0x10)", "header(more=0x10, rest=bytes(16))",
            // Blocks with their time, whose sizes are less than a header, less than zero, and beyond reason.
            "header(more=0x10, rest=bytes(20))+header(more=0x10, rest=bytes(20))+bytes(1000)",
            "header(more=0x10, rest=bytes(20))+b'\\xff'*1000", "header(more=0x10, rest=bytes(20))+b'\\x7f'*1000",
            // Messages that are to come back: shorter than their head, larger than memory, kept for an hour.
            "struct.pack('>II',0x800000,1)+bytes(100)", "struct.pack('>II',0x800000,0x7fffffff)+bytes(100)", "struct.pack('>II',0x800000,0xffffffff)+bytes(100)",
            "struct.pack('>II',0x800000,60)+bytes(36)+struct.pack('>I',3600*1000*1000)+bytes(12)",
        })
        {
            // The server may have had enough before all of it is sent.
            var left = await PythonAsync("client", $"s=socket.create_connection(('10.0.5.2',{lab.Port}))\ntry: s.sendall({bytes})\nexcept (ConnectionResetError, BrokenPipeError): pass\nreset(s)");
            Assert.Equal((0, ""), (left.ExitCode, left.Error));
        }
        var client = await lab.AskAsync("iperf", ours: false, "-n 1M --trip-times");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        await server.LineAsync("1.00 MBytes");
    }

    [Fact]
    public async Task A_server_of_iperf_survives_nonsense_over_udp()
    {
        using var server = await lab.ServeAsync("iperf", ours: true, "-u -e --histograms");
        var left = await PythonAsync("client", $$"""
            for n, bytes_ in enumerate([b'', b'x', b'x'*15, b'\xff'*16, b'\xff'*1470, b'\x00'*1470, b'x'*1470, b'\x00\x00\x00\x01'+b'\xff'*1466,
                    struct.pack('>IIII',1,0,0,0)+header(0x680100d8, more=0x11, rest=b'\xff'*1000), struct.pack('>IIII',0x7fffffff,1,1,0)+header(0x680100d8, more=0x11, rest=b'\x7f'*1000)]):
                s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('10.0.5.2',{{lab.Port}}))
                try:
                    for i in range(3): s.send(bytes_)
                except ConnectionRefusedError: pass
            """);
        Assert.Equal((0, ""), (left.ExitCode, left.Error));
        var client = await lab.AskAsync("iperf", ours: false, "-u -n 14700 -b 2M");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        Assert.Contains("0/11 (0%)", client.Output, StringComparison.Ordinal);
        await server.LineAsync("0/11 (0%)");
    }

    [Fact]
    public async Task A_client_that_vanishes_is_told_of_and_one_that_stalls_keeps_nobody()
    {
        using var server = await lab.ServeAsync("iperf", ours: true, "");
        using var staller = lab.Network.Start("client", "/usr/bin/python3", "-c", Prelude + $"s=socket.create_connection(('10.0.5.2',{lab.Port}));s.sendall(header()+b'0'*1000);print('stalls',flush=True);time.sleep(60)");
        await staller.LineAsync("stalls");
        var left = await PythonAsync("client", $"s=socket.create_connection(('10.0.5.2',{lab.Port}));s.sendall(header()+b'0'*1000);time.sleep(.2);reset(s)");
        Assert.Equal(0, left.ExitCode);
        Assert.Equal("recv failed: Connection reset by peer", await server.LineAsync("recv failed"));
        var client = await lab.AskAsync("iperf", ours: false, "-n 1M");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
        await server.LineAsync("1.00 MBytes");
    }

    [Fact]
    public async Task A_client_of_iperf_ends_by_itself()
    {
        // Each waits for nobody; all at once, since most of them wait.
        await Task.WhenAll(
            EndsAsync("time.sleep(60)", "-t 0.5", "", "MBytes|KBytes"),
            EndsAsync("time.sleep(60)", "-t 0.5 -R", "", "0.000 Bytes"),
            EndsAsync("time.sleep(60)", "-t 0.5 --bounceback", "", "100 Bytes"),
            EndsAsync("time.sleep(60)", "-t 0.5 -X --trip-times", "", "Bytes"),
            EndsAsync("c.recv(100);time.sleep(.2);reset(c)", "-t 20", "tcp write failed: Connection reset by peer\nshutdown failed: Transport endpoint is not connected\n", "Bytes"),
            EndsAsync("c.recv(100);time.sleep(.2);reset(c)", "-t 20 -R", "tcp read failed: Connection reset by peer\n", "0.000 Bytes"),
            EndsAsync("c.recv(100);c.sendall(b'\\xff'*5000);time.sleep(.1);c.shutdown(1);time.sleep(60)", "-t 20 -R --trip-times", "", "KBytes"),
            EndsAsync("c.recv(100);c.sendall(b'\\xff'*5000);time.sleep(60)", "-t 0.5 --bounceback=3 --trip-times", "", "Bytes"));

        // It accepts and says nothing, reads nothing, or goes: the client's own time ends the test, or the end of the connection.
        async Task EndsAsync(string behavior, string options, string error, string output)
        {
            int port = lab.NextPort();
            using var liar = await ListenAsync(port, behavior);
            var client = await lab.AskAsync("iperf", ours: true, options, port: port);
            // Which of the two says that the connection is gone depends on what the kernel heard first.
            Assert.Equal((0, error), (client.ExitCode, client.Error.Replace("Broken pipe", "Connection reset by peer", StringComparison.Ordinal)));
            Assert.Matches($@"(?m)^\[ [ *]1\] 0\.0000-[0-9.]+ sec .*({output})", client.Output);
        }
    }

    [Fact]
    public async Task A_server_of_iperf3_ends_a_test_whose_client_vanishes_or_stalls()
    {
        using var server = await lab.ServeAsync("iperf3", ours: true, "--rcv-timeout 300");
        string parameters = "{\"tcp\":true,\"omit\":0,\"time\":10,\"num\":0,\"blockcount\":0,\"parallel\":1,\"len\":131072,\"client_version\":\"3.12\"}";
        string begin = $"k=b'c'*36+b'\\0';s=socket.create_connection(('10.0.5.2',{lab.Port}));s.sendall(k);s.recv(1);j=b'{parameters}';s.sendall(struct.pack('>I',len(j))+j);s.recv(1);d=socket.create_connection(('10.0.5.2',{lab.Port}));d.sendall(k);s.recv(1);s.recv(1);d.sendall(b'0'*1000)";
        var gone = await PythonAsync("client", $"{begin};reset(d);reset(s)");
        Assert.Equal((0, ""), (gone.ExitCode, gone.Error));
        await server.LineAsync("iperf3: error - ");
        using var staller = lab.Network.Start("client", "/usr/bin/python3", "-c", Prelude + begin + ";print('stalls',flush=True);time.sleep(60)");
        await staller.LineAsync("stalls");
        Assert.Equal("iperf3: error - idle timeout for receiving data", await server.LineAsync("iperf3: error - idle"));
        var client = await lab.AskAsync("iperf3", ours: false, "-n 1M");
        Assert.Equal((0, ""), (client.ExitCode, client.Error));
    }

    [Theory]
    [InlineData("s.recv(999)", "idle timeout for receiving data")]
    [InlineData("s.recv(999);d.setsockopt(socket.SOL_SOCKET,socket.SO_RCVBUF,4096)", "idle timeout for receiving data")]
    public async Task A_client_of_iperf3_ends_when_its_server_stalls(string behavior, string message)
    {
        int port = lab.NextPort();
        string script = Prelude + $"l=socket.socket();l.setsockopt(1,2,1);l.bind(('10.0.5.2',{port}));l.listen();print('ready',flush=True);s,_=l.accept();s.recv(37);s.sendall(b'\\x09');{behavior};s.sendall(b'\\x0a');d,_=l.accept();d.recv(37);s.sendall(b'\\x01\\x02');time.sleep(60)";
        if (behavior.Contains("d.setsockopt", StringComparison.Ordinal)) script = script.Replace(";d.setsockopt(socket.SOL_SOCKET,socket.SO_RCVBUF,4096)", "", StringComparison.Ordinal).Replace("d.recv(37)", "d.recv(37);d.setsockopt(socket.SOL_SOCKET,socket.SO_RCVBUF,4096)", StringComparison.Ordinal);
        using var liar = lab.Network.Start("server", "/usr/bin/python3", "-c", script);
        await liar.LineAsync("ready");
        var client = await lab.AskAsync("iperf3", ours: true, $"--rcv-timeout 400 -t 20 {(behavior.Contains("setsockopt", StringComparison.Ordinal) ? "" : "-R")}");
        Assert.Equal((1, $"iperf3: error - {message}\n"), (client.ExitCode, client.Error));
    }

    [Theory]
    [InlineData("iperf", "-t 30", "")]
    [InlineData("iperf", "-t 30 -R", "")]
    [InlineData("iperf", "-t 30 --bounceback -i 0.1 --bounceback-period 0.1", "")]
    [InlineData("iperf", "-u -t 30", "-u")]
    [InlineData("iperf3", "-t 30 -i 0.1", "")]
    [InlineData("iperf3", "-t 30 -R -i 0.1", "")]
    [InlineData("iperf3", "-u -t 30 -i 0.1", "")]
    public async Task An_interrupt_tells_what_was_measured(string tool, string options, string serverOptions)
    {
        using var server = await lab.ServeAsync(tool, ours: true, serverOptions);
        using var client = lab.Network.Start("client", Repository.Executable, [tool, "-c", "10.0.5.2", "-p", $"{lab.Port}", "-b", "8M", .. options.Split(' ')]);
        await client.LineAsync("connected");
        // Only what moves can be told of.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        await client.SignalAsync("INT");
        var outcome = await client.EndAsync();
        Assert.Matches(@"(?m)^\[ [ *0-9]{2}\][ 0-9.-]+ sec +[0-9.]*[1-9][0-9.]* [KM]?Bytes", outcome.Output);
        if (tool == "iperf3")
        {
            Assert.Equal((1, "iperf3: interrupt - the client has terminated\n"), (outcome.ExitCode, outcome.Error));
            // Until it has heard of it, it is busy.
            await server.LineAsync("the client has terminated");
        }
        else Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        // The server is there for the next one.
        Assert.Equal(0, (await lab.AskAsync(tool, ours: true, $"-n 10K {serverOptions}")).ExitCode);
    }

    [Theory]
    [InlineData("iperf", "")]
    [InlineData("iperf3", "")]
    public async Task A_server_that_is_interrupted_tells_what_it_has_seen(string tool, string options)
    {
        using var server = await lab.ServeAsync(tool, ours: true, options);
        using var client = lab.Network.Start("client", Repository.Executable, [tool, "-c", "10.0.5.2", "-p", $"{lab.Port}", "-b", "8M", "-t", "30"]);
        await server.LineAsync("connected");
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        await server.SignalAsync("INT");
        var outcome = await server.EndAsync();
        Assert.Matches(@"(?m)^\[ [ *0-9]{2}\][ 0-9.-]+ sec +[0-9.]*[1-9][0-9.]* [KM]?Bytes", outcome.Output);
        // And the client ends with a message, instead of sending to nobody.
        var left = await client.EndAsync();
        if (tool == "iperf3") Assert.Equal((1, "iperf3: error - the server has terminated\n"), (left.ExitCode, left.Error));
    }

    [Fact]
    public async Task A_long_test_shows_its_progress_and_json_stays_clean()
    {
        using var server = await lab.ServeAsync("iperf", ours: true, "");
        using var client = lab.Network.Start("client", Repository.Executable, ["iperf", "-c", "10.0.5.2", "-p", $"{lab.Port}", "-b", "8M", "-t", "0.6", "-i", "0.1"]);
        // Each interval is told when it is over, not at the end.
        await client.LineAsync(" sec ");
        Assert.DoesNotMatch(@"0\.0000-0\.[6-9]", client.Output);
        Assert.Equal(0, (await client.EndAsync()).ExitCode);
        var json = await lab.AskAsync("iperf", ours: true, "-n 100K -e --json");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.All(json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Equal(102_400, JsonDocument.Parse(json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement.GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData("iperf", "", "[  1] 0.0000-")]
    [InlineData("iperf", "--json", "\"event\":\"end\"")]
    [InlineData("iperf3", "-J", "\"sum_received\"")]
    public async Task A_terminal_shows_how_far_a_test_is_and_a_pipe_does_not(string tool, string options, string result)
    {
        using var server = await lab.ServeAsync(tool, ours: true, "");
        string line = $"{Repository.Executable} {tool} -c 10.0.5.2 -p {lab.Port} -b 8M -t 2.5 {options}".Replace(tool == "iperf3" ? "2.5" : "never", "3", StringComparison.Ordinal);
        var seen = await PromptedCommand.RunAsync("nobody asks", "", ["nsenter", $"--net=/run/netns/{lab.Network.Name("client")}", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(0, seen.ExitCode);
        Assert.Matches(@"\r[1-3] of [23] seconds, +[0-9.]+ [KM]Bytes, +[0-9.]+ [KM]bits/sec\e\[K", seen.Output);
        // It is gone before the result.
        Assert.True(seen.Output.LastIndexOf("\r\u001b[K", StringComparison.Ordinal) < seen.Output.LastIndexOf(result, StringComparison.Ordinal));
        Assert.True(seen.Output.LastIndexOf("\r\u001b[K", StringComparison.Ordinal) > seen.Output.LastIndexOf(" seconds, ", StringComparison.Ordinal));
        var piped = await lab.AskAsync(tool, ours: true, $"-b 8M -t 1 {options}");
        Assert.Equal((0, ""), (piped.ExitCode, piped.Error));
        Assert.DoesNotContain("\r", piped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" seconds, ", piped.Output, StringComparison.Ordinal);
    }

    private Task<Outcome> PythonAsync(string node, string script) => lab.Network.RunAsync(node, "/usr/bin/python3", ["-c", Prelude + script]);

    private async Task<RunningCommand> ListenAsync(int port, string behavior)
    {
        var server = lab.Network.Start("server", "/usr/bin/python3", "-c", Prelude + $"l=socket.socket();l.setsockopt(1,2,1);l.bind(('10.0.5.2',{port}));l.listen();print('ready',flush=True);c,_=l.accept();{behavior}");
        await server.LineAsync("ready");
        return server;
    }
}
