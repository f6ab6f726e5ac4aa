namespace Netshoot.Netlink.TrafficControl;

/// <summary>A queueing discipline of an interface (tc(8)).</summary>
public sealed class Qdisc() : TrafficObject(RouteMessageType.NewQdisc, RouteMessageType.DeleteQdisc);
