using System.Globalization;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>Lists tables and what is in them, as nft(8) does: blocks for people, an array of objects for programs.</summary>
internal sealed class NftListing(Ruleset ruleset, NftWriter to, Func<CompatibilityExpression, Rule, Statement> extension)
{
    private readonly NftOptions _options = to.Options;
    private bool _hasEntry;

    /// <summary>Opens a table; nothing but its name is in it yet.</summary>
    public void OpenTable(FilterTable table, bool isWhole = true)
    {
        to.Family = table.Family;
        _hasEntry = false;
        string family = FamilyNames.Of(table.Family);
        to.To.Text($"table {family} {table.Name} {{{(isWhole ? Handle(table.Handle) : "")}\n");
        if (!isWhole) return;
        if (to.IsText)
        {
            if (table.CommentText is { } text) to.To.Text($"\tcomment \"{text}\"\n");
            if (FlagWords(table) is { Count: > 0 } flags)
            {
                to.To.Text($"\tflags {string.Join(',', flags)}\n");
                _hasEntry = true;
            }
        }
        else
        {
            to.To.OpenObject();
            to.To.OpenObject("table");
            to.To.Field("family", family);
            to.To.Field("name", table.Name);
            to.To.Field("handle", table.Handle);
            if (FlagWords(table) is { Count: > 0 } words) WordList.Write(to, "flags", words);
            to.To.CloseObject();
            to.To.CloseObject();
        }
    }

    /// <summary>The line of a table in a list of tables.</summary>
    public void TableLine(FilterTable table)
    {
        string family = FamilyNames.Of(table.Family);
        to.To.OpenObject();
        to.To.OpenObject("table");
        to.To.Field("family", family, $"table {family} ");
        to.To.Field("name", table.Name, $"{table.Name}\n");
        to.To.Field("handle", table.Handle);
        if (FlagWords(table) is { Count: > 0 } words) WordList.Write(to, "flags", words);
        to.To.CloseObject();
        to.To.CloseObject();
    }

    public void CloseTable() => to.To.Text($"}}\n");

    private static List<string> FlagWords(FilterTable table)
    {
        var words = new List<string>();
        if (table.Flags.HasFlag(TableFlags.Dormant)) words.Add("dormant");
        if (table.Flags.HasFlag(TableFlags.Owner)) words.Add("owner");
        return words;
    }

    /// <summary>Everything of a table in the original's order.</summary>
    public void Contents(FilterTable table)
    {
        bool IsIn(byte family, string name) => family == table.Family && name == table.Name;
        foreach (var item in ruleset.Objects.Where(o => IsIn(o.Family, o.Table))) Separated(() => Object(item));
        foreach (var set in ruleset.Sets.Where(s => IsIn(s.Family, s.Table) && !s.IsAnonymous)) Separated(() => Set(set));
        foreach (var flowtable in ruleset.Flowtables.Where(f => IsIn(f.Family, f.Table))) Separated(() => Flowtable(flowtable));
        foreach (var chain in ruleset.Chains.Where(c => IsIn(c.Family, c.Table) && (c.Flags & ChainFlags.Binding) == 0)) Separated(() => Chain(chain, withRules: to.IsText));
        if (to.IsText) return;
        // Programs get all rules behind all chains.
        foreach (var chain in ruleset.Chains.Where(c => IsIn(c.Family, c.Table) && (c.Flags & ChainFlags.Binding) == 0)) Rules(chain);
    }

    private void Separated(Action write)
    {
        if (_hasEntry) to.To.Text($"\n");
        _hasEntry = true;
        write();
    }

    private string Handle(ulong handle) => _options.Handles ? string.Create(CultureInfo.InvariantCulture, $" # handle {handle}") : "";

    private void Head(string kind, byte family, string table, string name, ulong handle)
    {
        to.To.OpenObject();
        to.To.OpenObject(kind);
        to.To.Field("family", FamilyNames.Of(family));
        to.To.Field("name", name);
        to.To.Field("table", table);
        if (handle != 0) to.To.Field("handle", handle);
    }

    private void Tail()
    {
        to.To.CloseObject();
        to.To.CloseObject();
    }

    public void Chain(Chain chain, bool withRules)
    {
        if (to.IsText)
        {
            to.To.Text($"\tchain {chain.Name} {{{Handle(chain.Handle)}\n");
            if (chain.CommentText is { } comment) to.To.Text($"\t\tcomment \"{comment}\"\n");
            if (chain.Hook is { } hook)
            {
                string devices = hook.Device is { } device ? $" device \"{device}\""
                    : hook.Devices.Count == 1 ? $" device \"{hook.Devices[0]}\""
                    : hook.Devices.Count > 1 ? $" devices = {{ {string.Join(", ", hook.Devices.Order(StringComparer.Ordinal))} }}" : "";
                to.To.Text($"\t\ttype {chain.Type} hook {HookNames.Of(chain.Family, hook.Number)}{devices} priority {HookNames.Priority(chain.Family, hook, _options.NumericPriority)};");
                if (chain.Policy is { } policy) to.To.Text($" policy {(policy == 0 ? "drop" : "accept")};");
                to.To.Text($"\n");
                if (chain.Flags.HasFlag(ChainFlags.HardwareOffload)) to.To.Text($"\t\tflags offload\n");
            }
            if (withRules) Rules(chain);
            to.To.Text($"\t}}\n");
            return;
        }
        to.To.OpenObject();
        to.To.OpenObject("chain");
        to.To.Field("family", FamilyNames.Of(chain.Family));
        to.To.Field("table", chain.Table);
        to.To.Field("name", chain.Name);
        to.To.Field("handle", chain.Handle);
        if (chain.Hook is { } at)
        {
            to.To.Field("type", chain.Type);
            to.To.Field("hook", HookNames.Of(chain.Family, at.Number));
            to.To.Field("prio", (long)at.Priority);
            if (chain.Policy is { } rule) to.To.Field("policy", rule == 0 ? "drop" : "accept");
        }
        Tail();
    }

    public void Rules(Chain chain)
    {
        foreach (var rule in ruleset.Rules)
            if (rule.Family == chain.Family && rule.Table == chain.Table && rule.Chain == chain.Name) Rule(rule);
    }

    private void Rule(Rule rule)
    {
        var statements = RuleReader.Read(rule, name => ruleset.Sets.Find(s => s.Family == rule.Family && s.Table == rule.Table && s.Name == name), extension);
        to.To.Text($"\t\t");
        to.To.OpenObject();
        to.To.OpenObject("rule");
        to.To.Field("family", FamilyNames.Of(rule.Family));
        to.To.Field("table", rule.Table);
        to.To.Field("chain", rule.Chain);
        to.To.Field("handle", rule.Handle);
        if (rule.CommentText is { } comment) to.To.Field("comment", comment);
        to.To.OpenArray("expr");
        for (int i = 0; i < statements.Count; i++)
        {
            if (i > 0) to.To.Text($" ");
            statements[i].Write(to);
        }
        to.To.CloseArray();
        if (rule.CommentText is { } text) to.To.Text($" comment \"{text}\"");
        to.To.Text($"{Handle(rule.Handle)}\n");
        Tail();
    }

    public void Flowtable(Flowtable flowtable)
    {
        if (to.IsText)
        {
            to.To.Text($"\tflowtable {flowtable.Name} {{{Handle(flowtable.Handle)}\n");
            to.To.Text($"\t\thook ingress priority {HookNames.Priority(TableFamily.NetDevice, flowtable.Hook, _options.NumericPriority)}\n");
            if (flowtable.Hook.Devices.Count > 0) to.To.Text($"\t\tdevices = {{ {string.Join(", ", flowtable.Hook.Devices.Order(StringComparer.Ordinal))} }}\n");
            if (flowtable.Flags.HasFlag(FlowtableFlags.HardwareOffload)) to.To.Text($"\t\tflags offload\n");
            if (flowtable.Flags.HasFlag(FlowtableFlags.Counter)) to.To.Text($"\t\tcounter\n");
            to.To.Text($"\t}}\n");
            return;
        }
        Head("flowtable", flowtable.Family, flowtable.Table, flowtable.Name, flowtable.Handle);
        to.To.Field("hook", "ingress");
        to.To.Field("prio", (long)flowtable.Hook.Priority);
        if (flowtable.Hook.Devices.Count > 0) WordList.Write(to, "dev", flowtable.Hook.Devices);
        Tail();
    }

    public void Object(StatefulObject item)
    {
        string kind = ObjectWords.Of(item.Type);
        if (to.IsText)
        {
            to.To.Text($"\t{kind} {item.Name} {{{Handle(item.Handle)}\n");
            if (item.CommentText is { } comment) to.To.Text($"\t\tcomment \"{comment}\"\n");
            ObjectContents.WriteText(to, item);
            to.To.Text($"\t}}\n");
            return;
        }
        Head(kind, item.Family, item.Table, item.Name, item.Handle);
        if (item.CommentText is { } text) to.To.Field("comment", text);
        ObjectContents.WriteMembers(to, item);
        Tail();
    }

    public void Set(FilterSet set) => new SetListing(set, to).Write(Handle(set.Handle));
}
