using Netshoot.Applets.Iproute;
using Netshoot.Netlink;
using Netshoot.Netlink.Addresses;
using Netshoot.Netlink.Configuration;
using Netshoot.Netlink.Links;
using Netshoot.Netlink.NamespaceIds;
using Netshoot.Netlink.Neighbors;
using Netshoot.Netlink.Routes;
using Netshoot.Netlink.Statistics;

namespace Netshoot.Applets.Ip;

/// <summary>One notification as <c>ip monitor</c> prints it; always text, as of the original.</summary>
/// <param name="context">The command.</param>
/// <param name="device">The only interface that is of interest; 0 for all.</param>
/// <param name="labels">Whether each begins with what it is about.</param>
/// <param name="namespaces">Whether each begins with where it is from.</param>
internal sealed class MonitorReport(IpContext context, int device, bool labels, bool namespaces)
{
    private readonly MonitorHead _head = new(context, labels, namespaces);
    private readonly byte _family = context.Options.Family;
    private readonly LinkNames _ownLinks = context.Links;
    private readonly Dictionary<int, LinkNames> _links = [];
    private readonly LinkReport _linkReport = new(context, LinkView.Monitor);
    private readonly RouteReport _routeReport = new(context, device == 0 ? RouteSelector.Any : RouteSelector.AnyOut(0, device));
    private readonly NeighborReport _neighborReport = new(context, hidesDevice: device != 0);
    private readonly RuleReport _ruleReport = new(context);
    private readonly Link _link = new();
    private readonly InterfaceAddress _address = new();
    private readonly Route _route = new();
    private readonly Neighbor _neighbor = new();
    private readonly RoutingRule _rule = new();
    private readonly InterfaceConfiguration _configuration = new();
    private readonly AdvertisedPrefix _prefix = new();
    private readonly NamespaceId _namespaceId = new();
    private readonly InterfaceStatistics _statistics = new();

    /// <param name="message">The notification.</param>
    /// <param name="namespaceId">The number of the namespace that it is from; null for our own.</param>
    public void Write(NetlinkMessage message, int? namespaceId)
    {
        context.Links = namespaceId is { } id ? LinksOf(id) : _ownLinks;
        switch (message.Type)
        {
            case RouteMessageType.NewRoute or RouteMessageType.DeleteRoute when _route.Read(message):
                WriteRoute(namespaceId);
                break;
            case RouteMessageType.NewLink or RouteMessageType.DeleteLink when _link.Read(message):
                WriteLink(namespaceId);
                break;
            case RouteMessageType.NewAddress or RouteMessageType.DeleteAddress when _address.Read(message):
                WriteAddress(namespaceId);
                break;
            case RouteMessageType.NewNeighbor or RouteMessageType.DeleteNeighbor when _neighbor.Read(message):
                if (!IsWanted(_neighbor.Family, _neighbor.InterfaceIndex)) break;
                _head.Write("NEIGH", namespaceId);
                _neighborReport.Write(_neighbor);
                break;
            case RouteMessageType.NewPrefix when _prefix.Read(message):
                WritePrefix(namespaceId);
                break;
            case RouteMessageType.NewRule or RouteMessageType.DeleteRule when _rule.Read(message):
                _head.Write("RULE", namespaceId);
                _ruleReport.Write(_rule);
                break;
            case RouteMessageType.NewConfiguration or RouteMessageType.DeleteConfiguration when _configuration.Read(message):
                if (!IsWanted(_configuration.Family, _configuration.InterfaceIndex ?? 0)) break;
                _head.Write("NETCONF", namespaceId);
                ConfigurationReport.Write(context, _configuration);
                break;
            case RouteMessageType.NewNamespaceId or RouteMessageType.DeleteNamespaceId when _namespaceId.Read(message):
                _head.Write("NSID", namespaceId);
                // The name of one that goes is known from when it came.
                if (!_namespaceId.IsDeleted) context.Namespaces.Forget();
                NamespaceCommands.Write(context, _namespaceId);
                break;
            case RouteMessageType.NewStatistics when _statistics.Read(message):
                _head.Write("STATS", namespaceId);
                StatisticsReport.WriteChange(context, _statistics);
                break;
            case MonitorHead.Recorded:
                _head.WriteRecorded(message);
                break;
        }
        context.EntryWritten();
    }

    private void WriteRoute(int? namespaceId)
    {
        // Routes of the cache come and go by themselves.
        if (_route.Flags.HasFlag(RouteFlags.Cloned) || _family != 0 && _route.Family != _family || device != 0 && _route.OutputInterface != device) return;
        _head.Write("ROUTE", namespaceId);
        _routeReport.Write(_route);
    }

    private void WriteLink(int? namespaceId)
    {
        if (device == 0 || _link.Index == device)
        {
            _head.Write("LINK", namespaceId);
            if (_link.IsDeleted) context.To.Text($"Deleted ");
            if (context.Options.Brief)
            {
                _linkReport.WriteBrief(_link);
            }
            else
            {
                _linkReport.WriteHead(_link);
                _linkReport.WriteAlternativeNames(_link);
                context.To.Text($"\n");
            }
        }
        // A port that leaves its bridge is told as deleted, too.
        if (!_link.IsDeleted) context.Links.Remember(_link);
        else if (_link.Family != AddressFamilyNumber.Bridge) context.Links.Forget(_link.Index);
    }

    private void WriteAddress(int? namespaceId)
    {
        if (!IsWanted(_address.Family, _address.InterfaceIndex)) return;
        _head.Write("ADDR", namespaceId);
        if (_address.IsDeleted) context.To.Text($"Deleted ");
        string name = context.Links.NameOf(_address.InterfaceIndex);
        if (!context.Options.Brief && !context.Options.OneLine) context.To.Text($"{_address.InterfaceIndex}: {name}");
        AddressReport.Write(context, name, _address);
    }

    private void WritePrefix(int? namespaceId)
    {
        if (!IsWanted(_prefix.Family, _prefix.InterfaceIndex)) return;
        _head.Write("PREFIX", namespaceId);
        var to = context.To;
        to.Text($"prefix {_prefix.Address ?? default}/{_prefix.Length}");
        to.Text($"dev {context.Links.NameOf(_prefix.InterfaceIndex)} ");
        if (_prefix.IsOnLink) to.Text($"onlink ");
        if (_prefix.IsAutonomous) to.Text($"autoconf ");
        if (_prefix.Lifetime is { } lifetime) to.Text($"valid {lifetime.Valid} preferred {lifetime.Preferred} ");
        to.Text($"\n");
    }

    private bool IsWanted(byte family, int index) => (_family == 0 || family == _family) && (device == 0 || index == device);

    /// <summary>Of another namespace only those names are known that were told.</summary>
    private LinkNames LinksOf(int namespaceId)
    {
        if (!_links.TryGetValue(namespaceId, out var links)) _links[namespaceId] = links = new(null);
        return links;
    }
}
