using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary><c>ethtool -n</c> and <c>-N</c>: what flows are hashed by, and rules for them (<c>struct ethtool_rxnfc</c>, include/uapi/linux/ethtool.h).</summary>
internal static class FlowHash
{
    internal const int Size = 192, FlowTypeOffset = 4, DataOffset = 8, LocationOffset = 176, CountOffset = 184;
    private const uint ContextFlag = 0x20000000; // FLOW_RSS

    private static readonly (string Word, uint Type, string Name)[] s_flows =
    [
        ("tcp4", 1, "TCP over IPV4 flows"), ("udp4", 2, "UDP over IPV4 flows"), ("sctp4", 3, "SCTP over IPV4 flows"), ("ah4", 4, "IPSEC AH/ESP over IPV4 flows"), ("esp4", 4, "IPSEC AH/ESP over IPV4 flows"),
        ("tcp6", 5, "TCP over IPV6 flows"), ("udp6", 6, "UDP over IPV6 flows"), ("sctp6", 7, "SCTP over IPV6 flows"), ("ah6", 8, "IPSEC AH/ESP over IPV6 flows"), ("esp6", 8, "IPSEC AH/ESP over IPV6 flows"),
    ];

    // RXH_*
    private const ulong Discard = 1u << 31;

    private static readonly (char Letter, ulong Bit, string Name)[] s_fields =
    [
        ('m', 1 << 1, "L2DA"), ('v', 1 << 2, "VLAN tag"), ('t', 1 << 3, "L3 proto"), ('s', 1 << 4, "IP SA"), ('d', 1 << 5, "IP DA"),
        ('f', 1 << 6, "L4 bytes 0 & 1 [TCP/UDP src port]"), ('n', 1 << 7, "L4 bytes 2 & 3 [TCP/UDP dst port]"), ('r', Discard, ""),
    ];

    public static ExitCode Show(EthToolContext context)
    {
        switch (context.Next())
        {
            case null: return Rules(context);
            case "rx-flow-hash": return ShowFields(context);
            case "rule":
                if (context.Next() is not { } word || !EthToolNumber.TryParse(word, int.MaxValue, out ulong location) || !context.IsAtEnd) return context.Bad();
                return Rule(context, (uint)location);
            default: return context.Bad();
        }
    }

    public static ExitCode Change(EthToolContext context)
    {
        switch (context.Next())
        {
            case "rx-flow-hash": return ChangeFields(context);
            case "flow-type": return FlowRule.Insert(context);
            case "delete":
                if (context.Next() is not { } word || !EthToolNumber.TryParse(word, int.MaxValue, out ulong location) || !context.IsAtEnd) return context.Bad();
                var errno = context.Control(new DriverCommand(DriverCommand.DeleteRule, Size).Put(LocationOffset, (uint)location));
                if (errno == Errno.None) return ExitCode.Ok;
                context.Fail("rmgr: Cannot delete RX class rule", errno, 1);
                context.Shell.Error.Literal("Cannot delete classification rule\n");
                return ExitCode.Failed;
            default: return context.Bad();
        }
    }

    private static ExitCode ShowFields(EthToolContext context)
    {
        if (FindFlow(context.Next()) is not { } flow || !TryContext(context, out var group)) return context.Bad();
        var command = Command(DriverCommand.GetFlowHash, flow.Type, group);
        var errno = context.Control(command);
        return errno == Errno.None ? context.Write(new FieldsReport(context.Device, flow.Word, flow.Name, group, command.U64(DataOffset))) : context.Fail("Cannot get RX network flow hashing options", errno, 1);
    }

    private static ExitCode ChangeFields(EthToolContext context)
    {
        if (FindFlow(context.Next()) is not { } flow || context.Next() is not { } letters) return context.Bad();
        ulong bits = 0;
        foreach (char letter in letters)
        {
            int at = Array.FindIndex(s_fields, field => field.Letter == letter);
            if (at < 0) return context.Bad();
            bits |= s_fields[at].Bit;
        }
        if (!TryContext(context, out var group)) return context.Bad();
        var errno = context.Control(Command(DriverCommand.SetFlowHash, flow.Type, group).Put(DataOffset, bits));
        // The original says so and is content.
        if (errno != Errno.None) context.Fail("Cannot change RX network flow hashing options", errno, 0);
        return ExitCode.Ok;
    }

    private static ExitCode Rules(EthToolContext context)
    {
        var rings = new DriverCommand(DriverCommand.Rings, Size);
        var ringsErrno = context.Control(rings);
        if (ringsErrno != Errno.None) context.Fail("Cannot get RX rings", ringsErrno, 1);
        var count = new DriverCommand(DriverCommand.CountRules, Size);
        var errno = context.Control(count);
        if (ringsErrno == Errno.None) context.Write(new RulesReport(context.Device, rings.U64(DataOffset), errno == Errno.None ? count.U32(CountOffset) : null));
        if (errno != Errno.None)
        {
            context.Fail("rxclass: Cannot get RX class rule count", errno, 1);
            context.Shell.Error.Literal("RX classification rule retrieval failed\n");
            return ExitCode.Failed;
        }
        if (count.U32(CountOffset) == 0) return ExitCode.Ok;
        context.Shell.Complain("rules are counted but not shown");
        return ExitCode.Failed;
    }

    private static ExitCode Rule(EthToolContext context, uint location)
    {
        var errno = context.Control(new DriverCommand(DriverCommand.GetRule, Size).Put(LocationOffset, location));
        if (errno != Errno.None)
        {
            context.Fail("rxclass: Cannot get RX class rule", errno, 1);
            context.Shell.Error.Literal("Cannot get RX classification rule\n");
            return ExitCode.Failed;
        }
        context.Shell.Complain($"rule {location} is there, but rules are not shown");
        return ExitCode.Failed;
    }

    private static DriverCommand Command(uint number, uint flow, uint? group)
    {
        var command = new DriverCommand(number, Size).Put(FlowTypeOffset, flow | (group is null ? 0 : ContextFlag));
        return group is { } context ? command.Put(CountOffset, context) : command;
    }

    private static (string Word, uint Type, string Name)? FindFlow(string? word) => Array.FindIndex(s_flows, flow => flow.Word == word) is >= 0 and var at ? s_flows[at] : null;

    private static bool TryContext(EthToolContext context, out uint? group)
    {
        group = null;
        if (context.IsAtEnd) return true;
        if (context.Next() != "context" || context.Next() is not { } word || !EthToolNumber.TryParse(word, uint.MaxValue, out ulong number)) return false;
        group = (uint)number;
        return context.IsAtEnd;
    }

    private sealed record FieldsReport(string Device, string Flow, string Name, uint? Group, ulong Bits) : IReport
    {
        public void Write(ReportWriter to)
        {
            to.Device(Device);
            to.Field("flow", Flow);
            if (Group is { } group) to.Field("context", group, $"For RSS context {group}:\n");
            bool isDiscarded = (Bits & Discard) != 0;
            to.Field("discarded", isDiscarded);
            to.OpenArray("fields");
            if (isDiscarded) to.Text($"{Name} - All matching flows discarded on RX\n");
            else to.Text($"{Name} use these fields for computing Hash flow key:\n");
            if (!isDiscarded && Bits == 0) to.Text($"None\n");
            foreach (var (_, bit, name) in s_fields)
                if (!isDiscarded && (Bits & bit) != 0) to.Field(null, name, $"{name}\n");
            to.CloseArray();
            if (!isDiscarded && Bits != 0) to.Text($"\n");
        }
    }

    private sealed record RulesReport(string Device, ulong Rings, uint? Rules) : IReport
    {
        public void Write(ReportWriter to)
        {
            to.Device(Device);
            to.Field("rings", Rings, $"{Rings} RX rings available\n");
            if (Rules is { } rules) to.Field("rules", rules, $"Total {rules} rules\n\n");
        }
    }
}
