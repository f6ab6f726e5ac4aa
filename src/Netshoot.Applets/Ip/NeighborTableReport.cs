using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Neighbors;

namespace Netshoot.Applets.Ip;

/// <summary>A table of neighbors, as ip-ntable(8) prints it.</summary>
internal static class NeighborTableReport
{
    // What stands on a line behind each other: the key for programs, the word for people, and what it is.
    private static readonly (string Key, NeighborSetting Setting)[][] s_lines =
    [
        [("refcnt", NeighborSetting.References), ("reachable", NeighborSetting.ReachableTime), ("base_reachable", NeighborSetting.BaseReachableTime), ("retrans", NeighborSetting.RetransmitTime)],
        [("gc_stale", NeighborSetting.StaleTime), ("delay_probe", NeighborSetting.DelayProbeTime), ("queue", NeighborSetting.QueueLength)],
        [("app_probes", NeighborSetting.ApplicationProbes), ("ucast_probes", NeighborSetting.UnicastProbes), ("mcast_probes", NeighborSetting.MulticastProbes)],
        [("anycast_delay", NeighborSetting.AnycastDelay), ("proxy_delay", NeighborSetting.ProxyDelay), ("proxy_queue", NeighborSetting.ProxyQueueLength), ("locktime", NeighborSetting.LockTime)],
    ];

    public static void Write(IpContext context, NeighborTable table)
    {
        var to = context.To;
        to.OpenObject();
        string family = AddressReport.FamilyName(table.Family);
        to.Field("family", family, $"{family} ");
        to.Field("name", table.Name, $"{table.Name} ");
        to.Text($"{context.LineBreak}");
        if (table.InterfaceIndex is { } index)
        {
            string device = context.Links.NameOf(index);
            to.Text($"    dev ");
            to.Field(Cli.Paint.Interface, "dev", device, $"{device} ");
            to.Text($"{context.LineBreak}");
        }
        else
        {
            WriteWhole(context, table.Attributes.Attributes);
        }
        foreach (var line in s_lines)
        {
            to.Text($"    ");
            foreach (var (key, setting) in line)
                if (table.Settings.Find((ushort)setting) is { Exists: true } value) to.Field(key, value.Number, $"{key} {value.Number} ");
            to.Text($"{context.LineBreak}");
        }
        if (context.Options.Statistics > 0 && table.Attributes.Attributes.Find((ushort)NeighborTableAttribute.Statistics) is { Exists: true } statistics) WriteStatistics(context, statistics.Reader);
        to.Text($"\n");
        to.CloseObject();
    }

    private static void WriteWhole(IpContext context, NetlinkAttributes table)
    {
        var to = context.To;
        to.Text($"    ");
        foreach (var (key, attribute) in new[] { ("thresh1", NeighborTableAttribute.Threshold1), ("thresh2", NeighborTableAttribute.Threshold2), ("thresh3", NeighborTableAttribute.Threshold3) })
            if (table.Find((ushort)attribute) is { Exists: true } threshold) to.Field(key, threshold.U32, $"{key} {threshold.U32} ");
        if (table.Find((ushort)NeighborTableAttribute.CollectionInterval) is { Exists: true } interval) to.Field("gc_interval", interval.U64, $"gc_int {interval.U64} ");
        to.Text($"{context.LineBreak}");
        if (context.Options.Statistics > 0 && table.Find((ushort)NeighborTableAttribute.Configuration) is { Exists: true } configuration) WriteConfiguration(context, configuration.Reader);
    }

    // struct ndt_config
    private static void WriteConfiguration(IpContext context, NetlinkReader reader)
    {
        var to = context.To;
        ushort keyLength = reader.U16(), entrySize = reader.U16();
        uint entries = reader.U32(), lastFlush = reader.U32(), lastRandom = reader.U32(), random = reader.U32(), mask = reader.U32(), collections = reader.U32(), proxies = reader.U32();
        to.Text($"    config ");
        to.Field("key_length", keyLength, $"key_len {keyLength} ");
        to.Field("entry_size", entrySize, $"entry_size {entrySize} ");
        to.Field("entries", entries, $"entries {entries} ");
        to.Text($"{context.LineBreak}        ");
        WriteTime(context, "last_flush", lastFlush);
        WriteTime(context, "last_rand", lastRandom);
        to.Text($"{context.LineBreak}        ");
        to.Field("hash_rnd", random, $"hash_rnd {random} ");
        to.Field("hash_mask", LinkRow.Hexadecimal(mask, always: true), $"hash_mask {mask:x8} ");
        to.Field("hash_chain_gc", collections, $"hash_chain_gc {collections} ");
        to.Field("proxy_qlen", proxies, $"proxy_qlen {proxies} ");
        to.Text($"{context.LineBreak}");
    }

    private static void WriteTime(IpContext context, string key, uint millisecondsAgo)
    {
        string time = context.Shell.Clock.GetLocalNow().AddMilliseconds(-(double)millisecondsAgo).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        context.To.Field(key, time, $"{key} {time} ");
    }

    // struct ndt_stats
    private static void WriteStatistics(IpContext context, NetlinkReader reader)
    {
        context.To.Text($"    stats ");
        foreach (string[] line in new string[][] { ["allocs", "destroys", "hash_grows"], ["res_failed", "lookups", "hits"], ["rcv_probes_mcast", "rcv_probes_ucast"], ["periodic_gc_runs", "forced_gc_runs"], ["table_fulls"] })
        {
            if (line[0] != "allocs") context.To.Text($"    ");
            foreach (string key in line)
            {
                ulong count = reader.U64();
                if (!reader.Truncated) context.To.Field(key, count, $"{key} {count} ");
            }
            context.To.Text($"{context.LineBreak}");
        }
    }
}
