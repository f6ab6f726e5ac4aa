using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Wire;

namespace Netshoot.Applets.Ip;

/// <summary>Takes entries out of a table round by round until none is left, as <c>flush</c> does.</summary>
internal static class Flush
{
    /// <param name="context">The command.</param>
    /// <param name="list">Makes the request that dumps the table.</param>
    /// <param name="deleteType">The message that deletes an entry.</param>
    /// <param name="includes">Whether a message is an entry that is to go; it may print it.</param>
    /// <param name="noun">What entries are called.</param>
    public static void Run(IpContext context, Func<NetlinkRequest> list, ushort deleteType, Func<NetlinkMessageCopy, bool> includes, string noun = "entries")
    {
        bool tells = context.Options.Statistics > 0;
        for (int round = 1; ; round++)
        {
            var doomed = new List<NetlinkRequest>();
            var dump = context.Channel.Dump(list());
            foreach (var message in dump)
            {
                var copy = new NetlinkMessageCopy(message);
                if (includes(copy)) doomed.Add(new NetlinkRequest(deleteType, NetlinkFlags.None).Put(copy.Payload));
            }
            if (dump.Error.Failed) throw new IpFailure($"{context.Answer(dump.Error)}Flush terminated\n", IpFailure.Refused);
            if (doomed.Count == 0)
            {
                if (tells) context.Shell.Output.Literal(round == 1 ? "Nothing to flush.\n" : $"*** Flush is complete after {round - 1} round{(round > 2 ? "s" : "")} ***\n");
                return;
            }
            if (tells) context.Shell.Output.Literal($"\n*** Round {round}, deleting {doomed.Count} {noun} ***\n");
            int gone = 0;
            foreach (var request in doomed)
            {
                var error = context.Channel.TryExecute(request);
                // What somebody else took out meanwhile is gone, and so is what went with another entry.
                if (error.Errno is Errno.ESRCH or Errno.ENOENT or Errno.EADDRNOTAVAIL) continue;
                if (error.Failed) throw context.Refused(error);
                gone++;
            }
            if (gone == 0 || round == context.Options.FlushAttempts) return;
        }
    }
}

/// <summary>A message kept beyond the receive buffer.</summary>
internal sealed class NetlinkMessageCopy(NetlinkMessage message)
{
    private readonly byte[] _payload = message.Payload.ToArray();
    private readonly NetlinkHeader _header = message.Header;

    public ReadOnlySpan<byte> Payload => _payload;

    public NetlinkMessage Message => new(_header, _payload);
}
