using Netshoot.Wire;

namespace Netshoot.Probes.Dns;

/// <summary>Everything that came of one query to one server.</summary>
public sealed class DnsExchange
{
    private readonly List<DnsReply> _replies = [];

    /// <summary>The replies in their order: truncated ones first, where it asked again over TCP.</summary>
    public IReadOnlyList<DnsReply> Replies => _replies;

    /// <summary>The reply that counts, or null.</summary>
    public DnsReply? Reply => Errno == Errno.None && _replies.Count > 0 ? _replies[^1] : null;

    /// <summary>Why there is no reply: ETIMEDOUT when nobody answered, ECONNRESET when the server closed the connection, else what the kernel said.</summary>
    public Errno Errno { get; internal set; }

    /// <summary>How far it came, where there is no reply.</summary>
    public DnsStage Stage { get; internal set; } = DnsStage.Talk;

    /// <summary>What was wrong beyond <see cref="Errno"/>, in words of the protocol; may be foreign text.</summary>
    public string? Detail { get; internal set; }

    /// <summary>How many queries left.</summary>
    public int Sent { get; internal set; }

    /// <summary>How many datagrams came from the server's address with another id: late, forged or broken.</summary>
    public int Strangers { get; internal set; }

    internal void Add(DnsReply reply) => _replies.Add(reply);
}
