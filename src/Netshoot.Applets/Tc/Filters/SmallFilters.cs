using System.Runtime.InteropServices;
using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>Filters with few options (tc-fw(8), tc-basic(8), tc-cgroup(8), tc-bpf(8), tc-route(8)): <c>TCA_FW_*</c> and their like (include/uapi/linux/pkt_cls.h).</summary>
internal static class SmallFilters
{
    private const ushort MarkClass = 1, MarkInterface = 3, MarkAction = 4, MarkMask = 5;
    private const ushort BasicClass = 1, BasicMatches = 2, BasicAction = 3;

    private const string MarkUsage = """
        Usage: ... fw [ classid CLASSID ] [ indev DEV ] [ action ACTION_SPEC ]
        	CLASSID := Push matching packets to the class identified by CLASSID with format X:Y
        		CLASSID is parsed as hexadecimal input.
        	DEV := specify device for incoming device classification.
        	ACTION_SPEC := Apply an action on matching packets.
        	NOTE: handle is represented as HANDLE[/FWMASK].
        		FWMASK is 0xffffffff by default.

        """;

    private const string BasicUsage = """
        Usage: ... basic [ match EMATCH_TREE ]
                         [ action ACTION_SPEC ] [ classid CLASSID ]

        Where:	SELECTOR := SAMPLE SAMPLE ...
        	FILTERID := X:Y:Z
        	ACTION_SPEC := ... look at individual actions

        NOTE: CLASSID is parsed as hexadecimal input.

        """;

    public static void WriteMark(TcContext context, uint handle, NetlinkAttributes options)
    {
        var to = context.To;
        if (handle != 0 || options.Find(MarkMask).Exists)
        {
            string text = options.Find(MarkMask) is { Exists: true, U32: not uint.MaxValue } mask ? TcText.Invariant($"0x{handle:x}/0x{mask.U32:x}") : TcText.Invariant($"0x{handle:x}");
            to.Field("handle", text, $"handle {text} ");
        }
        if (options.Find(MarkClass) is { Exists: true } number) to.Field("classid", context.Class(number.U32), $"classid {context.Class(number.U32)} ");
        WriteInterface(context, options.Find(MarkInterface));
        WriteActions(context, options.Find(MarkAction));
    }

    public static void ParseMark(TcContext context, IpWords words, FilterRequest wanted, NetlinkRequest request)
    {
        if (wanted.Handle is null && !words.More) return;
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        if (wanted.Handle is { } handle && handle.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
            request.Attribute(MarkMask, IpWords.TryNumber(handle[(slash + 1)..], out uint mask) ? mask : throw KindOptions.Illegal("fwmask"));
        for (; words.More; words.Advance())
        {
            if (FilterKinds.TryCommon(context, words, request, MarkClass, MarkAction)) continue;
            if (words.Is("indev")) request.Attribute(MarkInterface, words.Next());
            else if (words.Is("help")) throw KindOptions.Usage(MarkUsage);
            else throw KindOptions.Unknown(words.Current, MarkUsage);
        }
        request.End(nest);
    }

    public static void WriteBasic(TcContext context, uint handle, NetlinkAttributes options)
    {
        var to = context.To;
        if (handle != 0) to.Field("handle", TcText.Hex(handle), $"handle 0x{handle:x} ");
        if (options.Find(BasicClass) is { Exists: true } number) to.Field("flowid", context.Class(number.U32), $"flowid {context.Class(number.U32)} ");
        if (options.Find(BasicMatches) is { Exists: true } matches) ExtendedMatches.Write(context, matches.Nested);
        ActionReport.WriteOfFilter(context, options.Find(BasicAction));
    }

    public static void ParseBasic(TcContext context, IpWords words, NetlinkRequest request)
    {
        int nest = request.Begin((ushort)TrafficAttribute.Options, flagged: true);
        for (; words.More; words.Advance())
        {
            if (FilterKinds.TryCommon(context, words, request, BasicClass, BasicAction)) continue;
            if (words.Matches("match")) throw new IpFailure("tc: option \"match\" of basic is not supported\n", IpFailure.Missing);
            if (words.Is("help")) throw KindOptions.Usage(BasicUsage);
            throw KindOptions.Unknown(words.Current, BasicUsage);
        }
        request.End(nest);
    }

    public static void WriteGroup(TcContext context, uint handle, NetlinkAttributes options)
    {
        const ushort Action = 1, Matches = 3;
        if (handle != 0) context.To.Field("handle", TcText.Invariant($"0x{handle:x}"), $"handle 0x{handle:x} ");
        if (options.Find(Matches) is { Exists: true } matches) ExtendedMatches.Write(context, matches.Nested);
        ActionReport.WriteOfFilter(context, options.Find(Action));
    }

    public static void WriteRoute(TcContext context, uint handle, NetlinkAttributes options)
    {
        const ushort Class = 1, To = 2, From = 3, Interface = 4, Action = 6;
        var to = context.To;
        if (handle != 0) to.Field("fh", TcText.Invariant($"0x{handle:x8}"), $"fh 0x{handle:x8} ");
        if (options.Find(Class) is { Exists: true } number) to.Field("flowid", context.Class(number.U32), $"flowid {context.Class(number.U32)} ");
        if (options.Find(To) is { Exists: true } realm) to.Field("to", context.Ip.Realms.Name(realm.U32), $"to {context.Ip.Realms.Name(realm.U32)} ");
        if (options.Find(Interface) is { Exists: true } device) to.Field("fromif", context.Ip.Links.NameOf(device.I32), $"fromif {context.Ip.Links.NameOf(device.I32)} ");
        if (options.Find(From) is { Exists: true } source) to.Field("from", context.Ip.Realms.Name(source.U32), $"from {context.Ip.Realms.Name(source.U32)} ");
        ActionReport.WriteOfFilter(context, options.Find(Action));
    }

    public static void WriteProgram(TcContext context, uint handle, NetlinkAttributes options)
    {
        const ushort Action = 1, Class = 3, Operations = 5, Name = 7, Flags = 8, Offload = 9, Tag = 10, Id = 11;
        var to = context.To;
        if (handle != 0) to.Field("handle", TcText.Invariant($"0x{handle:x}"), $"handle 0x{handle:x} ");
        if (options.Find(Class) is { Exists: true } number) to.Field("flowid", context.Class(number.U32), $"flowid {context.Class(number.U32)} ");
        if (options.Find(Name) is { Exists: true } name) to.Field("bpf_name", name.Text, $"{name.Text} ");
        if ((options.Find(Flags).U32 & 1) != 0) to.Field("direct-action", true, $"direct-action ");
        FilterKinds.WriteOffload(context, options.Find(Offload), ownLines: false);
        if (options.Find(Operations) is { Exists: true } operations) WriteByteCode(context, operations.Value);
        if (options.Find(Id) is { Exists: true } id) to.Field("id", id.U32, $"id {id.U32} ");
        if (options.Find(Tag) is { Exists: true } tag) to.Field("tag", Convert.ToHexStringLower(tag.Value), $"tag {Convert.ToHexStringLower(tag.Value)} ");
        ActionReport.WriteOfFilter(context, options.Find(Action));
    }

    /// <summary>A classic program, one <c>struct sock_filter</c> behind the other.</summary>
    public static void WriteByteCode(TcContext context, ReadOnlySpan<byte> code)
    {
        const int Size = 8;
        var to = context.To;
        int count = code.Length / Size;
        to.OpenObject("bytecode");
        to.Field("length", (long)count, $"bytecode '{count}");
        to.OpenArray("insns");
        for (int i = 0; i < count; i++)
        {
            var instruction = code[(i * Size)..];
            ushort operation = MemoryMarshal.Read<ushort>(instruction);
            uint operand = MemoryMarshal.Read<uint>(instruction[4..]);
            to.OpenObject();
            to.Text($",{operation} {instruction[2]} {instruction[3]} {operand}");
            to.Field("code", operation);
            to.Field("jt", instruction[2]);
            to.Field("jf", instruction[3]);
            to.Field("k", operand);
            to.CloseObject();
        }
        to.Text($"'");
        to.CloseArray();
        to.CloseObject();
    }

    private static void WriteInterface(TcContext context, NetlinkAttribute name)
    {
        if (name.Exists) context.To.Field("indev", name.Text, $"input dev {name.Text} ");
    }

    // The old kinds begin a line of their own before their actions.
    private static void WriteActions(TcContext context, NetlinkAttribute actions)
    {
        if (!actions.Exists) return;
        context.To.Text($"\n");
        ActionReport.WriteOfFilter(context, actions);
    }
}
