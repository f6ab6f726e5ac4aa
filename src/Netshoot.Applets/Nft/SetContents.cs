using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>One part of a set's keys or data.</summary>
/// <param name="Type">What its values are.</param>
/// <param name="Width">Bits; 0 when only the key's length tells.</param>
/// <param name="Shift">How far its bits are shifted in a register.</param>
internal readonly record struct SetPart(DataType Type, int Width, int Shift = 0)
{
    public static SetPart Of(Node node) => new(node.Type, node.Width, node.Shift);
}

/// <summary>The elements of a set as nft(8) lists them: intervals put together, sorted.</summary>
internal static class SetContents
{
    private const byte DataIntervalKey = 6;

    public static List<ElementNode> Read(FilterSet set, IReadOnlyList<SetPart> keys, IReadOnlyList<SetPart> data)
    {
        var found = new List<(UInt128 Order, ElementNode Node)>();
        bool isInterval = (set.Flags & SetFlags.Interval) != 0;
        if (isInterval && keys.Count == 1) ReadIntervals(set, keys[0], data, found);
        else foreach (var element in set.Elements) found.Add((OrderOf(element, keys, isInterval), ElementOf(set, element, KeyOf(element, keys, isInterval), data)));
        // The stars come last; intervals of several parts stay as they came.
        if (!isInterval || keys.Count == 1) found = [.. found.OrderBy(static f => f.Node.IsCatchAll).ThenBy(static f => f.Order)];
        return [.. found.Select(static f => f.Node)];
    }

    // The original compares whole keys as one number in the byte order of the host, unless they are one number in network order.
    private static UInt128 OrderOf(SetElement element, IReadOnlyList<SetPart> keys, bool isInterval)
    {
        if (keys.Count == 1) return keys[0].Type.Read(element.Key, isInterval);
        UInt128 order = 0;
        for (int i = Math.Min(element.Key.Length, 16) - 1; i >= 0; i--) order = order << 8 | element.Key[i];
        return order;
    }

    private static void ReadIntervals(FilterSet set, SetPart key, IReadOnlyList<SetPart> data, List<(UInt128 Order, ElementNode Node)> found)
    {
        int width = key.Width > 0 ? key.Width : (int)Math.Min(set.KeyLength * 8, 128);
        UInt128 most = width >= 128 ? UInt128.MaxValue : (UInt128.One << width) - 1;
        var sorted = set.Elements.Where(static e => (e.Flags & ElementFlags.CatchAll) == 0).Select(e => (Key: BigEndian(e.Key), Element: e))
            .OrderBy(static e => e.Key).ThenBy(static e => (e.Element.Flags & ElementFlags.IntervalEnd) == 0).ToList();
        for (int i = 0; i < sorted.Count; i++)
        {
            var (first, element) = sorted[i];
            if ((element.Flags & ElementFlags.IntervalEnd) != 0) continue;
            var last = i + 1 < sorted.Count ? sorted[i + 1].Key - 1 : key.Type is TextType ? UInt128.MaxValue : most << key.Shift;
            found.Add((first, ElementOf(set, element, IntervalOf(key, width, first, last), data)));
        }
        foreach (var element in set.Elements)
            if ((element.Flags & ElementFlags.CatchAll) != 0) found.Add((0, ElementOf(set, element, null, data)));
    }

    private static UInt128 BigEndian(ReadOnlySpan<byte> bytes)
    {
        UInt128 value = 0;
        foreach (byte b in bytes[..Math.Min(bytes.Length, 16)]) value = value << 8 | b;
        return value;
    }

    /// <summary>One value, a prefix or a range, as it is shortest.</summary>
    public static Node IntervalOf(SetPart part, int width, UInt128 first, UInt128 last)
    {
        if (part.Type is TextType) return TextInterval(part.Type, first, last);
        (first, last) = (first >> part.Shift, last >> part.Shift);
        if (first == last) return new ValueNode(part.Type, first, width);
        var differing = first ^ last;
        bool isPrefix = part.Type.HasPrefixes && UInt128.IsPow2(differing + 1) && (first & differing) == 0 || differing == UInt128.MaxValue;
        if (isPrefix) return new PrefixNode(part.Type, first, width - (128 - (int)UInt128.LeadingZeroCount(differing)), width);
        return new RangeNode(new ValueNode(part.Type, first, width), new ValueNode(part.Type, last, width));
    }

    // Names stand in their registers as they are written; a beginning of names is a range up to all ones.
    private static Node TextInterval(DataType type, UInt128 first, UInt128 last)
    {
        string text = TextType.Text(Reversed(first));
        return first == last ? new ValueNode(type, Reversed(first), 128) : new NamePrefixNode(text);
    }

    private static UInt128 Reversed(UInt128 value)
    {
        UInt128 reversed = 0;
        for (int i = 0; i < 16; i++) reversed = reversed << 8 | (byte)(value >> 8 * i);
        return reversed;
    }

    private static Node KeyOf(SetElement element, IReadOnlyList<SetPart> keys, bool isInterval)
    {
        if (keys.Count == 1) return Whole(element.Key, keys[0], isInterval);
        return Concatenation(element.Key, element.KeyEnd, keys, isInterval);
    }

    private static ValueNode Whole(ReadOnlySpan<byte> bytes, SetPart part, bool swapped)
        => new(part.Type, part.Type.Read(bytes, swapped) >> part.Shift, part.Width > 0 ? part.Width : bytes.Length * 8);

    private static ConcatenationNode Concatenation(byte[] first, byte[]? last, IReadOnlyList<SetPart> parts, bool swapped)
    {
        const int Cell = 4;
        var nodes = new List<Node>();
        int at = 0;
        foreach (var part in parts)
        {
            int bits = part.Width + part.Shift;
            int length = bits > 0 ? (bits + 7) / 8 : Math.Max(0, first.Length - at);
            var from = Slice(first, at, length);
            if (last is null)
            {
                nodes.Add(Whole(from, part, swapped));
            }
            else
            {
                var to = Slice(last, at, length);
                int width = part.Width > 0 ? part.Width : length * 8;
                if (part.Type is TextType) nodes.Add(from.SequenceEqual(to) ? Whole(from, part, false) : TextInterval(part.Type, BigEndian(from), BigEndian(to)));
                else nodes.Add(IntervalOf(part, width, part.Type.Read(from, swapped), part.Type.Read(to, swapped)));
            }
            at += (length + Cell - 1) / Cell * Cell;
        }
        return new(nodes);
    }

    private static ReadOnlySpan<byte> Slice(byte[] bytes, int at, int length) => at >= bytes.Length ? default : bytes.AsSpan(at, Math.Min(length, bytes.Length - at));

    private static ElementNode ElementOf(FilterSet set, SetElement element, Node? key, IReadOnlyList<SetPart> data)
    {
        bool isCatchAll = (element.Flags & ElementFlags.CatchAll) != 0;
        Node? mapped = element.ObjectName is { } name ? new NameNode(name)
            : element.Data?.Verdict is { } verdict ? new VerdictNode(verdict)
            : element.Data is { } value && data.Count > 0 ? DataOf(set, value.Value, data)
            : null;
        return new(isCatchAll ? null : key, mapped, element, StatementsOf(element.Expressions));
    }

    private static Node DataOf(FilterSet set, byte[] bytes, IReadOnlyList<SetPart> data)
    {
        bool isInterval = set.UserData.Number(DataIntervalKey) is > 0 || data.Count == 1 && data[0].Width > 0 && bytes.Length >= 2 * ((data[0].Width + 7) / 8) && data[0].Type is AddressType;
        if (isInterval && bytes.Length >= 2)
        {
            byte[] first = bytes[..(bytes.Length / 2)], last = bytes[(bytes.Length / 2)..];
            if (data.Count > 1) return Concatenation(first, last, data, swapped: false);
            int width = data[0].Width > 0 ? data[0].Width : first.Length * 8;
            return IntervalOf(data[0], width, data[0].Type.Read(first), data[0].Type.Read(last));
        }
        return data.Count == 1 ? Whole(bytes, data[0], swapped: false) : Concatenation(bytes, null, data, swapped: false);
    }

    /// <summary>What elements carry.</summary>
    public static List<Statement> StatementsOf(IReadOnlyList<Expression> expressions)
    {
        var statements = new List<Statement>();
        foreach (var expression in expressions)
            if (StatefulStatement(expression) is { } statement) statements.Add(statement);
        return statements;
    }

    public static Statement? StatefulStatement(Expression expression) => expression switch
    {
        CounterExpression counter => new CounterStatement(counter),
        LimitExpression limit => new LimitStatement(limit),
        QuotaExpression quota => new QuotaStatement(quota),
        ConnectionLimitExpression count => new ConnectionCountStatement(count),
        LastExpression last => new LastStatement(last),
        OpaqueExpression opaque => new OpaqueStatement(opaque),
        _ => null,
    };
}

/// <summary>An element of a set.</summary>
internal sealed class ElementNode(Node? key, Node? data, SetElement element, IReadOnlyList<Statement> statements) : Node
{
    /// <summary>Whether it stands for all other keys.</summary>
    public bool IsCatchAll => key is null;

    public override void Write(NftWriter to, string? name)
    {
        if (data is not null) to.To.OpenArray(name);
        WriteKey(to, data is null ? name : null);
        if (data is null) return;
        to.To.Text($" : ");
        data.Write(to, null);
        to.To.CloseArray();
    }

    private void WriteKey(NftWriter to, string? name)
    {
        bool hasTimeout = element.Timeout is > 0, hasExpiration = element.Expiration is > 0 && !(to.Options.Stateless && to.IsText);
        bool isPlain = !hasTimeout && !hasExpiration && element.CommentText is null && statements.Count == 0;
        if (!isPlain)
        {
            to.To.OpenObject(name);
            to.To.OpenObject("elem");
        }
        WriteValue(to, isPlain ? name : "val");
        if (isPlain) return;
        if (to.IsText) WriteStatements(to);
        if (hasTimeout)
        {
            to.To.Text($" timeout ");
            DurationType.Write(to, "timeout", element.Timeout!.Value);
        }
        if (hasExpiration)
        {
            to.To.Text($" expires ");
            DurationType.Write(to, "expires", element.Expiration!.Value);
        }
        if (element.CommentText is { } comment) to.To.Field("comment", comment, $" comment \"{comment}\"");
        if (!to.IsText) WriteStatements(to);
        to.To.CloseObject();
        to.To.CloseObject();
    }

    private void WriteStatements(NftWriter to)
    {
        foreach (var statement in statements)
        {
            to.To.Text($" ");
            if (to.IsText) statement.Write(to);
            else statement.WriteMembers(to);
        }
    }

    private void WriteValue(NftWriter to, string? name)
    {
        if (key is null) to.Word(name, "*");
        else key.Write(to, name);
    }
}

/// <summary>A set that stands in the rule itself.</summary>
internal sealed class SetNode(IReadOnlyList<ElementNode> elements) : Node
{
    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenArray("set");
        to.To.Text($"{{ ");
        for (int i = 0; i < elements.Count; i++)
        {
            if (i > 0) to.To.Text($", ");
            elements[i].Write(to, null);
        }
        to.To.Text($" }}");
        to.To.CloseArray();
        to.To.CloseObject();
    }
}
