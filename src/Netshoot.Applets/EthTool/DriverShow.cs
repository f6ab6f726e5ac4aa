using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.Links;
using Netshoot.Wire;

namespace Netshoot.Applets.EthTool;

/// <summary>What drivers tell about themselves by SIOCETHTOOL: <c>-i</c>, <c>-S</c>, <c>--phy-statistics</c>, <c>-P</c>, and the orders <c>-r</c>, <c>-p</c>, <c>-f</c>.</summary>
internal static class DriverShow
{
    private const byte NoInformation = 71, NoStatistics = 94, NoNames = 96, NoNumbers = 97, Failed = 255;
    private const uint StatisticNames = 1, PhyStatisticNames = 7; // ETH_SS_*

    public static ExitCode Information(EthToolContext context)
    {
        if (!context.IsAtEnd) return context.Bad();
        var errno = Ask(context, out var driver);
        return errno == Errno.None ? context.Write(new DriverReport(context.Device, driver)) : context.Fail("Cannot get driver information", errno, NoInformation);
    }

    /// <summary><c>struct ethtool_drvinfo</c>.</summary>
    public static Errno Ask(EthToolContext context, out DriverCommand driver)
    {
        driver = new(DriverCommand.DriverInformation, DriverReport.Size);
        return context.Control(driver);
    }

    public static ExitCode Statistics(EthToolContext context) => Statistics(context, "NIC", StatisticNames, DriverCommand.Statistics);

    public static ExitCode PhyStatistics(EthToolContext context) => context.IsAtEnd ? Statistics(context, "PHY", PhyStatisticNames, DriverCommand.PhyStatistics) : context.Bad();

    private static ExitCode Statistics(EthToolContext context, string kind, uint set, uint command)
    {
        var errno = DriverStrings.TryRead(context, set, out var names);
        if (errno != Errno.None) return context.Fail("Cannot get stats strings information", errno, NoNames);
        if (names.Count == 0)
        {
            if (context.Shell.Json) context.Write([]);
            context.Shell.Output.Flush();
            context.Shell.Error.Literal("no stats available\n");
            return new(NoStatistics);
        }
        // The driver may have got more of them since it was asked for their names.
        var numbers = new DriverCommand(command, StatisticsReport.HeaderSize + (names.Count + DriverStrings.Spare) * sizeof(ulong)).Put(sizeof(uint), (uint)names.Count);
        errno = context.Control(numbers);
        return errno == Errno.None ? context.Write(new StatisticsReport(context.Device, kind, names, numbers)) : context.Fail("Cannot get stats information", errno, NoNumbers);
    }

    public static ExitCode PermanentAddress(EthToolContext context)
    {
        if (context.Device == EthToolContext.EveryDevice)
        {
            context.Shell.Complain($"device '{EthToolContext.EveryDevice}' is not supported with -P, which names none: 'ip -d link' shows all");
            return ExitCode.Failed;
        }
        var errno = context.Shell.Machine.Netlink.TryOpen(NetlinkProtocol.Route, out var channel);
        if (channel is null) throw new Failure("netlink", context.Shell.Machine.Text(errno), errno: (int)errno);
        using (channel)
        {
            var error = channel.TryGet<Link>(LinkRequests.Find(context.Device, statistics: false), out var link);
            return error.Failed || link is null ? context.Fail(error) : context.Write(new PermanentAddressReport(link));
        }
    }

    public static ExitCode RestartNegotiation(EthToolContext context)
    {
        if (!context.IsAtEnd) return context.Bad();
        var errno = context.Control(new(DriverCommand.RestartNegotiation, 8));
        return errno == Errno.None ? ExitCode.Ok : context.Fail("Cannot restart autonegotiation", errno, Failed);
    }

    /// <summary>Blinks for a while: <c>struct ethtool_value</c> with seconds, 0 until it is stopped.</summary>
    public static ExitCode Identify(EthToolContext context)
    {
        ulong seconds = 0;
        if (context.Next() is { } word && !EthToolNumber.TryParse(word, int.MaxValue, out seconds) || !context.IsAtEnd) return context.Bad();
        context.Shell.Output.Flush();
        var errno = context.Control(new DriverCommand(DriverCommand.Identify, 8).Put(4, (uint)seconds));
        return errno == Errno.None ? ExitCode.Ok : context.Fail("Cannot identify NIC", errno, Failed);
    }

    /// <summary>Writes firmware that the kernel finds by its name: <c>struct ethtool_flash</c>.</summary>
    public static ExitCode Flash(EthToolContext context)
    {
        const int NameOffset = 8, NameSize = 128;
        ulong region = 0;
        if (context.Next() is not { } file || context.Next() is { } word && !EthToolNumber.TryParse(word, int.MaxValue, out region) || !context.IsAtEnd) return context.Bad();
        byte[] name = System.Text.Encoding.UTF8.GetBytes(file);
        if (name.Length >= NameSize)
        {
            context.Shell.Error.Literal("Filename too long\n");
            return new(99);
        }
        var command = new DriverCommand(DriverCommand.Flash, NameOffset + NameSize).Put(4, (uint)region);
        name.CopyTo(command.Bytes[NameOffset..]);
        var errno = context.Control(command);
        return errno == Errno.None ? ExitCode.Ok : context.Fail("Flashing failed", errno, Failed);
    }
}
