using System.Numerics;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc.Filters;

/// <summary>The filter that makes classes of flows (tc-flow(8)), as it is shown: <c>TCA_FLOW_*</c> (include/uapi/linux/pkt_cls.h).</summary>
internal static class FlowFilter
{
    private const ushort Keys = 1, Mode = 2, BaseClass = 3, Shift = 4, Addend = 5, Mask = 6, Xor = 7, Divisor = 8, Action = 9, Matches = 11, Perturb = 12;

    private static readonly string[] s_keys =
        ["src", "dst", "proto", "proto-src", "proto-dst", "iif", "priority", "mark", "nfct", "nfct-src", "nfct-dst", "nfct-proto-src", "nfct-proto-dst", "rt-classid", "sk-uid", "sk-gid", "vlan-tag", "rxhash"];

    public static void Write(TcContext context, uint handle, NetlinkAttributes options)
    {
        var to = context.To;
        to.Field("handle", TcText.Invariant($"0x{handle:x}"), $"handle 0x{handle:x} ");
        string mode = options.Find(Mode).U32 == 0 ? "map" : "hash";
        if (options.Find(Mode).Exists) to.Field("mode", mode, $"{mode} ");
        if (options.Find(Keys) is { Exists: true } keys)
        {
            to.OpenArray("keys");
            to.Text($"keys");
            string separator = " ";
            for (uint rest = keys.U32; rest != 0; rest &= rest - 1)
            {
                int key = BitOperations.TrailingZeroCount(rest);
                if (key >= s_keys.Length) break;
                to.Field(null, s_keys[key], $"{separator}{s_keys[key]}");
                separator = ",";
            }
            to.Text($" ");
            to.CloseArray();
        }
        uint mask = options.Find(Mask) is { Exists: true } given ? given.U32 : uint.MaxValue, xor = options.Find(Xor).U32;
        if (mask != uint.MaxValue || xor != 0)
        {
            to.Field("mask", TcText.Hex(mask), $"and 0x{mask:x8} ");
            if (xor != 0) to.Field("xor", TcText.Hex(xor), $"xor 0x{xor:x8} ");
        }
        if (options.Find(Shift) is { Exists: true, U32: > 0 } shift) to.Field("rshift", shift.U32, $"rshift {shift.U32} ");
        if (options.Find(Addend) is { Exists: true, U32: > 0 } addend) to.Field("addend", TcText.Hex(addend.U32), $"addend 0x{addend.U32:x} ");
        if (options.Find(Divisor) is { Exists: true, U32: > 0 } divisor) to.Field("divisor", divisor.U32, $"divisor {divisor.U32} ");
        if (options.Find(BaseClass) is { Exists: true } first) to.Field("baseclass", context.Class(first.U32), $"baseclass {context.Class(first.U32)} ");
        if (options.Find(Perturb) is { Exists: true } perturb) to.Field("perturb", perturb.U32, $"perturb {perturb.U32}sec ");
        if (options.Find(Matches) is { Exists: true } matches) ExtendedMatches.Write(context, matches.Nested);
        ActionReport.WriteOfFilter(context, options.Find(Action));
    }
}
