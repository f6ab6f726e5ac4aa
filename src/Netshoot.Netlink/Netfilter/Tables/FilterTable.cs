namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>A table of nf_tables (<c>NFTA_TABLE_*</c>).</summary>
public sealed class FilterTable : INetlinkTable
{
    private const byte Comment = 0; // The type that nft(8) gives comments of tables, chains, objects and set elements.

    public byte Family { get; private set; }

    public string Name { get; private set; } = "";

    public TableFlags Flags { get; private set; }

    public ulong Handle { get; private set; }

    public UserData UserData { get; private set; } = UserData.None;

    public string? CommentText => UserData.Text(Comment);

    public bool Read(NetlinkMessage message)
    {
        if (!message.IsOfTables(TableMessageType.NewTable, out var read)) return false;
        Family = read.Family;
        foreach (var attribute in read.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Name = attribute.Text; break;
                case 2: Flags = (TableFlags)attribute.U32BigEndian; break;
                case 4: Handle = attribute.U64BigEndian; break;
                case 6: UserData = new(attribute.Value.ToArray()); break;
            }
        }
        return Name.Length > 0;
    }
}

/// <summary><c>NFT_TABLE_F_*</c>.</summary>
[Flags]
public enum TableFlags : uint
{
    None = 0,
    Dormant = 0x1,
    Owner = 0x2,
    Persist = 0x4,
}
