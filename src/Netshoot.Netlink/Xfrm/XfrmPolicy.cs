namespace Netshoot.Netlink.Xfrm;

/// <summary>A security policy: <c>struct xfrm_userpolicy_info</c> with <c>XFRMA_*</c> (include/uapi/linux/xfrm.h; RFC 4301).</summary>
public sealed class XfrmPolicy : INetlinkTable
{
    private readonly List<XfrmTemplate> _templates = [];

    public XfrmSelector Selector { get; private set; }

    public XfrmLimits Limits { get; private set; }

    public XfrmUse Use { get; private set; }

    public uint Priority { get; private set; }

    public uint Index { get; private set; }

    /// <summary>0 in, 1 out, 2 forward; those of sockets from 3 on.</summary>
    public byte Direction { get; private set; }

    public bool Blocks { get; private set; }

    /// <summary><c>XFRM_POLICY_*</c>.</summary>
    public byte Flags { get; private set; }

    public byte Share { get; private set; }

    /// <summary>The transformations, in the order in which a packet undergoes them.</summary>
    public IReadOnlyList<XfrmTemplate> Templates => _templates;

    public AttributeStore Attributes { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != XfrmMessageType.NewPolicy) return false;
        var reader = new NetlinkReader(message.Payload);
        Selector = XfrmSelector.Read(ref reader);
        Limits = XfrmLimits.Read(ref reader);
        Use = XfrmUse.Read(ref reader);
        Priority = reader.U32();
        Index = reader.U32();
        Direction = reader.U8();
        Blocks = reader.U8() != 0;
        Flags = reader.U8();
        Share = reader.U8();
        reader.Skip(4);
        if (reader.Truncated) return false;
        Attributes.SetAll(reader.Attributes);
        _templates.Clear();
        var templates = Attributes.Attributes.Find((ushort)XfrmAttribute.Template).Reader;
        while (templates.Remaining >= XfrmTemplate.Size) _templates.Add(XfrmTemplate.Read(ref templates));
        return true;
    }
}
