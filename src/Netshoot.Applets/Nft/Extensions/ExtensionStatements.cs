using Netshoot.Applets.Nft.Statements;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft.Extensions;

/// <summary>Matches and targets of x_tables in the words of nft(8), as far as they have any there; the rest by name.</summary>
internal static class ExtensionStatements
{
    public static Statement Of(CompatibilityExpression expression, Rule rule) => new ExtensionStatement(expression, null);
}

/// <summary>A match or target of x_tables.</summary>
/// <param name="expression">What the kernel has.</param>
/// <param name="text">What it means to nft(8); null where that has no words for it.</param>
internal sealed class ExtensionStatement(CompatibilityExpression expression, string? text) : Statement
{
    public override void Write(NftWriter to, string? key = null)
    {
        string kind = expression.IsTarget ? "target" : "match";
        if (text is not null) to.To.Text($"{text}");
        else to.To.Text($"xt {kind} {expression.Extension}");
        to.To.OpenObject(key);
        to.To.OpenObject("xt");
        to.To.Field("type", kind);
        to.To.Field("name", expression.Extension);
        to.To.CloseObject();
        to.To.CloseObject();
    }
}
