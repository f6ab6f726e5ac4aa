using System.Collections.Frozen;
using Netshoot.Filters.Tree;

namespace Netshoot.Filters.Syntax;

/// <summary>The names that only one link layer knows: LLC PDUs, IEEE 802.11 frames, pf(4) reasons and actions.</summary>
internal static class LinkWords
{
    private const byte Management = 0x00, Control = 0x04, Data = 0x08;

    /// <summary>Kinds of LLC PDUs by the control byte (IEEE 802.2 section 5.3).</summary>
    private static readonly FrozenDictionary<string, LlcKind> s_llc = Keywords.Table<LlcKind>(
    [
        ("i", new(0x01, 0x00)), ("s", new(0x03, 0x01)), ("u", new(0x03, 0x03)),
        ("rr", new(0x0f, 0x01)), ("rnr", new(0x0f, 0x05)), ("rej", new(0x0f, 0x09)),
        ("ui", new(0xef, 0x03)), ("ua", new(0xef, 0x63)), ("disc", new(0xef, 0x43)), ("dm", new(0xef, 0x0f)), ("sabme", new(0xef, 0x6f)),
        ("test", new(0xef, 0xe3)), ("xid", new(0xef, 0xaf)), ("frmr", new(0xef, 0x87)),
    ]);

    private static readonly FrozenDictionary<string, byte> s_wirelessTypes = Keywords.Table<byte>(
    [
        ("mgt", Management), ("management", Management), ("ctl", Control), ("control", Control), ("data", Data),
    ]);

    /// <summary>Frame control's first byte: subtype and type (IEEE 802.11 section 9.2.4.1.3).</summary>
    private static readonly FrozenDictionary<string, byte> s_wirelessSubtypes = Keywords.Table<byte>(
    [
        ("assocreq", 0x00), ("assoc-req", 0x00), ("assocresp", 0x10), ("assoc-resp", 0x10), ("reassocreq", 0x20), ("reassoc-req", 0x20),
        ("reassocresp", 0x30), ("reassoc-resp", 0x30), ("probereq", 0x40), ("probe-req", 0x40), ("proberesp", 0x50), ("probe-resp", 0x50),
        ("beacon", 0x80), ("atim", 0x90), ("disassoc", 0xa0), ("disassociation", 0xa0), ("auth", 0xb0), ("authentication", 0xb0),
        ("deauth", 0xc0), ("deauthentication", 0xc0),
        ("ps-poll", 0xa4), ("rts", 0xb4), ("cts", 0xc4), ("ack", 0xd4), ("cf-end", 0xe4), ("cf-end-ack", 0xf4),
        ("data", 0x08), ("data-cf-ack", 0x18), ("data-cf-poll", 0x28), ("data-cf-ack-poll", 0x38), ("null", 0x48), ("cf-ack", 0x58),
        ("cf-poll", 0x68), ("cf-ack-poll", 0x78), ("qos-data", 0x88), ("qos-data-cf-ack", 0x98), ("qos-data-cf-poll", 0xa8),
        ("qos-data-cf-ack-poll", 0xb8), ("qos", 0xc8), ("qos-cf-poll", 0xe8), ("qos-cf-ack-poll", 0xf8),
    ]);

    /// <summary><c>PFRES_*</c> of pf(4).</summary>
    private static readonly FrozenDictionary<string, uint> s_reasons = Keywords.Table<uint>(
    [
        ("match", 0), ("bad-offset", 1), ("fragment", 2), ("short", 3), ("normalize", 4), ("memory", 5), ("bad-timestamp", 6), ("congestion", 7),
        ("ip-option", 8), ("proto-cksum", 9), ("state-mismatch", 10), ("state-insert", 11), ("state-limit", 12), ("src-limit", 13), ("synproxy", 14),
    ]);

    /// <summary><c>PF_PASS</c> and so on of pf(4).</summary>
    private static readonly FrozenDictionary<string, uint> s_actions = Keywords.Table<uint>(
    [
        ("pass", 0), ("accept", 0), ("drop", 1), ("block", 1), ("scrub", 2), ("noscrub", 3), ("nat", 4), ("nonat", 5),
        ("binat", 6), ("nobinat", 7), ("rdr", 8), ("nordr", 9), ("synproxy-drop", 10),
    ]);

    public static bool TryLlc(string name, out LlcKind kind) => s_llc.TryGetValue(name, out kind);

    public static bool TryWirelessType(string name, out byte type) => s_wirelessTypes.TryGetValue(name, out type);

    public static bool TryWirelessSubtype(string name, out byte frame) => s_wirelessSubtypes.TryGetValue(name, out frame);

    /// <summary>The subtype's bits, when frames of that type have it.</summary>
    public static bool TryWirelessSubtype(string name, byte type, out byte subtype)
    {
        bool found = s_wirelessSubtypes.TryGetValue(name, out byte frame) && (frame & 0x0c) == type;
        subtype = (byte)(frame & 0xf0);
        return found;
    }

    public static bool TryFirewallReason(string name, out uint reason) => s_reasons.TryGetValue(name, out reason);

    public static bool TryFirewallAction(string name, out uint action) => s_actions.TryGetValue(name, out action);
}
