using Netshoot.Applets.Iproute;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>Words that all commands about filters understand (tc(8)).</summary>
internal static class FilterWords
{
    /// <summary>Takes a word that says where a filter hangs.</summary>
    public static bool TryPlace(IpWords words, ref uint parent)
    {
        uint place;
        switch (words.Current)
        {
            case "root": place = TrafficHandle.Root; break;
            case "ingress": place = TrafficHandle.ClassifyIngress; break;
            case "egress": place = TrafficHandle.ClassifyEgress; break;
            case "parent":
                string name = words.Next();
                if (parent != 0) throw IpFailure.Duplicate("parent", name);
                parent = ObjectWords.Class(name, "parent");
                return true;
            default: return false;
        }
        parent = parent == 0 ? place : throw ObjectWords.SecondParent(words.Current);
        return true;
    }
}
