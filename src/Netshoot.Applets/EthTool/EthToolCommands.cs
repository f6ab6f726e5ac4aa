using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>One command of ethtool(8).</summary>
/// <param name="Names">Its option in all forms.</param>
/// <param name="Arguments">What stands behind the device.</param>
/// <param name="Help">What it does.</param>
/// <param name="Run">Does it; null where the original does and this does not.</param>
internal sealed record EthToolCommand(string[] Names, string Arguments, string Help, Func<EthToolContext, ExitCode>? Run)
{
    public bool TakesDevice { get; init; } = true;

    /// <summary>Why it is refused.</summary>
    public string? Refusal { get; init; }
}

/// <summary>The commands of ethtool(8) 6.1.</summary>
internal static class EthToolCommands
{
    public static readonly EthToolCommand Settings = new([], "", "how the device stands", SettingsShow.Run);

    public static readonly EthToolCommand[] All =
    [
        new(["-s", "--change"], "[speed N] [duplex half|full] [autoneg on|off] [wol LETTERS] [msglvl N] ...", "change how the link is set", SettingsChange.Settings),
        new(["-a", "--show-pause"], "", "pause frames", Pause),
        new(["-A", "--pause"], "[autoneg on|off] [rx on|off] [tx on|off]", "change pause frames", SettingsChange.Pause),
        new(["-c", "--show-coalesce"], "", "how long interrupts wait for more", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetCoalescing), static reply => new CoalescingReport(reply))),
        new(["-C", "--coalesce"], "[rx-usecs N] [rx-frames N] ...", "change how long interrupts wait", SettingsChange.Coalescing),
        new(["-g", "--show-ring"], "", "sizes of rings", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetRings), static reply => new RingReport(reply))),
        new(["-G", "--set-ring"], "[rx N] [tx N] ...", "change sizes of rings", SettingsChange.Rings),
        new(["-k", "--show-features", "--show-offload"], "", "offloads and other features", FeatureChange.Show),
        new(["-K", "--features", "--offload"], "FEATURE on|off ...", "switch features", FeatureChange.Run),
        new(["-i", "--driver"], "", "the driver", DriverShow.Information),
        new(["-d", "--register-dump"], "[raw on|off] [file FILE]", "registers, as bytes", DriverMemory.Registers),
        new(["-e", "--eeprom-dump"], "[raw on|off] [offset N] [length N]", "the device's memory", DriverMemory.Read),
        new(["-E", "--change-eeprom"], "[magic N] [offset N] [length N] [value N]", "write the device's memory", DriverMemory.Write),
        new(["-r", "--negotiate"], "", "restart negotiation", DriverShow.RestartNegotiation),
        new(["-p", "--identify"], "[SECONDS]", "blink", DriverShow.Identify),
        new(["-t", "--test"], "[online|offline|external_lb]", "test the device", SelfTest.Run),
        new(["-S", "--statistics"], "[--all-groups | --groups GROUP...]", "the driver's own numbers, or groups of standard ones", StatisticsShow.Run),
        new(["--phy-statistics"], "", "the PHY's own numbers", DriverShow.PhyStatistics),
        new(["-n", "-u", "--show-nfc", "--show-ntuple"], "[rx-flow-hash FLOW | rule N]", "what flows are hashed by, and rules", FlowHash.Show),
        new(["-N", "-U", "--config-nfc", "--config-ntuple"], "rx-flow-hash FLOW LETTERS | delete N", "change what flows are hashed by", FlowHash.Change),
        new(["-T", "--show-time-stamping"], "", "what is stamped with times", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetTimestamping), static reply => new TimestampingReport(reply))),
        new(["-x", "--show-rxfh-indir", "--show-rxfh"], "[context N]", "which ring a flow's hash leads to", HashTable.Show),
        new(["-X", "--set-rxfh-indir", "--rxfh"], "[equal N | weight N... | default] [hkey KEY] [hfunc NAME] [context N|new] [delete]", "change that", HashTable.Change),
        new(["-f", "--flash"], "FILE [REGION]", "write firmware", DriverShow.Flash),
        new(["-P", "--show-permaddr"], "", "the address that the device was made with", DriverShow.PermanentAddress),
        new(["-w", "--get-dump"], "[data FILE]", "a dump of the driver", DriverMemory.Dump),
        new(["-W", "--set-dump"], "N", "change what is dumped", DriverMemory.SetDump),
        new(["-l", "--show-channels"], "", "numbers of channels", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetChannels), static reply => new ChannelReport(reply))),
        new(["-L", "--set-channels"], "[rx N] [tx N] [other N] [combined N]", "change numbers of channels", SettingsChange.Channels),
        new(["--show-priv-flags"], "", "flags of the driver's own", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetPrivateFlags), static reply => new PrivateFlagReport(reply))),
        new(["--set-priv-flags"], "FLAG on|off ...", "switch them", SettingsChange.PrivateFlags),
        new(["-m", "--dump-module-eeprom", "--module-info"], "hex|raw on [offset N] [length N] [page N] [bank N] [i2c N]", "a module's memory, as bytes", DriverMemory.Module),
        new(["--show-eee"], "", "Energy-Efficient Ethernet", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetEnergyEfficiency), static reply => new EnergyEfficiencyReport(reply))),
        new(["--set-eee"], "[eee on|off] [advertise MASK] [tx-lpi on|off] [tx-timer N]", "change it", SettingsChange.Efficiency),
        new(["--show-fec"], "", "forward error correction", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetForwardErrorCorrection), static reply => new ErrorCorrectionReport(reply))),
        new(["--set-fec"], "encoding auto|off|rs|baser|llrs ...", "change it", SettingsChange.Correction),
        new(["--show-module"], "", "the power of a module", static c => c.Show<EthtoolReply>(c.Request(EthtoolCommand.GetModule), static reply => new ModuleReport(reply))),
        new(["--set-module"], "power-mode-policy high|auto", "change it", SettingsChange.Module),
        new(["--version"], "", "print the version", Version) { TakesDevice = false },
        Refused("--get-phy-tunable", "tunables are not read"),
        Refused("--set-phy-tunable", "tunables are not written"),
        Refused("--get-tunable", "tunables are not read"),
        Refused("--set-tunable", "tunables are not written"),
        Refused("--reset", "this tool resets no hardware"),
        Refused("-Q", "settings of single queues are not read; -c shows those of the device", "--per-queue"),
        Refused("--cable-test", "cables are not tested"),
        Refused("--cable-test-tdr", "cables are not tested"),
        Refused("--show-tunnels", "offloaded tunnels are not read; -k shows rx-udp_tunnel-port-offload"),
        Refused("--monitor", "notifications are not shown; repeat the call", takesDevice: false),
    ];

    public static EthToolCommand? Find(string name) => Array.Find(All, command => command.Names.Contains(name));

    private static ExitCode Pause(EthToolContext context)
    {
        return context.Show<EthtoolReply>(context.Request(EthtoolCommand.GetPause), reply =>
        {
            // What came of the negotiation is no setting of its own: it follows from what both ends advertise.
            EthtoolReply? advertised = null;
            if (reply.Switch(PauseAttribute.Autonegotiation) == true && context.Device != EthToolContext.EveryDevice) context.Channel.TryGet(context.Request(EthtoolCommand.GetLinkModes, EthtoolFlags.CompactBits), out advertised);
            return new PauseReport(reply, advertised);
        });
    }

    private static ExitCode Version(EthToolContext context)
    {
        context.Shell.Output.Literal($"ethtool version 6.1, netshoot {ProductVersion.Text}\n");
        return ExitCode.Ok;
    }

    private static EthToolCommand Refused(string name, string reason, string? longName = null, bool takesDevice = true)
        => new(longName is null ? [name] : [name, longName], "", $"not supported: {reason}", null) { Refusal = reason, TakesDevice = takesDevice };
}
