namespace Netshoot.Applets.Tc.Filters;

/// <summary>How a key of a flow is written and read.</summary>
internal enum FlowerForm
{
    Mac,

    /// <summary>An address of either family, each with an attribute of its own.</summary>
    Address,
    Address4,
    Port,
    Byte,

    /// <summary>A small number that programs get as text.</summary>
    ByteText,
    Word,
    Label,
    EtherType,
    KeyNumber,
    Mark,
    Operation,
}

/// <summary>One key of flower: a line of the table, and the only place where it is named.</summary>
/// <param name="Name">What it is called when it is shown.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Attribute"><c>TCA_FLOWER_KEY_*</c>.</param>
/// <param name="Mask">The attribute of its mask; 0 when it has none.</param>
/// <param name="Attribute6">The one of IPv6, if it has another.</param>
/// <param name="Mask6">Its mask's.</param>
/// <param name="Word">What it is called when it is given; null when as it is shown.</param>
internal readonly record struct FlowerKey(string Name, FlowerForm Form, ushort Attribute, ushort Mask = 0, ushort Attribute6 = 0, ushort Mask6 = 0, string? Word = null)
{
    // TCA_FLOWER_* that are no keys of this table (include/uapi/linux/pkt_cls.h).
    public const ushort Class = 1, Interface = 2, Action = 3, EtherType = 8, Protocol = 9, TcpSource = 18, TcpDestination = 19, UdpSource = 20, UdpDestination = 21, Flags = 22, VlanEtherType = 25,
        TcpSourceMask = 35, TcpDestinationMask = 36, UdpSourceMask = 37, UdpDestinationMask = 38, SctpSourceMask = 39, SctpDestinationMask = 40, SctpSource = 41, SctpDestination = 42,
        PacketFlags = 47, PacketFlagsMask = 48, Icmp4Code = 49, Icmp4CodeMask = 50, Icmp4Type = 51, Icmp4TypeMask = 52, Icmp6Code = 53, Icmp6CodeMask = 54, Icmp6Type = 55, Icmp6TypeMask = 56,
        TcpFlags = 71, TcpFlagsMask = 72, InnerVlanEtherType = 79, InHardwareCount = 86, SourceMinimum = 87, SourceMaximum = 88, DestinationMinimum = 89, DestinationMaximum = 90,
        TrackState = 91, TrackStateMask = 92, TrackLabels = 97, TrackLabelsMask = 98;

    // In the order in which they are shown.
    public static readonly FlowerKey[] First =
    [
        new("vlan_id", FlowerForm.Word, 23), new("vlan_prio", FlowerForm.Byte, 24), new("vlan_ethtype", FlowerForm.EtherType, 25), new("cvlan_id", FlowerForm.Word, 77), new("cvlan_prio", FlowerForm.Byte, 78),
        new("cvlan_ethtype", FlowerForm.EtherType, 79), new("num_of_vlans", FlowerForm.Byte, 102), new("dst_mac", FlowerForm.Mac, 4, 5), new("src_mac", FlowerForm.Mac, 6, 7),
    ];

    public static readonly FlowerKey[] Second =
    [
        new("ip_tos", FlowerForm.Byte, 73, 74), new("ip_ttl", FlowerForm.Byte, 75, 76), new("mpls_label", FlowerForm.Label, 70), new("mpls_tc", FlowerForm.ByteText, 69), new("mpls_bos", FlowerForm.ByteText, 68),
        new("mpls_ttl", FlowerForm.ByteText, 67), new("dst_ip", FlowerForm.Address, 12, 13, 16, 17), new("src_ip", FlowerForm.Address, 10, 11, 14, 15),
    ];

    public static readonly FlowerKey[] Third =
    [
        new("arp_sip", FlowerForm.Address4, 57, 58), new("arp_tip", FlowerForm.Address4, 59, 60), new("arp_op", FlowerForm.Operation, 61, 62), new("arp_sha", FlowerForm.Mac, 63, 64), new("arp_tha", FlowerForm.Mac, 65, 66),
        new("enc_dst_ip", FlowerForm.Address, 29, 30, 33, 34), new("enc_src_ip", FlowerForm.Address, 27, 28, 31, 32), new("enc_key_id", FlowerForm.KeyNumber, 26), new("enc_dst_port", FlowerForm.Port, 45, 46),
        new("enc_tos", FlowerForm.Byte, 80, 81), new("enc_ttl", FlowerForm.Byte, 82, 83),
    ];

    public static readonly FlowerKey[] Fourth = [new("ct_zone", FlowerForm.Mark, 93, 94), new("ct_mark", FlowerForm.Mark, 95, 96)];
}
