using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc filter</c> (tc(8)).</summary>
internal static class FilterCommands
{
    public static void Run(TcContext context, IpWords words)
    {
        if (ObjectWords.Shows(words))
        {
            words.Advance();
            Show(context, words, isChain: false);
        }
        else if (ObjectWords.Change(words) is { } change)
        {
            words.Advance();
            FilterChange.Run(context, words, change.Deletes ? RouteMessageType.DeleteTrafficFilter : RouteMessageType.NewTrafficFilter, change.Flags);
        }
        else if (words.Matches("get"))
        {
            words.Advance();
            FilterLookup.Run(context, words);
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(TcUsage.Filter, 0);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "tc filter help");
        }
    }

    /// <summary>Shows filters, or the chains that they stand in.</summary>
    public static void Show(TcContext context, IpWords words, bool isChain)
    {
        string? device = null;
        uint parent = 0, priority = 0, block = 0;
        ushort protocol = 0;
        uint? chain = null;
        for (; words.More; words.Advance())
        {
            if (words.Is("dev"))
            {
                string name = words.Next();
                if (device is not null) throw IpFailure.Duplicate("dev", name);
                device = block == 0 ? name : throw new IpFailure("Error: \"dev\" cannot be used in the same time as \"block\"\n");
            }
            else if (words.Matches("block"))
            {
                string name = words.Next();
                if (block != 0) throw IpFailure.Duplicate("block", name);
                if (device is not null) throw new IpFailure("Error: \"block\" cannot be used in the same time as \"dev\"\n");
                block = ObjectWords.Block(name, "block index");
            }
            else if (FilterWords.TryPlace(words, ref parent))
            {
                continue;
            }
            else if (words.Is("handle"))
            {
                // The original takes it and shows all.
                words.Next();
            }
            else if (words.Matches("preference") || words.Matches("priority"))
            {
                string name = words.Next();
                if (priority != 0) throw IpFailure.Duplicate("priority", name);
                priority = IpWords.TryNumber(name, out uint value) && value <= ushort.MaxValue ? value : throw IpFailure.Invalid(name, "invalid preference");
            }
            else if (words.Matches("protocol"))
            {
                string name = words.Next();
                if (protocol != 0) throw IpFailure.Duplicate("protocol", name);
                protocol = EtherTypes.TryNumber(name, out ushort value) ? value : throw IpFailure.Invalid(name, "invalid protocol");
            }
            else if (words.Matches("chain"))
            {
                string name = words.Next();
                if (chain is not null) throw IpFailure.Duplicate("chain", name);
                chain = IpWords.TryNumber(name, out uint value) ? value : throw IpFailure.Invalid(name, "invalid chain index value");
            }
            else if (words.Matches("help"))
            {
                context.Say(TcUsage.Filter);
            }
            else
            {
                throw new IpFailure($" What is \"{words.Current}\"? Try \"tc filter help\"\n") { EndsBatch = true };
            }
        }
        if (block != 0 && !HasBlock(context, block)) throw new IpFailure($"Cannot find block \"{block}\"\n", IpFailure.Missing);
        int index = device is not null ? context.Device(device) : block != 0 ? TrafficObject.BlockInterface : 0;
        uint information = priority << 16 | (uint)System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(protocol);
        var request = TrafficRequests.Begin(isChain ? RouteMessageType.GetTrafficChain : RouteMessageType.GetTrafficFilter, NetlinkFlags.None, index, 0, block != 0 ? block : parent, information);
        if (chain is { } number) request.Attribute((ushort)TrafficAttribute.Chain, number);
        if (context.IsBrief && !isChain) AddTerse(request);
        var dump = context.Ip.Channel.Dump(request);
        var report = new FilterReport(context, new(index, parent, priority, protocol, chain, block));
        var filter = new TrafficFilter();
        var found = new TrafficChain();
        context.Ip.OpenList();
        foreach (var message in dump)
        {
            if (isChain && found.Read(message)) report.Write(found);
            else if (!isChain && filter.Read(message) && (index is 0 or TrafficObject.BlockInterface || filter.InterfaceIndex == index || filter.InterfaceIndex == TrafficObject.BlockInterface)) report.Write(filter);
            context.Ip.EntryWritten();
        }
        context.Ip.RequireDump(dump);
        context.Ip.CloseList();
    }

    // A block is there as long as a qdisc has it.
    private static bool HasBlock(TcContext context, uint block)
    {
        var qdisc = new Qdisc();
        bool found = false;
        foreach (var message in context.Ip.Channel.Dump(TrafficRequests.ListQdiscs(invisible: false)))
            found |= qdisc.Read(message) && (qdisc.Attributes.Attributes.Find((ushort)TrafficAttribute.IngressBlock).U32 == block || qdisc.Attributes.Attributes.Find((ushort)TrafficAttribute.EgressBlock).U32 == block);
        return found;
    }

    // TCA_DUMP_FLAGS_TERSE
    private static void AddTerse(NetlinkRequest request)
    {
        const uint Terse = 1;
        Span<byte> bitfield = stackalloc byte[8];
        BitConverter.TryWriteBytes(bitfield, Terse);
        BitConverter.TryWriteBytes(bitfield[4..], Terse);
        request.Attribute((ushort)TrafficAttribute.DumpFlags, bitfield);
    }
}
