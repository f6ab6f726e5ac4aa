using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc chain</c> (tc(8)).</summary>
internal static class ChainCommands
{
    public static void Run(TcContext context, IpWords words)
    {
        if (ObjectWords.Shows(words))
        {
            words.Advance();
            FilterCommands.Show(context, words, isChain: true);
        }
        else if (words.Matches("add") || words.Matches("delete"))
        {
            bool adds = words.Matches("add");
            words.Advance();
            FilterChange.Run(context, words, adds ? RouteMessageType.NewTrafficChain : RouteMessageType.DeleteTrafficChain, adds ? NetlinkFlags.Create | NetlinkFlags.Exclusive : NetlinkFlags.None);
        }
        else if (words.Matches("get"))
        {
            throw ObjectWords.Unsupported("chain get");
        }
        else if (words.Matches("help"))
        {
            throw new IpFailure(TcUsage.Chain, 0);
        }
        else
        {
            throw IpFailure.UnknownCommand(words.Current, "tc chain help");
        }
    }
}
