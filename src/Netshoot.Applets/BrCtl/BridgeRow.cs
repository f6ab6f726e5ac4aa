using Netshoot.Cli;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.BrCtl;

/// <summary>A bridge and its ports as <c>brctl show</c> lists them.</summary>
internal readonly record struct BridgeRow(Link Bridge, IReadOnlyList<string> Ports) : IReport
{
    private const ushort SpanningTreeState = 5, BridgeIdAttribute = 11; // IFLA_BR_*

    public void Write(ReportWriter to)
    {
        var attributes = Bridge.KindData.Attributes;
        bool hasSpanningTree = attributes.Find(SpanningTreeState).U32 != 0;
        var id = BridgeId.Read(attributes.Find(BridgeIdAttribute).Value);
        to.Field("bridge", Bridge.Name, $"{Bridge.Name}\t\t");
        to.Field("id", id, $"{id}\t");
        to.Field("stp", hasSpanningTree, $"{(hasSpanningTree ? "yes" : "no")}\t\t");
        to.OpenArray("interfaces");
        for (int i = 0; i < Ports.Count; i++)
        {
            if (i > 0) to.Text($"\n\t\t\t\t\t\t\t");
            to.Field(null, Ports[i], $"{Ports[i]}");
        }
        to.CloseArray();
    }
}

/// <summary>An address that a port knows as <c>brctl showmacs</c> lists it.</summary>
/// <param name="Port">The number of the port in its bridge.</param>
/// <param name="Address">The address.</param>
/// <param name="IsLocal">Whether it is the port's own.</param>
/// <param name="Age">How long ago it was seen, in hundredths of seconds.</param>
internal readonly record struct MacRow(ushort Port, MacAddress Address, bool IsLocal, uint Age) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Field("port", Port, $"{Port,3}\t");
        to.Field("mac", Address, $"{Address}\t");
        to.Field("local", IsLocal, $"{(IsLocal ? "yes" : "no")}\t\t");
        to.Field("age", Age / 100.0, $"{Age / 100.0,7:f2}");
    }
}
