using Netshoot.Cli;

namespace Netshoot.Applets.IpTables;

/// <summary>Tables for programs; the original has no such form.</summary>
internal static class IpTablesJson
{
    public static void Write(ReportWriter to, IReadOnlyList<IpTable> tables, IpTablesText text)
    {
        to.OpenArray();
        foreach (var table in tables)
        {
            to.OpenObject();
            to.Field("table", table.Name);
            to.Field("compatible", !table.IsIncompatible);
            to.OpenArray("chains");
            foreach (var chain in table.Chains)
            {
                to.OpenObject();
                to.Field("chain", chain.Name);
                if (chain.Policy is not null) to.Field("policy", chain.Policy);
                else to.Field("references", (long)chain.References);
                to.Field("packets", chain.Packets);
                to.Field("bytes", chain.Bytes);
                to.OpenArray("rules");
                foreach (var rule in chain.Rules)
                {
                    to.OpenObject();
                    to.Field("rule", text.Saved(chain, rule));
                    if (rule.Target.Length > 0) to.Field("target", rule.Target);
                    to.Field("packets", rule.Packets);
                    to.Field("bytes", rule.Bytes);
                    to.CloseObject();
                }
                to.CloseArray();
                to.CloseObject();
            }
            to.CloseArray();
            to.CloseObject();
        }
        to.CloseArray();
    }
}
