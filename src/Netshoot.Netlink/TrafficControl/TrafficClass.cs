namespace Netshoot.Netlink.TrafficControl;

/// <summary>A class of a queueing discipline (tc(8)).</summary>
public sealed class TrafficClass() : TrafficObject(RouteMessageType.NewTrafficClass, RouteMessageType.DeleteTrafficClass);
