using Netshoot.Cli;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>A statement of a rule: some words for people, one element of <c>expr</c> for programs.</summary>
internal abstract class Statement
{
    /// <summary>Whether it goes without saying: what follows implies it.</summary>
    public bool IsImplied { get; set; }

    /// <param name="to">Where to.</param>
    /// <param name="key">The name of the member; null inside of an array.</param>
    public abstract void Write(NftWriter to, string? key = null);

    /// <summary>Writes it as the member of an object that is open already.</summary>
    public virtual void WriteMembers(NftWriter to) => Write(to, "stmt");
}

/// <summary>Something is compared with something.</summary>
/// <param name="left">What.</param>
/// <param name="operation">How, as programs get it.</param>
/// <param name="shown">How, as people get it; empty where it goes without saying.</param>
/// <param name="right">With what.</param>
internal sealed class MatchStatement(Node left, string operation, string shown, Node right) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("match");
        to.To.Field("op", operation);
        left.Write(to, "left");
        to.To.Text($" ");
        if (shown.Length > 0) to.To.Text($"{shown} ");
        right.Write(to, "right");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>Flags under a mask: <c>syn / syn,ack</c> for people, an arithmetic comparison for programs.</summary>
internal sealed class MaskedFlagsStatement(Node left, string operation, Node value, Node mask) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("match");
        to.To.Field("op", operation);
        to.To.OpenObject("left");
        to.To.OpenArray("&");
        left.Write(to, null);
        if (!to.IsText) mask.Write(to, null);
        to.To.CloseArray();
        to.To.CloseObject();
        if (operation == "==") to.To.Text($" ");
        else to.To.Text($" {operation} ");
        value.Write(to, "right");
        to.To.Text($" / ");
        if (to.IsText) mask.Write(to, null);
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>What becomes of the packet.</summary>
internal sealed class VerdictStatement(VerdictNode verdict) : Statement
{
    public override void Write(NftWriter to, string? key = null) => verdict.Write(to, key);
}

/// <summary>A map decides what becomes of the packet.</summary>
internal sealed class VerdictMapStatement(Node from, Node set) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("vmap");
        from.Write(to, "key");
        to.To.Text($" vmap ");
        set.Write(to, "data");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>Something is set to a value.</summary>
internal sealed class MangleStatement(Node target, Node value) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        to.To.OpenObject("mangle");
        target.Write(to, "key");
        to.To.Text($" set ");
        value.Write(to, "value");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>An option is taken out of the packet.</summary>
internal sealed class ResetStatement(Node option) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.Text($"reset ");
        to.To.OpenObject(key);
        option.Write(to, "reset");
        to.To.CloseObject();
    }
}

/// <summary>A named object is used.</summary>
internal sealed class ObjectStatement(ObjectType type, Node name) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        string kind = ObjectWords.Of(type);
        to.To.Text($"{kind} {(kind.StartsWith("ct ", StringComparison.Ordinal) ? "set" : "name")} ");
        to.To.OpenObject(key);
        name.Write(to, kind);
        to.To.CloseObject();
    }
}

/// <summary>A set changes as the packet passes.</summary>
internal sealed class SetStatement(uint operation, string set, Node element, ulong timeout, IReadOnlyList<Statement> statements, Node? data) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        string word = operation switch { 0 => "add", 1 => "update", _ => "delete" };
        if (data is not null && !to.IsText)
        {
            // The original knows no form of its own for programs here and hands them its text.
            var buffer = new Wire.TextBuffer();
            Write(new NftWriter(new ReportWriter(buffer), to.Options, to.Names) { Family = to.Family });
            to.To.Field(key, buffer.ToString());
            return;
        }
        to.To.OpenObject(key);
        to.To.OpenObject("set");
        to.To.Field("op", word, $"{word} @{set} {{ ");
        if (timeout == 0)
        {
            element.Write(to, "elem");
        }
        else
        {
            to.To.OpenObject("elem");
            to.To.OpenObject("elem");
            element.Write(to, "val");
            to.To.Text($" timeout ");
            DurationType.Write(to, "timeout", timeout);
            to.To.CloseObject();
            to.To.CloseObject();
        }
        to.To.Field("set", $"@{set}");
        if (statements.Count > 0)
        {
            to.To.OpenArray("stmt");
            foreach (var statement in statements)
            {
                to.To.Text($" ");
                statement.Write(to);
            }
            to.To.CloseArray();
        }
        if (data is not null)
        {
            to.To.Text($" : ");
            data.Write(to, null);
        }
        to.To.Text($" }}");
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>A set that a rule has for itself, to count or to limit by key.</summary>
internal sealed class MeterStatement(string name, uint size, Node element, ulong timeout, IReadOnlyList<Statement> statements) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.Text($"meter {name} size {size} {{ ");
        to.To.OpenObject(key);
        to.To.OpenObject("meter");
        if (timeout != 0 && !to.IsText)
        {
            to.To.OpenObject("key");
            to.To.OpenObject("elem");
            element.Write(to, "val");
            DurationType.Write(to, "timeout", timeout);
            to.To.CloseObject();
            to.To.CloseObject();
        }
        else
        {
            element.Write(to, "key");
            if (timeout != 0) to.To.Text($" timeout {DurationType.Text(timeout)}");
        }
        foreach (var statement in statements)
        {
            to.To.Text($" ");
            statement.Write(to, "stmt");
        }
        to.To.Text($" }}");
        to.To.Field("size", size);
        to.To.Field("name", name);
        to.To.CloseObject();
        to.To.CloseObject();
    }
}

/// <summary>What nobody here knows, with its bytes.</summary>
internal sealed class OpaqueStatement(OpaqueExpression expression) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        to.To.OpenObject(key);
        string bytes = Convert.ToHexStringLower(expression.Bytes);
        to.To.Field(expression.Kind, bytes, $"{expression.Kind} 0x{bytes}");
        to.To.CloseObject();
    }
}

/// <summary>The words for kinds of objects.</summary>
internal static class ObjectWords
{
    public static string Of(ObjectType type) => type switch
    {
        ObjectType.Counter => "counter",
        ObjectType.Quota => "quota",
        ObjectType.ConnectionHelper => "ct helper",
        ObjectType.Limit => "limit",
        ObjectType.ConnectionLimit => "ct count",
        ObjectType.Tunnel => "tunnel",
        ObjectType.ConnectionTimeout => "ct timeout",
        ObjectType.SecurityMark => "secmark",
        ObjectType.ConnectionExpectation => "ct expectation",
        ObjectType.Synproxy => "synproxy",
        _ => "object",
    };
}
