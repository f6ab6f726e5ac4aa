using Netshoot.Wire;

namespace Netshoot.Netlink.Xfrm;

/// <summary>A security association: <c>struct xfrm_usersa_info</c> with <c>XFRMA_*</c> (include/uapi/linux/xfrm.h; RFC 4301).</summary>
public sealed class XfrmState : INetlinkTable
{
    public XfrmSelector Selector { get; private set; }

    public InternetAddress Source { get; private set; }

    public InternetAddress Destination { get; private set; }

    /// <summary>Security parameters index.</summary>
    public uint Spi { get; private set; }

    /// <summary>50 ESP, 51 AH, 108 IPComp.</summary>
    public byte Protocol { get; private set; }

    public XfrmLimits Limits { get; private set; }

    public XfrmUse Use { get; private set; }

    /// <summary>Packets outside of the replay window, repeated ones, and those that failed to verify.</summary>
    public (uint OutsideWindow, uint Replayed, uint Failed) Statistics { get; private set; }

    public uint Sequence { get; private set; }

    public uint RequestId { get; private set; }

    public ushort Family { get; private set; }

    /// <summary><c>XFRM_MODE_*</c>.</summary>
    public byte Mode { get; private set; }

    public byte ReplayWindow { get; private set; }

    /// <summary><c>XFRM_STATE_*</c>.</summary>
    public byte Flags { get; private set; }

    public AttributeStore Attributes { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type != XfrmMessageType.NewState) return false;
        // The family stands behind what is read in it.
        const int FamilyOffset = 212;
        var payload = message.Payload;
        Family = payload.Length >= FamilyOffset + 2 ? new NetlinkReader(payload[FamilyOffset..]).U16() : (ushort)0;
        var reader = new NetlinkReader(payload);
        Selector = XfrmSelector.Read(ref reader, Family);
        Destination = XfrmAddress.Of(reader.Take(16), Family);
        Spi = XfrmAddress.Network(reader.U32());
        Protocol = reader.U8();
        reader.Skip(3);
        Source = XfrmAddress.Of(reader.Take(16), Family);
        Limits = XfrmLimits.Read(ref reader);
        Use = XfrmUse.Read(ref reader);
        Statistics = (reader.U32(), reader.U32(), reader.U32());
        Sequence = reader.U32();
        RequestId = reader.U32();
        reader.Skip(2);
        Mode = reader.U8();
        ReplayWindow = reader.U8();
        Flags = reader.U8();
        reader.Skip(7);
        if (reader.Truncated) return false;
        Attributes.SetAll(reader.Attributes);
        return true;
    }
}
