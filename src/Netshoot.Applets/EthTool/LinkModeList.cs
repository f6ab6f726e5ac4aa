using Netshoot.Cli;
using Netshoot.Netlink.Ethtool;

namespace Netshoot.Applets.EthTool;

/// <summary>What a set of link modes says, as ethtool(8) lists it.</summary>
internal static class LinkModeList
{
    private const string NotReported = "Not reported";

    /// <summary>The modes below each other, those of one speed on one line.</summary>
    /// <param name="to">The report.</param>
    /// <param name="key">The name for programs.</param>
    /// <param name="bits">The set.</param>
    /// <param name="all">Whether those count that are told but not set.</param>
    /// <param name="before">What stands before the first.</param>
    /// <param name="indent">Behind how many columns the next lines stand, after a tab.</param>
    public static void WriteModes(ReportWriter to, string key, BitSet bits, bool all, string before, int indent)
    {
        to.Buffer?.Append(before);
        to.OpenArray(key);
        string? last = null;
        foreach (var (index, bit) in bits.All)
        {
            if (!LinkModeBit.IsMode(index) || !(all || bit.IsSet)) continue;
            string name = NameOf(index, bit);
            string speed = name.Split('/')[0];
            if (last == speed) to.Text($" ");
            else if (last is not null && to.Buffer is { } text)
            {
                text.Append("\n\t"u8);
                text.Append(new string(' ', indent));
            }
            last = speed;
            to.Field(null, name, $"{name}");
        }
        to.CloseArray();
        to.Buffer?.Append(last is null ? $"{NotReported}\n" : "\n");
    }

    /// <summary>Connectors between brackets.</summary>
    public static void WritePorts(ReportWriter to, BitSet bits)
    {
        to.Buffer?.Append("\tSupported ports: [ "u8);
        to.Words("supported-ports", Names(bits, all: true, LinkModeBit.IsPort), "\t ");
        to.Buffer?.Append(" ]\n"u8);
    }

    /// <summary>Pause frames, negotiation and error correction.</summary>
    public static void WriteRest(ReportWriter to, string key, BitSet bits, bool all, string who, string verb)
    {
        bool Tells(int bit) => all ? bits.Tells(bit) : bits.Has(bit);
        string pause = (Tells(LinkModeBit.Pause), Tells(LinkModeBit.AsymmetricPause)) switch
        {
            (true, true) => "Symmetric Receive-only",
            (true, false) => "Symmetric",
            (false, true) => "Transmit-only",
            _ => "No",
        };
        to.Word($"{key}-pause-frame-use", pause, $"\t{who} pause frame use: ");
        bool negotiates = Tells(LinkModeBit.Autonegotiation);
        to.Buffer?.Append($"\t{verb} auto-negotiation: ");
        to.Field($"{key}-auto-negotiation", negotiates, $"{(negotiates ? "Yes" : "No")}\n");
        to.Buffer?.Append($"\t{who} FEC modes: ");
        var corrections = Names(bits, all, LinkModeBit.IsCorrection).ToList();
        to.Words($"{key}-fec-modes", corrections, "\t ");
        to.Buffer?.Append(corrections.Count == 0 ? $"{NotReported}\n" : "\n");
    }

    private static IEnumerable<string> Names(BitSet bits, bool all, Func<int, bool> isWanted)
        => bits.All.Where(pair => isWanted(pair.Key) && (all || pair.Value.IsSet)).Select(static pair => NameOf(pair.Key, pair.Value));

    private static string NameOf(int index, BitSet.Bit bit) => bit.Name ?? $"bit{index}";
}
