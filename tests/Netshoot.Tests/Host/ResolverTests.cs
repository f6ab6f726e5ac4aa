using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Netshoot.Dns;
using Netshoot.Dns.Records;
using Netshoot.Host;
using Netshoot.Host.Loop;
using Netshoot.Host.Names;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Host;

/// <summary>The target's resolver against servers on the loopback interface that answer as a test wants.</summary>
public sealed class ResolverTests
{
    private static readonly InternetAddress s_address = InternetAddress.From4(0x0a000002);

    [Fact]
    public void An_answer_is_found_behind_its_aliases()
    {
        using var server = new NameServer((query, _) => Answer(query,
            new(query.Questions[0].Name, DnsType.Cname, DnsClass.Internet, 60, new Target(Name("real.example."))),
            new(Name("real.example."), DnsType.A, DnsClass.Internet, 60, new A(s_address)),
            new(Name("other.example."), DnsType.A, DnsClass.Internet, 60, new A(InternetAddress.Loopback4))));
        var found = LookUp("db.example.", server);
        Assert.Equal(ResolverOutcome.Answer, found.Outcome);
        Assert.Equal(new A(s_address), Assert.Single(found.Records).Data);
    }

    [Fact]
    public void The_search_list_is_tried_as_the_dots_say()
    {
        using var server = new NameServer((query, _) => Answer(query, DnsRcode.NameError));
        var found = LookUp("db", server, static c => c with { Search = ["a.example", "b.example"] });
        Assert.Equal(ResolverOutcome.NoName, found.Outcome);
        Assert.Equal(["db.a.example.", "db.b.example.", "db."], found.Steps.Select(static s => s.Name.ToString()));
        Assert.Equal(["db.x.", "db.x.a.example."], LookUp("db.x", server, static c => c with { Search = ["a.example"] }).Steps.Select(static s => s.Name.ToString()));
        Assert.Equal(["db."], LookUp("db.", server, static c => c with { Search = ["a.example"] }).Steps.Select(static s => s.Name.ToString()));
    }

    [Fact]
    public void A_cut_answer_is_asked_for_again_over_tcp()
    {
        using var server = new NameServer((query, overTcp) => overTcp
            ? Answer(query, new DnsRecord(query.Questions[0].Name, DnsType.A, DnsClass.Internet, 60, new A(s_address)))
            : new DnsMessage { Id = query.Id, Flags = DnsFlags.Response | DnsFlags.Truncated, Questions = query.Questions });
        var found = LookUp("db.", server);
        Assert.Equal(ResolverOutcome.Answer, found.Outcome);
        Assert.True(Assert.Single(found.Steps).OverTcp);
    }

    [Fact]
    public void A_silent_server_is_left_for_the_next_and_every_step_is_told()
    {
        using var silent = new NameServer(static (_, _) => null);
        using var server = new NameServer((query, _) => Answer(query, new DnsRecord(query.Questions[0].Name, DnsType.A, DnsClass.Internet, 60, new A(s_address))));
        var found = LookUp("db.", server, c => c with { Servers = [silent.Endpoint, .. c.Servers], Timeout = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(ResolverOutcome.Answer, found.Outcome);
        Assert.Equal([ResolverOutcome.Timeout, ResolverOutcome.Answer], found.Steps.Select(static s => s.Outcome));
    }

    [Fact]
    public void A_closed_port_and_a_refusing_server_are_told_apart()
    {
        using var refusing = new NameServer(static (query, _) => Answer(query, DnsRcode.Refused));
        InternetEndpoint closed;
        using (var gone = new NameServer(static (_, _) => null)) closed = gone.Endpoint;
        var found = LookUp("db.", refusing, c => c with { Servers = [closed, .. c.Servers], Attempts = 1 });
        Assert.Equal([ResolverOutcome.Unreachable, ResolverOutcome.ServerFailure], found.Steps.Select(static s => s.Outcome));
        Assert.Equal(Errno.ECONNREFUSED, found.Steps[0].Errno);
    }

    [Fact]
    public void Answers_to_other_questions_do_not_count()
    {
        // A wrong id, a wrong name, a query instead of an answer, and noise: each is passed over, and the right one is taken.
        using var server = new NameServer((query, _) => Answer(query, new DnsRecord(query.Questions[0].Name, DnsType.A, DnsClass.Internet, 60, new A(s_address))))
        {
            Before = static query =>
            [
                Bytes(Answer(new DnsMessage { Id = (ushort)(query.Id + 1), Questions = query.Questions }, DnsRcode.NameError)),
                Bytes(Answer(new DnsMessage { Id = query.Id, Questions = [new(Name("evil."), DnsType.A)] }, DnsRcode.NameError)),
                Bytes(query),
                [1, 2, 3],
                [],
            ],
        };
        Assert.Equal(ResolverOutcome.Answer, LookUp("db.", server).Outcome);
    }

    [Fact]
    public void Both_families_are_asked_at_once()
    {
        using var server = new NameServer((query, _) => query.Questions[0].Type == DnsType.Aaaa
            ? Answer(query, new DnsRecord(query.Questions[0].Name, DnsType.Aaaa, DnsClass.Internet, 60, new Aaaa(InternetAddress.Loopback6)))
            : Answer(query));
        var found = LookUp("db.", server, types: [DnsType.A, DnsType.Aaaa]);
        Assert.Equal(ResolverOutcome.Answer, found.Outcome);
        Assert.Equal([ResolverOutcome.NoData, ResolverOutcome.Answer], found.Steps.Select(static s => s.Outcome));
    }

    private static DnsName Name(string text) => DnsName.TryParse(text, out var name) ? name : throw new FormatException(text);

    private static DnsMessage Answer(DnsMessage query, params DnsRecord[] records) => new() { Id = query.Id, Flags = DnsFlags.Response, Questions = query.Questions, Answers = records };

    private static DnsMessage Answer(DnsMessage query, DnsRcode rcode) => new() { Id = query.Id, Flags = DnsFlags.Response, Rcode = rcode, Questions = query.Questions };

    private static byte[] Bytes(DnsMessage message)
    {
        var buffer = new byte[DnsMessage.MaxSize];
        Assert.True(message.TryWrite(buffer, out int length));
        return buffer[..length];
    }

    private static Resolution LookUp(string host, NameServer server, Func<ResolverConfiguration, ResolverConfiguration>? change = null, DnsType[]? types = null)
    {
        using var loop = new EventLoop();
        var configuration = new ResolverConfiguration { Servers = [server.Endpoint] };
        var resolver = new Resolver(change?.Invoke(configuration) ?? configuration, new Machine(loop));
        return loop.Run(() => resolver.LookUpAsync(host, types ?? [DnsType.A], default));
    }

    /// <summary>Answers over UDP and TCP on one port of the loopback interface.</summary>
    private sealed class NameServer : IDisposable
    {
        private readonly UdpClient _udp;
        private readonly TcpListener _tcp;
        private readonly CancellationTokenSource _stop = new();

        public NameServer(Func<DnsMessage, bool, DnsMessage?> answer)
        {
            _tcp = new TcpListener(IPAddress.Loopback, 0);
            _tcp.Start();
            _udp = new UdpClient((IPEndPoint)_tcp.LocalEndpoint);
            _ = Task.Run(() => ServeUdpAsync(answer));
            _ = Task.Run(() => ServeTcpAsync(answer));
        }

        /// <summary>What is sent before the answer.</summary>
        public Func<DnsMessage, byte[][]> Before { get; init; } = static _ => [];

        public InternetEndpoint Endpoint => new(InternetAddress.Loopback4, (ushort)((IPEndPoint)_udp.Client.LocalEndPoint!).Port);

        public void Dispose()
        {
            _stop.Cancel();
            _udp.Dispose();
            _tcp.Dispose();
        }

        private async Task ServeUdpAsync(Func<DnsMessage, bool, DnsMessage?> answer)
        {
            while (!_stop.IsCancellationRequested)
            {
                var received = await _udp.ReceiveAsync(_stop.Token);
                Assert.True(DnsMessage.TryRead(received.Buffer, out var query, out _));
                foreach (byte[] bytes in Before(query)) await _udp.SendAsync(bytes, received.RemoteEndPoint, _stop.Token);
                if (answer(query, false) is { } message) await _udp.SendAsync(Bytes(message), received.RemoteEndPoint, _stop.Token);
            }
        }

        private async Task ServeTcpAsync(Func<DnsMessage, bool, DnsMessage?> answer)
        {
            while (!_stop.IsCancellationRequested)
            {
                using var client = await _tcp.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _stop.Token);
                var bytes = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(bytes, _stop.Token);
                Assert.True(DnsMessage.TryRead(bytes, out var query, out _));
                if (answer(query, true) is not { } message) continue;
                byte[] reply = Bytes(message);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)reply.Length);
                await stream.WriteAsync((byte[])[.. length, .. reply], _stop.Token);
            }
        }
    }
}
