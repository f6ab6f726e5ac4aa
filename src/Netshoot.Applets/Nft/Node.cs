namespace Netshoot.Applets.Nft;

/// <summary>A part of a statement, as nft(8) writes it: a selector, a value, a set, what is computed from them.</summary>
internal abstract class Node
{
    public virtual DataType Type => DataTypes.Integer;

    /// <summary>Its size in bits; 0 when it has none of its own.</summary>
    public virtual int Width => Type.Bits;

    /// <summary>How far its bits are shifted in a register: those of a field that does not end on a byte.</summary>
    public virtual int Shift => 0;

    public abstract void Write(NftWriter to, string? key);
}

/// <summary>One field of a selector as programs get it: a text, a number, or a list of texts.</summary>
internal readonly record struct SelectorField(string Key, string? Text, long Number = 0, IReadOnlyList<string>? List = null);

/// <summary>What a packet, its connection, its route or its socket is asked for.</summary>
/// <param name="kind">What programs get it as.</param>
/// <param name="text">What people get.</param>
/// <param name="type">What its values are.</param>
/// <param name="width">Its size in bits.</param>
/// <param name="fields">The rest that programs get.</param>
internal sealed class Selector(string kind, string text, DataType type, int width, params SelectorField[] fields) : Node
{
    public override DataType Type => type;

    public override int Width => width;

    public override int Shift => Shifted;

    public int Shifted { get; init; }

    public string Text => text;

    public override void Write(NftWriter to, string? key)
    {
        to.To.Text($"{text}");
        to.To.OpenObject(key);
        to.To.OpenObject(kind);
        foreach (var field in fields)
        {
            if (field.List is { } list)
            {
                to.To.OpenArray(field.Key);
                foreach (string item in list) to.To.Field(null, item);
                to.To.CloseArray();
            }
            else if (field.Text is { } value)
            {
                to.To.Field(field.Key, value);
            }
            else
            {
                to.To.Field(field.Key, field.Number);
            }
        }
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>A value of a type.</summary>
internal sealed class ValueNode(DataType type, UInt128 value, int width) : Node
{
    public UInt128 Value => value;

    public override DataType Type => type;

    public override int Width => width;

    /// <summary>Whether several flags are shown as one number.</summary>
    public bool IsWhole { get; init; }

    public override void Write(NftWriter to, string? key)
    {
        if (IsWhole && type is FlagsType flags) flags.WriteWhole(to, key, value);
        else type.Write(to, key, value, width);
    }
}

/// <summary>Several flags at once, as an arithmetic expression.</summary>
internal sealed class FlagUnionNode(DataType type, UInt128 value, int width) : Node
{
    public override DataType Type => type;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        FlagsType.WriteList(to, "|", value, (to, flag) => type.Write(to, null, flag, width), " | ");
        to.To.CloseObject();
    }
}

/// <summary>The bits of a mask.</summary>
internal sealed class OperandNode(DataType type, UInt128 value, int width) : Node
{
    public override DataType Type => type;

    public override void Write(NftWriter to, string? key) => type.Write(to, key, value, width);
}

/// <summary>The beginning of a name, with a star.</summary>
internal sealed class NamePrefixNode(string beginning) : Node
{
    public override DataType Type => DataTypes.InterfaceName;

    public override void Write(NftWriter to, string? key) => to.Quoted(key, $"{beginning}*");
}

/// <summary>From one value to another.</summary>
internal sealed class RangeNode(Node first, Node last) : Node
{
    public Node First => first;

    public Node Last => last;

    public override DataType Type => first.Type;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenArray("range");
        // The original writes the ends of ranges as numbers whatever else is asked for.
        Write(to, first);
        to.To.Text($"-");
        Write(to, last);
        to.To.CloseArray();
        to.To.CloseObject();
    }

    private static void Write(NftWriter to, Node end)
    {
        if (end is ValueNode value) value.Type.WriteEnd(to, null, value.Value, value.Width);
        else end.Write(to, null);
    }
}

/// <summary>Values with the same leading bits.</summary>
internal sealed class PrefixNode(DataType type, UInt128 value, int length, int width) : Node
{
    public override DataType Type => type;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("prefix");
        type.Write(to, "addr", value, width);
        to.To.Field("len", length, $"/{length}");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>Several that are compared or mapped together.</summary>
internal sealed class ConcatenationNode(IReadOnlyList<Node> parts) : Node
{
    public IReadOnlyList<Node> Parts => parts;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenArray("concat");
        for (int i = 0; i < parts.Count; i++)
        {
            if (i > 0) to.To.Text($" . ");
            parts[i].Write(to, null);
        }
        to.To.CloseArray();
        to.To.CloseObject();
    }
}

/// <summary>Two that are joined by a bit operator.</summary>
internal sealed class OperationNode(string symbol, Node left, Node right) : Node
{
    public override DataType Type => left.Type;

    public override int Width => left.Width;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenArray(symbol);
        left.Write(to, null);
        to.To.Text($" {symbol} ");
        right.Write(to, null);
        to.To.CloseArray();
        to.To.CloseObject();
    }
}

/// <summary>What a set maps something to.</summary>
internal sealed class MapNode(Node from, Node set, DataType type) : Node
{
    public override DataType Type => type;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("map");
        from.Write(to, "key");
        to.To.Text($" map ");
        set.Write(to, "data");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>A set by its name.</summary>
internal sealed class SetNameNode(string name) : Node
{
    public override void Write(NftWriter to, string? key) => to.To.Field(key, $"@{name}", $"@{name}");
}

/// <summary>A name of an object.</summary>
internal sealed class NameNode(string name) : Node
{
    public override void Write(NftWriter to, string? key) => to.Quoted(key, name);
}

/// <summary>What hashes other selectors.</summary>
internal sealed class HashNode(Node from, uint modulus, uint? seed, uint offset) : Node
{
    public override DataType Type => DataTypes.HostInteger;

    public override int Width => 32;

    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("jhash");
        to.To.Field("mod", modulus);
        if (seed is { } number) to.To.Field("seed", number);
        if (offset != 0) to.To.Field("offset", offset);
        to.To.Text($"jhash ");
        from.Write(to, "expr");
        to.To.Text($" mod {modulus}");
        if (seed is not null) to.To.Text($" seed 0x{seed.Value:x}");
        if (offset != 0) to.To.Text($" offset {offset}");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>A verdict.</summary>
internal sealed class VerdictNode(Netlink.Netfilter.Tables.Verdict verdict) : Node
{
    public override void Write(NftWriter to, string? key)
    {
        to.To.OpenObject(key);
        WriteMember(to);
        to.To.CloseObject();
    }

    /// <summary>Writes it as the member of an object that is open.</summary>
    public void WriteMember(NftWriter to)
    {
        switch (verdict.Code)
        {
            case Netlink.Netfilter.Tables.Verdict.Jump or Netlink.Netfilter.Tables.Verdict.Goto:
                string word = verdict.Code == Netlink.Netfilter.Tables.Verdict.Jump ? "jump" : "goto";
                to.To.OpenObject(word);
                to.To.Field("target", verdict.Chain, $"{word} {verdict.Chain}");
                to.To.CloseObject();
                break;
            case 0: to.To.Flag("drop", $"drop"); break;
            case 1: to.To.Flag("accept", $"accept"); break;
            case 3: to.To.Flag("queue", $"queue"); break;
            case Netlink.Netfilter.Tables.Verdict.Continue: to.To.Flag("continue", $"continue"); break;
            case Netlink.Netfilter.Tables.Verdict.Break: to.To.Flag("break", $"break"); break;
            case Netlink.Netfilter.Tables.Verdict.Return: to.To.Flag("return", $"return"); break;
            default: to.To.Field("verdict", verdict.Code, $"verdict {verdict.Code}"); break;
        }
    }
}
