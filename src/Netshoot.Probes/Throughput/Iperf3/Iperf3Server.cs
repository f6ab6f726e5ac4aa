using System.Text;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>What a server is to do.</summary>
public sealed record Iperf3ServerPlan
{
    public required InternetEndpoint Local { get; init; }

    public string? Device { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a client; null for ever.</summary>
    public TimeSpan? Idle { get; init; }

    public (double Bits, TimeSpan Over) RateLimit { get; init; }

    public Iperf3LocalSettings Settings { get; init; } = new();

    public Func<bool, Stream?> OpenFile { get; init; } = static _ => null;

    /// <summary>Whether a client with this token may test; null lets everybody.</summary>
    public Func<string?, bool>? Admits { get; init; }
}

/// <summary>The server's side of iperf3's conversation: one test after the other, and a short word to everybody who comes meanwhile.</summary>
public sealed class Iperf3Server(IMachine machine, Iperf3ServerPlan plan) : IDisposable
{
    private const int Backlog = 128;

    private InternetEndpoint _local = plan.Local;
    private ISocket? _listener;

    /// <summary>Where it listens; known once it is open.</summary>
    public ushort Port => _local.Port;

    /// <exception cref="Failure">Nobody can be listened to here; the subject is empty.</exception>
    public void Open()
    {
        _listener = OpenListener(SocketKind.Stream, null);
        _local = _local with { Port = _listener.LocalEndpoint.Port };
    }

    /// <summary>Serves one client.</summary>
    /// <returns>False when nobody came in time.</returns>
    /// <exception cref="Iperf3Exception">This client's test broke; the next one may come.</exception>
    public async ValueTask<bool> ServeAsync(IIperf3Observer observer, CancellationToken stop)
    {
        var accepted = await AcceptAsync(stop);
        if (accepted is not var (connection, peer) || connection is null) return false;
        using var control = new Iperf3Control(machine, connection);
        connection.Set(SocketOption.NoDelay, 1);
        var cookie = new byte[Iperf3Control.CookieSize];
        await control.ReadAsync(cookie, Iperf3Fault.ReceiveCookie, Iperf3Control.Patience, stop);
        await control.WriteAsync(Iperf3State.ParameterExchange, stop);
        var parameters = await control.ReadParametersAsync(stop);
        if (plan.Admits is { } admits && !admits(parameters.Token)) await RefuseAsync(control, new(Iperf3Fault.Unauthorized), stop);
        if (plan.RateLimit.Bits > 0 && (double)parameters.Rate * parameters.Streams * (parameters.Bidirectional ? 2 : 1) > plan.RateLimit.Bits)
            await RefuseAsync(control, new(Iperf3Fault.RateOverLimit), stop);
        observer.Agreed(parameters, Encoding.ASCII.GetString(cookie, 0, Iperf3Control.CookieSize - 1), peer with { Address = peer.Address.Unmapped }, 0);
        if (parameters.ServerAffinity >= 0) machine.RunOn(parameters.ServerAffinity);

        using var test = new Iperf3Test(machine, parameters, isServer: true, plan.Interval, observer) { RateLimit = plan.RateLimit, Local = plan.Settings, OpenFile = plan.OpenFile };
        bool reopened = !parameters.IsUdp && (parameters.Window > 0 || parameters.MaximumSegment > 0 || parameters.NoDelay || parameters.Congestion is not null);
        Task<Iperf3State>? next = null;
        using var denying = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task? denial = null;
        bool began = false;
        try
        {
            if (reopened) Reopen(parameters);
            await TakeStreamsAsync(test, parameters, control, cookie, stop);
            denial = DenyOthersAsync(denying.Token);
            await control.WriteAsync(Iperf3State.TestStart, stop);
            await control.WriteAsync(Iperf3State.TestRunning, stop);
            test.Begin();
            began = true;
            next = control.ReadStateAsync(Timeout.InfiniteTimeSpan, stop).AsTask();
            await test.RunAsync(next, stop);
            var state = await next;
            next = null;
            if (state == Iperf3State.ClientTerminate) throw new Iperf3Exception(Iperf3Fault.ClientTerminated);
            if (state != Iperf3State.TestEnd) throw new Iperf3Exception(Iperf3Fault.UnknownMessage);
            await test.EndAsync();
            observer.Ended(test.Summary(null));
            began = false;
            await control.WriteAsync(Iperf3State.ExchangeResults, stop);
            await control.ReadResultsAsync(stop);
            await control.WriteResultsAsync(test.Results(parameters.GetServerOutput ? observer.Output : default), stop);
            await control.WriteAsync(Iperf3State.DisplayResults, stop);
            // The client has its results; if it leaves without a word, nothing is lost.
            await AwaitDoneAsync(control, stop);
            return true;
        }
        catch (Exception e) when (e is Iperf3Exception or OperationCanceledException)
        {
            if (began)
            {
                await test.EndAsync();
                observer.Ended(test.Summary(null));
            }
            await TellAsync(control, e as Iperf3Exception);
            throw;
        }
        finally
        {
            denying.Cancel();
            if (denial is not null) await denial;
            _ = next?.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            if (parameters.ServerAffinity >= 0) machine.RunOn(-1);
            if (reopened) Reopen(null);
        }
    }

    public void Dispose() => _listener?.Dispose();

    private async ValueTask<(ISocket? Connection, InternetEndpoint Peer)?> AcceptAsync(CancellationToken stop)
    {
        if (plan.Idle is { } idle && !await _listener!.WaitAsync(SocketReadiness.Readable, idle, stop)) return null;
        return await Listener.AcceptAsync(machine, _listener!, stop);
    }

    private async ValueTask TakeStreamsAsync(Iperf3Test test, Iperf3Parameters parameters, Iperf3Control control, byte[] cookie, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Iperf3Control.Patience, machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        ISocket? waiting = parameters.IsUdp ? OpenListener(SocketKind.Datagram, parameters) : null;
        try
        {
            await control.WriteAsync(Iperf3State.CreateStreams, stop);
            while (test.Count < test.Wanted)
            {
                if (waiting is null)
                {
                    if (await TakeConnectionAsync(parameters, cookie, either.Token) is { } taken) test.Add(taken);
                    continue;
                }
                var socket = waiting;
                waiting = null;
                try
                {
                    var peer = await FirstSenderAsync(socket, either.Token);
                    if (socket.Connect(peer) is var errno and not Errno.None) throw new Iperf3Exception(Iperf3Fault.AcceptStream, machine.Text(errno), (int)errno);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
                test.Add(socket);
                // The next stream's port must be open before this client hears that it may go on.
                if (test.Count < test.Wanted) waiting = OpenListener(SocketKind.Datagram, parameters);
                socket.TrySend(Iperf3Datagram.Answer, out _);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new Iperf3Exception(Iperf3Fault.AcceptStream, machine.Text(Errno.ETIMEDOUT), (int)Errno.ETIMEDOUT);
        }
        finally
        {
            waiting?.Dispose();
        }
    }

    private async ValueTask<ISocket?> TakeConnectionAsync(Iperf3Parameters parameters, byte[] cookie, CancellationToken stop)
    {
        var (connection, _) = await Listener.AcceptAsync(machine, _listener!, stop);
        bool kept = false;
        try
        {
            var own = new byte[Iperf3Control.CookieSize];
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), machine.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            var first = new Iperf3Control(machine, connection);
            await first.ReadAsync(own, Iperf3Fault.ReceiveCookie, Iperf3Control.Patience, either.Token);
            if (!own.AsSpan().SequenceEqual(cookie))
            {
                connection.TrySend([unchecked((byte)Iperf3State.AccessDenied)], out _);
                return null;
            }
            Iperf3Sockets.Prepare(machine, connection, parameters with { Window = 0, MaximumSegment = 0, Congestion = null });
            kept = true;
            return connection;
        }
        catch (Iperf3Exception e) when (e.Fault is Iperf3Fault.ReceiveCookie or Iperf3Fault.ControlClosed)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!kept) connection.Dispose();
        }
    }

    private static async ValueTask<InternetEndpoint> FirstSenderAsync(ISocket socket, CancellationToken stop)
    {
        var hello = new byte[64];
        while (true)
        {
            await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
            if (socket.TryReceiveMessage(hello, out var arrival) == Errno.None && arrival.Length >= Iperf3Datagram.Hello.Length) return arrival.From;
        }
    }

    /// <summary>Whoever comes during a test is told so.</summary>
    private async Task DenyOthersAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var (connection, _) = await Listener.AcceptAsync(machine, _listener!, stop);
                using (connection)
                {
                    // Its cookie is read first: closing with bytes unread would reset the connection before the answer is seen.
                    if (await connection.WaitAsync(SocketReadiness.Readable, TimeSpan.FromSeconds(1), stop)) connection.TryReceive(new byte[Iperf3Control.CookieSize], out _);
                    connection.TrySend([unchecked((byte)Iperf3State.AccessDenied)], out _);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Failure)
        {
            // The test is over, or the listener is.
        }
    }

    private static async ValueTask RefuseAsync(Iperf3Control control, Iperf3Exception why, CancellationToken stop)
    {
        await control.WriteFaultAsync(why.Fault, why.Errno, stop);
        throw why;
    }

    private static async ValueTask TellAsync(Iperf3Control control, Iperf3Exception? why)
    {
        try
        {
            if (why is null) await control.WriteAsync(Iperf3State.ServerTerminate, CancellationToken.None);
            else if (why.Fault is not (Iperf3Fault.ClientTerminated or Iperf3Fault.ControlClosed)) await control.WriteFaultAsync(why.Fault, why.Errno, CancellationToken.None);
        }
        catch (Iperf3Exception)
        {
            // Whom it would be told is gone.
        }
    }

    private static async ValueTask AwaitDoneAsync(Iperf3Control control, CancellationToken stop)
    {
        try
        {
            await control.ReadStateAsync(Iperf3Control.Patience, stop);
        }
        catch (Iperf3Exception)
        {
            // It has gone.
        }
    }

    private void Reopen(Iperf3Parameters? parameters)
    {
        _listener!.Dispose();
        _listener = OpenListener(SocketKind.Stream, parameters);
    }

    private ISocket OpenListener(SocketKind kind, Iperf3Parameters? parameters)
    {
        var errno = machine.TryOpen(_local.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, kind, 0, out var socket);
        if (socket is null) throw new Failure("", machine.Text(errno), errno: (int)errno);
        bool kept = false;
        try
        {
            socket.Set(SocketOption.ReuseAddress, 1);
            if (_local.Address == InternetAddress.Any6) socket.Set(SocketOption.Ip6Only, 0);
            if (plan.Device is { } device && socket.BindToInterface(device) is var refused and not Errno.None) throw new Iperf3Exception(Iperf3Fault.BindToDevice, machine.Text(refused), (int)refused);
            if (parameters is not null) Iperf3Sockets.Prepare(machine, socket, parameters);
            errno = socket.Bind(_local);
            if (errno == Errno.None && kind == SocketKind.Stream) errno = socket.Listen(Backlog);
            if (errno != Errno.None) throw new Failure("", machine.Text(errno), errno: (int)errno);
            kept = true;
            return socket;
        }
        finally
        {
            if (!kept) socket.Dispose();
        }
    }
}
