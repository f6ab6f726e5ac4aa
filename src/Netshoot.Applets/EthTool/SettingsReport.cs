using System.Text;
using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>A device as <c>ethtool DEVICE</c> shows it: what of the five answers the driver gave.</summary>
internal sealed record SettingsReport(string Device, EthtoolReply? Modes, EthtoolReply? Information, EthtoolReply? Wake, EthtoolReply? Debug, EthtoolReply? State) : IReport
{
    private const byte TwistedPair = 0; // PORT_TP

    public void Write(ReportWriter to)
    {
        to.Device(Device);
        to.Text($"Settings for {Device}:\n");
        if (Modes is not null) WriteModes(to, Modes);
        if (Information is not null) WriteInformation(to, Information);
        if (Wake?.Bits(WakeOnLanAttribute.Modes) is { } wake) WriteWake(to, wake, Wake.Attributes.Find((ushort)WakeOnLanAttribute.Password).Value);
        if (Debug?.Bits(DebugAttribute.Messages) is { } messages) WriteMessages(to, messages);
        if (State?.Switch(LinkStateAttribute.Link) is { } link) WriteState(to, State, link);
    }

    private static void WriteModes(ReportWriter to, EthtoolReply modes)
    {
        if (modes.Bits(LinkModeAttribute.Ours) is { } ours)
        {
            LinkModeList.WritePorts(to, ours);
            LinkModeList.WriteModes(to, "supported-link-modes", ours, all: true, "\tSupported link modes:   ", 24);
            LinkModeList.WriteRest(to, "supported", ours, all: true, "Supported", "Supports");
            LinkModeList.WriteModes(to, "advertised-link-modes", ours, all: false, "\tAdvertised link modes:  ", 24);
            LinkModeList.WriteRest(to, "advertised", ours, all: false, "Advertised", "Advertised");
        }
        if (modes.Bits(LinkModeAttribute.Peer) is { } peer)
        {
            const string Who = "Link partner advertised";
            LinkModeList.WriteModes(to, "partner-link-modes", peer, all: false, $"\t{Who} link modes:  ", 37);
            LinkModeList.WriteRest(to, "partner", peer, all: false, Who, Who);
        }
        if (modes.Number(LinkModeAttribute.Speed) is { } speed)
        {
            bool isKnown = speed is not (0 or ushort.MaxValue or uint.MaxValue);
            to.Buffer?.Append("\tSpeed: "u8);
            if (isKnown) to.Field("speed", speed, $"{speed}Mb/s\n");
            else to.Text($"Unknown!\n");
        }
        if (modes.Number(LinkModeAttribute.Lanes) is { } lanes) to.Number("lanes", lanes, "\tLanes: ");
        if (modes.Number(LinkModeAttribute.Duplex) is { } duplex)
            to.Word("duplex", duplex switch { 0 => "Half", 1 => "Full", _ => $"Unknown! ({duplex})" }, "\tDuplex: ");
        if (modes.Switch(LinkModeAttribute.Autonegotiation) is { } negotiates) to.Switch("auto-negotiation", negotiates, "\tAuto-negotiation: ");
        if (modes.Number(LinkModeAttribute.MasterSlaveSetting) is { } setting)
        {
            string name = setting switch { 1 => "unknown", 2 => "preferred master", 3 => "preferred slave", 4 => "forced master", 5 => "forced slave", _ => $"Unknown! ({setting})" };
            to.Word("master-slave-cfg", name, "\tmaster-slave cfg: ");
        }
        if (modes.Number(LinkModeAttribute.MasterSlaveState) is { } state)
        {
            string name = state switch { 1 => "unknown", 2 => "master", 3 => "slave", 4 => "resolution error", _ => $"Unknown! ({state})" };
            to.Word("master-slave-status", name, "\tmaster-slave status: ");
        }
    }

    private static void WriteInformation(ReportWriter to, EthtoolReply information)
    {
        var port = information.Number(LinkInformationAttribute.Port);
        if (port is { } number)
        {
            string name = number switch
            {
                TwistedPair => "Twisted Pair",
                1 => "AUI",
                2 => "MII",
                3 => "FIBRE",
                4 => "BNC",
                5 => "Direct Attach Copper",
                0xef => "None",
                0xff => "Other",
                _ => $"Unknown! ({number})",
            };
            to.Word("port", name, "\tPort: ");
        }
        if (information.Number(LinkInformationAttribute.PhyAddress) is { } address) to.Number("phyad", address, "\tPHYAD: ");
        if (information.Number(LinkInformationAttribute.Transceiver) is { } transceiver)
            to.Word("transceiver", transceiver switch { 0 => "internal", 1 => "external", _ => $"Unknown! ({transceiver})" }, "\tTransceiver: ");
        if (port == TwistedPair && information.Number(LinkInformationAttribute.Mdix) is { } status)
            to.Word("mdi-x", Crossing(status, information.Number(LinkInformationAttribute.MdixControl) ?? 0), "\tMDI-X: ");
    }

    // ETH_TP_MDI*: 1 straight, 2 crossed, 3 chosen by the PHY.
    private static string Crossing(ulong status, ulong control)
    {
        string known = status switch { 1 => "off", 2 => "on", _ => "Unknown" };
        return control switch { 1 => "off (forced)", 2 => "on (forced)", 3 => $"{known} (auto)", _ => known };
    }

    private static void WriteWake(ReportWriter to, BitSet modes, ReadOnlySpan<byte> password)
    {
        to.Word("supports-wake-on", Letters(modes, all: true), "\tSupports Wake-on: ");
        to.Word("wake-on", Letters(modes, all: false), "\tWake-on: ");
        if (password.IsEmpty) return;
        string text = Convert.ToHexStringLower(password);
        to.Word("sopass", string.Join(':', text.Chunk(2).Select(static two => new string(two))), "        SecureOn password: ");
    }

    private static string Letters(BitSet modes, bool all)
    {
        var letters = new StringBuilder();
        foreach (var (index, bit) in modes.All)
            if ((all || bit.IsSet) && index < WakeOnLan.Letters.Length) letters.Append(WakeOnLan.Letters[index]);
        return letters.Length == 0 ? "d" : letters.ToString();
    }

    private static void WriteMessages(ReportWriter to, BitSet messages)
    {
        uint level = messages.Low;
        to.Field("message-level", level, $"        Current message level: 0x{level:x8} ({level})\n                              ");
        to.OpenArray("message-types");
        foreach (var (index, bit) in messages.All)
            if (bit.IsSet && (bit.Name ?? $"bit{index}") is var name) to.Field(null, name, $" {name}");
        to.CloseArray();
        to.Text($"\n");
    }

    private static void WriteState(ReportWriter to, EthtoolReply state, bool link)
    {
        to.Buffer?.Append("\tLink detected: "u8);
        to.Field("link-detected", link, $"{(link ? "yes" : "no")}");
        if (state.Number(LinkStateAttribute.Reason) is { } reason)
        {
            string words = LinkDownReason.NameOf(reason);
            to.Field("reason", words, $" ({words}");
            if (state.Number(LinkStateAttribute.Detail) is { } detail)
            {
                string more = LinkDownReason.NameOf(reason, detail);
                to.Field("detail", more, $", {more}");
            }
            to.Text($")");
        }
        to.Text($"\n");
        if (state.Number(LinkStateAttribute.SignalQuality) is not { } quality) return;
        to.Buffer?.Append("\tSQI: "u8);
        to.Field("sqi", quality, $"{quality}");
        if (state.Number(LinkStateAttribute.BestSignalQuality) is { } best) to.Field("sqi-max", best, $"/{best}");
        to.Text($"\n");
    }
}
