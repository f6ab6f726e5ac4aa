using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>Actions in words (tc-actions(8)): one behind the other, to the end of the line.</summary>
internal static class ActionWords
{
    private const int MostActions = 32, LongestCookie = 16;

    private static readonly string[] s_unsupported =
        ["bpf", "connmark", "csum", "ct", "ctinfo", "gate", "ife", "ipt", "mpls", "nat", "pedit", "sample", "simple", "skbedit", "skbmod", "tunnel_key", "vlan", "xt"];

    /// <summary>Reads all that is left of the line.</summary>
    /// <param name="context">The command.</param>
    /// <param name="words">Behind the word <c>action</c>.</param>
    /// <param name="request">What they are written to.</param>
    /// <param name="attribute">The attribute that holds them.</param>
    /// <param name="exitCode">The exit code for one that cannot be read.</param>
    public static void Parse(TcContext context, IpWords words, NetlinkRequest request, ushort attribute, byte exitCode = IpFailure.Missing)
    {
        int nest = request.Begin(attribute, flagged: true);
        ushort order = 0;
        string? complaint = words.More ? null : "Command line is not complete. Try option \"help\"\n";
        if (complaint is not null) throw new IpFailure(complaint) { EndsBatch = true };
        while (words.More)
        {
            if (words.Is("action"))
            {
                words.Advance();
                continue;
            }
            if (++order > MostActions) throw new IpFailure($"parse_action: too many actions\n{Illegal}", exitCode);
            string kind = words.Current;
            int left = words.Rest.Count, start = request.Begin(order, flagged: true);
            try
            {
                ParseOne(context, words, kind, request);
            }
            catch (IpFailure e) when (!e.EndsBatch && e.ExitCode == IpFailure.Missing && Array.IndexOf(s_unsupported, kind) < 0)
            {
                throw new IpFailure(string.Create(CultureInfo.InvariantCulture, $"{e.Message}bad action parsing\nparse_action: bad value ({left}:{kind})!\n{Illegal}"), exitCode);
            }
            ParseRest(words, request);
            request.End(start);
        }
        request.End(nest);
    }

    public const string Illegal = "Illegal \"action\"\n";

    /// <summary>What every action begins with.</summary>
    public static void WriteState(NetlinkRequest request, ushort attribute, uint index, int verdict)
    {
        int nest = request.Begin(attribute);
        request.U32(index).U32(0).I32(verdict).U32(0).U32(0).End(nest);
    }

    private static void ParseOne(TcContext context, IpWords words, string kind, NetlinkRequest request)
    {
        if (Array.IndexOf(s_unsupported, kind) >= 0) throw new IpFailure($"tc: making actions of the kind \"{kind}\" is not supported\n", IpFailure.Missing);
        string name = kind is "mirred" or "police" ? kind : "gact";
        request.Attribute((ushort)TrafficActionAttribute.Kind, name);
        int options = request.Begin((ushort)TrafficActionAttribute.Options, flagged: true);
        if (kind is "mirred" or "police" or "gact")
        {
            words.Next();
        }
        switch (name)
        {
            case "mirred": MirrorAction.Parse(context, words, request); break;
            case "police": PoliceAction.Parse(context, words, request); break;
            default: GenericAction.Parse(words, request); break;
        }
        request.End(options);
    }

    // What may stand behind any action.
    private static void ParseRest(IpWords words, NetlinkRequest request)
    {
        // TCA_ACT_FLAGS_*
        const uint NoPerProcessor = 1, SkipHardware = 2, SkipSoftware = 4;
        uint flags = 0;
        while (words.More && TryRest(words, request, ref flags)) words.Advance();
        if (flags != 0) WriteBits(request, TrafficActionAttribute.Flags, flags, flags);

        static bool TryRest(IpWords words, NetlinkRequest request, ref uint flags)
        {
            switch (words.Current)
            {
                case "cookie": request.Attribute((ushort)TrafficActionAttribute.Cookie, Cookie(words.Next())); break;
                case "hw_stats": WriteBits(request, TrafficActionAttribute.HardwareStatistics, words.Next() switch { "immediate" => 1, "delayed" => 2, "any" => 3, "disabled" => 0, var word => throw IpFailure.Invalid(word, "value is invalid\n") }, 3); break;
                case "no_percpu": flags |= NoPerProcessor; break;
                case "skip_hw": flags |= SkipHardware; break;
                case "skip_sw": flags |= SkipSoftware; break;
                default: return false;
            }
            return true;
        }
    }

    // struct nla_bitfield32
    private static void WriteBits(NetlinkRequest request, TrafficActionAttribute attribute, uint value, uint selector)
    {
        Span<byte> bits = stackalloc byte[8];
        BitConverter.TryWriteBytes(bits, value);
        BitConverter.TryWriteBytes(bits[4..], selector);
        request.Attribute((ushort)attribute, bits);
    }

    private static byte[] Cookie(string word)
    {
        if (word.Length > 2 * LongestCookie) throw IpFailure.Invalid(word, TcText.Invariant($"{word.Length} Max allowed size {2 * LongestCookie}"));
        return word.Length % 2 == 0 && word.Length > 0 && word.All(char.IsAsciiHexDigit) ? Convert.FromHexString(word) : throw IpFailure.Invalid(word, "cookie must be a hex string\n");
    }
}
