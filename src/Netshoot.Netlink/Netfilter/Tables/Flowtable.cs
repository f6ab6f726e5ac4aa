namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>A flowtable (<c>NFTA_FLOWTABLE_*</c>): connections that pass by the rules.</summary>
public sealed class Flowtable : INetlinkTable
{
    public byte Family { get; private set; }

    public string Table { get; private set; } = "";

    public string Name { get; private set; } = "";

    public ulong Handle { get; private set; }

    public ChainHook Hook { get; private set; } = new(0, 0, null, []);

    public FlowtableFlags Flags { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        if (!message.IsOfTables(TableMessageType.NewFlowtable, out var read)) return false;
        Family = read.Family;
        foreach (var attribute in read.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Table = attribute.Text; break;
                case 2: Name = attribute.Text; break;
                case 3: Hook = ChainHook.Read(attribute, isFlowtable: true); break;
                case 5: Handle = attribute.U64BigEndian; break;
                case 7: Flags = (FlowtableFlags)attribute.U32BigEndian; break;
            }
        }
        return Name.Length > 0;
    }
}

/// <summary><c>NFT_FLOWTABLE_*</c>.</summary>
[Flags]
public enum FlowtableFlags : uint
{
    None = 0,
    HardwareOffload = 1,
    Counter = 2,
}
