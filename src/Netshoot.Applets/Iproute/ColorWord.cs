using Netshoot.Cli;

namespace Netshoot.Applets.Iproute;

/// <summary>The word behind <c>-color=</c>, which the tools of iproute2 read alike (ip(8)).</summary>
internal static class ColorWord
{
    /// <param name="word">What was given; empty stands for always.</param>
    /// <param name="help">What to try instead: <c>ip -help</c>.</param>
    /// <exception cref="UsageFailure">It is no word of these.</exception>
    public static ColorUse Read(string word, string help) => word switch
    {
        "" or "always" => ColorUse.Always,
        "auto" => ColorUse.Auto,
        "never" => ColorUse.Never,
        _ => throw new UsageFailure("") { Usage = $"Option \"-c={word}\" is unknown, try \"{help}\".\n" },
    };
}
