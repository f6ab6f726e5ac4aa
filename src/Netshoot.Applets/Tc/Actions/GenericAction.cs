using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>A verdict, always or at random (gact of tc-actions(8)): <c>TCA_GACT_*</c> (include/uapi/linux/tc_act/tc_gact.h).</summary>
internal static class GenericAction
{
    private const ushort Times = 1, Parameters = 2, Probability = 3;

    public const string Usage = """
        Usage: ... gact <ACTION> [RAND] [INDEX]
        Where: 	ACTION := reclassify | drop | continue | pass | pipe |
               	          goto chain <CHAIN_INDEX> | jump <JUMP_COUNT>
        	RAND := random <RANDTYPE> <ACTION> <VAL>
        	RANDTYPE := netrand | determ
        	VAL : = value not exceeding 10000
        	JUMP_COUNT := Absolute jump from start of action list
        	INDEX := index value used


        """;

    private static readonly string[] s_random = ["none", "netrand", "determ"];

    public static void Write(TcContext context, NetlinkAttributes options)
    {
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        if (reader.Truncated) return;
        to.Field("kind", "gact", $"gact ");
        Verdict.Write(context, "action ", state.Verdict);
        to.Text($"{context.LineBreak}\t ");
        to.OpenObject("prob");
        var chance = options.Find(Probability).Reader;
        ushort kind = chance.U16(), value = chance.U16();
        int verdict = chance.I32();
        string name = kind < s_random.Length ? s_random[kind] : "none";
        to.Field("random_type", name, $"random type {name}");
        Verdict.Write(context, " ", verdict);
        to.Field("val", value, $" val {value}");
        to.CloseObject();
        ActionKinds.WriteState(context, state, options.Find(Times));
    }

    /// <summary>Reads the words of one; the first is its verdict.</summary>
    public static void Parse(IpWords words, NetlinkRequest request)
    {
        const uint Largest = 10000;
        if (!Verdict.TryParse(words, out int verdict)) throw new IpFailure($"Bad action type {words.Current}\n{Usage}") { EndsBatch = true };
        words.Advance();
        (ushort Kind, uint Value, int Verdict)? chance = null;
        uint index = 0;
        if (words.More && words.Is("random"))
        {
            int kind = Array.IndexOf(s_random, words.Next());
            if (kind <= 0) throw new IpFailure($"Illegal \"random type\"\n", IpFailure.Missing);
            words.Next();
            if (!Verdict.TryParse(words, out int other)) throw new IpFailure($"Bad action type {words.Current}\n{Usage}") { EndsBatch = true };
            chance = ((ushort)kind, IpWords.TryNumber(words.Next(), out uint value) && value <= Largest ? value : throw KindOptions.Illegal("val"), other);
            words.Advance();
        }
        if (words.More && words.Is("index"))
        {
            index = KindOptions.Number(words, "index");
            words.Advance();
        }
        ActionWords.WriteState(request, Parameters, index, verdict);
        if (chance is not { } random) return;
        int nest = request.Begin(Probability);
        request.U16(random.Kind).U16((ushort)random.Value).I32(random.Verdict).End(nest);
    }
}
