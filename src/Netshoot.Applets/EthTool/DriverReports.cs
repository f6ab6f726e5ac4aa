using Netshoot.Cli;
using Netshoot.Netlink.Links;

namespace Netshoot.Applets.EthTool;

/// <summary>A driver as <c>ethtool -i</c> shows it: <c>struct ethtool_drvinfo</c> (include/uapi/linux/ethtool.h).</summary>
internal sealed record DriverReport(string Device, DriverCommand Driver) : IReport
{
    public const int Size = 196, MemoryLengthOffset = 188, RegisterLengthOffset = 192;

    private const int NameOffset = 4, VersionOffset = 36, FirmwareOffset = 68, BusOffset = 100, RomOffset = 132, PrivateFlagsOffset = 176, StatisticsOffset = 180, TestsOffset = 184;

    public void Write(ReportWriter to)
    {
        to.Device(Device);
        to.Word("driver", Driver.Text(NameOffset), "driver: ");
        to.Word("version", Driver.Text(VersionOffset), "version: ");
        to.Word("firmware-version", Driver.Text(FirmwareOffset), "firmware-version: ");
        to.Word("expansion-rom-version", Driver.Text(RomOffset), "expansion-rom-version: ");
        to.Word("bus-info", Driver.Text(BusOffset), "bus-info: ");
        Supports(to, "supports-statistics", StatisticsOffset);
        Supports(to, "supports-test", TestsOffset);
        Supports(to, "supports-eeprom-access", MemoryLengthOffset);
        Supports(to, "supports-register-dump", RegisterLengthOffset);
        Supports(to, "supports-priv-flags", PrivateFlagsOffset);
    }

    private void Supports(ReportWriter to, string name, int offset)
    {
        bool has = Driver.U32(offset) != 0;
        to.Field(name, has, $"{name}: {(has ? "yes" : "no")}\n");
    }
}

/// <summary>A driver's own numbers as <c>ethtool -S</c> shows them: <c>struct ethtool_stats</c>.</summary>
internal sealed record StatisticsReport(string Device, string Kind, IReadOnlyList<string> Names, DriverCommand Numbers) : IReport
{
    public const int HeaderSize = 8;

    public void Write(ReportWriter to)
    {
        to.Device(Device);
        to.Text($"{Kind} statistics:\n");
        // An array: some drivers give one name to several numbers.
        to.OpenArray("statistics");
        for (int i = 0; i < Names.Count; i++)
        {
            ulong number = Numbers.U64(HeaderSize + i * sizeof(ulong));
            to.OpenObject();
            to.Field("name", Names[i].Trim(), $"     {Names[i]}: ");
            to.Field("value", number, $"{number}\n");
            to.CloseObject();
        }
        to.CloseArray();
    }
}

/// <summary>The address that a device was made with as <c>ethtool -P</c> shows it.</summary>
internal sealed record PermanentAddressReport(Link Link) : IReport
{
    public void Write(ReportWriter to)
    {
        to.Device(Link.Name);
        to.Text($"Permanent address: ");
        if (Link.PermanentAddress.Length > 0) to.Field("permanent-address", Link.PermanentAddress, $"{Link.PermanentAddress}\n");
        else to.Text($"not set\n");
    }
}
