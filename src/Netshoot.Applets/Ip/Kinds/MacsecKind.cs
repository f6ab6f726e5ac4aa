using System.Buffers.Binary;
using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;

namespace Netshoot.Applets.Ip.Kinds;

/// <summary>A MACsec interface (IEEE 802.1AE): <c>IFLA_MACSEC_*</c> (include/uapi/linux/if_link.h), cipher suites in include/uapi/linux/if_macsec.h.</summary>
internal static class MacsecKind
{
    private const ushort Sci = 1, Port = 2, IcvLength = 3, Cipher = 4, Window = 5, EncodingSa = 6, Encrypt = 7, Protect = 8, IncludeSci = 9, EndStation = 10, SingleCopy = 11,
        ReplayProtect = 12, Validation = 13, Offload = 15;

    private static readonly string[] s_validation = ["disabled", "check", "strict"];
    private static readonly string[] s_offload = ["off", "phy", "mac"];
    private static readonly string[] s_switch = ["off", "on"];

    private static readonly (ulong Suite, string Name)[] s_ciphers =
    [
        (0x0080020001000001, "GCM-AES-128"),
        (0x0080C20001000001, "GCM-AES-128"),
        (0x0080C20001000002, "GCM-AES-256"),
        (0x0080C20001000003, "GCM-AES-XPN-128"),
        (0x0080C20001000004, "GCM-AES-XPN-256"),
    ];

    public static void Write(IpContext context, NetlinkAttributes attributes)
    {
        var to = context.To;
        if (attributes.Find(Sci) is { Exists: true } sci)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(sci.U64) : sci.U64):x16}");
            to.Field("sci", text, $"sci {text} ");
        }
        WriteSwitch(context, attributes.Find(Protect), "protect", "protect");
        if (attributes.Find(Cipher) is { Exists: true } cipher)
        {
            string name = CipherName(cipher.U64);
            to.Field("cipher_suite", name, $"cipher {name} ");
        }
        if (attributes.Find(IcvLength) is { Exists: true } length) to.Field("icv_len", length.U8, $"icvlen {length.U8} ");
        if (attributes.Find(EncodingSa) is { Exists: true } association) to.Field("encoding_sa", association.U8, $"encodingsa {association.U8} ");
        if (attributes.Find(Validation) is { Exists: true } validation)
        {
            string name = KindWords.Name(s_validation, validation.U8);
            to.Field("validation", name, $"validate {name} ");
        }
        WriteSwitch(context, attributes.Find(Encrypt), "encrypt", "encrypt");
        WriteSwitch(context, attributes.Find(IncludeSci), "inc_sci", "send_sci");
        WriteSwitch(context, attributes.Find(EndStation), "es", "end_station");
        WriteSwitch(context, attributes.Find(SingleCopy), "scb", "scb");
        WriteSwitch(context, attributes.Find(ReplayProtect), "replay_protect", "replay");
        if (attributes.Find(Window) is { Exists: true } window) to.Field("window", window.U32, $"window {window.U32} ");
    }

    public static string CipherName(ulong suite)
    {
        foreach (var (number, name) in s_ciphers)
            if (number == suite) return name;
        return "(unknown)";
    }

    public static void Read(IpContext context, IpWords words, NetlinkRequest to)
    {
        bool? sendsSci = null;
        bool endStation = false, singleCopy = false, hasWindow = false, replays = false, hasPort = false, hasSci = false;
        for (; words.More; words.Advance())
        {
            string keyword = words.Current;
            switch (keyword)
            {
                case "sci" when !hasPort:
                    to.Attribute(Sci, Reversed(ReadSci(words)));
                    hasSci = true;
                    break;
                case "port" when !hasSci:
                    to.AttributeBigEndian(Port, (ushort)KindWords.Number(words, ushort.MaxValue, "expected port"));
                    hasPort = true;
                    break;
                case "cipher":
                    to.Attribute(Cipher, ReadCipher(words));
                    break;
                case "icvlen":
                    string word = words.Next();
                    to.Attribute(IcvLength, (byte)(IpWords.TryNumber(word, out uint length) && length is >= 8 and <= 16 ? length : throw KindWords.Wrong(word, "ICV length must be in the range {8..16}")));
                    break;
                case "encrypt":
                    to.Attribute(Encrypt, (byte)KindWords.OneOf(words, s_switch));
                    break;
                case "send_sci":
                    sendsSci = KindWords.OneOf(words, s_switch) != 0;
                    break;
                case "end_station":
                    endStation = KindWords.OneOf(words, s_switch) != 0;
                    to.Attribute(EndStation, (byte)(endStation ? 1 : 0));
                    break;
                case "scb":
                    singleCopy = KindWords.OneOf(words, s_switch) != 0;
                    to.Attribute(SingleCopy, (byte)(singleCopy ? 1 : 0));
                    break;
                case "protect":
                    to.Attribute(Protect, (byte)KindWords.OneOf(words, s_switch));
                    break;
                case "replay":
                    replays = KindWords.OneOf(words, s_switch) != 0;
                    to.Attribute(ReplayProtect, (byte)(replays ? 1 : 0));
                    break;
                case "window":
                    to.Attribute(Window, KindWords.Number(words, uint.MaxValue, "expected replay window size"));
                    hasWindow = true;
                    break;
                case "validate":
                    to.Attribute(Validation, (byte)KindWords.OneOf(words, s_validation));
                    break;
                case "encodingsa":
                    to.Attribute(EncodingSa, (byte)KindWords.Number(words, 3, "expected an { 0..3 }"));
                    break;
                case "offload":
                    to.Attribute(Offload, (byte)KindWords.OneOf(words, s_offload));
                    break;
                default:
                    throw KindWords.Unknown("macsec", keyword);
            }
        }
        if (sendsSci is { } sends) to.Attribute(IncludeSci, (byte)(sends ? 1 : 0));
        if (replays && !hasWindow) throw new IpFailure("replay protection enabled, but no window set. did you mean 'replay on window VALUE'?\n", IpFailure.Missing);
        if (sendsSci == true && (endStation || singleCopy)) throw new IpFailure("invalid combination of send_sci/end_station/scb\n", IpFailure.Missing);
    }

    private static ulong ReadSci(IpWords words)
    {
        string word = words.Next();
        return ulong.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong sci) ? sci : throw KindWords.Wrong(word, "expected sci");
    }

    private static ulong ReadCipher(IpWords words)
    {
        string word = words.Next();
        if (word is "default" or "gcm-aes-128") return s_ciphers[0].Suite;
        foreach (var (suite, name) in s_ciphers.AsSpan(2))
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase)) return suite;
        throw KindWords.Wrong(word, "expected: default, gcm-aes-128, gcm-aes-256, gcm-aes-xpn-128 or gcm-aes-xpn-256");
    }

    private static ulong Reversed(ulong sci) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(sci) : sci;

    private static void WriteSwitch(IpContext context, NetlinkAttribute attribute, string key, string text)
    {
        if (attribute.Exists) context.To.Field(key, attribute.U8 != 0, $"{text} {(attribute.U8 != 0 ? "on" : "off")} ");
    }
}
