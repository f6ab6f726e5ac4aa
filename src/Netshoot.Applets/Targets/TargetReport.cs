using Netshoot.Cli;
using Netshoot.Host.Containers;
using Netshoot.Host.Targets;

namespace Netshoot.Applets.Targets;

/// <summary>The targets for programs: all that is known of each.</summary>
internal sealed class TargetReport(TargetList list) : IReport
{
    public void Write(ReportWriter to)
    {
        to.OpenArray("targets");
        foreach (var row in list.Rows) Write(to, row);
        to.CloseArray();
        to.OpenArray("notes");
        foreach (string note in list.Notes) to.Field(null, note);
        to.CloseArray();
    }

    private static void Write(ReportWriter to, TargetRow row)
    {
        to.OpenObject();
        to.Field("target", new TargetName(row.Kind, row.Name).ToString());
        to.Field("kind", row.Kind.ToString().ToLowerInvariant());
        to.Field("name", row.Name);
        to.OpenArray("addresses");
        foreach (var address in row.Addresses) to.Field(null, address);
        to.CloseArray();
        if (row.Inode != 0) to.Field("namespace", row.Inode);
        if (row.Path is not null) to.Field("path", row.Path);
        if (row.ProcessId != 0) to.Field("pid", row.ProcessId);
        to.Field("state", row.State);
        to.Field("runs", row.Runs);
        if (row.Container is { } container) Write(to, container);
        if (row.Network is { } network) Write(to, network);
        to.CloseObject();
    }

    private static void Write(ReportWriter to, Container container)
    {
        to.OpenObject("container");
        to.Field("id", container.Id);
        to.Field("image", container.Image);
        to.Field("network_mode", container.NetworkMode);
        Optional("compose_project", container.ComposeProject);
        Optional("compose_service", container.ComposeService);
        Optional("swarm_service", container.SwarmService);
        Optional("swarm_task", container.SwarmTask);
        to.OpenArray("networks");
        foreach (var endpoint in container.Endpoints)
        {
            to.OpenObject();
            to.Field("name", endpoint.Network);
            to.Field("id", endpoint.NetworkId);
            if (endpoint.Address4 is { } address4) to.Field("address4", address4);
            if (endpoint.Address6 is { } address6) to.Field("address6", address6);
            if (endpoint.Mac is { } mac) to.Field("mac", mac);
            if (endpoint.Gateway is { } gateway) to.Field("gateway", gateway);
            to.OpenArray("aliases");
            foreach (string alias in endpoint.Aliases) to.Field(null, alias);
            to.CloseArray();
            to.CloseObject();
        }
        to.CloseArray();
        to.OpenArray("ports");
        foreach (var port in container.Ports)
        {
            to.OpenObject();
            if (port.HostAddress is { } address) to.Field("host_address", address);
            to.Field("host_port", port.HostPort);
            to.Field("container_port", port.ContainerPort);
            to.Field("protocol", port.Protocol);
            to.CloseObject();
        }
        to.CloseArray();
        to.CloseObject();

        void Optional(string key, string? value)
        {
            if (value is not null) to.Field(key, value);
        }
    }

    private static void Write(ReportWriter to, ContainerNetwork network)
    {
        to.OpenObject("network");
        to.Field("id", network.Id);
        to.Field("driver", network.Driver);
        to.Field("scope", network.Scope);
        to.Field("internal", network.IsInternal);
        if (network.BridgeInterface is { } bridge) to.Field("bridge", bridge);
        to.OpenArray("gateways");
        foreach (var gateway in network.Gateways) to.Field(null, gateway);
        to.CloseArray();
        to.CloseObject();
    }
}
