using System.Globalization;
using Netshoot.Cli;
using Netshoot.Filters.Expressions;
using Netshoot.Probes.Traffic;
using Netshoot.Wire;

namespace Netshoot.Applets.Iftop;

/// <summary>By what the pairs are ordered.</summary>
internal enum IftopSort
{
    Two,
    Ten,
    Forty,
    Source,
    Destination,
}

/// <summary>How a pair is shown: on two lines, or on one with both directions, what came, or what went.</summary>
internal enum IftopLines
{
    Both,
    One,
    Received,
    Sent,
}

/// <summary>How iftop shall look and what it shall count, by the directives of its configuration (iftop(8), CONFIG FILE); options are directives too.</summary>
internal sealed class IftopSettings
{
    public string? Interface { get; private set; }

    public bool ResolvesHosts { get; set; } = true;

    public bool ResolvesPorts { get; set; } = true;

    public string Filter { get; set; } = "";

    public bool HasBars { get; set; } = true;

    public bool IsPromiscuous { get; private set; }

    public bool ShowsSourcePort { get; set; }

    public bool ShowsDestinationPort { get; set; }

    public bool CountsLinkLocal { get; private set; }

    public bool HidesSource { get; set; }

    public bool HidesDestination { get; set; }

    public bool UsesBytes { get; private set; }

    public IftopSort Sort { get; set; } = IftopSort.Ten;

    public IftopLines Lines { get; set; }

    public bool HasTotals { get; set; }

    public bool IsLogarithmic { get; set; }

    /// <summary>Which average bars show: 0 for 2 seconds, 1 for 10, 2 for 40.</summary>
    public int BarAverage { get; set; } = 1;

    /// <summary>Bits a second at the end of the scale; null when it follows the traffic.</summary>
    public double? Most { get; private set; }

    public TrafficNetwork? Network4 { get; private set; }

    public TrafficNetwork? Network6 { get; private set; }

    public ByteExpression? ScreenFilter { get; private set; }

    public string ScreenFilterText { get; private set; } = "";

    /// <summary>Whether names of containers stand beside addresses (ours).</summary>
    public bool ShowsContainers { get; set; }

    /// <summary>Takes a directive.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="UsageFailure">Its value is wrong.</exception>
    public bool Apply(string name, string value)
    {
        switch (name)
        {
            case "interface": Interface = value; break;
            case "dns-resolution": ResolvesHosts = Bool(name, value); break;
            case "port-resolution": ResolvesPorts = Bool(name, value); break;
            case "filter-code": Filter = value; break;
            case "show-bars": HasBars = Bool(name, value); break;
            case "promiscuous": IsPromiscuous = Bool(name, value); break;
            case "port-display":
                int ports = Choice(name, value, "off", "source-only", "destination-only", "on");
                ShowsSourcePort = (ports & 1) != 0;
                ShowsDestinationPort = (ports & 2) != 0;
                break;
            case "link-local": CountsLinkLocal = Bool(name, value); break;
            case "hide-source": HidesSource = Bool(name, value); break;
            case "hide-destination": HidesDestination = Bool(name, value); break;
            case "use-bytes": UsesBytes = Bool(name, value); break;
            case "sort": Sort = (IftopSort)Choice(name, value, "2s", "10s", "40s", "source", "destination"); break;
            case "line-display": Lines = (IftopLines)Choice(name, value, "two-line", "one-line-both", "one-line-received", "one-line-sent"); break;
            case "show-totals": HasTotals = Bool(name, value); break;
            case "log-scale": IsLogarithmic = Bool(name, value); break;
            case "max-bandwidth": Most = Bandwidth(value); break;
            case "net-filter": Network4 = Network(value, is6: false); break;
            case "net-filter6": Network6 = Network(value, is6: true); break;
            case "screen-filter": SetScreenFilter(value); break;
            default: return false;
        }
        return true;
    }

    /// <summary>Reads a configuration: a directive and its value on each line.</summary>
    /// <param name="path">What it is called in messages.</param>
    /// <param name="text">Its lines.</param>
    /// <param name="warn">Takes what is wrong with it but can be passed over.</param>
    public void Read(string path, string text, Action<string> warn)
    {
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) warn($"{path}:{number}: warning: a directive and a value with a colon between are expected");
            else if (!Apply(line[..colon].Trim(), line[(colon + 1)..].Trim())) warn($"{path}:{number}: warning: unknown directive \"{line[..colon].Trim()}\"");
        }
    }

    /// <exception cref="Failure">It is no expression.</exception>
    public void SetScreenFilter(string text)
    {
        ScreenFilter = text.Length == 0 ? null : new(System.Text.Encoding.UTF8.GetBytes(text));
        ScreenFilterText = text;
    }

    private static bool Bool(string name, string value) => value switch
    {
        "yes" or "true" => true,
        "no" or "false" => false,
        _ => throw new UsageFailure($"Invalid boolean value \"{value}\" for directive \"{name}\"", "say yes or no"),
    };

    private static int Choice(string name, string value, params ReadOnlySpan<string> words)
        => words.IndexOf(value) is >= 0 and var index ? index
            : throw new UsageFailure($"Invalid enumeration value \"{value}\" for directive \"{name}\"", $"one of {string.Join(", ", words!)}");

    private static double Bandwidth(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        string number = digits < 0 ? text : text[..digits], unit = digits < 0 ? "" : text[digits..];
        double factor = unit switch
        {
            "" => 1,
            "K" or "k" => 1024,
            "M" or "m" => 1024 * 1024,
            "G" or "g" => 1024 * 1024 * 1024,
            _ => throw new UsageFailure($"Invalid units in value: {text}", "a whole number, and K, M or G"),
        };
        return double.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value * factor)
            ? value * factor : throw new UsageFailure($"Failed to read number: {text}");
    }

    private static TrafficNetwork Network(string text, bool is6)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? text : text[..slash];
        if (!InternetAddress.TryParse(first, out var address) || address.Is6 != is6) throw new UsageFailure($"Could not parse net/mask: {text}");
        if (slash < 0) return new(address, MaskOf(address.Bits, is6));
        string second = text[(slash + 1)..];
        if (int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            return length <= address.Bits ? new(address, MaskOf(length, is6)) : throw new UsageFailure(is6 ? $"Invalid IPv6 prefix length: {length}" : $"Invalid netmask length: {length}");
        return InternetAddress.TryParse(second, out var mask) && mask.Is6 == is6 ? new(address, mask) : throw new UsageFailure($"Could not parse net/mask: {text}");
    }

    private static InternetAddress MaskOf(int length, bool is6)
        => (is6 ? InternetAddress.From6(ulong.MaxValue, ulong.MaxValue) : InternetAddress.From4(uint.MaxValue)).Network(length);
}
