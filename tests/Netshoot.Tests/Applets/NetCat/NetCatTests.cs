using Netshoot.Host.Sockets;
using Netshoot.Testing.Fakes;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Applets.NetCat;

public sealed class NetCatTests
{
    [Theory]
    [InlineData("nc -l -z 80", "cannot use -z and -l")]
    [InlineData("nc -l -x foo 80", "no proxy support for listen")]
    [InlineData("nc -u -x foo 127.0.0.1 80", "no proxy support for UDP mode")]
    [InlineData("nc -U -x foo a", "no proxy support for unix sockets")]
    [InlineData("nc -x foo -s 127.0.0.1 a 80", "no proxy support for local source address")]
    [InlineData("nc -k a 80", "must use -l with -k")]
    [InlineData("nc -U -F a", "cannot use -F and -U")]
    [InlineData("nc -U -Z a", "cannot use -Z and -U")]
    [InlineData("nc -U a b", "cannot use port with -U")]
    [InlineData("nc a", "missing port number")]
    [InlineData("nc -l", "missing port number")]
    [InlineData("nc -w foo a 80", "timeout invalid: foo")]
    [InlineData("nc -w '' a 80", "timeout invalid: ")]
    [InlineData("nc -w -1 a 80", "timeout too small: -1")]
    [InlineData("nc -w 99999999999999999999 a 80", "timeout too large: 99999999999999999999")]
    [InlineData("nc -i foo a 80", "interval invalid: foo")]
    [InlineData("nc -I 0 a 80", "TCP receive window too small: 0")]
    [InlineData("nc -O foo a 80", "TCP send window invalid: foo")]
    [InlineData("nc -M foo a 80", "ttl is invalid")]
    [InlineData("nc -M 300 a 80", "ttl is too large")]
    [InlineData("nc -m -1 a 80", "minttl is too small")]
    [InlineData("nc -q 99999999999 a 80", "quit timer too large: 99999999999")]
    [InlineData("nc -W 0 a 80", "receive limit too small: 0")]
    [InlineData("nc -T foo a 80", "illegal tos value foo")]
    [InlineData("nc -T AF11 a 80", "illegal tos value AF11")]
    [InlineData("nc -T 0x100 a 80", "illegal tos value 0x100")]
    [InlineData("nc -X 3 a 80", "unsupported proxy protocol")]
    [InlineData("nc -x [::1 a 80", "missing closing bracket in proxy")]
    [InlineData("nc -x [::1]77 a 80", "garbage proxy port delimiter")]
    [InlineData("nc -S a 80", "Unable to read TCP MD5SIG password")]
    [InlineData("nc -zv 127.0.0.1 0", "port number too small: 0")]
    [InlineData("nc -zv 127.0.0.1 99999", "port number too large: 99999")]
    [InlineData("nc -zv 127.0.0.1 1-99999", "port number too large: 99999")]
    [InlineData("nc -zv 127.0.0.1 1-", "port number invalid: ")]
    [InlineData("nc -zv 127.0.0.1 1-2-3", "port number invalid: 2-3")]
    [InlineData("nc -zv 127.0.0.1 nosuch", "port number invalid: nosuch")]
    [InlineData("nc -zv nosuch 80", "getaddrinfo for host \"nosuch\" port 80: Name or service not known")]
    [InlineData("nc -nzv localhost 80", "getaddrinfo for host \"localhost\" port 80: Name or service not known")]
    [InlineData("nc -6zv 127.0.0.1 80", "getaddrinfo for host \"127.0.0.1\" port 80: Address family for hostname not supported")]
    [InlineData("nc -l nosuch", "getaddrinfo: Servname not supported for ai_socktype")]
    [InlineData("nc -V 1 a 80", "no alternate routing table support available")]
    public async Task What_is_wrong_is_said_in_the_originals_words(string line, string message)
    {
        using var bench = new ToolBench();
        bench.Machine.Hosts["localhost"] = [InternetAddress.Loopback4];
        bench.Machine.Hosts["a"] = [InternetAddress.Loopback4];
        var run = await bench.RunAsync(line);
        Assert.Equal((1, "", $"nc: {message}"), (run.ExitCode, run.Output, run.Error.Split('\n')[0]));
    }

    [Theory]
    [InlineData("nc -Q", "nc: invalid option -- 'Q'\nusage: nc [-46CDdFhklNnrStUuvZz] [-I length]")]
    [InlineData("nc -w", "nc: option requires an argument -- 'w'\nusage: nc ")]
    [InlineData("nc", "usage: nc [-46")]
    [InlineData("nc -U", "usage: nc [-46")]
    [InlineData("nc -l -p 80 81", "usage: nc [-46")]
    [InlineData("nc -l -s 127.0.0.1 81", "usage: nc [-46")]
    public async Task Misuse_is_answered_with_the_usage(string line, string beginning)
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync(line);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(beginning, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("[destination] [port]\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_goes_to_standard_error_and_names_every_option()
    {
        using var bench = new ToolBench();
        var run = await bench.RunAsync("nc -h");
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        foreach (char option in "46bCDdFhIikMmNnOPpqrSsTtUuVvWwXxZz") Assert.Contains($"\n\t\t-{option}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_port_is_said_to_be_open_closed_or_silent()
    {
        using var bench = new ToolBench();
        bench.Machine.Hosts["db"] = [InternetAddress.From4(0x0a000105)];
        bench.Machine.Services["http-alt"] = 8080;
        Add(bench, Errno.ECONNREFUSED);
        Add(bench, Errno.None);
        Add(bench, null);
        var run = bench.StartAsync("nc -zv -w 3 db 81 8080 82");
        bench.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, (await run).Value);
        Assert.Equal("""
            nc: connect to db (10.0.1.5) port 81 (tcp) failed: Connection refused
            Connection to db (10.0.1.5) 8080 port [tcp/http-alt] succeeded!
            nc: connect to db (10.0.1.5) port 82 (tcp) timed out: Operation now in progress

            """, bench.Error);
        Assert.Empty(bench.Output);
    }

    [Fact]
    public async Task Without_names_there_is_no_service()
    {
        using var bench = new ToolBench();
        bench.Machine.Services["http-alt"] = 8080;
        Add(bench, Errno.None);
        Assert.Equal("Connection to 10.0.1.5 8080 port [tcp/*] succeeded!\n", (await bench.RunAsync("nc -nzv 10.0.1.5 8080")).Error);
    }

    [Fact]
    public async Task The_next_address_of_a_name_is_tried()
    {
        using var bench = new ToolBench();
        bench.Machine.Hosts["db"] = [InternetAddress.Loopback6, InternetAddress.Loopback4];
        Add(bench, Errno.ECONNREFUSED);
        Add(bench, Errno.None);
        Assert.Equal("""
            nc: connect to db (::1) port 9 (tcp) failed: Connection refused
            Connection to db (127.0.0.1) 9 port [tcp/*] succeeded!

            """, (await bench.RunAsync("nc -zv db 9")).Error);
    }

    [Fact]
    public async Task Programs_get_one_object_for_each_attempt()
    {
        using var bench = new ToolBench();
        Add(bench, Errno.ECONNREFUSED);
        Add(bench, Errno.None);
        var run = await bench.RunAsync("nc --json -z 10.0.0.9 81 82");
        Assert.Equal("""
            {"event":"failed","protocol":"tcp","host":"10.0.0.9","address":"10.0.0.9","port":81,"reason":"Connection refused","errno":111,"milliseconds":0}
            {"event":"connected","protocol":"tcp","host":"10.0.0.9","address":"10.0.0.9","port":82,"milliseconds":0}

            """, run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Udp_is_probed_for_three_seconds_when_somebody_listens_to_what_comes_of_it()
    {
        using var bench = new ToolBench();
        var socket = Add(bench, Errno.None);
        socket.ConnectResult = Errno.None;
        var run = bench.StartAsync("nc -zvun 10.0.0.9 53");
        Assert.Equal("XX", socket.Outgoing.Text);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(run.IsCompleted);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await run).Value);
        Assert.Equal("XXXXX", socket.Outgoing.Text);
        Assert.Equal("Connection to 10.0.0.9 53 port [udp/*] succeeded!\n", bench.Error);
    }

    [Fact]
    public async Task Udp_that_is_refused_fails_silently_and_the_last_port_decides()
    {
        using var bench = new ToolBench();
        var socket = Add(bench, Errno.None);
        socket.ConnectResult = Errno.None;
        socket.Outgoing.FailWrites(Errno.ECONNREFUSED);
        var run = await bench.RunAsync("nc -zvun 10.0.0.9 53");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Input_is_sent_and_answers_are_printed()
    {
        using var bench = new ToolBench();
        var socket = Add(bench, Errno.None);
        bench.Machine.Input.Feed("GET / HTTP/1.0\n\n");
        bench.Machine.Input.End();
        var run = bench.StartAsync("nc -CN 10.0.0.9 80");
        Assert.Equal("GET / HTTP/1.0\r\n\r\n", socket.Outgoing.Text);
        Assert.True(socket.Outgoing.Ended);
        socket.Incoming.Feed("HTTP/1.0 200 OK\r\n");
        socket.Incoming.End();
        Assert.Equal(0, (await run).Value);
        Assert.Equal("HTTP/1.0 200 OK\r\n", bench.Machine.Output.Text);
        Assert.True(socket.IsDisposed);
    }

    [Fact]
    public async Task Zero_seconds_to_linger_leave_the_end_of_a_stream_to_the_peer()
    {
        using var bench = new ToolBench();
        var socket = Add(bench, Errno.None);
        bench.Machine.Input.End();
        var run = bench.StartAsync("nc -q 0 10.0.0.9 80");
        bench.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(run.IsCompleted);
        socket.Incoming.End();
        await run;
    }

    [Fact]
    public async Task Settings_are_made_before_connecting()
    {
        using var bench = new ToolBench();
        var socket = Add(bench, Errno.None);
        await bench.RunAsync("nc -z -T ef -M 5 -m 3 -I 1000 -O 2000 -D -b -s 127.0.0.1 -p 5000 127.0.0.1 80");
        Assert.Equal(new InternetEndpoint(InternetAddress.Loopback4, 5000), socket.Bound);
        Assert.Equal([(SocketOption.Broadcast, 1), (SocketOption.Debug, 1), (SocketOption.TrafficClass, 184), (SocketOption.ReceiveBuffer, 1000), (SocketOption.SendBuffer, 2000), (SocketOption.HopLimit, 5), (SocketOption.MinimumHopLimit, 3)], socket.Options);
    }

    [Fact]
    public async Task A_source_that_is_not_ours_is_said()
    {
        using var bench = new ToolBench();
        Add(bench, Errno.None).BindResult = Errno.EADDRNOTAVAIL;
        var run = await bench.RunAsync("nc -s 1.2.3.4 127.0.0.1 80");
        Assert.Equal((1, "nc: bind failed: Cannot assign requested address\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task An_http_proxy_that_wants_to_know_who_asks_is_told()
    {
        using var bench = new ToolBench();
        bench.Machine.Secret = "secret";
        var first = Add(bench, Errno.None);
        first.Incoming.Feed("HTTP/1.0 407 who?\r\n\r\n");
        var second = Add(bench, Errno.None);
        second.Incoming.Feed("HTTP/1.0 200 OK\r\n\r\n");
        var run = await bench.RunAsync("nc -zv -x 127.0.0.1 -X connect -P user example.org 80");
        Assert.Equal((0, "Connection to example.org 80 port [tcp/*] succeeded!\n"), (run.ExitCode, run.Error));
        Assert.Equal("CONNECT example.org:80 HTTP/1.0\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n\r\n", second.Outgoing.Text);
        Assert.Equal((ushort)3128, second.ConnectedTo!.Value.Port);
    }

    [Theory]
    [InlineData("critical", 160)]
    [InlineData("inetcontrol", 192)]
    [InlineData("lowcost", 2)]
    [InlineData("lowdelay", 16)]
    [InlineData("netcontrol", 224)]
    [InlineData("throughput", 8)]
    [InlineData("reliability", 4)]
    [InlineData("ef", 184)]
    [InlineData("af11", 40)]
    [InlineData("af43", 152)]
    [InlineData("cs0", 0)]
    [InlineData("cs7", 224)]
    [InlineData("255", 255)]
    [InlineData("0xff", 255)]
    public async Task Types_of_service_have_names(string keyword, int value)
    {
        using var bench = new ToolBench();
        var socket = Add(bench, Errno.None);
        await bench.RunAsync($"nc -z -T {keyword} 127.0.0.1 80");
        Assert.Equal([(SocketOption.TrafficClass, value)], socket.Options);
    }

    private static FakeSocket Add(ToolBench bench, Errno? answer)
    {
        var socket = new FakeSocket(bench.Clock) { Answer = answer };
        bench.Machine.Sockets.Enqueue(socket);
        return socket;
    }
}
