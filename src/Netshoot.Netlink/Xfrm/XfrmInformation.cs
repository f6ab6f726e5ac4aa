namespace Netshoot.Netlink.Xfrm;

/// <summary>An answer about the whole table: a word, then <c>XFRMA_SAD_*</c> or <c>XFRMA_SPD_*</c> (include/uapi/linux/xfrm.h).</summary>
public sealed class XfrmInformation : INetlinkTable
{
    /// <summary>Flags; of defaults the three bytes of <c>struct xfrm_userpolicy_default</c>.</summary>
    public uint Word { get; private set; }

    public AttributeStore Attributes { get; } = new();

    public bool Read(NetlinkMessage message)
    {
        if (message.Type is not (XfrmMessageType.NewStateInformation or XfrmMessageType.NewPolicyInformation or XfrmMessageType.GetDefault)) return false;
        // The three bytes of defaults come without the padding that makes a word of them.
        Span<byte> word = stackalloc byte[sizeof(uint)];
        message.Payload[..Math.Min(message.Payload.Length, word.Length)].CopyTo(word);
        Word = new NetlinkReader(word).U32();
        Attributes.SetAll(new(message.Payload[Math.Min(message.Payload.Length, word.Length)..]));
        return true;
    }
}
