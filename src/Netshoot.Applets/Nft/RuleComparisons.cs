using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>What rules compare.</summary>
internal sealed partial class RuleReader
{
    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "==",
        Comparison.NotEqual => "!=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private void Compare(CompareExpression compare)
    {
        if (At(compare.Source) is not { } loaded) return;
        if (loaded.Mask is not null) CompareMasked(loaded, compare);
        else if (loaded.Payload is { } payload) ComparePayload(payload, compare);
        else ComparePlain(Whole(loaded), loaded, compare);
    }

    private MatchStatement Match(Node left, Comparison comparison, Node right, bool showsEqual = false)
    {
        string operation = Operator(comparison);
        var statement = new MatchStatement(left, operation, comparison == Comparison.Equal && !showsEqual ? "" : operation, right);
        Add(statement);
        return statement;
    }

    private void ComparePlain(Node left, Loaded loaded, CompareExpression compare)
    {
        int width = left.Width > 0 ? left.Width : compare.Value.Length * 8;
        // Names are compared with their NUL, beginnings of names without.
        if (left.Type is TextType && compare.Value.Length < 16 && !compare.Value.AsSpan().Contains((byte)0))
        {
            Match(left, compare.Operator, new NamePrefixNode(TextType.Text(left.Type.Read(compare.Value))));
            return;
        }
        int bits = compare.Value.Length * 8;
        var value = left.Type.Read(compare.Value, loaded.IsSwapped);
        if (left.Type.HasPrefixes && bits < width)
        {
            Match(left, compare.Operator, new PrefixNode(left.Type, value << (width - bits), bits, width));
            return;
        }
        var statement = Match(left, compare.Operator, ValueOf(left.Type, value, width), left.Type.IsFlags);
        if (compare.Operator == Comparison.Equal && loaded.Meta is { } meta) _packet.Learn(statement, meta, value);
    }

    private void ComparePayload(PayloadExpression payload, CompareExpression compare)
    {
        int offset = (int)Math.Min(payload.Offset, 65536) * 8, width = (int)Math.Min(payload.Length, 64) * 8;
        var value = DataTypes.Integer.Read(compare.Value);
        if (_packet.FieldAt(payload.Base, offset, width) is { } exact)
        {
            CompareField(exact.Header, exact.Field, compare.Operator, value, 0);
            return;
        }
        if (_packet.FieldFrom(payload.Base, offset) is { } first && first.Field.Width > width && first.Header != Headers.AnyTransport)
        {
            _packet.Use(first.Header, first.Field);
            Match(Selectors.Payload(first.Header, first.Field), compare.Operator, new PrefixNode(first.Field.Type, value << (first.Field.Width - width), width, first.Field.Width));
            return;
        }
        if (compare.Operator == Comparison.Equal && width <= 128 && Split(payload.Base, offset, width) is { } fields)
        {
            // One comparison of neighbors was made of several: they are taken apart again.
            int rest = width;
            foreach (var (header, field) in fields)
            {
                rest -= field.Width;
                CompareField(header, field, compare.Operator, value >> rest & Ones(field.Width), 0);
            }
            return;
        }
        Match(Selectors.RawPayload(payload.Base, offset, width), compare.Operator, new ValueNode(DataTypes.Raw, value, width));
    }

    // Several flags that are compared as a whole are an arithmetic expression.
    private static Node ValueOf(DataType type, UInt128 value, int width)
        => type.IsFlags && value != 0 && !UInt128.IsPow2(value) ? new FlagUnionNode(type, value, width) : new ValueNode(type, value, width);

    private static UInt128 Ones(int width) => width >= 128 ? UInt128.MaxValue : (UInt128.One << width) - 1;

    private List<(Header Header, HeaderField Field)>? Split(PayloadBase place, int offset, int width)
    {
        var fields = new List<(Header, HeaderField)>();
        while (width > 0)
        {
            if (_packet.FieldFrom(place, offset) is not { } next || next.Field.Width > width || next.Header == Headers.AnyTransport) return null;
            fields.Add(next);
            offset += next.Field.Width;
            width -= next.Field.Width;
        }
        return fields;
    }

    private void CompareField(Header header, HeaderField field, Comparison comparison, UInt128 value, int shift)
    {
        _packet.Use(header, field);
        var statement = Match(Selectors.Payload(header, field, shift), comparison, new ValueNode(field.Type, value, field.Width) { IsWhole = true }, field.Type.IsFlags);
        if (comparison == Comparison.Equal) _packet.Learn(statement, header, field, value);
    }

    private void CompareMasked(Loaded loaded, CompareExpression compare)
    {
        var rawMask = DataTypes.Integer.Read(loaded.Mask!);
        var rawFlip = DataTypes.Integer.Read(loaded.Flip ?? []);
        int total = loaded.Bytes * 8;
        if (rawFlip == 0 && rawMask != Ones(total) && Narrow(loaded, rawMask) is { } narrow)
        {
            Match(narrow, compare.Operator, new ValueNode(narrow.Type, narrow.Type.Read(compare.Value, swapped: true) >> narrow.Shift, narrow.Width), narrow.Type.IsFlags);
            return;
        }
        var left = Plain(loaded);
        var mask = left.Type.Read(loaded.Mask!, loaded.IsSwapped);
        var flip = left.Type.Read(loaded.Flip ?? [], loaded.IsSwapped);
        var value = left.Type.Read(compare.Value, loaded.IsSwapped);
        if (left.Type.IsFlags && flip == 0)
        {
            if (value == 0 && compare.Operator == Comparison.NotEqual) Add(new MatchStatement(left, "in", "", new ValueNode(left.Type, mask, total)));
            else if (value == 0 && compare.Operator == Comparison.Equal) Add(new MatchStatement(left, "!", "!", new ValueNode(left.Type, mask, total)));
            else Add(new MaskedFlagsStatement(left, Operator(compare.Operator), new ValueNode(left.Type, value, total), new ValueNode(left.Type, mask, total)));
            return;
        }
        int leading = (int)UInt128.LeadingZeroCount(~(mask << (128 - total)));
        if (left.Type.HasPrefixes && flip == 0 && leading < total && mask << (128 - total) == (leading == 0 ? 0 : UInt128.MaxValue << (128 - leading)))
        {
            Match(left, compare.Operator, new PrefixNode(left.Type, value, leading, total));
            return;
        }
        Match(Operate(left, mask, flip, total), compare.Operator, new OperandNode(left.Type, value, total), showsEqual: true);
    }

    private void Range(int register, bool isInverted, byte[] first, byte[] last)
    {
        if (At(register) is not { } loaded) return;
        var left = Whole(loaded);
        int width = left.Width > 0 ? left.Width : first.Length * 8;
        // Ranges are compared in network order whatever the type's own is.
        bool swapped = loaded.IsSwapped;
        var range = new RangeNode(new ValueNode(left.Type, left.Type.Read(first, swapped) >> left.Shift, width), new ValueNode(left.Type, left.Type.Read(last, swapped) >> left.Shift, width));
        Match(left, isInverted ? Comparison.NotEqual : Comparison.Equal, range);
    }

    private void Lookup(LookupExpression lookup)
    {
        var set = findSet(lookup.Set);
        var key = Key(lookup.Source, (int)Math.Min(set?.KeyLength ?? Cell, 64));
        var target = SetTarget(set, lookup.Set, key);
        if (lookup.Destination == Expression.VerdictRegister) Add(new VerdictMapStatement(key, target));
        else if (lookup.Destination == Expression.NoRegister) Match(key, lookup.IsInverted ? Comparison.NotEqual : Comparison.Equal, target, showsEqual: key is OperationNode);
        else Load(lookup.Destination, new() { Node = new MapNode(key, target, set is null ? DataTypes.Integer : DataTypes.Of(set.DataType)), Bytes = (int)Math.Min(set?.DataLength ?? Cell, 64), Map = set });
    }

    private static Node SetTarget(FilterSet? set, string name, Node key)
    {
        if (set is not { IsAnonymous: true }) return new SetNameNode(name);
        IReadOnlyList<SetPart> parts = key is ConcatenationNode concatenation ? [.. concatenation.Parts.Select(SetPart.Of)] : [SetPart.Of(key)];
        return new SetNode(SetContents.Read(set, parts, SetTypes.DataParts(set)));
    }
}
