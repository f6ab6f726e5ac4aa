using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>A copy to another device, or the packet itself (tc-mirred(8)): <c>TCA_MIRRED_*</c> (include/uapi/linux/tc_act/tc_mirred.h).</summary>
internal static class MirrorAction
{
    private const ushort Times = 1, Parameters = 2;

    private const string Usage = """
        Usage: mirred <DIRECTION> <ACTION> [index INDEX] <dev DEVICENAME>
        where:
        	DIRECTION := <ingress | egress>
        	ACTION := <mirror | redirect>
        	INDEX  is the specific policy instance id
        	DEVICENAME is the devicename

        """;

    // TCA_EGRESS_REDIR to TCA_INGRESS_MIRROR, each less one.
    private static readonly (string Text, string Action, string Direction)[] s_kinds =
        [("Egress Redirect", "redirect", "egress"), ("Egress Mirror", "mirror", "egress"), ("Ingress Redirect", "redirect", "ingress"), ("Ingress Mirror", "mirror", "ingress")];

    public static void Write(TcContext context, NetlinkAttributes options)
    {
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        int kind = reader.I32() - 1, index = reader.I32();
        if (reader.Truncated) return;
        var (text, action, direction) = kind >= 0 && kind < s_kinds.Length ? s_kinds[kind] : ("unknown", "unknown", "unknown");
        string device = context.Ip.Links.NameOf(index);
        to.Field("kind", "mirred", $"mirred ");
        to.Field("mirred_action", action, $"({text}");
        to.Field("direction", direction);
        to.Field("to_dev", device, $" to device {device})");
        Verdict.Write(context, " ", state.Verdict);
        ActionKinds.WriteState(context, state, options.Find(Times), "");
    }

    public static void Parse(TcContext context, IpWords words, NetlinkRequest request)
    {
        bool? ingress = null, mirror = null;
        string? device = null;
        uint index = 0;
        for (; words.More; words.Advance())
        {
            if (words.Matches("action")) break;
            if (words.Is("egress") && ingress is null) ingress = false;
            else if (words.Is("ingress") && ingress is null) ingress = true;
            else if (words.Is("redirect") && mirror is null) mirror = false;
            else if (words.Is("mirror") && mirror is null) mirror = true;
            else if (words.Is("index") && index == 0) index = KindOptions.Number(words, "index");
            else if (words.Is("dev") && device is null) device = words.Next();
            else if (words.Is("help")) throw new IpFailure(Usage) { EndsBatch = true };
            else if (device is null) throw new IpFailure($"mirred option not supported {words.Current}\n", IpFailure.Missing);
            else break;
        }
        if (ingress is null || mirror is null) throw new IpFailure("mirred: a direction and an action are needed\n", IpFailure.Missing);
        if (device is null) throw new IpFailure("mirred: a device is needed\n", IpFailure.Missing);
        int target = context.Ip.Links.IndexOf(device);
        if (target <= 0) throw new IpFailure($"Cannot find device \"{device}\"\n", IpFailure.Missing);
        int verdict = mirror.Value ? Verdict.Pipe : Verdict.Stolen;
        if (mirror.Value && Verdict.TryParse(words, out int given))
        {
            verdict = given;
            words.Advance();
        }
        if (words.More && words.Is("index"))
        {
            index = KindOptions.Number(words, "index");
            words.Advance();
        }
        int kind = 1 + (mirror.Value ? 1 : 0) + (ingress.Value ? 2 : 0), nest = request.Begin(Parameters);
        request.U32(index).U32(0).I32(verdict).U32(0).U32(0).I32(kind).I32(target).End(nest);
    }
}
