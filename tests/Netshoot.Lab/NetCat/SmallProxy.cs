using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Netshoot.Lab.NetCat;

/// <summary>A proxy for one connection at a time, for SOCKS 4, SOCKS 5 and HTTP CONNECT: it knows which by the first byte, and goes where it is asked to.</summary>
internal sealed class SmallProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public SmallProxy()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What basic authentication must say; null: nothing.</summary>
    public string? Credentials { get; init; }

    public List<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _serving;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is over.
        }
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await ServeAsync(client);
            }
            catch (IOException)
            {
                // This client is gone; others will come.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var stream = client.GetStream();
        int first = (await BytesAsync(stream, 1))[0];
        var (host, port, yes, no) = first switch
        {
            5 => await Socks5Async(stream),
            4 => await Socks4Async(stream),
            _ => await HttpAsync(stream),
        };
        if (host is null)
        {
            await stream.WriteAsync(no, _stop.Token);
            return;
        }
        Asked.Add($"{host}:{port}");
        using var onward = new TcpClient();
        try
        {
            await onward.ConnectAsync(host == "destination.test" ? "127.0.0.1" : host, port, _stop.Token);
        }
        catch (SocketException)
        {
            await stream.WriteAsync(no, _stop.Token);
            return;
        }
        await stream.WriteAsync(yes, _stop.Token);
        var onwardStream = onward.GetStream();
        await Task.WhenAll(PumpAsync(stream, onwardStream), PumpAsync(onwardStream, stream));
    }

    private async Task<(string? Host, int Port, byte[] Yes, byte[] No)> Socks5Async(NetworkStream stream)
    {
        await BytesAsync(stream, (await BytesAsync(stream, 1))[0]);
        await stream.WriteAsync(new byte[] { 5, 0 }, _stop.Token);
        byte[] head = await BytesAsync(stream, 4);
        string host = head[3] == 3
            ? Encoding.ASCII.GetString(await BytesAsync(stream, (await BytesAsync(stream, 1))[0]))
            : new IPAddress(await BytesAsync(stream, head[3] == 1 ? 4 : 16)).ToString();
        byte[] port = await BytesAsync(stream, 2);
        return (host, port[0] << 8 | port[1], [5, 0, 0, 1, 127, 0, 0, 1, 0, 0], [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]);
    }

    private async Task<(string? Host, int Port, byte[] Yes, byte[] No)> Socks4Async(NetworkStream stream)
    {
        byte[] head = await BytesAsync(stream, 7);
        while ((await BytesAsync(stream, 1))[0] != 0) { }
        return (new IPAddress(head.AsSpan(3, 4)).ToString(), head[1] << 8 | head[2], [0, 90, 0, 0, 0, 0, 0, 0], [0, 91, 0, 0, 0, 0, 0, 0]);
    }

    private async Task<(string? Host, int Port, byte[] Yes, byte[] No)> HttpAsync(NetworkStream stream)
    {
        var head = new StringBuilder("C");
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await BytesAsync(stream, 1))[0]);
        string[] words = head.ToString().Split(' ');
        int colon = words[1].LastIndexOf(':');
        if (Credentials is not null && !head.ToString().Contains($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(Credentials))}\r\n", StringComparison.Ordinal))
            return (null, 0, [], Encoding.ASCII.GetBytes("HTTP/1.0 407 Proxy Authentication Required\r\n\r\n"));
        return (words[1][..colon].Trim('[', ']'), int.Parse(words[1][(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture),
            Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nVia: test\r\n\r\n"), Encoding.ASCII.GetBytes("HTTP/1.0 502 Bad Gateway\r\n\r\n"));
    }

    private async Task<byte[]> BytesAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, _stop.Token);
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (IOException)
        {
            // One of them is gone; the other will notice.
        }
    }
}
