namespace Netshoot.Netlink.Netfilter.Tables;

/// <summary>The number that each change of nf_tables counts up (<c>NFTA_GEN_*</c>): two equal ones mean that nothing changed between.</summary>
public sealed class Generation : INetlinkTable
{
    public uint Number { get; private set; }

    public bool Read(NetlinkMessage message)
    {
        const ushort Id = 1;
        if (!message.IsOfTables(TableMessageType.NewGeneration, out var read)) return false;
        Number = read.Attributes.Find(Id).U32BigEndian;
        return true;
    }
}

internal static class TableMessages
{
    public static bool IsOfTables(this NetlinkMessage message, TableMessageType type, out NetfilterMessage read)
        => NetfilterMessage.TryRead(message, out read) && read.Subsystem == NetfilterSubsystem.Tables && read.Message == (byte)type;
}
