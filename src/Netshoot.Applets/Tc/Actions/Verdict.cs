using System.Globalization;
using Netshoot.Applets.Iproute;

namespace Netshoot.Applets.Tc.Actions;

/// <summary>What becomes of a packet: <c>TC_ACT_*</c> (include/uapi/linux/pkt_cls.h).</summary>
internal static class Verdict
{
    public const int Continue = -1, Pass = 0, Reclassify = 1, Drop = 2, Pipe = 3, Stolen = 4, Trap = 8;
    private const uint Jump = 1u << 28, GotoChain = 2u << 28, ValueMask = (1u << 28) - 1;

    private static readonly (string Name, int Number)[] s_names =
    [
        ("pass", Pass), ("ok", Pass), ("drop", Drop), ("shot", Drop), ("reclassify", Reclassify), ("pipe", Pipe), ("continue", Continue), ("unspec", Continue), ("stolen", Stolen), ("trap", Trap),
    ];

    /// <summary>Writes it, behind what the caller writes before it.</summary>
    public static void Write(TcContext context, string before, int verdict)
    {
        var to = context.To;
        to.OpenObject("control_action");
        uint value = (uint)verdict & ValueMask;
        switch ((uint)verdict & ~ValueMask)
        {
            case GotoChain:
                to.Field("type", "goto", $"{before}goto");
                to.Field("chain", value, $" chain {value}");
                break;
            case Jump:
                to.Field("type", "jump", $"{before}jump");
                to.Field("jump", value, $" {value}");
                break;
            default:
                to.Field("type", Name(verdict), $"{before}{Name(verdict)}");
                break;
        }
        to.CloseObject();
    }

    /// <summary>Takes the current word, and those that belong to it, if it is a verdict; the last of them becomes the current.</summary>
    public static bool TryParse(IpWords words, out int verdict)
    {
        verdict = 0;
        if (!words.More) return false;
        if (words.Is("goto"))
        {
            if (words.Next() != "chain") throw new IpFailure($"\"chain\" keyword not found after \"goto\" control action.\n", IpFailure.Missing);
            return TryValue(words, GotoChain, out verdict);
        }
        if (words.Is("jump")) return TryValue(words, Jump, out verdict);
        foreach (var (name, number) in s_names)
        {
            if (!words.Is(name)) continue;
            verdict = number;
            return true;
        }
        return false;
    }

    /// <summary>The verdict of one word, in a pair that a slash separates.</summary>
    public static bool TryWord(string word, out int verdict) => TryParse(new IpWords([word]), out verdict);

    private static bool TryValue(IpWords words, uint operation, out int verdict)
    {
        bool understood = IpWords.TryNumber(words.Next(), out uint value) && value <= ValueMask;
        verdict = (int)(operation | value);
        return understood;
    }

    private static string Name(int verdict)
    {
        foreach (var (name, number) in s_names)
            if (number == verdict) return name;
        return verdict switch { 5 => "queued", 6 => "repeat", 7 => "redirect", _ => verdict.ToString(CultureInfo.InvariantCulture) };
    }
}
