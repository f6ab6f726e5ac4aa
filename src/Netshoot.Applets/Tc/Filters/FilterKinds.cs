using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>Which kind's options of filters are written and read where, and what they have in common.</summary>
internal static class FilterKinds
{
    private const uint SkipHardware = 1, SkipSoftware = 2, InHardware = 4, NotInHardware = 8;

    private static readonly string[] s_unsupported = ["bpf", "cgroup", "flow", "route", "rsvp", "rsvp6", "tcindex"];

    public static void Write(TcContext context, TrafficFilter filter, NetlinkAttributes options)
    {
        switch (filter.Kind)
        {
            case "u32": U32Filter.Write(context, filter, options); break;
            case "matchall": MatchallFilter.Write(context, filter.Handle, options); break;
            case "flower": FlowerFilter.Write(context, filter.Handle, options); break;
            case "fw": SmallFilters.WriteMark(context, filter.Handle, options); break;
            case "basic": SmallFilters.WriteBasic(context, filter.Handle, options); break;
            case "cgroup": SmallFilters.WriteGroup(context, filter.Handle, options); break;
            case "bpf": SmallFilters.WriteProgram(context, filter.Handle, options); break;
            case "route": SmallFilters.WriteRoute(context, filter.Handle, options); break;
            case "flow": FlowFilter.Write(context, filter.Handle, options); break;
            default:
                if (filter.Handle != 0) context.To.Field("fh", TcText.Hex(filter.Handle), $"fh {filter.Handle:x} ");
                if (options.Bytes.Length > 0) context.To.Text($" [Unknown filter, optlen={options.Bytes.Length}] ");
                break;
        }
    }

    /// <summary>Reads the words for a filter of a kind.</summary>
    public static void Parse(TcContext context, IpWords words, FilterRequest wanted, NetlinkRequest request)
    {
        if (Array.IndexOf(s_unsupported, wanted.Kind) >= 0) throw new IpFailure($"tc: making filters of the kind \"{wanted.Kind}\" is not supported\n", IpFailure.Missing);
        ReadHandle(wanted);
        switch (wanted.Kind)
        {
            case "u32": new U32Change(context, wanted).Parse(words, request); break;
            case "matchall": MatchallFilter.Parse(context, words, request); break;
            case "flower": new FlowerChange(context, wanted).Parse(words, request); break;
            case "fw": SmallFilters.ParseMark(context, words, wanted, request); break;
            case "basic": SmallFilters.ParseBasic(context, words, request); break;
            default:
                if (words.More) throw new IpFailure($"Unknown filter \"{wanted.Kind}\", hence option \"{words.Current}\" is unparsable\n", IpFailure.Missing);
                break;
        }
    }

    /// <summary>Reads the handle as the kind has them.</summary>
    public static void ReadHandle(FilterRequest wanted)
    {
        if (wanted.Handle is not { } handle) return;
        if (wanted.Kind == "u32") wanted.Number = U32Filter.TryHandle(handle, out uint node) ? node : throw new IpFailure("Illegal filter ID\n", IpFailure.Missing);
        else if (wanted.Kind == "fw") wanted.Number = IpWords.TryNumber(handle.Split('/')[0], out uint mark) ? mark : throw KindOptions.Illegal("handle");
        else wanted.Number = IpWords.TryNumber(handle, out uint number) ? number : throw KindOptions.Illegal("handle");
    }

    /// <summary>Whether hardware has it: each on a line of its own, or in the line.</summary>
    public static void WriteOffload(TcContext context, NetlinkAttribute flags, bool ownLines)
    {
        if (!flags.Exists) return;
        uint set = flags.U32;
        WriteFlag(context, set & SkipHardware, "skip_hw", ownLines);
        WriteFlag(context, set & SkipSoftware, "skip_sw", ownLines);
        WriteFlag(context, set & InHardware, "in_hw", ownLines);
        if ((set & InHardware) == 0) WriteFlag(context, set & NotInHardware, "not_in_hw", ownLines);
    }

    private static void WriteFlag(TcContext context, uint set, string name, bool ownLines)
    {
        if (set == 0) return;
        if (ownLines) context.To.Field(name, true, $"\n  {name}");
        else context.To.Field(name, true, $"{name} ");
    }

    /// <summary>Takes a word that says where a packet goes to, or a part of how it is carried out.</summary>
    public static bool TryCommon(TcContext context, IpWords words, NetlinkRequest request, ushort classAttribute, ushort actionAttribute)
    {
        if (words.Matches("classid") || words.Matches("flowid"))
        {
            string option = words.Matches("flowid") ? "flowid" : "classid";
            request.Attribute(classAttribute, TcNumber.TryClass(words.Next(), out uint number) ? number : throw KindOptions.Illegal(option == "flowid" ? "classid" : option));
        }
        else if (words.Matches("action"))
        {
            words.Advance();
            Actions.ActionWords.Parse(context, words, request, actionAttribute);
            words.Retreat();
        }
        else
        {
            return false;
        }
        return true;
    }

    /// <summary>Takes a word about hardware.</summary>
    public static bool TryOffload(IpWords words, ref uint flags)
    {
        if (words.Is("skip_hw")) flags |= SkipHardware;
        else if (words.Is("skip_sw")) flags |= SkipSoftware;
        else return false;
        return true;
    }
}
