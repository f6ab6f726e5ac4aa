using Netshoot.Cli;
using Netshoot.Host.Labs;
using Netshoot.Wire;

namespace Netshoot.Applets.Lab;

/// <summary>The lab for programs.</summary>
internal sealed class LabReport : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("up", LabBuilder.IsWhole);
        to.OpenArray("nodes");
        if (LabBuilder.Exists)
        {
            Node(to, LabPlan.Network, LabPlan.Gateway4, LabPlan.Gateway6, service: false);
            foreach (string container in LabPlan.Containers)
            {
                var (address4, address6) = LabPlan.AddressesOf(container);
                Node(to, container, address4, address6, container == LabPlan.Server);
            }
        }
        to.CloseArray();
    }

    private static void Node(ReportWriter to, string name, InternetPrefix address4, InternetPrefix address6, bool service)
    {
        to.OpenObject();
        to.Field("target", $"netns:{name}");
        to.Field("path", LabBuilder.PathOf(name));
        to.Field("address4", address4);
        to.Field("address6", address6);
        if (service) to.Field("port", LabPlan.ServicePort);
        to.CloseObject();
    }
}
