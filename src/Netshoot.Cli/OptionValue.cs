using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Cli;

/// <summary>The text a user gave for an option, and the ways to read it.</summary>
public readonly record struct OptionValue(string Option, string Text)
{
    public int Int(int min = int.MinValue, int max = int.MaxValue) => (int)Long(min, max);

    public long Long(long min = long.MinValue, long max = long.MaxValue)
        => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) && n >= min && n <= max
            ? n
            : throw Invalid($"is not a number from {min} to {max}");

    public InternetAddress Address() => InternetAddress.TryParse(Text, out var address) ? address : throw Invalid("is not an IP address");

    public double Number(double min = double.MinValue, double max = double.MaxValue)
        => double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) && n >= min && n <= max
            ? n
            : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"is not a number from {min} to {max}"));

    /// <summary>A number of seconds, with a fraction where wanted; at most a day of days, so that sums of it stay times.</summary>
    public TimeSpan Seconds() => TimeSpan.FromSeconds(Number(0, 86_400 * 365));

    public UsageFailure Invalid(string what) => new($"{Option}: '{Text}' {what}");
}
