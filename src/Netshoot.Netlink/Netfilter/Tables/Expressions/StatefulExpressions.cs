namespace Netshoot.Netlink.Netfilter.Tables.Expressions;

/// <summary>Counts (<c>NFTA_COUNTER_*</c>).</summary>
public sealed record CounterExpression(ulong Packets, ulong Bytes) : Expression("counter")
{
    internal static CounterExpression Read(NetlinkAttributes data) => new(data.Find(2).U64BigEndian, data.Find(1).U64BigEndian);
}

/// <summary>Goes on as often as a rate allows (<c>NFTA_LIMIT_*</c>).</summary>
/// <param name="Rate">So many, packets or bytes,</param>
/// <param name="Unit">in so many seconds.</param>
/// <param name="Burst">So many beyond that at once.</param>
/// <param name="IsBytes">Whether bytes are counted, not packets.</param>
/// <param name="IsInverted">Whether it goes on when the rate is exceeded.</param>
public sealed record LimitExpression(ulong Rate, ulong Unit, uint Burst, bool IsBytes, bool IsInverted) : Expression("limit")
{
    internal static LimitExpression Read(NetlinkAttributes data)
        => new(data.Find(1).U64BigEndian, data.Find(2).U64BigEndian, data.Find(3).U32BigEndian, data.Find(4).U32BigEndian == 1, (data.Find(5).U32BigEndian & 1) != 0);
}

/// <summary>Goes on until so many bytes have passed (<c>NFTA_QUOTA_*</c>).</summary>
public sealed record QuotaExpression(ulong Bytes, ulong Consumed, bool IsInverted) : Expression("quota")
{
    internal static QuotaExpression Read(NetlinkAttributes data) => new(data.Find(1).U64BigEndian, data.Find(4).U64BigEndian, (data.Find(2).U32BigEndian & 1) != 0);
}

/// <summary>Goes on while there are not more connections (<c>NFTA_CONNLIMIT_*</c>).</summary>
public sealed record ConnectionLimitExpression(uint Count, bool IsInverted) : Expression("connlimit")
{
    internal static ConnectionLimitExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian, (data.Find(2).U32BigEndian & 1) != 0);
}

/// <summary>Remembers when a packet last passed (<c>NFTA_LAST_*</c>).</summary>
/// <param name="Milliseconds">How long ago; null when none has.</param>
public sealed record LastExpression(ulong? Milliseconds) : Expression("last")
{
    internal static LastExpression Read(NetlinkAttributes data) => new(data.Find(1).U32BigEndian != 0 ? data.Find(2).U64BigEndian : null);
}
