using System.Globalization;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Arp;

/// <summary>An entry of /proc/net/arp as arp(8) prints it.</summary>
/// <param name="Address">The neighbor.</param>
/// <param name="Name">Its name; null when it has none or none is wanted.</param>
/// <param name="Flags"><c>ATF_*</c> (include/uapi/linux/if_arp.h).</param>
/// <param name="HardwareType"><c>ARPHRD_*</c>.</param>
/// <param name="HardwareAddress">As the kernel writes it.</param>
/// <param name="Device">The interface that leads to it.</param>
/// <param name="IsSentence">Whether it is printed as BSD does.</param>
internal readonly record struct ArpEntry(InternetAddress Address, string? Name, uint Flags, uint HardwareType, string HardwareAddress, string Device, bool IsSentence) : IReport
{
    private const uint Complete = 0x02, Permanent = 0x04, Published = 0x08;
    private const uint Ethernet = 1;
    private const int NameWidth = 23;

    private string TypeName => HardwareType == Ethernet ? "ether" : string.Create(CultureInfo.InvariantCulture, $"{HardwareType}");

    public void Write(ReportWriter to)
    {
        bool isPublished = (Flags & Published) != 0;
        string hardware = isPublished ? "<from_interface>" : HardwareAddress;
        bool isKnown = isPublished || (Flags & Complete) != 0;
        if (!to.IsText) WriteFields(to, isKnown && !isPublished);
        else if (IsSentence) WriteSentence(to, isKnown, isPublished, hardware);
        else WriteRow(to, isKnown, isPublished, hardware);
    }

    private void WriteFields(ReportWriter to, bool hasHardware)
    {
        to.Field("address", Address);
        if (Name is not null) to.Field("name", Name);
        if (hasHardware)
        {
            to.Field("hwtype", TypeName);
            to.Field("hwaddress", HardwareAddress);
        }
        to.Field("permanent", (Flags & Permanent) != 0);
        to.Field("published", (Flags & Published) != 0);
        to.Field("dev", Device);
    }

    private void WriteSentence(ReportWriter to, bool isKnown, bool isPublished, string hardware)
    {
        to.Text($"{Name ?? "?"} ({Address}) at ");
        if (!isKnown) to.Text($"<incomplete> ");
        else if (isPublished) to.Text($"{hardware} ");
        else to.Text($"{hardware} [{TypeName}] ");
        if ((Flags & Permanent) != 0) to.Text($"PERM ");
        if (isPublished) to.Text($"PUB ");
        to.Text($"on {Device}");
    }

    private void WriteRow(ReportWriter to, bool isKnown, bool isPublished, string hardware)
    {
        string flags = $"{((Flags & Complete) != 0 ? "C" : "")}{((Flags & Permanent) != 0 ? "M" : "")}{(isPublished ? "P" : "")}";
        string name = Name ?? Address.ToString();
        to.Text($"{(name.Length > NameWidth ? name[..NameWidth] : name),-NameWidth}  ");
        if (isKnown) to.Text($"{(isPublished ? "*" : TypeName),-7} {hardware,-19} {flags,-22}{Device}");
        else to.Text($"{"",-7} {"(incomplete)",-19} {"",-22}{Device}");
    }
}
