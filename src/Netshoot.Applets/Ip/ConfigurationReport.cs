using Netshoot.Applets.Iproute;
using Netshoot.Netlink.Configuration;

namespace Netshoot.Applets.Ip;

/// <summary>How a family of protocols treats an interface, as ip-netconf(8) prints it.</summary>
internal static class ConfigurationReport
{
    public static void Write(IpContext context, InterfaceConfiguration entry)
    {
        var to = context.To;
        to.OpenObject();
        if (entry.IsDeleted) to.Field("deleted", true, $"Deleted ");
        string family = AddressReport.FamilyName(entry.Family);
        to.Field("family", family, $"{family} ");
        if (entry.InterfaceIndex is { } index)
        {
            string name = index switch
            {
                InterfaceConfiguration.AllInterfaces => "all",
                InterfaceConfiguration.NewInterfaces => "default",
                _ => context.Links.NameOf(index),
            };
            to.Field("interface", name, $"{name} ");
        }
        WriteSwitch(context, "forwarding", entry.Forwarding);
        if (entry.ReversePathFilter is { } filter)
        {
            string word = filter switch { 0 => "off", 1 => "strict", 2 => "loose", _ => LinkRow.Decimal((uint)filter) };
            to.Field("rp_filter", word, $"rp_filter {word} ");
        }
        WriteSwitch(context, "mc_forwarding", entry.MulticastForwarding);
        WriteSwitch(context, "proxy_neigh", entry.ProxyNeighbor);
        WriteSwitch(context, "ignore_routes_with_linkdown", entry.IgnoresRoutesWithoutLink);
        WriteSwitch(context, "input", entry.Input);
        to.Text($"\n");
        to.CloseObject();
        context.EntryWritten();
    }

    private static void WriteSwitch(IpContext context, string name, int? value)
    {
        if (value is { } number) context.To.Field(name, number != 0, $"{name} {(number != 0 ? "on" : "off")} ");
    }
}
