using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.Iproute;

/// <summary>Takes a notification, valid during the call, and the number of the namespace that it is from; null for our own.</summary>
internal delegate void MonitorTaker(NetlinkMessage message, int? namespaceId);

/// <summary>Listens to notifications until it is interrupted.</summary>
internal static class MonitorLoop
{
    /// <param name="context">The tool.</param>
    /// <param name="groups">The groups to listen to, <c>RTNLGRP_*</c>.</param>
    /// <param name="allNamespaces">Whether those of all namespaces are wanted that have a number in this one.</param>
    /// <param name="take">Takes each notification.</param>
    public static async ValueTask<ExitCode> RunAsync(IpContext context, IEnumerable<int> groups, bool allNamespaces, MonitorTaker take)
    {
        var netlink = context.Netlink;
        var channel = context.Open();
        var errno = netlink.TryListen(channel, groups, allNamespaces, context.Options.ReceiveBuffer);
        if (errno != Errno.None) throw new IpFailure($"Failed to listen to notifications: {context.Shell.Machine.Text(errno)}\n", IpFailure.Missing);
        // Names of links that are there now; those that come are told with them.
        foreach (var message in context.Channel.Dump(LinkRequests.List()))
        {
            var link = new Link();
            if (link.Read(message)) context.Links.Remember(link);
        }
        while (true)
        {
            await netlink.WaitAsync(channel, Timeout.InfiniteTimeSpan, CancellationToken.None);
            errno = channel.ReceiveNotifications(message => take(message, channel.Transport.NamespaceId));
            if (errno is Errno.None or Errno.EAGAIN) continue;
            context.Shell.Output.Flush();
            context.Shell.Error.Literal($"netlink receive error {context.Shell.Machine.Text(errno)} ({(int)errno})\n");
            // What the kernel dropped is lost, but more will come.
            if (errno != Errno.ENOBUFS) return new ExitCode(IpFailure.Missing);
        }
    }
}
