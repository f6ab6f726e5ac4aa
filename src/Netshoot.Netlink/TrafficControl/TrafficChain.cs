namespace Netshoot.Netlink.TrafficControl;

/// <summary>A chain of filters, which an action can go to (tc(8)).</summary>
public sealed class TrafficChain() : TrafficObject(RouteMessageType.NewTrafficChain, RouteMessageType.DeleteTrafficChain);
