using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>A set or map of nf_tables (<c>NFTA_SET_*</c>).</summary>
public sealed class FilterSet : INetlinkTable
{
    public byte Family { get; private set; }

    public string Table { get; private set; } = "";

    public string Name { get; private set; } = "";

    public SetFlags Flags { get; private set; }

    /// <summary>A number that nft(8) gives the type of the keys; of a concatenation six bits for each part.</summary>
    public uint KeyType { get; private set; }

    /// <summary>Bytes of a key.</summary>
    public uint KeyLength { get; private set; }

    /// <summary>Likewise for what a map maps to; <c>NFT_DATA_VERDICT</c> for verdicts.</summary>
    public uint DataType { get; private set; }

    public uint DataLength { get; private set; }

    /// <summary><c>NFT_OBJECT_*</c> of a map to objects.</summary>
    public uint ObjectType { get; private set; }

    /// <summary><c>NFT_SET_POL_*</c>: 1 to save memory.</summary>
    public uint Policy { get; private set; }

    /// <summary>How many elements it may have; 0 when not said.</summary>
    public uint Size { get; private set; }

    /// <summary>Bytes of each part of a concatenation.</summary>
    public IReadOnlyList<uint> FieldLengths { get; private set; } = [];

    /// <summary>Milliseconds that an element lives; 0 when not said.</summary>
    public ulong Timeout { get; private set; }

    /// <summary>Milliseconds between two sweeps; 0 when not said.</summary>
    public uint SweepInterval { get; private set; }

    public ulong Handle { get; private set; }

    /// <summary>What each element carries: counters, limits.</summary>
    public IReadOnlyList<Expression> Expressions { get; private set; } = [];

    public UserData UserData { get; private set; } = UserData.None;

    /// <summary>Read with a request of its own.</summary>
    public List<SetElement> Elements { get; internal set; } = [];

    public bool IsMap => (Flags & (SetFlags.Map | SetFlags.Object)) != 0;

    public bool IsAnonymous => (Flags & SetFlags.Anonymous) != 0;

    public bool Read(NetlinkMessage message)
    {
        if (!message.IsOfTables(TableMessageType.NewSet, out var read)) return false;
        Family = read.Family;
        foreach (var attribute in read.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Table = attribute.Text; break;
                case 2: Name = attribute.Text; break;
                case 3: Flags = (SetFlags)attribute.U32BigEndian; break;
                case 4: KeyType = attribute.U32BigEndian; break;
                case 5: KeyLength = attribute.U32BigEndian; break;
                case 6: DataType = attribute.U32BigEndian; break;
                case 7: DataLength = attribute.U32BigEndian; break;
                case 8: Policy = attribute.U32BigEndian; break;
                case 9: ReadDescription(attribute); break;
                case 11: Timeout = attribute.U64BigEndian; break;
                case 12: SweepInterval = attribute.U32BigEndian; break;
                case 13: UserData = new(attribute.Value.ToArray()); break;
                case 15: ObjectType = attribute.U32BigEndian; break;
                case 16: Handle = attribute.U64BigEndian; break;
                case 17: Expressions = [Expression.ReadOne(attribute.Nested)]; break;
                case 18: Expressions = Expression.ReadList(attribute.Nested); break;
            }
        }
        return Name.Length > 0;
    }

    private void ReadDescription(NetlinkAttribute description)
    {
        const ushort SizeAttribute = 1, Concatenation = 2;
        Size = description.Nested.Find(SizeAttribute).U32BigEndian;
        var lengths = new List<uint>();
        foreach (var field in description.Nested.Find(Concatenation).Nested) lengths.Add(field.Nested.Find(1).U32BigEndian);
        FieldLengths = lengths;
    }
}

/// <summary><c>NFT_SET_*</c>.</summary>
[Flags]
public enum SetFlags : uint
{
    None = 0,
    Anonymous = 0x1,
    Constant = 0x2,
    Interval = 0x4,
    Map = 0x8,
    Timeout = 0x10,
    Dynamic = 0x20,
    Object = 0x40,
    Concatenation = 0x80,
    Expressions = 0x100,
}

/// <summary><c>NFT_SET_ELEM_*</c>.</summary>
[Flags]
public enum ElementFlags : uint
{
    None = 0,
    IntervalEnd = 0x1,
    CatchAll = 0x2,
}
