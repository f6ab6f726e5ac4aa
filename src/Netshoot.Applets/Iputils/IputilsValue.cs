using System.Globalization;
using Netshoot.Cli;

namespace Netshoot.Applets.Iputils;

/// <summary>Values of options as the tools of iputils read and refuse them: their messages, and exit code 1 where the rest of the usage errors have 2.</summary>
internal static class IputilsValue
{
    /// <summary>A decimal number within limits.</summary>
    public static long Whole(OptionValue value, long minimum, long maximum)
    {
        var text = value.Text.AsSpan().TrimStart();
        if (text is ['+', not ('+' or '-'), ..]) text = text[1..];
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) throw Refusal($"invalid argument: '{value.Text}'");
        if (number < minimum || number > maximum)
            throw Refusal(string.Create(CultureInfo.InvariantCulture, $"invalid argument: '{value.Text}': out of range: {minimum} <= value <= {maximum}"));
        return (long)number;
    }

    /// <summary>Seconds with a fraction, a dot before it.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="complaint">What the original says of a number that it does not take.</param>
    public static TimeSpan Seconds(OptionValue value, string complaint)
    {
        const double Most = int.MaxValue / 1000.0;
        if (!double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || !double.IsFinite(seconds))
            throw new UsageFailure($"option argument contains garbage: {value.Text}");
        return seconds is >= 0 and < Most ? TimeSpan.FromSeconds(seconds) : throw new UsageFailure($"{complaint}: {value.Text}");
    }

    private static UsageFailure Refusal(string message) => new(message) { Exit = ExitCode.Failed };
}
