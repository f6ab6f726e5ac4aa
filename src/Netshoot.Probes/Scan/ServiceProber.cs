using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Probes.Scan;

/// <summary>
/// Finds out what an open port of TCP speaks: what it says by itself, then what it answers to the smallest question of each protocol, the
/// likeliest of its port first. No question changes anything, and no certificate is trusted for it.
/// </summary>
public sealed class ServiceProber(IMachine machine, int intensity)
{
    private const int MostAnswer = 16_384;
    private const string Unknown = "unknown";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private delegate ServiceFacts? Recognize(ReadOnlySpan<byte> answer);

    /// <summary>A question, the ports that are likeliest to answer it, and how rare it is.</summary>
    private sealed record Question(byte[] Bytes, Recognize Recognize, int Rarity, ushort[] Ports, bool IsTls = false);

    private static readonly Question[] s_questions =
    [
        new([.. "GET / HTTP/1.1\r\nHost: netshoot\r\nConnection: close\r\n\r\n"u8], ServiceRecognition.OfHttp, 1, [80, 8080, 2375, 2379, 9090, 3000, 5000, 9200, 8000, 8081]),
        new([.. "GET / HTTP/1.1\r\nHost: netshoot\r\nConnection: close\r\n\r\n"u8], ServiceRecognition.OfHttp, 1, [443, 8443, 6443, 10250, 2376, 9443], IsTls: true),
        new([.. "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n"u8], ServiceRecognition.OfRedis, 3, [6379, 26379]),
        new([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f], ServiceRecognition.OfPostgres, 3, [5432]),
        new([.. "version\r\n"u8], ServiceRecognition.OfMemcached, 4, [11211]),
        new(Hello(), ServiceRecognition.OfMongo, 4, [27017, 27018]),
        new([0, 30, 0x4e, 0x53, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, .. "version"u8, 4, .. "bind"u8, 0, 0, 16, 0, 3], ServiceRecognition.OfDns, 4, [53]),
    ];

    /// <summary>Looks at one port; null when nothing was recognized.</summary>
    public async ValueTask<ServiceFacts?> ProbeAsync(InternetEndpoint endpoint, CancellationToken stop)
    {
        var (banner, _) = await AskAsync(endpoint, null, false, TimeSpan.FromSeconds(intensity == 0 ? 3 : 1), stop);
        if (banner.Length > 0 && ServiceRecognition.OfBanner(banner) is { } told) return told;
        var questions = (Question[])s_questions.Clone();
        // The question of this port first; of the others those that are not too rare.
        Array.Sort(questions, (a, b) => Rank(a, endpoint.Port).CompareTo(Rank(b, endpoint.Port)));
        ServiceFacts? tunnel = null;
        foreach (var question in questions)
        {
            bool isOwn = question.Ports.AsSpan().Contains(endpoint.Port);
            if (!isOwn && question.Rarity > intensity) continue;
            var (answer, isTunnel) = await AskAsync(endpoint, question.Bytes, question.IsTls, s_patience, stop);
            if (isTunnel) tunnel = new(Unknown, IsTls: true);
            if (answer.Length == 0 || question.Recognize(answer) is not { } facts) continue;
            if (facts.Name == "http") facts = await RefineAsync(endpoint, facts, question.IsTls, stop);
            return facts with { IsTls = question.IsTls };
        }
        // What speaks inside may be asked by no question here; that it is TLS is worth knowing.
        return tunnel;
    }

    private static int Rank(Question question, ushort port) => question.Ports.AsSpan().Contains(port) ? 0 : question.Rarity;

    /// <summary>etcd, Kubernetes and Docker say who they are where their documentation has it.</summary>
    private async ValueTask<ServiceFacts> RefineAsync(InternetEndpoint endpoint, ServiceFacts facts, bool isTls, CancellationToken stop)
    {
        if (facts.Product is not null) return facts;
        var (answer, _) = await AskAsync(endpoint, [.. "GET /version HTTP/1.1\r\nHost: netshoot\r\nConnection: close\r\n\r\n"u8], isTls, s_patience, stop);
        return ServiceRecognition.OfHttp(answer) is { Name: not "http" } better ? better : facts;
    }

    /// <summary>Connects, asks and takes the answer, empty when there is none in time; and whether TLS was agreed on.</summary>
    private async ValueTask<(byte[] Answer, bool IsTunnel)> AskAsync(InternetEndpoint endpoint, byte[]? question, bool isTls, TimeSpan patience, CancellationToken stop)
    {
        if (machine.TryOpen(endpoint.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, SocketKind.Stream, 0, out var opened) != Errno.None) return ([], false);
        using var socket = opened!;
        using var limit = new CancellationTokenSource(patience, machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var answer = new byte[MostAnswer];
        int length = 0;
        bool isTunnel = false;
        try
        {
            var errno = socket.Connect(endpoint);
            if (errno == Errno.EINPROGRESS && !await socket.WaitAsync(SocketReadiness.Writable, patience, either.Token)) return ([], false);
            Stream stream = new SocketStream(socket);
            if (isTls)
            {
                var tls = new SslStream(stream);
                stream = tls;
#pragma warning disable CA5359 // Who it is does not matter here, only what it speaks.
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, either.Token);
#pragma warning restore CA5359
                isTunnel = true;
            }
            if (question is not null) await stream.WriteAsync(question, either.Token);
            while (length < answer.Length)
            {
                int count = await stream.ReadAsync(answer.AsMemory(length), either.Token);
                if (count == 0) break;
                length += count;
                if (question is null || !answer.AsSpan(0, length).StartsWith("HTTP/"u8)) break;
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or Failure or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // What came until then is the answer.
        }
        return (answer[..length], isTunnel);
    }

    /// <summary>An OP_MSG with <c>{hello: 1, $db: "admin"}</c> (MongoDB's wire protocol).</summary>
    private static byte[] Hello()
    {
        byte[] document = [0x10, .. "hello\0"u8, 1, 0, 0, 0, 2, .. "$db\0"u8, 6, 0, 0, 0, .. "admin\0"u8, 0];
        byte[] body = [0, 0, 0, 0, 0, (byte)(document.Length + 4), 0, 0, 0, .. document];
        return [(byte)(16 + body.Length), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0, .. body];
    }
}
