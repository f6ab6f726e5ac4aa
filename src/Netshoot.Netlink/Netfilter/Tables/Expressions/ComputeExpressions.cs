namespace Netshoot.Netlink.Netfilter.Tables.Expressions;

/// <summary>Masks and flips bits, or shifts them (<c>NFTA_BITWISE_*</c>). Operation 0: and the mask, then exclusive or the flip; 1: shift left, 2: shift right.</summary>
public sealed record BitwiseExpression(uint Operation, int Source, int Destination, uint Length, byte[] Mask, byte[] Flip, byte[] Shift) : Expression("bitwise")
{
    internal static BitwiseExpression Read(NetlinkAttributes data) => new(data.Find(6).U32BigEndian, Register(data.Find(1)), Register(data.Find(2)), data.Find(3).U32BigEndian,
        Data.Read(data.Find(4)).Value, Data.Read(data.Find(5)).Value, Data.Read(data.Find(7)).Value);
}

/// <summary>Turns between the byte orders of the host and of the network (<c>NFTA_BYTEORDER_*</c>).</summary>
public sealed record ByteOrderExpression(int Source, int Destination, uint Length, uint Size) : Expression("byteorder")
{
    internal static ByteOrderExpression Read(NetlinkAttributes data) => new(Register(data.Find(1)), Register(data.Find(2)), data.Find(4).U32BigEndian, data.Find(5).U32BigEndian);
}

/// <summary>Goes on when a register compares (<c>NFTA_CMP_*</c>).</summary>
public sealed record CompareExpression(int Source, Comparison Operator, byte[] Value) : Expression("cmp")
{
    internal static CompareExpression Read(NetlinkAttributes data) => new(Register(data.Find(1)), (Comparison)data.Find(2).U32BigEndian, Data.Read(data.Find(3)).Value);
}

/// <summary><c>NFT_CMP_*</c>.</summary>
public enum Comparison : uint
{
    Equal = 0,
    NotEqual = 1,
    Less = 2,
    LessOrEqual = 3,
    Greater = 4,
    GreaterOrEqual = 5,
}

/// <summary>Goes on when a register is inside of a range, or outside (<c>NFTA_RANGE_*</c>).</summary>
public sealed record RangeExpression(int Source, bool IsInverted, byte[] First, byte[] Last) : Expression("range")
{
    internal static RangeExpression Read(NetlinkAttributes data)
        => new(Register(data.Find(1)), data.Find(2).U32BigEndian == 1, Data.Read(data.Find(3)).Value, Data.Read(data.Find(4)).Value);
}

/// <summary>Looks a register up in a set, or maps it (<c>NFTA_LOOKUP_*</c>).</summary>
/// <param name="Set">The set's name.</param>
/// <param name="Source">Where the key stands.</param>
/// <param name="Destination">Where what it maps to goes; none in a set.</param>
/// <param name="IsInverted">Whether it goes on when the key is not there.</param>
public sealed record LookupExpression(string Set, int Source, int Destination, bool IsInverted) : Expression("lookup")
{
    internal static LookupExpression Read(NetlinkAttributes data) => new(data.Find(1).Text, Register(data.Find(2)), Register(data.Find(3)), (data.Find(5).U32BigEndian & 1) != 0);
}

/// <summary>Puts a value or a verdict into a register (<c>NFTA_IMMEDIATE_*</c>).</summary>
public sealed record ImmediateExpression(int Destination, Data Data) : Expression("immediate")
{
    internal static ImmediateExpression Read(NetlinkAttributes data) => new(Register(data.Find(1)), Tables.Data.Read(data.Find(2)));
}

/// <summary>Adds to a set or removes from it as packets pass (<c>NFTA_DYNSET_*</c>). Operations are <c>NFT_DYNSET_OP_*</c>: 0 add, 1 update, 2 delete. The timeout is in milliseconds.</summary>
public sealed record DynamicSetExpression(string Set, uint Operation, int SourceKey, int SourceData, ulong Timeout, bool IsInverted, IReadOnlyList<Expression> Expressions) : Expression("dynset")
{
    internal static DynamicSetExpression Read(NetlinkAttributes data)
    {
        IReadOnlyList<Expression> expressions = data.Find(10) is { Exists: true } list ? ReadList(list.Nested, isNested: true)
            : data.Find(7) is { Exists: true } one ? [Expression.ReadOne(one.Nested, isNested: true)] : [];
        return new(data.Find(1).Text, data.Find(3).U32BigEndian, Register(data.Find(4)), Register(data.Find(5)), data.Find(6).U64BigEndian, (data.Find(9).U32BigEndian & 1) != 0, expressions);
    }
}

/// <summary>Uses a named object, or the one that a map gives (<c>NFTA_OBJREF_*</c>).</summary>
public sealed record ObjectReferenceExpression(ObjectType Type, string Object, int Source, string Map) : Expression("objref")
{
    internal static ObjectReferenceExpression Read(NetlinkAttributes data)
        => new((ObjectType)data.Find(1).U32BigEndian, data.Find(2).Text, Register(data.Find(3)), data.Find(4).Text);
}
