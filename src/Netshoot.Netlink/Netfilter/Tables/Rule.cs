using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>A rule of nf_tables (<c>NFTA_RULE_*</c>) with its expressions in order.</summary>
public sealed class Rule : INetlinkTable
{
    private const byte Comment = 0;

    public byte Family { get; private set; }

    public string Table { get; private set; } = "";

    public string Chain { get; private set; } = "";

    public ulong Handle { get; private set; }

    /// <summary>The handle of the rule before it; null for the first.</summary>
    public ulong? Position { get; private set; }

    public IReadOnlyList<Expression> Expressions { get; private set; } = [];

    /// <summary>The IP protocol for matches of x_tables, and whether it is inverted.</summary>
    public (uint Protocol, bool Inverted)? Compatibility { get; private set; }

    public UserData UserData { get; private set; } = UserData.None;

    public string? CommentText => UserData.Text(Comment);

    public bool Read(NetlinkMessage message)
    {
        const uint Inverted = 2;
        if (!message.IsOfTables(TableMessageType.NewRule, out var read)) return false;
        Family = read.Family;
        foreach (var attribute in read.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Table = attribute.Text; break;
                case 2: Chain = attribute.Text; break;
                case 3: Handle = attribute.U64BigEndian; break;
                case 4: Expressions = Expression.ReadList(attribute.Nested); break;
                case 5: Compatibility = (attribute.Nested.Find(1).U32BigEndian, (attribute.Nested.Find(2).U32BigEndian & Inverted) != 0); break;
                case 6: Position = attribute.U64BigEndian; break;
                case 7: UserData = new(attribute.Value.ToArray()); break;
            }
        }
        return Chain.Length > 0;
    }
}
