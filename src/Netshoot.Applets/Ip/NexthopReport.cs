using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink.Routes;

namespace Netshoot.Applets.Ip;

/// <summary>One nexthop, group or bucket as <c>ip nexthop</c> prints it; also what <c>ip -details route</c> says about a route's.</summary>
internal static class NexthopReport
{
    private const double HundredthsPerSecond = 100;

    /// <summary>An entry of its own, with its line end.</summary>
    public static void Write(IpContext context, Nexthop nexthop)
    {
        context.To.OpenObject();
        if (nexthop.Bucket is { } bucket) WriteBucket(context, nexthop, bucket);
        else WriteBody(context, nexthop);
        context.To.Text($"\n");
        context.To.CloseObject();
        context.EntryWritten();
    }

    /// <summary>Everything about a nexthop, in an object that is open already.</summary>
    public static void WriteBody(IpContext context, Nexthop nexthop)
    {
        var to = context.To;
        bool details = context.Options.Details;
        to.Field("id", nexthop.Id, $"id {nexthop.Id} ");
        if (nexthop.Group.Count > 0) WriteGroup(to, nexthop);
        if (nexthop.EncapsulationType != 0) EncapsulationReport.Write(context, nexthop.EncapsulationType, nexthop.Encapsulation.Attributes);
        if (nexthop.Gateway is { } gateway)
        {
            to.Text($"via ");
            to.Field(AddressPaint.PaintOf(gateway), "gateway", gateway, $"{gateway} ");
        }
        if (nexthop.OutputInterface is { } output)
        {
            to.Text($"dev ");
            to.Field(Paint.Interface, "dev", context.Links.NameOf(output), $"{context.Links.NameOf(output)} ");
        }
        if (nexthop.Scope != 0 || details) to.Field("scope", context.Scopes.Name(nexthop.Scope), $"scope {context.Scopes.Name(nexthop.Scope)} ");
        if (nexthop.IsBlackhole) to.Flag("blackhole", $"blackhole ");
        if (nexthop.Protocol != 0 || details) to.Field("protocol", context.Protocols.Name(nexthop.Protocol), $"proto {context.Protocols.Name(nexthop.Protocol)} ");
        RouteReport.WriteFlags(to, nexthop.Flags);
        if (nexthop.IsForwarding) to.Flag("fdb", $"fdb");
    }

    private static void WriteGroup(ReportWriter to, Nexthop nexthop)
    {
        to.OpenArray("group");
        bool any = false;
        foreach (var (id, weight) in nexthop.Group)
        {
            to.OpenObject();
            to.Field("id", id, $"{(any ? "/" : "group ")}{id}");
            if (weight > 1) to.Field("weight", weight, $",{weight}");
            to.CloseObject();
            any = true;
        }
        to.CloseArray();
        to.Text($" ");
        if (nexthop.GroupType == Nexthop.ResilientGroup) to.Field("type", "resilient", $"type resilient ");
        else if (nexthop.GroupType != 0) to.Field("type", "unknown", $"type unknown ");
        if (nexthop.Resilient is not { } resilient) return;
        to.OpenObject("resilient_args");
        to.Field("buckets", resilient.Buckets, $"buckets {resilient.Buckets} ");
        WriteTime(to, "idle_timer", resilient.IdleTimer);
        WriteTime(to, "unbalanced_timer", resilient.UnbalancedTimer);
        WriteTime(to, "unbalanced_time", resilient.UnbalancedTime);
        to.CloseObject();
    }

    private static void WriteBucket(IpContext context, Nexthop nexthop, NexthopBucket bucket)
    {
        var to = context.To;
        to.Field("id", nexthop.Id, $"id {nexthop.Id} ");
        to.OpenObject("bucket");
        to.Field("index", bucket.Index, $"index {bucket.Index} ");
        WriteTime(to, "idle_time", bucket.IdleTime);
        to.Field("nhid", bucket.NexthopId, $"nhid {bucket.NexthopId} ");
        to.CloseObject();
        RouteReport.WriteFlags(to, nexthop.Flags);
    }

    private static void WriteTime(ReportWriter to, string key, ulong hundredths)
    {
        double seconds = hundredths / HundredthsPerSecond;
        to.Text($"{key} {seconds:g6} ");
        to.Field(key, seconds, "g6");
    }
}
