using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>A named object of nf_tables (<c>NFTA_OBJ_*</c>): a counter, quota, limit and the like.</summary>
public sealed class StatefulObject : INetlinkTable
{
    private const byte Comment = 0;

    public byte Family { get; private set; }

    public string Table { get; private set; } = "";

    public string Name { get; private set; } = "";

    public ObjectType Type { get; private set; }

    public uint Use { get; private set; }

    public ulong Handle { get; private set; }

    /// <summary>What it holds, read as the expression of the same kind is.</summary>
    public Expression? Content { get; private set; }

    public UserData UserData { get; private set; } = UserData.None;

    public string? CommentText => UserData.Text(Comment);

    public bool Read(NetlinkMessage message)
    {
        if (!message.IsOfTables(TableMessageType.NewObject, out var read)) return false;
        Family = read.Family;
        foreach (var attribute in read.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Table = attribute.Text; break;
                case 2: Name = attribute.Text; break;
                case 3: Type = (ObjectType)attribute.U32BigEndian; break;
                case 5: Use = attribute.U32BigEndian; break;
                case 6: Handle = attribute.U64BigEndian; break;
                case 8: UserData = new(attribute.Value.ToArray()); break;
            }
        }
        // Its type is known only now: it stands behind nothing in particular.
        Content = ReadContent(read.Attributes.Find(4));
        return Name.Length > 0;
    }

    private Expression? ReadContent(NetlinkAttribute data) => Type switch
    {
        ObjectType.Counter => CounterExpression.Read(data.Nested),
        ObjectType.Quota => QuotaExpression.Read(data.Nested),
        ObjectType.Limit => LimitExpression.Read(data.Nested),
        ObjectType.Synproxy => SynproxyExpression.Read(data.Nested),
        ObjectType.ConnectionLimit => ConnectionLimitExpression.Read(data.Nested),
        ObjectType.ConnectionHelper => new HelperObject(data.Nested.Find(1).Text, data.Nested.Find(2).U16BigEndian, data.Nested.Find(3).U8),
        ObjectType.ConnectionTimeout => new TimeoutObject(data.Nested.Find(1).U16BigEndian, data.Nested.Find(2).U8, Timeouts(data.Nested.Find(3))),
        ObjectType.ConnectionExpectation => new ExpectationObject(data.Nested.Find(1).U16BigEndian, data.Nested.Find(2).U8,
            data.Nested.Find(3).U16BigEndian, data.Nested.Find(4).U32, data.Nested.Find(5).U8),
        ObjectType.SecurityMark => new SecurityMarkObject(data.Nested.Find(1).Text),
        _ => new OpaqueExpression("", data.Value.ToArray()),
    };

    private static List<(ushort State, uint Seconds)> Timeouts(NetlinkAttribute nest)
    {
        var timeouts = new List<(ushort, uint)>();
        foreach (var attribute in nest.Nested) timeouts.Add((attribute.Type, attribute.U32BigEndian));
        return timeouts;
    }
}

/// <summary><c>NFT_OBJECT_*</c>.</summary>
public enum ObjectType : uint
{
    None = 0,
    Counter = 1,
    Quota = 2,
    ConnectionHelper = 3,
    Limit = 4,
    ConnectionLimit = 5,
    Tunnel = 6,
    ConnectionTimeout = 7,
    SecurityMark = 8,
    ConnectionExpectation = 9,
    Synproxy = 10,
}

/// <summary><c>NFTA_CT_HELPER_*</c>.</summary>
public sealed record HelperObject(string Helper, ushort NetworkProtocol, byte TransportProtocol) : Expression("ct helper");

/// <summary><c>NFTA_CT_TIMEOUT_*</c>: seconds for each state of a connection (<c>CTA_TIMEOUT_*</c>).</summary>
public sealed record TimeoutObject(ushort NetworkProtocol, byte TransportProtocol, IReadOnlyList<(ushort State, uint Seconds)> Timeouts) : Expression("ct timeout");

/// <summary><c>NFTA_CT_EXPECT_*</c>; the timeout is in milliseconds.</summary>
public sealed record ExpectationObject(ushort NetworkProtocol, byte TransportProtocol, ushort DestinationPort, uint Timeout, byte Size) : Expression("ct expectation");

/// <summary><c>NFTA_SECMARK_*</c>.</summary>
public sealed record SecurityMarkObject(string Context) : Expression("secmark");
