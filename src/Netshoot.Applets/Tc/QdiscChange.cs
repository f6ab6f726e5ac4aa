using Netshoot.Applets.Iproute;
using Netshoot.Applets.Tc.Kinds;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary><c>tc qdisc add</c>, <c>change</c>, <c>replace</c>, <c>link</c> and <c>delete</c> (tc(8)).</summary>
internal static class QdiscChange
{
    public static void Run(TcContext context, IpWords words, ushort type, NetlinkFlags flags)
    {
        string? device = null, kind = null;
        uint handle = 0, parent = 0, ingressBlock = 0, egressBlock = 0;
        for (; words.More && kind is null; words.Advance())
        {
            if (words.Is("dev"))
            {
                string name = words.Next();
                device = device is null ? name : throw IpFailure.Duplicate("dev", name);
            }
            else if (words.Is("handle"))
            {
                if (handle != 0) throw IpFailure.Duplicate("handle", words.Current);
                handle = ObjectWords.Handle(words.Next(), "qdisc");
            }
            else if (words.Is("root"))
            {
                parent = parent == 0 ? TrafficHandle.Root : throw ObjectWords.SecondParent("root");
            }
            else if (words.Is("clsact") || words.Is("ingress"))
            {
                if (parent != 0) throw new IpFailure($"Error: \"{words.Current}\" is a duplicate parent ID\n");
                parent = TrafficHandle.Ingress;
                handle = TrafficHandle.IngressQdisc;
                kind = words.Current;
            }
            else if (words.Is("parent"))
            {
                string name = words.Next();
                parent = parent == 0 ? ObjectWords.Class(name, "parent") : throw IpFailure.Duplicate("parent", name);
            }
            else if (words.Is("ingress_block"))
            {
                ingressBlock = ObjectWords.Block(words.Next(), "ingress block");
            }
            else if (words.Is("egress_block"))
            {
                egressBlock = ObjectWords.Block(words.Next(), "egress block");
            }
            else if (words.Matches("estimator") || words.Matches("stab"))
            {
                throw ObjectWords.Unsupported(words.Matches("stab") ? "qdisc stab" : "qdisc estimator");
            }
            else if (words.Matches("help"))
            {
                context.Say(TcUsage.Qdisc);
                kind = words.Current;
            }
            else
            {
                kind = words.Current;
            }
        }
        var attributes = new NetlinkRequest(0, NetlinkFlags.None);
        if (kind is not null) attributes.Attribute((ushort)TrafficAttribute.Kind, kind);
        if (kind is not null) QdiscKinds.Parse(context, words, kind, attributes, device);
        if (ingressBlock != 0) attributes.Attribute((ushort)TrafficAttribute.IngressBlock, ingressBlock);
        if (egressBlock != 0) attributes.Attribute((ushort)TrafficAttribute.EgressBlock, egressBlock);
        int index = device is null ? 0 : context.Device(device);
        context.Ip.Execute(TrafficRequests.Begin(type, flags, index, handle, parent, 0).Append(attributes));
    }
}
