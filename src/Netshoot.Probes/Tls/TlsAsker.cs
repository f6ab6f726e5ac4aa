using System.Net.Security;
using System.Text;
using Netshoot.Host;
using Netshoot.Host.Sockets;
using Netshoot.Packets.Security;
using Netshoot.Wire;

namespace Netshoot.Probes.Tls;

/// <summary>What a server answered to a hello of our own making.</summary>
/// <param name="Flight">What it sent; null when nothing came.</param>
/// <param name="Fault">Why there is no answer.</param>
/// <param name="Said">What it said, where it was not TLS.</param>
public sealed record TlsAnswer(TlsFlight? Flight, TlsFault Fault, string? Said)
{
    /// <summary>The hello of the server; null for none.</summary>
    public TlsServerHello? Hello => Flight?.First(TlsMessage.ServerHello) is { Type: TlsMessage.ServerHello } message ? TlsServerHello.TryRead(message.Body.Span) : null;
}

/// <summary>Sends one hello on a connection of its own and reads the answer as far as it is in the open.</summary>
internal sealed class TlsAsker(IMachine machine, TlsPlan plan, IReadOnlyList<InternetEndpoint> endpoints)
{
    private const int MostBytes = 128 * 1024;

    /// <param name="form">The hello.</param>
    /// <param name="until">The message that ends what is of interest.</param>
    /// <param name="stop">Ends the wait.</param>
    public async ValueTask<TlsAnswer> AskAsync(TlsHelloForm form, byte until, CancellationToken stop)
    {
        var facts = new TlsFacts { Plan = plan };
        using var socket = await TlsDialer.ConnectAsync(machine, facts, endpoints, stop);
        if (socket is null) return new(null, facts.Fault, null);
        using var limit = new CancellationTokenSource(plan.Patience, machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        try
        {
            if (!await TlsDialer.PrefaceAsync(machine, facts, socket, either.Token)) return new(null, facts.Fault, facts.Detail);
            if (await TlsDialer.SendAsync(socket, form.Build(), either.Token) != Errno.None) return new(null, TlsFault.Closed, null);
            while (true)
            {
                int received = await TlsDialer.ReceiveAsync(socket, buffer.AsMemory(length), either.Token);
                length += received;
                var flight = TlsFlight.Read(buffer.AsSpan(0, length));
                if (!flight.IsTls) return new(null, TlsFault.NotTls, Encoding.Latin1.GetString(buffer.AsSpan(0, Math.Min(length, 80))));
                if (flight.First(until).Type == until) return new(flight, TlsFault.None, null);
                if (flight.Alert is not null) return new(flight, TlsFault.Alert, null);
                if (received == 0 || length == MostBytes) return new(flight, TlsFault.Closed, null);
                if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * buffer.Length, MostBytes));
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new(null, TlsFault.Timeout, null);
        }
    }
}

/// <summary>The cipher suites that there are.</summary>
internal static class TlsSuites
{
    /// <summary>Those of TLS 1.3 (RFC 8446 appendix B.4).</summary>
    public static IReadOnlyList<ushort> New { get; } = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

    /// <summary>All of the registry that belong to versions before it, the newest first.</summary>
    public static IReadOnlyList<ushort> Old { get; } = FindOld();

    private static List<ushort> FindOld()
    {
        var suites = new List<ushort>();
        foreach (var suite in Enum.GetValues<TlsCipherSuite>())
        {
            ushort number = (ushort)suite;
            // RFC 5246 section 7.4.1.2: 0 is none that may be agreed on; those that begin with 0x13 are of TLS 1.3.
            if (number != 0 && number >> 8 != 0x13) suites.Add(number);
        }
        suites.Sort(static (a, b) => b.CompareTo(a));
        return suites;
    }
}
