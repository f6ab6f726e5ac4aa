namespace Netshoot.Applets.Lookups;

/// <summary>An error that ends dig, in its own words.</summary>
/// <param name="line">What is wrong.</param>
/// <param name="exit">1 for the command line, 8 for a batch file, 10 for the rest.</param>
internal class DigFailure(string line, byte exit) : Exception(line)
{
    public byte Exit => exit;

    /// <summary>The line stands without <c>dig:</c> before it.</summary>
    public bool HasNoName { get; init; }
}

/// <summary>A number that is none: dig says so twice.</summary>
/// <param name="line">What is wrong with it, for standard output.</param>
/// <param name="what">What the number is for.</param>
/// <param name="exit">The exit code.</param>
internal sealed class DigNumberFailure(string line, string what, byte exit = 10) : DigFailure(line, exit)
{
    /// <summary>The second line.</summary>
    public string Refusal { get; init; } = $"Couldn't parse {what}";
}

/// <summary>Something that dig remarks and goes on.</summary>
/// <param name="text">The remark, as it is written.</param>
internal sealed class DigRemark(string text) : Exception(text);
