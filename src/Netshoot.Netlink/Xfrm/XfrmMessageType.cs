namespace Netshoot.Netlink.Xfrm;

/// <summary>Messages of NETLINK_XFRM, <c>XFRM_MSG_*</c> (include/uapi/linux/xfrm.h).</summary>
public static class XfrmMessageType
{
    public const ushort
        NewState = 0x10, DeleteState = 0x11, GetState = 0x12, NewPolicy = 0x13, DeletePolicy = 0x14, GetPolicy = 0x15,
        NewStateInformation = 0x22, GetStateInformation = 0x23, NewPolicyInformation = 0x24, GetPolicyInformation = 0x25, GetDefault = 0x28;
}

/// <summary><c>XFRMA_*</c>.</summary>
public enum XfrmAttribute : ushort
{
    Authentication = 1,
    Encryption = 2,
    Compression = 3,
    Encapsulation = 4,
    Template = 5,
    SourceAddress = 13,
    CareOfAddress = 14,
    LastUsed = 15,
    PolicyType = 16,
    Aead = 18,
    TruncatedAuthentication = 20,
    Mark = 21,
    ReplayState = 10,
    ReplayExtended = 23,
    ExtraFlags = 24,
    SetMark = 29,
    SetMarkMask = 30,
    InterfaceId = 31,
}

/// <summary>Requests about security associations and policies.</summary>
public static class XfrmRequests
{
    public static NetlinkRequest ListStates() => new(XfrmMessageType.GetState, NetlinkFlags.None);

    public static NetlinkRequest ListPolicies() => new(XfrmMessageType.GetPolicy, NetlinkFlags.None);

    /// <summary>A question about the whole table; its body is a word of flags.</summary>
    public static NetlinkRequest Information(ushort type) => new NetlinkRequest(type, NetlinkFlags.None).U32(uint.MaxValue);
}
