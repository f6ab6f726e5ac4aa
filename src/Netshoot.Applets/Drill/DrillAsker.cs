using Netshoot.Dns;
using Netshoot.Probes.Dns;
using Netshoot.Wire;

namespace Netshoot.Applets.Drill;

/// <summary>An answer, who gave it, and how it came.</summary>
internal sealed record DrillAnswer(DnsMessage Message, DnsReply Reply, InternetEndpoint Server);

/// <summary>Asks one question after another while drill follows delegations or signatures.</summary>
/// <remarks>All queries have the same header bits, and ask for records of DNSSEC or not.</remarks>
internal sealed class DrillAsker(DrillOptions options, Shell shell, DnsFlags flags, bool wantsDnssec)
{
    /// <summary>Whoever gets no answer from so many servers has no network.</summary>
    private const int MostSilent = 3;

    /// <summary>Why the last question has no answer.</summary>
    public Errno Errno { get; private set; }

    /// <summary>What is wrong with the last answer, where it could not be read.</summary>
    public DnsFault Fault { get; private set; }

    /// <summary>The first server's answer that comes; null when none does.</summary>
    public async ValueTask<DrillAnswer?> AskAsync(IReadOnlyList<InternetEndpoint> servers, DnsQuestion question)
    {
        Errno = Errno.ENETUNREACH;
        Fault = default;
        int silent = 0;
        foreach (var server in servers)
        {
            if (options.Family != Host.Names.NameFamily.Any && server.Address.Is6 != (options.Family == Host.Names.NameFamily.Ip6)) continue;
            var query = DrillQuery.Plain(question, flags, wantsDnssec, options.UdpSize, DnsId.New());
            var plan = new DnsPlan(server) { Source = options.Source, UsesTcp = options.UsesTcp, FollowsTruncation = true };
            try
            {
                var exchange = await new DnsAsker(shell.Machine, plan).AskAsync(query, shell.Stop);
                Errno = exchange.Errno;
                if (exchange.Reply is not { } reply)
                {
                    if (exchange.Errno == Errno.ETIMEDOUT && ++silent == MostSilent) return null;
                    continue;
                }
                if (DnsMessage.TryRead(reply.Bytes.Span, out var message, out var fault)) return new(message, reply, server);
                Fault = fault;
            }
            catch (Failure)
            {
                // The source address does not fit this server; it may fit the next one.
                Errno = Errno.EADDRNOTAVAIL;
            }
        }
        return null;
    }

    /// <summary>drill's words for why there is no answer.</summary>
    public string Reason => Errno switch
    {
        Errno.None => System.Text.Encoding.ASCII.GetString(Netshoot.Dns.Text.DrillDialect.Reason(Fault)),
        Errno.ETIMEDOUT or Errno.ECONNRESET or Errno.ECONNREFUSED or Errno.EPIPE => "Could not send or receive, because of network error",
        _ => "Error creating socket",
    };

    /// <summary>The number of <see cref="Reason"/>, which drill ends with.</summary>
    public int Code => Errno is Errno.ETIMEDOUT or Errno.ECONNRESET or Errno.ECONNREFUSED or Errno.EPIPE ? DrillReasons.NetworkCode : DrillReasons.SocketCode;
}
