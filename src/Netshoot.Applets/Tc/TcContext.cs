using System.Globalization;
using Netshoot.Applets.Iproute;
using Netshoot.Cli;
using Netshoot.Netlink;
using Netshoot.Netlink.TrafficControl;

namespace Netshoot.Applets.Tc;

/// <summary>What one command of tc(8) works with: what those of ip(8) do, the scheduler's clock, and names of classes.</summary>
internal sealed class TcContext
{
    private const string SystemNames = "/etc/iproute2/tc_cls";

    private Dictionary<uint, string>? _classNames;

    public TcContext(TcOptions options, IpContext ip) => (Options, Ip) = (options, ip);

    public TcOptions Options { get; }

    public IpContext Ip { get; }

    public ReportWriter To => Ip.To;

    public LineBreak LineBreak => Ip.LineBreak;

    public bool HasDetails => Options.Common.Details;

    public bool HasStatistics => Options.Common.Statistics > 0;

    public bool IsBrief => Options.Common.Brief;

    public PacketClock Clock => field ??= PacketClock.Read(Ip.Shell.Machine);

    public string Rate(ulong bytes) => TcText.Rate(bytes, Options.Common.BinaryUnits);

    /// <summary>The number of a class, and its name before it where there is one and names were asked for.</summary>
    public string Class(uint number)
    {
        string text = TcText.Class(number);
        return Options.Names && ClassNames().TryGetValue(number, out string? name) ? $"{name}#{text}" : text;
    }

    /// <summary>The index of a device that must be there.</summary>
    public int Device(string name) => Ip.RequireLink(name);

    /// <summary>Says something of a command that goes on.</summary>
    public void Say(string text) => new IpFailure(text).Say(Ip.Shell);

    /// <summary>The bytes a second of a rate, which may be a share of the speed of a device.</summary>
    public bool TryRate(string word, string? device, out ulong rate)
    {
        if (!word.EndsWith('%') || device is null) return TcNumber.TryRate(word, out rate);
        rate = 0;
        const double BytesPerMegabit = 125_000;
        var text = word.AsSpan();
        if (!TcNumber.TryDouble(ref text, out double percent) || text is not "%" || percent is < 0 or > 100) return false;
        string file = $"/sys/class/net/{device}/speed";
        if (!int.TryParse((Ip.Shell.Machine.TryReadText(file) ?? "").Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int megabits) || megabits <= 0)
        {
            Say($"property \"speed\" in file {file} is currently unknown\nFailed to parse {file}\n");
            return false;
        }
        rate = (ulong)(megabits * BytesPerMegabit * percent / 100);
        return true;
    }

    /// <summary>Carries out a request about filters or actions, of which the original complains in two lines.</summary>
    public void ExecuteTalking(NetlinkRequest request, byte exitCode = IpFailure.Refused)
    {
        var error = Ip.Channel.TryExecute(request);
        if (error.Failed) throw Talking(error, exitCode);
        if (Ip.Channel.Warning is { } warning) Say($"Warning: {warning}{(warning.EndsWith('.') ? "" : ".")}\n");
    }

    public IpFailure Talking(NetlinkError error, byte exitCode = IpFailure.Refused) => new($"{Ip.Answer(error)}We have an error talking to the kernel\n", exitCode);

    /// <summary>Reads the names before they are needed: a file that was asked for must be there.</summary>
    public Dictionary<uint, string> ClassNames()
    {
        if (_classNames is not null) return _classNames;
        _classNames = [];
        string? text = Ip.Shell.Machine.TryReadText(Options.NameFile ?? SystemNames);
        if (text is null && Options.NameFile is { } file) throw new IpFailure($"Can't open class names file: {file}\n");
        foreach (string line in (text ?? "").Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var number, var name, ..] && number[0] != '#' && TcNumber.TryClass(number, out uint known)) _classNames[known] = name;
        }
        return _classNames;
    }
}
