namespace Netshoot.Applets.Drill;

/// <summary>An error that drill says in its own form, without its name before it.</summary>
/// <param name="line">The line.</param>
/// <param name="hint">What can be done about it.</param>
internal sealed class DrillFailure(string line, string? hint = null) : Exception(line)
{
    public string? Hint => hint;
}
