namespace Netshoot.Netlink.Generic;

/// <summary>A family of generic netlink as the kernel describes it: <c>CTRL_CMD_NEWFAMILY</c> with <c>CTRL_ATTR_*</c> (include/uapi/linux/genetlink.h).</summary>
public sealed class GenericFamily : INetlinkTable
{
    /// <summary>The number of the family that knows the others, <c>GENL_ID_CTRL</c>.</summary>
    public const ushort Controller = 16;

    private const byte NewFamily = 1, GetFamily = 3, ControllerVersion = 1;

    /// <summary>The number that its messages have as their type until the machine is started again.</summary>
    public ushort Id { get; private set; }

    public string Name { get; private set; } = "";

    public byte Version { get; private set; }

    /// <summary>Bytes of its own header before the attributes.</summary>
    public int HeaderSize { get; private set; }

    /// <summary>The largest attribute that it knows.</summary>
    public uint LargestAttribute { get; private set; }

    /// <summary>Its groups of notifications and their numbers for <see cref="NetlinkSocket.Join"/>.</summary>
    public Dictionary<string, uint> Groups { get; } = [];

    /// <summary>The number of one of its groups; 0 when it has none of that name.</summary>
    public int GroupOf(string name) => (int)Groups.GetValueOrDefault(name);

    /// <summary>A request to the family, to which attributes are to be added.</summary>
    public NetlinkRequest Request(byte command, NetlinkFlags flags = NetlinkFlags.None) => Begin(Id, command, Version, flags).Zero(NetlinkReader.Aligned(HeaderSize));

    /// <summary>Asks which family has a name.</summary>
    public static NetlinkRequest Find(string name) => Begin(Controller, GetFamily, ControllerVersion, NetlinkFlags.None).Attribute((ushort)GenericFamilyAttribute.Name, name);

    public bool Read(NetlinkMessage message)
    {
        Groups.Clear();
        if (message.Type != Controller || !GenericMessage.TryRead(message, out var generic) || generic.Command != NewFamily) return false;
        (Id, Name, Version, HeaderSize, LargestAttribute) = (0, "", 0, 0, 0);
        foreach (var attribute in generic.Attributes)
        {
            switch ((GenericFamilyAttribute)attribute.Type)
            {
                case GenericFamilyAttribute.Id: Id = attribute.U16; break;
                case GenericFamilyAttribute.Name: Name = attribute.Text; break;
                case GenericFamilyAttribute.Version: Version = (byte)attribute.U32; break;
                case GenericFamilyAttribute.HeaderSize: HeaderSize = (ushort)attribute.U32; break;
                case GenericFamilyAttribute.LargestAttribute: LargestAttribute = attribute.U32; break;
                case GenericFamilyAttribute.Groups:
                    foreach (var group in attribute.Nested) Groups.TryAdd(group.Nested.Find((ushort)GenericGroupAttribute.Name).Text, group.Nested.Find((ushort)GenericGroupAttribute.Id).U32);
                    break;
            }
        }
        return Id != 0;
    }

    private static NetlinkRequest Begin(ushort type, byte command, byte version, NetlinkFlags flags) => new NetlinkRequest(type, flags).U8(command).U8(version).U16(0);
}

/// <summary><c>CTRL_ATTR_*</c>.</summary>
public enum GenericFamilyAttribute : ushort
{
    Id = 1,
    Name = 2,
    Version = 3,
    HeaderSize = 4,
    LargestAttribute = 5,
    Operations = 6,
    Groups = 7,
}

/// <summary><c>CTRL_ATTR_MCAST_GRP_*</c>.</summary>
public enum GenericGroupAttribute : ushort
{
    Name = 1,
    Id = 2,
}
