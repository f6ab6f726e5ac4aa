using Netshoot.Applets.Tc.Filters;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>Which kind's options of actions are written where, and the small ones (tc-connmark(8), tc-csum(8), tc-nat(8), tc-sample(8), tc-simple(8), tc-bpf(8)).</summary>
internal static class ActionKinds
{
    private const uint TicksPerSecond = 100;

    // TCA_CSUM_UPDATE_FLAG_*
    private static readonly (uint Flag, string Name)[] s_sums = [(1, "iph"), (2, "icmp"), (4, "igmp"), (8, "tcp"), (16, "udp"), (32, "udplite"), (64, "sctp")];

    public static void Write(TcContext context, TrafficAction action)
    {
        var options = action.Options;
        switch (action.Kind)
        {
            case "gact": GenericAction.Write(context, options); break;
            case "mirred": MirrorAction.Write(context, options); break;
            case "police": PoliceAction.Write(context, options); break;
            case "vlan": TagActions.WriteVlan(context, options); break;
            case "skbedit": TagActions.WriteMetadata(context, options); break;
            case "tunnel_key": TagActions.WriteTunnel(context, options); break;
            case "connmark": WriteConnectionMark(context, options); break;
            case "csum": WriteChecksum(context, options); break;
            case "nat": WriteTranslation(context, options); break;
            case "sample": WriteSample(context, options); break;
            case "simple": WriteSimple(context, options); break;
            case "bpf": WriteProgram(context, options); break;
            default:
                context.To.Field("kind", action.Kind, $"{action.Kind} ");
                context.To.Text($" [Unknown action, optlen={options.Bytes.Length}] {context.LineBreak}");
                break;
        }
    }

    /// <summary>The line that most actions end with.</summary>
    /// <param name="context">The command.</param>
    /// <param name="state">What every action begins with.</param>
    /// <param name="times">When it was made and used.</param>
    /// <param name="indent">What stands behind the tab.</param>
    public static void WriteState(TcContext context, TrafficActionState state, NetlinkAttribute times, string indent = " ")
    {
        var to = context.To;
        to.Text($"{context.LineBreak}\t{indent}");
        to.Field("index", state.Index, $"index {state.Index}");
        to.Field("ref", (long)state.References, $" ref {state.References}");
        to.Field("bind", (long)state.Bindings, $" bind {state.Bindings}");
        WriteTimes(context, times);
        to.Text($"{context.LineBreak}");
    }

    public static void WriteTimes(TcContext context, NetlinkAttribute attribute)
    {
        if (!context.HasStatistics || !attribute.Exists) return;
        var to = context.To;
        var times = TrafficActionTimes.Read(attribute.Reader);
        // What has just been made says nothing yet.
        if (times.Installed != 0) to.Field("installed", times.Installed / TicksPerSecond, $" installed {times.Installed / TicksPerSecond} sec");
        if (times.Used != 0) to.Field("last_used", times.Used / TicksPerSecond, $" used {times.Used / TicksPerSecond} sec");
        if (times.FirstUsed != 0) to.Field("first_used", times.FirstUsed / TicksPerSecond, $" firstused {times.FirstUsed / TicksPerSecond} sec");
        if (times.Expires != 0) to.Field("expires", times.Expires / TicksPerSecond, $" expires {times.Expires / TicksPerSecond} sec");
    }

    private static void WriteConnectionMark(TcContext context, NetlinkAttributes options)
    {
        const ushort Parameters = 1, Times = 2;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        ushort zone = reader.U16();
        context.To.Field("kind", "connmark", $"connmark ");
        context.To.Field("zone", zone, $"zone {zone}");
        Verdict.Write(context, " ", state.Verdict);
        WriteState(context, state, options.Find(Times));
    }

    private static void WriteChecksum(TcContext context, NetlinkAttributes options)
    {
        const ushort Parameters = 1, Times = 2;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        uint flags = reader.U32();
        string sums = string.Join(", ", s_sums.Where(sum => (flags & sum.Flag) != 0).Select(static sum => sum.Name));
        context.To.Field("kind", "csum", $"csum ");
        context.To.Field("csum", sums, $"({sums}) ");
        Verdict.Write(context, "action ", state.Verdict);
        WriteState(context, state, options.Find(Times), "");
    }

    private static void WriteTranslation(TcContext context, NetlinkAttributes options)
    {
        const ushort Parameters = 1, Times = 2;
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        ReadOnlySpan<byte> old = reader.Take(4), replacement = reader.Take(4), mask = reader.Take(4);
        uint flags = reader.U32();
        if (reader.Truncated) return;
        string direction = (flags & 1) != 0 ? "egress" : "ingress";
        int length = System.Numerics.BitOperations.PopCount(BitConverter.ToUInt32(mask));
        string before = TcText.Invariant($"{Wire.InternetAddress.FromBytes(old)}/{length}"), after = Wire.InternetAddress.FromBytes(replacement).ToString();
        to.Field("type", "nat", $" nat ");
        to.Field("direction", direction, $"{direction}");
        to.Field("old_addr", before, $" {before}");
        to.Field("new_addr", after, $" {after}");
        Verdict.Write(context, " ", state.Verdict);
        WriteState(context, state, options.Find(Times));
    }

    private static void WriteSample(TcContext context, NetlinkAttributes options)
    {
        const ushort Times = 1, Parameters = 2, Rate = 3, Size = 4, Group = 5;
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        to.Field("kind", "sample", $"sample ");
        to.Field("rate", options.Find(Rate).U32, $"rate 1/{options.Find(Rate).U32} ");
        to.Field("group", options.Find(Group).U32, $"group {options.Find(Group).U32}");
        if (options.Find(Size) is { Exists: true } size) to.Field("trunc_size", size.U32, $" trunc_size {size.U32}");
        Verdict.Write(context, " ", state.Verdict);
        WriteState(context, state, options.Find(Times));
    }

    private static void WriteSimple(TcContext context, NetlinkAttributes options)
    {
        const ushort Times = 1, Parameters = 2, Data = 3;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        string text = options.Find(Data).Text;
        context.To.Field("kind", "simple");
        context.To.Field("sdata", text, $"Simple <{text}>");
        WriteState(context, state, options.Find(Times));
    }

    private static void WriteProgram(TcContext context, NetlinkAttributes options)
    {
        const ushort Times = 1, Parameters = 2, Operations = 4, Name = 6, Tag = 8, Id = 9;
        var to = context.To;
        var reader = options.Find(Parameters).Reader;
        var state = TrafficActionState.Read(ref reader);
        to.Field("kind", "bpf", $"bpf ");
        if (options.Find(Name) is { Exists: true } name) to.Field("bpf_name", name.Text, $"{name.Text} ");
        if (options.Find(Operations) is { Exists: true } operations)
        {
            SmallFilters.WriteByteCode(context, operations.Value);
            to.Text($" ");
        }
        if (options.Find(Id) is { Exists: true } id) to.Field("id", id.U32, $"id {id.U32} ");
        if (options.Find(Tag) is { Exists: true } tag) to.Field("tag", Convert.ToHexStringLower(tag.Value), $"tag {Convert.ToHexStringLower(tag.Value)} ");
        Verdict.Write(context, "default-action ", state.Verdict);
        WriteState(context, state, options.Find(Times));
        to.Text($" ");
    }
}
