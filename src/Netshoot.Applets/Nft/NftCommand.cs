using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;
using Netshoot.Wire;

namespace Netshoot.Applets.Nft;

/// <summary>One command of nft(8): <c>list</c> and what.</summary>
internal sealed class NftCommand
{
    private static readonly string[] s_changing = ["add", "create", "delete", "destroy", "insert", "replace", "flush", "reset", "rename", "import", "export", "monitor", "describe"];

    private static readonly (string Many, string One, ObjectType Type)[] s_objects =
    [
        ("counters", "counter", ObjectType.Counter), ("quotas", "quota", ObjectType.Quota), ("limits", "limit", ObjectType.Limit),
        ("secmarks", "secmark", ObjectType.SecurityMark), ("synproxys", "synproxy", ObjectType.Synproxy),
    ];

    private static readonly (string Many, string One, ObjectType Type)[] s_connectionObjects =
    [
        ("helpers", "helper", ObjectType.ConnectionHelper), ("timeout", "timeout", ObjectType.ConnectionTimeout), ("expectation", "expectation", ObjectType.ConnectionExpectation),
    ];

    private readonly NftOptions _options;
    private readonly Shell _shell;
    private readonly string _line;
    private readonly List<(string Text, int Position)> _words = [];
    private int _next;

    public NftCommand(NftOptions options, Shell shell, string line)
    {
        (_options, _shell, _line) = (options, shell, line);
        for (int at = 0; at < line.Length;)
        {
            if (char.IsWhiteSpace(line[at]) || line[at] == ';')
            {
                at++;
                continue;
            }
            int end = at;
            while (end < line.Length && !char.IsWhiteSpace(line[end]) && line[end] != ';') end++;
            _words.Add((line[at..end].Trim('"'), at));
            at = end;
        }
    }

    private string? Peek => _next < _words.Count ? _words[_next].Text : null;

    private string Take() => Peek is { } word ? Take(word) : throw Unexpected();

    private string Take(string word)
    {
        _next++;
        return word;
    }

    private NftFailure Unexpected()
    {
        if (_next < _words.Count) return new("syntax error, unexpected string", _line, _words[_next].Position, _words[_next].Text.Length);
        return new("syntax error, unexpected newline", _line, _line.Length, 1);
    }

    // The word that was taken last names something that is not there.
    private NftFailure Missing()
    {
        var (text, position) = _words[_next - 1];
        return new("No such file or directory", _line, position, text.Length);
    }

    public void Run()
    {
        string verb = Take();
        if (Array.IndexOf(s_changing, verb) >= 0)
            throw new NftFailure($"'{verb}' is not supported: this nft only lists", hint: "change rules with the nft of the system that owns them");
        if (verb != "list")
        {
            _next--;
            throw Unexpected();
        }
        string what = Take();
        switch (what)
        {
            case "ruleset": List(Family(), (l, t) => l.Contents(t), isWhole: true); break;
            case "tables": Tables(); break;
            case "table": Table(); break;
            case "chains": List(Family(), (l, t) => Each(Ruleset.Chains, t, c => c.Family, c => c.Table, c => (c.Flags & ChainFlags.Binding) == 0, c => l.Chain(c, withRules: false)), withRules: false); break;
            case "chain": Chain(); break;
            case "sets" or "maps" or "meters": Sets(what); break;
            case "set" or "map" or "meter": Set(what); break;
            case "flowtables": List(Family(), (l, t) => Each(Ruleset.Flowtables, t, f => f.Family, f => f.Table, static _ => true, l.Flowtable), withRules: false); break;
            case "flowtable": Flowtable(); break;
            case "ct" when Peek is { } kind: Objects(s_connectionObjects, Take(kind)); break;
            case "hooks": throw new NftFailure("'list hooks' is not supported");
            default: Objects(s_objects, what); break;
        }
    }

    private Ruleset Ruleset => field ??= Read();

    private bool _withRules = true;

    private NftWriter Writer => field ??= MakeWriter();

    private JsonText? _json;
    private NetlinkChannel? _links;

    private NftWriter MakeWriter()
    {
        if (_options.Json || _shell.Json) _json = new(_shell.Output.Buffer, JsonLayout.Spaced);
        var names = new NftNames(_shell, index => new LinkNames(() => _links ??= Open(NetlinkProtocol.Route)) is var links && links.Exists(index) ? links.NameOf(index) : null);
        return new(_json is null ? new ReportWriter(_shell.Output.Buffer) : new ReportWriter(_json), _options, names);
    }

    private NetlinkChannel Open(NetlinkProtocol protocol)
    {
        var errno = _shell.Machine.Netlink.TryOpen(protocol, out var channel);
        return channel ?? throw new Failure("netlink", _shell.Machine.Text(errno));
    }

    private Ruleset Read()
    {
        using var channel = Open(NetlinkProtocol.Netfilter);
        try
        {
            return Netlink.Netfilter.Tables.Ruleset.Read(channel, 0, _withRules, withElements: !_options.Terse);
        }
        catch (Failure e) when (e.Errno == (int)Errno.EPERM)
        {
            throw new NftFailure($"{_shell.Machine.Text(Errno.EPERM)} (you must be root)", hint: _shell.Machine.HowToGet("NET_ADMIN", "reading rules"));
        }
    }

    private byte Family()
    {
        if (Peek is not { } word) return 0;
        byte family = FamilyNames.NumberOf(word);
        if (family != 0) _next++;
        End();
        return family;
    }

    private void End()
    {
        if (_next >= _words.Count) return;
        var (text, position) = _words[_next];
        throw new NftFailure("syntax error, unexpected string, expecting end of file or newline or semicolon", _line, position, text.Length);
    }

    private (FilterTable Table, NftListing Listing) NamedTable(bool isLast)
    {
        byte family = TableFamily.Ip;
        if (Peek is { } word && FamilyNames.NumberOf(word) is not 0 and var named)
        {
            family = named;
            _next++;
        }
        string name = Take();
        var table = Ruleset.Tables.Find(t => t.Family == family && t.Name == name) ?? throw Missing();
        if (isLast) End();
        return (table, new(Ruleset, Writer, Extension));
    }

    private Statement Extension(CompatibilityExpression expression, Rule rule) => ExtensionStatements.Of(expression, rule);

    private void List(byte family, Action<NftListing, FilterTable> write, bool isWhole = false, bool withRules = true, Func<FilterTable, bool>? where = null)
    {
        _withRules = withRules;
        var tables = Ruleset.Tables.Where(t => (family == 0 || t.Family == family) && (where is null || where(t)));
        Begin();
        foreach (var table in tables) OfTable(table, new(Ruleset, Writer, Extension), write, isWhole);
        Finish();
    }

    private void OfTable(FilterTable table, NftListing listing, Action<NftListing, FilterTable> write, bool isWhole = false)
    {
        Warn(table);
        listing.OpenTable(table, isWhole);
        write(listing, table);
        listing.CloseTable();
        _shell.Output.Written();
    }

    // The original says so where it finds an extension of x_tables in a table that is named as one of iptables.
    private void Warn(FilterTable table)
    {
        if (!_withRules || _json is not null || !Ruleset.Rules.Exists(r => r.Family == table.Family && r.Table == table.Name && r.Expressions.Any(static e => e is CompatibilityExpression))) return;
        _shell.Error.Line($"# Warning: table {FamilyNames.Of(table.Family)} {table.Name} is managed by iptables-nft, do not touch!");
    }

    private void One(FilterTable table, NftListing listing, Action<NftListing> write)
    {
        Begin();
        OfTable(table, listing, (l, _) => write(l));
        Finish();
    }

    private void Begin()
    {
        _ = Writer;
        Writer.To.OpenObject();
        Writer.To.OpenArray("nftables");
        Writer.To.OpenObject();
        Writer.To.OpenObject("metainfo");
        Writer.To.Field("version", ProductVersion.Text);
        Writer.To.Field("release_name", "netshoot");
        Writer.To.Field("json_schema_version", 1L);
        Writer.To.CloseObject();
        Writer.To.CloseObject();
    }

    private void Finish()
    {
        Writer.To.CloseArray();
        Writer.To.CloseObject();
        if (_json is not null) _shell.Output.Buffer.Append((byte)'\n');
    }

    private static void Each<T>(IEnumerable<T> all, FilterTable table, Func<T, byte> family, Func<T, string> name, Func<T, bool> where, Action<T> write)
    {
        foreach (var item in all)
            if (family(item) == table.Family && name(item) == table.Name && where(item)) write(item);
    }

    private void Tables()
    {
        byte family = Family();
        _withRules = false;
        Begin();
        foreach (var table in Ruleset.Tables.Where(t => family == 0 || t.Family == family)) new NftListing(Ruleset, Writer, Extension).TableLine(table);
        Finish();
    }

    private void Table()
    {
        var (table, listing) = NamedTable(isLast: true);
        Begin();
        OfTable(table, listing, static (l, t) => l.Contents(t), isWhole: true);
        Finish();
    }

    private void Chain()
    {
        var (table, listing) = NamedTable(isLast: false);
        string name = Take();
        var chain = Ruleset.Chains.Find(c => c.Family == table.Family && c.Table == table.Name && c.Name == name) ?? throw Missing();
        End();
        One(table, listing, l =>
        {
            l.Chain(chain, withRules: Writer.IsText);
            if (!Writer.IsText) l.Rules(chain);
        });
    }

    private static bool IsOf(FilterSet set, string what) => what switch
    {
        "maps" or "map" => set is { IsMap: true, IsAnonymous: false },
        "meters" or "meter" => set is { IsAnonymous: true } && set.Flags.HasFlag(SetFlags.Dynamic),
        _ => set is { IsMap: false, IsAnonymous: false },
    };

    private void Sets(string what)
    {
        _withRules = false;
        if (Peek == "table")
        {
            _next++;
            var (table, listing) = NamedTable(isLast: true);
            One(table, listing, l => Each(Ruleset.Sets, table, static s => s.Family, static s => s.Table, s => IsOf(s, what), l.Set));
            return;
        }
        List(Family(), (l, t) => Each(Ruleset.Sets, t, static s => s.Family, static s => s.Table, s => IsOf(s, what), l.Set), withRules: false);
    }

    private void Set(string what)
    {
        _withRules = false;
        var (table, listing) = NamedTable(isLast: false);
        string name = Take();
        var set = Ruleset.Sets.Find(s => s.Family == table.Family && s.Table == table.Name && s.Name == name && IsOf(s, what)) ?? throw Missing();
        End();
        One(table, listing, l => l.Set(set));
    }

    private void Flowtable()
    {
        _withRules = false;
        var (table, listing) = NamedTable(isLast: false);
        string name = Take();
        var flowtable = Ruleset.Flowtables.Find(f => f.Family == table.Family && f.Table == table.Name && f.Name == name) ?? throw Missing();
        End();
        One(table, listing, l => l.Flowtable(flowtable));
    }

    private void Objects((string Many, string One, ObjectType Type)[] kinds, string what)
    {
        _withRules = false;
        bool isMany = Array.Exists(kinds, k => k.Many == what);
        if (!isMany && !Array.Exists(kinds, k => k.One == what))
        {
            _next--;
            throw Unexpected();
        }
        var type = Array.Find(kinds, k => k.Many == what || k.One == what).Type;
        // Some are called alike, one or many: what follows tells.
        if (isMany && Peek is null or "table" || isMany && _next == _words.Count - 1 && FamilyNames.NumberOf(Peek!) != 0)
        {
            if (Peek == "table")
            {
                _next++;
                var (table, listing) = NamedTable(isLast: true);
                One(table, listing, l => Each(Ruleset.Objects, table, static o => o.Family, static o => o.Table, o => o.Type == type, l.Object));
                return;
            }
            List(Family(), (l, t) => Each(Ruleset.Objects, t, static o => o.Family, static o => o.Table, o => o.Type == type, l.Object), withRules: false,
                where: t => Ruleset.Objects.Exists(o => o.Family == t.Family && o.Table == t.Name));
            return;
        }
        var (of, writer) = NamedTable(isLast: false);
        string name = Take();
        var found = Ruleset.Objects.Find(o => o.Family == of.Family && o.Table == of.Name && o.Name == name && o.Type == type) ?? throw Missing();
        End();
        One(of, writer, l => l.Object(found));
    }
}
