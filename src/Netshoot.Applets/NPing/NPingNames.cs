using Netshoot.Wire;

namespace Netshoot.Applets.NPing;

/// <summary>The words for types and codes of ICMP and for operations of ARP that nping(1) lists.</summary>
internal static class NPingNames
{
    private static readonly (byte Number, string Words)[] s_types =
    [
        (0, "echo-reply echo-rep er"), (3, "destination-unreachable dest-unr du"), (4, "source-quench sour-que sq"), (5, "redirect redi r"), (8, "echo-request echo e"),
        (9, "router-advertisement rout-adv ra"), (10, "router-solicitation rout-sol rs"), (11, "time-exceeded time-exc te"), (12, "parameter-problem member-pro pp"),
        (13, "timestamp time tm"), (14, "timestamp-reply time-rep tr"), (15, "information info i"), (16, "information-reply info-rep ir"), (17, "mask-request mask m"),
        (18, "mask-reply mask-rep mr"), (30, "traceroute trace tc"),
    ];

    private static readonly (byte Number, string Words)[] s_unreachable =
    [
        (0, "network-unreachable netw-unr net"), (1, "host-unreachable host-unr host"), (2, "protocol-unreachable prot-unr proto"), (3, "port-unreachable port-unr port"),
        (4, "needs-fragmentation need-fra frag"), (5, "source-route-failed sour-rou routefail"), (6, "network-unknown netw-unk net?"), (7, "host-unknown host-unk host?"),
        (8, "host-isolated host-iso isolated"), (9, "network-prohibited netw-pro !net"), (10, "host-prohibited host-pro !host"),
        (11, "network-tos unreachable-network-tos netw-tos tosnet"), (12, "host-tos unreachable-host-tos toshost"), (13, "communication-prohibited comm-pro !comm"),
        (14, "host-precedence-violation precedence-violation prec-vio violation"), (15, "precedence-cutoff prec-cut cutoff"),
    ];

    private static readonly (byte Number, string Words)[] s_redirect =
        [(0, "redirect-network redi-net net"), (1, "redirect-host redi-host host"), (2, "redirect-network-tos redi-ntos redir-ntos"), (3, "redirect-host-tos redi-htos redir-htos")];

    private static readonly (byte Number, string Words)[] s_advertisement =
        [(0, "normal-advertisement norm-adv normal zero default def"), (16, "not-route-common-traffic not-rou mobile-ip !route !commontraffic")];

    private static readonly (byte Number, string Words)[] s_exceeded =
        [(0, "ttl-exceeded-in-transit ttl-exc ttl-transit"), (1, "fragment-reassembly-time-exceeded frag-exc frag-time")];

    private static readonly (byte Number, string Words)[] s_problem =
        [(0, "pointer-indicates-error poin-ind pointer"), (1, "missing-required-option miss-option option-missing"), (2, "bad-length bad-len badlen")];

    private static readonly (byte Number, string Words)[] s_operations =
    [
        (1, "arp-request arp a"), (2, "arp-reply arp-rep ar"), (3, "rarp-request rarp r"), (4, "rarp-reply rarp-rep rr"), (5, "drarp-request drarp d"), (6, "drarp-reply drarp-rep dr"),
        (7, "drarp-error drarp-err de"), (8, "inarp-request inarp i"), (9, "inarp-reply inarp-rep ir"), (10, "arp-nak an"),
    ];

    /// <summary>Whether a type of ICMP is one that nping knows.</summary>
    public static bool KnowsType(byte type) => Array.Exists(s_types, t => t.Number == type);

    public static byte? Type(string word) => Find(s_types, word);

    public static byte? Operation(string word) => Find(s_operations, word);

    /// <summary>A code of a type; a word that several types have is that of the type that was given.</summary>
    public static byte? Code(string word, byte type)
    {
        var own = type switch { 3 => s_unreachable, 5 => s_redirect, 9 => s_advertisement, 11 => s_exceeded, 12 => s_problem, _ => s_unreachable };
        return Find(own, word) ?? Find(s_unreachable, word) ?? Find(s_redirect, word) ?? Find(s_advertisement, word) ?? Find(s_exceeded, word) ?? Find(s_problem, word);
    }

    /// <summary>A hardware address, or the words for a random one and for everybody.</summary>
    public static MacAddress? Mac(string text) => text switch
    {
        "rand" or "random" => new((ulong)Random.Shared.NextInt64(0, 1L << 48) & ~(1UL << 40)),
        "broadcast" or "bcast" => MacAddress.Broadcast,
        _ => MacAddress.TryParse(text, out var address) ? address : null,
    };

    private static byte? Find((byte Number, string Words)[] table, string word)
    {
        foreach (var (number, words) in table)
            foreach (var range in words.AsSpan().Split(' '))
                if (words.AsSpan(range).Equals(word, StringComparison.OrdinalIgnoreCase)) return number;
        return null;
    }
}
