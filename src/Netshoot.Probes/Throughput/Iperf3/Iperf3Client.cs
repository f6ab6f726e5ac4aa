using System.Text;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Probes.Throughput.Iperf3;

/// <summary>What a client is to do.</summary>
public sealed record Iperf3ClientPlan
{
    public required InternetEndpoint Server { get; init; }

    /// <summary>As the user wrote it.</summary>
    public required string Host { get; init; }

    /// <summary>Block size 0 stands for what suits the path.</summary>
    public required Iperf3Parameters Parameters { get; init; }

    public Iperf3LocalSettings Local { get; init; } = new();

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan? ConnectTimeout { get; init; }

    public Func<bool, Stream?> OpenFile { get; init; } = static _ => null;
}

/// <summary>The client's side of iperf3's conversation.</summary>
public sealed class Iperf3Client(IMachine machine, Iperf3ClientPlan plan, IIperf3Observer observer)
{
    private const int DefaultDatagram = 1460;

    /// <exception cref="Iperf3Exception">There is no test, or it broke; what was measured until then was told to the observer.</exception>
    public async ValueTask RunAsync(CancellationToken stop)
    {
        byte[] cookie = Iperf3Control.NewCookie();
        var opened = await ConnectAsync(SocketKind.Stream, plan.ConnectTimeout, Iperf3Fault.Connect, 0, prepared: false, stop);
        using var control = new Iperf3Control(machine, opened);
        opened.Set(SocketOption.NoDelay, 1);
        await control.WriteAsync(cookie, Iperf3Fault.SendCookie, stop);
        opened.Get(SocketOption.MaximumSegment, out int segment);
        var parameters = plan.Parameters;
        if (parameters.BlockSize == 0) parameters = parameters with { BlockSize = segment is >= Iperf3Parameters.SmallestDatagram and <= Iperf3Parameters.LargestDatagram ? segment : DefaultDatagram };
        using var test = new Iperf3Test(machine, parameters, isServer: false, plan.Interval, observer) { Local = plan.Local, OpenFile = plan.OpenFile };
        Task<Iperf3State>? next = null;
        bool began = false, ended = false;
        try
        {
            while (true)
            {
                var state = next is null ? await control.ReadStateAsync(Iperf3Control.Patience, stop) : await next;
                next = null;
                switch (state)
                {
                    case Iperf3State.ParameterExchange:
                        await control.WriteParametersAsync(parameters, stop);
                        observer.Agreed(parameters, Encoding.ASCII.GetString(cookie, 0, Iperf3Control.CookieSize - 1), opened.PeerEndpoint, parameters.IsUdp ? 0 : segment);
                        break;
                    case Iperf3State.CreateStreams:
                        while (test.Count < test.Wanted) test.Add(await OpenStreamAsync(parameters, cookie, (ushort)(plan.Local.ClientPort == 0 ? 0 : plan.Local.ClientPort + test.Count), stop));
                        break;
                    case Iperf3State.TestStart:
                        break;
                    case Iperf3State.TestRunning when test.Count == test.Wanted && !began:
                        began = true;
                        test.Begin();
                        next = control.ReadStateAsync(Timeout.InfiniteTimeSpan, stop).AsTask();
                        if (await test.RunAsync(next, stop))
                        {
                            await test.EndAsync();
                            ended = true;
                            await control.WriteAsync(Iperf3State.TestEnd, stop);
                            next = WithinAsync(next);
                        }
                        break;
                    case Iperf3State.ExchangeResults when ended:
                        await control.WriteResultsAsync(test.Results(default), stop);
                        var results = await control.ReadResultsAsync(stop);
                        observer.Ended(test.Summary(results));
                        began = false;
                        break;
                    case Iperf3State.DisplayResults:
                        await control.WriteAsync(Iperf3State.Done, stop);
                        return;
                    case Iperf3State.AccessDenied:
                        throw new Iperf3Exception(Iperf3Fault.Busy);
                    case Iperf3State.ServerTerminate:
                        throw new Iperf3Exception(Iperf3Fault.ServerTerminated);
                    case Iperf3State.ServerError:
                        throw await control.ReadFaultAsync(stop);
                    default:
                        throw new Iperf3Exception(Iperf3Fault.UnknownMessage);
                }
            }
        }
        catch (Exception e) when (e is Iperf3Exception or OperationCanceledException && began)
        {
            // What was measured is worth saying, whoever broke it off.
            if (!ended) await test.EndAsync();
            observer.Ended(test.Summary(null));
            if (e is OperationCanceledException) await TryTellAsync(control, Iperf3State.ClientTerminate);
            throw;
        }
        finally
        {
            _ = next?.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    private static async ValueTask TryTellAsync(Iperf3Control control, Iperf3State state)
    {
        try
        {
            await control.WriteAsync(state, CancellationToken.None);
        }
        catch (Iperf3Exception)
        {
            // Whom it would be told is gone.
        }
    }

    private async Task<Iperf3State> WithinAsync(Task<Iperf3State> next)
    {
        try
        {
            return await next.WaitAsync(Iperf3Control.Patience, machine.Clock);
        }
        catch (TimeoutException)
        {
            throw new Iperf3Exception(Iperf3Fault.ReceiveMessage, machine.Text(Errno.ETIMEDOUT), (int)Errno.ETIMEDOUT);
        }
    }

    private async ValueTask<ISocket> OpenStreamAsync(Iperf3Parameters parameters, byte[] cookie, ushort port, CancellationToken stop)
    {
        var socket = await ConnectAsync(parameters.IsUdp ? SocketKind.Datagram : SocketKind.Stream, Iperf3Control.Patience, Iperf3Fault.ConnectStream, port, prepared: true, stop);
        bool kept = false;
        try
        {
            // The control connection's way of writing and waiting serves a stream's first bytes, too.
            var first = new Iperf3Control(machine, socket);
            if (!parameters.IsUdp)
            {
                await first.WriteAsync(cookie, Iperf3Fault.SendCookie, stop);
            }
            else
            {
                await first.WriteAsync(Iperf3Datagram.Hello.ToArray(), Iperf3Fault.StreamWrite, stop);
                await first.ReadAsync(new byte[Iperf3Datagram.Answer.Length], Iperf3Fault.StreamRead, Iperf3Control.Patience, stop);
            }
            kept = true;
            return socket;
        }
        finally
        {
            if (!kept) socket.Dispose();
        }
    }

    private async ValueTask<ISocket> ConnectAsync(SocketKind kind, TimeSpan? patience, Iperf3Fault fault, ushort port, bool prepared, CancellationToken stop)
    {
        var errno = machine.TryOpen(plan.Server.Address.Is6 ? SocketFamily.Ip6 : SocketFamily.Ip4, kind, 0, out var socket);
        if (socket is null) throw new Iperf3Exception(fault, machine.Text(errno), (int)errno);
        bool kept = false;
        try
        {
            Iperf3Sockets.PrepareLocal(machine, socket, plan.Local, plan.Server, port, kind == SocketKind.Datagram);
            if (prepared)
            {
                Iperf3Sockets.Prepare(machine, socket, plan.Parameters);
                Iperf3Sockets.SetFlowLabel(machine, socket, plan.Parameters.FlowLabel, plan.Server.Address);
            }
            var outcome = await Connector.ConnectAsync(socket, plan.Server, patience, stop);
            if (outcome.TimedOut) outcome = outcome with { Errno = Errno.ETIMEDOUT };
            if (outcome.Errno != Errno.None) throw new Iperf3Exception(fault, machine.Text(outcome.Errno), (int)outcome.Errno);
            kept = true;
            return socket;
        }
        finally
        {
            if (!kept) socket.Dispose();
        }
    }
}
