using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>An element of a set (<c>NFTA_SET_ELEM_*</c>). In sets of intervals two elements, a start and an end, make one; where keys are concatenations one element has both.</summary>
public sealed class SetElement
{
    private const byte Comment = 0;

    public byte[] Key { get; private set; } = [];

    /// <summary>The last key of an interval; null where the element is one key or the set keeps ends as elements.</summary>
    public byte[]? KeyEnd { get; private set; }

    public ElementFlags Flags { get; private set; }

    /// <summary>What the key maps to; null in a set.</summary>
    public Data? Data { get; private set; }

    /// <summary>The object that the key maps to.</summary>
    public string? ObjectName { get; private set; }

    /// <summary>Milliseconds.</summary>
    public ulong? Timeout { get; private set; }

    /// <summary>Milliseconds that are left.</summary>
    public ulong? Expiration { get; private set; }

    public IReadOnlyList<Expression> Expressions { get; private set; } = [];

    public UserData UserData { get; private set; } = UserData.None;

    public string? CommentText => UserData.Text(Comment);

    internal static SetElement Read(NetlinkAttribute nest)
    {
        var element = new SetElement();
        foreach (var attribute in nest.Nested)
        {
            switch (attribute.Type)
            {
                case 1: element.Key = Data.Read(attribute).Value; break;
                case 2: element.Data = Data.Read(attribute); break;
                case 3: element.Flags = (ElementFlags)attribute.U32BigEndian; break;
                case 4: element.Timeout = attribute.U64BigEndian; break;
                case 5: element.Expiration = attribute.U64BigEndian; break;
                case 6: element.UserData = new(attribute.Value.ToArray()); break;
                case 7: element.Expressions = [Expression.ReadOne(attribute.Nested)]; break;
                case 9: element.ObjectName = attribute.Text; break;
                case 10: element.KeyEnd = Data.Read(attribute).Value; break;
                case 11: element.Expressions = Expression.ReadList(attribute.Nested); break;
            }
        }
        return element;
    }
}

/// <summary>A message with some of the elements of a set (<c>NFTA_SET_ELEM_LIST_*</c>).</summary>
public sealed class SetElements : INetlinkTable
{
    public List<SetElement> Elements { get; } = [];

    public bool Read(NetlinkMessage message)
    {
        const ushort List = 3;
        Elements.Clear();
        if (!message.IsOfTables(TableMessageType.NewElements, out var read)) return false;
        foreach (var element in read.Attributes.Find(List).Nested) Elements.Add(SetElement.Read(element));
        return true;
    }
}

/// <summary>A value or a verdict (<c>NFTA_DATA_*</c>).</summary>
/// <param name="Value">The bytes as they stand in a register; empty for a verdict.</param>
/// <param name="Verdict">Null for a value.</param>
public sealed record Data(byte[] Value, Verdict? Verdict)
{
    public static Data None { get; } = new([], null);

    internal static Data Read(NetlinkAttribute nest)
    {
        const ushort ValueAttribute = 1, VerdictAttribute = 2;
        var verdict = nest.Nested.Find(VerdictAttribute);
        return verdict.Exists
            ? new([], new((int)verdict.Nested.Find(1).U32BigEndian, verdict.Nested.Find(2) is { Exists: true } chain ? chain.Text : null))
            : new(nest.Nested.Find(ValueAttribute).Value.ToArray(), null);
    }
}

/// <summary>What becomes of a packet (<c>NFTA_VERDICT_*</c>).</summary>
/// <param name="Code"><c>NF_DROP</c> 0, <c>NF_ACCEPT</c> 1, <c>NFT_CONTINUE</c> -1, <c>NFT_BREAK</c> -2, <c>NFT_JUMP</c> -3, <c>NFT_GOTO</c> -4, <c>NFT_RETURN</c> -5.</param>
/// <param name="Chain">Where a jump leads.</param>
public sealed record Verdict(int Code, string? Chain)
{
    public const int Drop = 0, Accept = 1, Queue = 3, Continue = -1, Break = -2, Jump = -3, Goto = -4, Return = -5;
}
