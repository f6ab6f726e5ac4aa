using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Netshoot.Host.Containers;
using Netshoot.Wire;
using Xunit;

namespace Netshoot.Tests.Host;

/// <summary>An engine that misbehaves: whatever it does, a message says so in time.</summary>
public sealed class DockerEngineTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.sock");
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_missing_socket_is_named()
    {
        var failure = await AskAsync();
        Assert.Equal($"unix://{_path}", failure.Subject);
        Assert.Contains("cannot be reached", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("DOCKER_HOST", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_hangs_is_given_up()
    {
        using var server = Serve(static (_, stop) => Task.Delay(Timeout.Infinite, stop));
        var asking = AskAsync();
        while (!asking.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        Assert.Equal("the container engine did not answer within 5 s", (await asking).Reason);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "its reply is not JSON")]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"message\":\"oops\"}", "500")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "cannot be")]
    [InlineData("", "cannot be")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull", "cannot be")]
    public async Task An_engine_that_answers_nonsense_is_told_as_such(string reply, string reason)
    {
        using var server = Serve(async (socket, stop) =>
        {
            await socket.ReceiveAsync(new byte[4096], stop);
            await socket.SendAsync(Encoding.UTF8.GetBytes(reply), stop);
        });
        Assert.Contains(reason, (await AskAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_are_read_with_all_that_is_known_of_them()
    {
        const string List = """[{"Id":"b71eb1599e4620d1","Names":["/web/alias","/web"],"Image":"busybox","State":"running","Labels":{"com.docker.compose.project":"shop","com.docker.compose.service":"front"},"HostConfig":{"NetworkMode":"backend"},"Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"IP":"::","PrivatePort":80,"PublicPort":8080,"Type":"tcp"},{"PrivatePort":81,"Type":"tcp"}]}]""";
        const string One = """{"Id":"b71eb1599e4620d1","State":{"Pid":812,"Status":"running"},"NetworkSettings":{"SandboxKey":"/var/run/docker/netns/b71","Networks":{"backend":{"NetworkID":"bd7c","IPAddress":"172.18.0.2","IPPrefixLen":16,"MacAddress":"02:42:ac:12:00:02","Gateway":"172.18.0.1","Aliases":["web"]}}}}""";
        using var server = Serve(async (socket, stop) =>
        {
            var request = new byte[4096];
            int length = await socket.ReceiveAsync(request, stop);
            string body = Encoding.UTF8.GetString(request, 0, length).Contains("/containers/json", StringComparison.Ordinal) ? List : One;
            await socket.SendAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"), stop);
        });
        using var engine = new DockerEngine(new Uri($"unix://{_path}"), TimeProvider.System);
        var web = Assert.Single(await engine.ContainersAsync(default));
        Assert.Equal(("web", "running", 812, "shop", "front", "backend"), (web.Name, web.State, web.ProcessId, web.ComposeProject, web.ComposeService, web.NetworkMode));
        Assert.Equal([new PublishedPort(null, 8080, 80, "tcp")], web.Ports);
        var endpoint = Assert.Single(web.Endpoints);
        Assert.Equal(("172.18.0.2/16", "02:42:ac:12:00:02"), (endpoint.Address4.ToString(), endpoint.Mac.ToString()));
    }

    public void Dispose() => File.Delete(_path);

    private async Task<Failure> AskAsync()
    {
        using var engine = new DockerEngine(new Uri($"unix://{_path}"), _clock);
        return await Assert.ThrowsAsync<Failure>(async () => await engine.ContainersAsync(default));
    }

    private Server Serve(Func<Socket, CancellationToken, Task> answer) => new(_path, answer);

    /// <summary>Answers each connection in one way.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly CancellationTokenSource _stop = new();

        public Server(string path, Func<Socket, CancellationToken, Task> answer)
        {
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen(16);
            _ = AcceptAsync(answer);
        }

        public void Dispose()
        {
            _stop.Cancel();
            _listener.Dispose();
        }

        private async Task AcceptAsync(Func<Socket, CancellationToken, Task> answer)
        {
            try
            {
                while (true) _ = AnswerAsync(await _listener.AcceptAsync(_stop.Token), answer);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(Socket connection, Func<Socket, CancellationToken, Task> answer)
        {
            try
            {
                using (connection) await answer(connection, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
