namespace Netshoot.Netlink.Generic;

/// <summary>A message of a generic netlink family: <c>struct genlmsghdr</c> and attributes (include/uapi/linux/genetlink.h).</summary>
public readonly ref struct GenericMessage
{
    /// <summary>Bytes of <c>struct genlmsghdr</c>.</summary>
    public const int HeaderSize = 4;

    private GenericMessage(byte command, byte version, NetlinkAttributes attributes)
    {
        Command = command;
        Version = version;
        Attributes = attributes;
    }

    /// <summary>What it says, by a number of the family's own.</summary>
    public byte Command { get; }

    public byte Version { get; }

    public NetlinkAttributes Attributes { get; }

    /// <summary>Reads the header behind that of netlink.</summary>
    /// <param name="message">The message.</param>
    /// <param name="read">What stands in it.</param>
    /// <param name="familyHeader">Bytes of the header that the family itself has before its attributes; most have none.</param>
    /// <returns>False when it is cut short, or about the protocol itself.</returns>
    public static bool TryRead(NetlinkMessage message, out GenericMessage read, int familyHeader = 0)
    {
        read = default;
        if (message.Type < GenericFamily.Controller) return false;
        var reader = new NetlinkReader(message.Payload);
        byte command = reader.U8(), version = reader.U8();
        reader.Skip(sizeof(ushort) + NetlinkReader.Aligned(familyHeader));
        if (reader.Truncated) return false;
        read = new(command, version, reader.Attributes);
        return true;
    }
}
