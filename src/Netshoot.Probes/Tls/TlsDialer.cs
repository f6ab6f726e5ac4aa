using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Probes.Relay;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>Makes the connections that TLS is spoken on: name, connection, and what is said before TLS.</summary>
internal static class TlsDialer
{
    /// <summary>Finds the addresses; what went wrong is noted in the facts.</summary>
    public static async ValueTask<IReadOnlyList<InternetEndpoint>> FindAsync(IMachine machine, TlsFacts facts, CancellationToken stop)
    {
        var plan = facts.Plan;
        long began = machine.Clock.GetTimestamp();
        var endpoints = new List<InternetEndpoint>();
        try
        {
            foreach (var address in await machine.Names.AddressesAsync(plan.ConnectHost ?? plan.Host, plan.Family, stop))
                if (plan.Family == Host.Names.NameFamily.Any || address.Address.Is6 == (plan.Family == Host.Names.NameFamily.Ip6)) endpoints.Add(address with { Port = plan.ConnectPort ?? plan.Port });
        }
        catch (Failure e)
        {
            facts.Detail = e.Reason;
        }
        facts.Resolve = machine.Clock.GetElapsedTime(began);
        if (endpoints.Count > 0) return endpoints;
        facts.Fault = TlsFault.NoName;
        facts.Detail ??= "no address of that family";
        return endpoints;
    }

    /// <summary>Connects to the first address that answers.</summary>
    public static async ValueTask<ISocket?> ConnectAsync(IMachine machine, TlsFacts facts, IReadOnlyList<InternetEndpoint> endpoints, CancellationToken stop)
    {
        facts.Stage = TlsStage.Connect;
        foreach (var endpoint in endpoints)
        {
            long began = machine.Clock.GetTimestamp();
            facts.Remote = endpoint;
            var outcome = await new Connector(machine, SocketKind.Stream, 0, new(), facts.Plan.Patience).ConnectAsync(endpoint, null, stop);
            facts.Connect = machine.Clock.GetElapsedTime(began);
            if (outcome.Socket is { } socket)
            {
                facts.Fault = TlsFault.None;
                socket.Set(SocketOption.NoDelay, 1);
                return socket;
            }
            facts.Fault = outcome.TimedOut ? TlsFault.Timeout : TlsFault.NoConnection;
            facts.Errno = outcome.Errno;
        }
        return null;
    }

    /// <summary>Speaks what comes before TLS; false when TLS does not begin.</summary>
    public static async ValueTask<bool> PrefaceAsync(IMachine machine, TlsFacts facts, ISocket socket, CancellationToken limit)
    {
        if (facts.Plan.StartTls == StartTls.None) return true;
        facts.Stage = TlsStage.StartTls;
        long began = machine.Clock.GetTimestamp();
        var dialog = new StartTlsDialog(socket);
        bool begins;
        try
        {
            begins = await dialog.AskAsync(facts.Plan.StartTls, limit);
        }
        catch (IOException)
        {
            begins = false;
        }
        facts.Preface = machine.Clock.GetElapsedTime(began);
        if (begins) return true;
        facts.Fault = dialog.HasEnded && dialog.Said.Length == 0 ? TlsFault.Closed : TlsFault.NoStartTls;
        facts.Detail = dialog.Said;
        return false;
    }

    public static async ValueTask<Errno> SendAsync(ISocket socket, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
        {
            var errno = socket.TrySend(bytes.Span, out int sent);
            if (errno == Errno.EAGAIN) await socket.WaitAsync(SocketReadiness.Writable, Timeout.InfiniteTimeSpan, stop);
            else if (errno != Errno.None) return errno;
            bytes = bytes[sent..];
        }
        return Errno.None;
    }

    /// <summary>The next bytes; 0 at the end of the connection, whatever ended it.</summary>
    public static async ValueTask<int> ReceiveAsync(ISocket socket, Memory<byte> buffer, CancellationToken stop)
    {
        while (true)
        {
            var errno = socket.TryReceive(buffer.Span, out int received);
            if (errno == Errno.None) return received;
            if (errno != Errno.EAGAIN) return 0;
            await socket.WaitAsync(SocketReadiness.Readable, Timeout.InfiniteTimeSpan, stop);
        }
    }
}
