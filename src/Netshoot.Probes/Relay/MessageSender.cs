using Netshoot.Host;
using Netshoot.Host.Names;
using Netshoot.Host.Sockets;
using Netshoot.Wire;

namespace Netshoot.Probes.Relay;

/// <summary>Sends one message over a connection of its own to a host, which is resolved anew each time, as containers come and go.</summary>
public sealed class MessageSender(IMachine machine, string host, ushort port, TimeSpan patience)
{
    private const int Tcp = 6;

    /// <exception cref="Failure">The host has no address, or takes no message.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        string subject = $"{host}:{port}";
        IReadOnlyList<InternetEndpoint> addresses;
        try
        {
            addresses = await machine.Names.AddressesAsync(host, NameFamily.Any, stop);
        }
        catch (Failure e)
        {
            throw new Failure(subject, e.Reason, e.Hint);
        }
        var connector = new Connector(machine, SocketKind.Stream, Tcp, new SocketSettings(), patience);
        var outcome = new ConnectOutcome(null, Errno.EADDRNOTAVAIL, TimedOut: false);
        foreach (var address in addresses)
        {
            outcome = await connector.ConnectAsync(address with { Port = port }, local: null, stop);
            if (outcome.Socket is not null) break;
        }
        using var socket = outcome.Socket ?? throw new Failure(subject, machine.Text(outcome.TimedOut ? Errno.ETIMEDOUT : outcome.Errno));
        while (!message.IsEmpty)
        {
            var errno = socket.TrySend(message.Span, out int sent);
            if (errno == Errno.EAGAIN) errno = await socket.WaitAsync(SocketReadiness.Writable, patience, stop) ? Errno.None : Errno.ETIMEDOUT;
            if (errno != Errno.None) throw new Failure(subject, machine.Text(errno));
            message = message[sent..];
        }
        socket.Shutdown();
    }
}
