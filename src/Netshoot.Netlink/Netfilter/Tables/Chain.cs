namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>A chain of nf_tables (<c>NFTA_CHAIN_*</c>); a base chain has a hook, a type and a policy.</summary>
public sealed class Chain : INetlinkTable
{
    private const byte Comment = 0;

    public byte Family { get; private set; }

    public string Table { get; private set; } = "";

    public string Name { get; private set; } = "";

    public ulong Handle { get; private set; }

    public ChainHook? Hook { get; private set; }

    /// <summary><c>NF_DROP</c> (0) or <c>NF_ACCEPT</c> (1); null where there is none.</summary>
    public uint? Policy { get; private set; }

    /// <summary>How many jumps lead here, and rules of base chains.</summary>
    public uint Use { get; private set; }

    public string Type { get; private set; } = "";

    public (ulong Packets, ulong Bytes)? Counters { get; private set; }

    public ChainFlags Flags { get; private set; }

    public UserData UserData { get; private set; } = UserData.None;

    public string? CommentText => UserData.Text(Comment);

    public bool Read(NetlinkMessage message)
    {
        if (!message.IsOfTables(TableMessageType.NewChain, out var read)) return false;
        Family = read.Family;
        foreach (var attribute in read.Attributes)
        {
            switch (attribute.Type)
            {
                case 1: Table = attribute.Text; break;
                case 2: Handle = attribute.U64BigEndian; break;
                case 3: Name = attribute.Text; break;
                case 4: Hook = ChainHook.Read(attribute); break;
                case 5: Policy = attribute.U32BigEndian; break;
                case 6: Use = attribute.U32BigEndian; break;
                case 7: Type = attribute.Text; break;
                case 8: Counters = (attribute.Nested.Find(2).U64BigEndian, attribute.Nested.Find(1).U64BigEndian); break;
                case 10: Flags = (ChainFlags)attribute.U32BigEndian; break;
                case 12: UserData = new(attribute.Value.ToArray()); break;
            }
        }
        return Name.Length > 0;
    }
}

/// <summary>Where packets enter a base chain or a flowtable (<c>NFTA_HOOK_*</c>, <c>NFTA_FLOWTABLE_HOOK_*</c>).</summary>
/// <param name="Number"><c>NF_INET_*</c> and its like.</param>
/// <param name="Priority">Lower ones come first.</param>
/// <param name="Device">The one device; null where there is none or several.</param>
/// <param name="Devices">Several devices.</param>
public sealed record ChainHook(uint Number, int Priority, string? Device, IReadOnlyList<string> Devices)
{
    // A chain names its one device where a flowtable has its list of devices.
    internal static ChainHook Read(NetlinkAttribute nest, bool isFlowtable = false)
    {
        uint number = 0;
        int priority = 0;
        string? device = null;
        var devices = new List<string>();
        foreach (var attribute in nest.Nested)
        {
            switch (attribute.Type)
            {
                case 1: number = attribute.U32BigEndian; break;
                case 2: priority = (int)attribute.U32BigEndian; break;
                case 3 when isFlowtable: AddDevices(attribute); break;
                case 3: device = attribute.Text; break;
                case 4: AddDevices(attribute); break;
            }
        }
        return new(number, priority, device, devices);

        void AddDevices(NetlinkAttribute list)
        {
            foreach (var entry in list.Nested)
                if (entry.Type == 1) devices.Add(entry.Text);
        }
    }
}

/// <summary><c>NFT_CHAIN_*</c>.</summary>
[Flags]
public enum ChainFlags : uint
{
    None = 0,
    Base = 1,
    HardwareOffload = 2,
    Binding = 4,
}
