using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary><c>ip rule add</c> and <c>delete</c> (ip-rule(8)).</summary>
internal static class RuleChange
{
    public static ValueTask<ExitCode> Run(IpContext context, IpWords words, bool adds)
    {
        if (!words.More) throw new IpFailure($"\"ip rule {(adds ? "add" : "del")}\" requires arguments.\n", IpFailure.Missing);
        var rule = new RuleSettings(context);
        while (words.More)
        {
            rule.Take(words);
            words.Advance();
        }
        byte family = rule.Family == 0 ? AddressFamilyNumber.Inet : rule.Family;
        // A rule that sends nowhere in particular sends to the main table.
        uint table = rule.Table ?? (adds && rule.Action == RuleAction.ToTable && !rule.UsesL3Master ? RouteRequests.MainTable : 0);
        var request = new NetlinkRequest(adds ? RouteMessageType.NewRule : RouteMessageType.DeleteRule, adds ? NetlinkFlags.Create | NetlinkFlags.Exclusive : NetlinkFlags.None)
            .U8(family).U8((byte)(rule.To?.Length ?? 0)).U8((byte)(rule.From?.Length ?? 0)).U8(rule.TypeOfService).U8(table < 256 ? (byte)table : (byte)0).U8(0).U8(0)
            .U8((byte)(adds || rule.HasAction ? rule.Action : RuleAction.Unspecified)).U32((uint)rule.Flags);
        if (table >= 256) request.Attribute((ushort)RuleAttribute.Table, table);
        if (rule.From?.Address is { } from) request.Attribute((ushort)RuleAttribute.Source, from);
        if (rule.To?.Address is { } to) request.Attribute((ushort)RuleAttribute.Destination, to);
        context.Execute(request.Append(rule.Attributes));
        return ValueTask.FromResult(ExitCode.Ok);
    }
}

/// <summary>What a command line says about a rule that is made or removed.</summary>
internal sealed class RuleSettings(IpContext context)
{
    public NetlinkRequest Attributes { get; } = new(0, NetlinkFlags.None);

    public byte Family { get; } = context.Options.Family;

    public IpPrefix? From { get; private set; }

    public IpPrefix? To { get; private set; }

    public byte TypeOfService { get; private set; }

    public uint? Table { get; private set; }

    public RuleAction Action { get; private set; } = RuleAction.ToTable;

    public bool HasAction { get; private set; }

    public bool UsesL3Master { get; private set; }

    public RuleFlags Flags { get; private set; }

    public void Take(IpWords words)
    {
        if (words.Is("not")) Flags |= RuleFlags.Invert;
        else if (words.Is("from")) From = Prefix(words);
        else if (words.Is("to")) To = Prefix(words);
        else if (words.Matches("preference") || words.Matches("order") || words.Matches("priority")) Number(words, RuleAttribute.Priority, "preference value is invalid\n");
        else if (words.Is("tos") || words.Matches("dsfield")) TakeService(words.Next());
        else if (words.Is("fwmark")) TakeMark(words.Next());
        else if (words.Matches("realms")) TakeRealms(words.Next());
        else if (words.Matches("protocol")) TakeProtocol(words.Next());
        else if (words.Is("tun_id")) Attributes.Attribute((ushort)RuleAttribute.TunnelId, System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ulong)IpWords.Number(words.Next(), "Invalid tun_id\n")));
        else if (words.Matches("table") || words.Is("lookup")) TakeTable(words.Next());
        else if (words.Is("suppress_prefixlength") || words.Is("sup_pl")) Number(words, RuleAttribute.SuppressPrefixLength, "suppress_prefixlength value is invalid\n");
        else if (words.Is("suppress_ifgroup") || words.Is("sup_group")) TakeGroup(words.Next());
        else if (words.Is("dev") || words.Is("iif")) Attributes.Attribute((ushort)RuleAttribute.InputInterface, words.Next());
        else if (words.Is("oif")) Attributes.Attribute((ushort)RuleAttribute.OutputInterface, words.Next());
        else if (words.Is("l3mdev")) TakeL3Master();
        else if (words.Is("uidrange")) TakeRange(words.Next(), RuleAttribute.UserIds, isLong: true);
        else if (words.Is("ipproto")) TakeIpProtocol(words.Next());
        else if (words.Is("sport")) TakeRange(words.Next(), RuleAttribute.SourcePorts, isLong: false);
        else if (words.Is("dport")) TakeRange(words.Next(), RuleAttribute.DestinationPorts, isLong: false);
        else TakeAction(words);
    }

    private IpPrefix Prefix(IpWords words)
    {
        words.Next();
        return IpWords.Prefix(words.Current, Family);
    }

    private void Number(IpWords words, RuleAttribute attribute, string what) => Attributes.Attribute((ushort)attribute, IpWords.Number(words.Next(), what));

    private void TakeService(string word) => TypeOfService = (byte)(RouteReport.ParseService(context, word) ?? throw IpFailure.Invalid(word, "TOS value is invalid\n"));

    private void TakeMark(string word)
    {
        string[] parts = word.Split('/');
        Attributes.Attribute((ushort)RuleAttribute.Mark, IpWords.TryNumber(parts[0], out uint mark) ? mark : throw IpFailure.Invalid(word, "fwmark value is invalid\n"));
        if (parts.Length > 1) Attributes.Attribute((ushort)RuleAttribute.MarkMask, IpWords.TryNumber(parts[1], out uint mask) ? mask : throw IpFailure.Invalid(parts[1], "fwmask value is invalid\n"));
    }

    private void TakeRealms(string word)
    {
        uint realms = 0;
        foreach (string part in word.Split('/'))
            realms = realms << 16 | (context.Realms.TryNumber(part, 0xffff, out uint realm) ? realm : throw IpFailure.Invalid(word, "invalid realms\n"));
        Attributes.Attribute((ushort)RuleAttribute.Realms, realms);
    }

    private void TakeProtocol(string word)
    {
        Attributes.Attribute((ushort)RuleAttribute.Protocol, context.Protocols.TryNumber(word, 255, out uint number) ? (byte)number : throw IpFailure.Invalid(word, "\"protocol\" value is invalid\n"));
    }

    private void TakeTable(string word) => Table = context.Tables.TryNumber(word, uint.MaxValue, out uint table) ? table : throw IpFailure.Invalid(word, "invalid table ID\n");

    private void TakeGroup(string word)
        => Attributes.Attribute((ushort)RuleAttribute.SuppressGroup, context.Groups.TryNumber(word, int.MaxValue, out uint group) ? group : throw IpFailure.Invalid(word, "Invalid \"suppress_ifgroup\" value\n"));

    private void TakeL3Master()
    {
        Attributes.Attribute((ushort)RuleAttribute.L3Master, (byte)1);
        UsesL3Master = true;
    }

    private void TakeIpProtocol(string word)
        => Attributes.Attribute((ushort)RuleAttribute.IpProtocol, context.Shell.Machine.Names.Protocol(word) ?? (IpWords.TryNumber(word, out uint number) && number < 256 ? (byte)number : throw IpFailure.Invalid(word, "Invalid \"ipproto\" value\n")));

    private void TakeRange(string word, RuleAttribute attribute, bool isLong)
    {
        string[] parts = word.Split('-');
        if (parts.Length > 2 || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint first) || !uint.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint last)
            || isLong && parts.Length != 2 || !isLong && (first > ushort.MaxValue || last > ushort.MaxValue)) throw IpFailure.Invalid(word, isLong ? "invalid UID range\n" : "invalid port range\n");
        Span<byte> range = stackalloc byte[isLong ? 8 : 4];
        if (isLong)
        {
            System.Runtime.InteropServices.MemoryMarshal.Write(range, first);
            System.Runtime.InteropServices.MemoryMarshal.Write(range[4..], last);
        }
        else
        {
            System.Runtime.InteropServices.MemoryMarshal.Write(range, (ushort)first);
            System.Runtime.InteropServices.MemoryMarshal.Write(range[2..], (ushort)last);
        }
        Attributes.Attribute((ushort)attribute, range);
    }

    private void TakeAction(IpWords words)
    {
        if (words.Is("type")) words.Next();
        if (words.Matches("help")) throw new IpFailure(IpUsage.Rule);
        HasAction = true;
        if (words.Matches("goto"))
        {
            Action = RuleAction.Goto;
            Number(words, RuleAttribute.Goto, "invalid target\n");
        }
        else if (words.Matches("nop"))
        {
            Action = RuleAction.Nop;
        }
        else
        {
            Action = (RuleAction)(RouteReport.ParseType(words.Current) ?? throw new IpFailure($"Error: argument \"{words.Current}\" is wrong: Failed to parse rule type\n"));
        }
    }
}
