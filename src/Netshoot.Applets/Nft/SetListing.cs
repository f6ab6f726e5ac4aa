using Netshoot.Netlink.Netfilter.Tables;
using Netshoot.Netlink.Netfilter.Tables.Expressions;

namespace Netshoot.Applets.Nft;

/// <summary>A set or map as nft(8) lists it.</summary>
internal sealed class SetListing(FilterSet set, NftWriter to)
{
    private const byte MergeElements = 2, Comment = 7;

    private readonly IReadOnlyList<SetPart> _keys = SetTypes.KeyParts(set);
    private readonly IReadOnlyList<SetPart> _data = SetTypes.DataParts(set);

    public void Write(string handle)
    {
        if (to.IsText) WriteText(handle);
        else WriteJson();
    }

    // The size of one that cannot change is the number of its elements.
    private bool HasSize => set.Size != 0 && !set.Flags.HasFlag(SetFlags.Constant);

    private string? DataName => (set.Flags & SetFlags.Object) != 0 ? ObjectWords.Of((ObjectType)set.ObjectType)
        : (set.Flags & SetFlags.Map) == 0 ? null
        : set.DataType == 0xffffff00 ? "verdict" : SetTypes.Names(set.DataType);

    private List<string> Flags()
    {
        var words = new List<string>();
        if (set.Flags.HasFlag(SetFlags.Constant)) words.Add("constant");
        if (set.Flags.HasFlag(SetFlags.Dynamic) && to.IsText) words.Add("dynamic");
        if (set.Flags.HasFlag(SetFlags.Interval)) words.Add("interval");
        // A timeout says it already.
        if (set.Flags.HasFlag(SetFlags.Timeout) && (set.Timeout == 0 || words.Count > 0 || !to.IsText)) words.Add("timeout");
        return words;
    }

    private void WriteText(string handle)
    {
        to.To.Text($"\t{(set.IsMap ? "map" : "set")} {set.Name} {{{handle}\n");
        string? data = DataName;
        string interval = set.UserData.Number(6) is > 0 ? "interval " : "";
        if (SetTypes.KeyNode(set) is { } named)
        {
            to.To.Text($"\t\ttypeof ");
            named.Write(to, null);
            if (data is not null)
            {
                to.To.Text($" : {interval}");
                if (SetTypes.DataNode(set) is { } mapped) mapped.Write(to, null);
                else to.To.Text($"{data}");
            }
            to.To.Text($"\n");
        }
        else
        {
            to.To.Text($"\t\ttype {SetTypes.Names(set.KeyType)}");
            if (data is not null) to.To.Text($" : {interval}{data}");
            to.To.Text($"\n");
        }
        if (set.Policy == 1) to.To.Text($"\t\tpolicy memory\n");
        if (HasSize) to.To.Text($"\t\tsize {set.Size}\n");
        if (Flags() is { Count: > 0 } flags) to.To.Text($"\t\tflags {string.Join(',', flags)}\n");
        WriteStatements();
        if (set.Timeout != 0)
        {
            to.To.Text($"\t\ttimeout ");
            DurationType.Write(to, null, set.Timeout);
            to.To.Text($"\n");
        }
        if (set.SweepInterval != 0)
        {
            to.To.Text($"\t\tgc-interval ");
            DurationType.Write(to, null, set.SweepInterval);
            to.To.Text($"\n");
        }
        if (set.UserData.Number(MergeElements) is > 0) to.To.Text($"\t\tauto-merge\n");
        if (set.UserData.Text(Comment) is { } comment) to.To.Text($"\t\tcomment \"{comment}\"\n");
        if (!to.Options.Terse && set.Elements.Count > 0) WriteElements();
        to.To.Text($"\t}}\n");
    }

    private void WriteStatements()
    {
        if (set.Expressions.Count == 0) return;
        to.To.Text($"\t\t");
        bool isFirst = true;
        foreach (var statement in Statements())
        {
            if (!isFirst) to.To.Text($" ");
            isFirst = false;
            statement.Write(to);
        }
        to.To.Text($"\n");
    }

    private IEnumerable<Statement> Statements()
        => set.Expressions.Select(static e => e is CounterExpression ? new CounterKindStatement() : SetContents.StatefulStatement(e)).OfType<Statement>();

    // So many elements that a line stays short: five numbers, two addresses, one of what is longer.
    private int PerLine()
    {
        if (_keys.Count != 1) return 1;
        var type = _keys[0].Type;
        if (type is IntegerType or MarkType or ProtocolType or ServiceType or UserType or ClassType) return 5;
        if (type == DataTypes.ArpOperation || type == DataTypes.TcpFlags || type == DataTypes.NetworkFamily || type == DataTypes.DccpType) return 5;
        if (type == DataTypes.Address4 || type == DataTypes.ConnectionState || type == DataTypes.ConnectionStatus || type == DataTypes.PacketType || type == DataTypes.ConnectionDirection) return 2;
        return 1;
    }

    private void WriteElements()
    {
        var elements = SetContents.Read(set, _keys, _data);
        int perLine = PerLine();
        to.To.Text($"\t\telements = {{ ");
        for (int i = 0; i < elements.Count; i++)
        {
            if (i > 0 && i % perLine == 0) to.To.Text($",\n\t\t\t     ");
            else if (i > 0) to.To.Text($", ");
            elements[i].Write(to, null);
        }
        to.To.Text($" }}\n");
    }

    private void WriteJson()
    {
        string? data = DataName;
        to.To.OpenObject();
        to.To.OpenObject(set.IsMap ? "map" : "set");
        to.To.Field("family", FamilyNames.Of(set.Family));
        to.To.Field("name", set.Name);
        to.To.Field("table", set.Table);
        string[] types = [.. SetTypes.NameList(set.KeyType)];
        if (types.Length == 1) to.To.Field("type", types[0]);
        else WordList.Write(to, "type", types);
        to.To.Field("handle", set.Handle);
        if (set.UserData.Text(Comment) is { } comment) to.To.Field("comment", comment);
        if (data is not null) to.To.Field("map", data);
        if (set.Policy == 1) to.To.Field("policy", "memory");
        if (HasSize) to.To.Field("size", set.Size);
        if (Flags() is { Count: > 0 } flags)
        {
            to.To.OpenArray("flags");
            foreach (string flag in flags) to.To.Field(null, flag);
            to.To.CloseArray();
        }
        if (set.Timeout != 0) to.To.Field("timeout", set.Timeout / 1000);
        if (set.SweepInterval != 0) to.To.Field("gc-interval", set.SweepInterval / 1000);
        if (!to.Options.Terse && set.Elements.Count > 0)
        {
            to.To.OpenArray("elem");
            foreach (var element in SetContents.Read(set, _keys, _data)) element.Write(to, null);
            to.To.CloseArray();
        }
        if (set.Expressions.Count > 0)
        {
            to.To.OpenArray("stmt");
            foreach (var statement in Statements()) statement.Write(to);
            to.To.CloseArray();
        }
        to.To.CloseObject();
        to.To.CloseObject();
    }
}
