using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>What the keys and the data of a set are, from the numbers of their types or from the selectors that <c>typeof</c> named.</summary>
internal static class SetTypes
{
    private const byte KeyByteOrder = 0, DataByteOrder = 1, KeyTypeOf = 3, DataTypeOf = 4;
    private const uint VerdictType = 0xffffff00;

    public static IReadOnlyList<SetPart> KeyParts(FilterSet set) => TypeOf(set, KeyTypeOf) is { } named
        ? PartsOf(named, set.KeyLength)
        : Parts(set.KeyType, set.KeyLength, set.UserData.Number(KeyByteOrder));

    public static IReadOnlyList<SetPart> DataParts(FilterSet set)
    {
        if (set.DataType == VerdictType || (set.Flags & SetFlags.Map) == 0) return [];
        return TypeOf(set, DataTypeOf) is { } named ? PartsOf(named, set.DataLength) : Parts(set.DataType, set.DataLength, set.UserData.Number(DataByteOrder));
    }

    private static IReadOnlyList<SetPart> PartsOf(Node named, uint bytes) => named is ConcatenationNode concatenation
        ? [.. concatenation.Parts.Select(SetPart.Of)]
        : [new(named.Type, named.Width > 0 ? named.Width : (int)Math.Min(bytes, 64) * 8, named.Shift)];

    private static List<SetPart> Parts(uint number, uint bytes, uint? byteOrder)
    {
        const uint Host = 1;
        var numbers = DataTypes.Parts(number);
        var parts = new List<SetPart>();
        foreach (uint part in numbers)
        {
            var type = DataTypes.Of(part, byteOrder == Host);
            parts.Add(new(type, type.Bits > 0 ? RegisterBits(type) : numbers.Count == 1 ? (int)Math.Min(bytes, 64) * 8 : 32));
        }
        return parts;
    }

    // Types smaller than a byte fill one in a key.
    private static int RegisterBits(DataType type) => (type.Bits + 7) / 8 * 8;

    /// <summary>The names of the types in <c>type</c>.</summary>
    public static string Names(uint number) => string.Join(" . ", NameList(number));

    public static IEnumerable<string> NameList(uint number) => DataTypes.Parts(number).Select(static n => DataTypes.Of(n).Name);

    /// <summary>What <c>typeof</c> named; null where types were named, or where it is nothing we know.</summary>
    public static Node? KeyNode(FilterSet set) => TypeOf(set, KeyTypeOf);

    public static Node? DataNode(FilterSet set) => TypeOf(set, DataTypeOf);

    private static Node? TypeOf(FilterSet set, byte place) => set.UserData.Nested(place) is { } data ? SelectorOf(data, set.Family, 0) : null;

    private static Node? SelectorOf(UserData data, byte family, int depth)
    {
        const byte KindKey = 0, ContentKey = 1;
        const int Deepest = 4;
        if (depth > Deepest || data.Number(KindKey) is not { } kind || data.Nested(ContentKey) is not { } content) return null;
        return kind switch
        {
            SelectorKinds.Payload => Payload(content),
            SelectorKinds.Meta when content.Number(0) is { } key => Selectors.Meta((MetaKey)key),
            SelectorKinds.Connection when content.Number(0) is { } key => Selectors.Connection((ConnectionKey)key, content.Number(1) is { } direction and <= 1 ? (byte)direction : null, family),
            SelectorKinds.Concatenation => Concatenation(content, family, depth),
            SelectorKinds.Route when content.Number(0) is { } key => Selectors.Route(key),
            SelectorKinds.Fib when content.Number(0) is { } result => Selectors.Fib(result, content.Number(1) ?? 0),
            SelectorKinds.Socket when content.Number(0) is { } key => Selectors.Socket(key, content.Number(1) ?? 0),
            SelectorKinds.Extension => SelectorKinds.ExtensionOf(content),
            SelectorKinds.Fingerprint => Selectors.Fingerprint(new(0, 0, 0)),
            SelectorKinds.NumberGenerator => Selectors.NumberGenerator(new(content.Number(0) == 1, content.Number(1) ?? 0, content.Number(2) ?? 0, 0)),
            SelectorKinds.Transform when content.Number(0) is { } key => Selectors.Transform(new(key, content.Number(1) == 1, content.Number(2) ?? 0, 0)),
            _ => null,
        };
    }

    private static ConcatenationNode? Concatenation(UserData content, byte family, int depth)
    {
        const byte Most = 16;
        var parts = new List<Node>();
        for (byte i = 0; i < Most && content.Nested(i) is { } part; i++)
        {
            if (SelectorOf(part, family, depth + 1) is not { } selector) return null;
            parts.Add(selector);
        }
        return parts.Count > 0 ? new(parts) : null;
    }

    private static Selector? Payload(UserData content)
    {
        if (content.Number(0) is not { } protocol || content.Number(1) is not { } number) return null;
        return SelectorKinds.HeaderOf(protocol) is { } header && SelectorKinds.FieldOf(header, number) is { } field ? Selectors.Payload(header, field) : null;
    }
}
