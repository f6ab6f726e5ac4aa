namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>Requests for what nf_tables holds (include/uapi/linux/netfilter/nf_tables.h). All of them only read.</summary>
public static class TableRequests
{
    public static NetlinkRequest Generation() => Get(TableMessageType.GetGeneration, 0);

    /// <param name="family"><c>NFPROTO_*</c>; 0 for all.</param>
    public static NetlinkRequest Tables(byte family = 0) => Get(TableMessageType.GetTable, family);

    public static NetlinkRequest Chains(byte family = 0) => Get(TableMessageType.GetChain, family);

    /// <param name="family"><c>NFPROTO_*</c>; 0 for all.</param>
    /// <param name="table">The table; null for all.</param>
    public static NetlinkRequest Rules(byte family = 0, string? table = null) => In(TableMessageType.GetRule, family, table);

    public static NetlinkRequest Sets(byte family = 0, string? table = null) => In(TableMessageType.GetSet, family, table);

    public static NetlinkRequest Objects(byte family = 0, string? table = null) => In(TableMessageType.GetObject, family, table);

    public static NetlinkRequest Flowtables(byte family = 0) => Get(TableMessageType.GetFlowtable, family);

    public static NetlinkRequest Elements(byte family, string table, string set)
    {
        const ushort Table = 1, Set = 2; // NFTA_SET_ELEM_LIST_*
        return Get(TableMessageType.GetElements, family).Attribute(Table, table).Attribute(Set, set);
    }

    private static NetlinkRequest In(TableMessageType type, byte family, string? table)
    {
        const ushort Table = 1; // NFTA_RULE_TABLE, NFTA_SET_TABLE and NFTA_OBJ_TABLE are one number.
        var request = Get(type, family);
        return table is null ? request : request.Attribute(Table, table);
    }

    private static NetlinkRequest Get(TableMessageType type, byte family) => NetfilterRequests.Begin(NetfilterSubsystem.Tables, (byte)type, family: family);
}

/// <summary><c>NFT_MSG_*</c>.</summary>
public enum TableMessageType : byte
{
    NewTable = 0,
    GetTable = 1,
    NewChain = 3,
    GetChain = 4,
    NewRule = 6,
    GetRule = 7,
    NewSet = 9,
    GetSet = 10,
    NewElements = 12,
    GetElements = 13,
    NewGeneration = 15,
    GetGeneration = 16,
    NewObject = 18,
    GetObject = 19,
    NewFlowtable = 22,
    GetFlowtable = 23,
}

/// <summary><c>NFPROTO_*</c> (include/uapi/linux/netfilter.h): the families that a table can belong to.</summary>
public static class TableFamily
{
    public const byte Inet = 1, Ip = 2, Arp = 3, NetDevice = 5, Bridge = 7, Ip6 = 10;
}
