namespace Netshoot.Applets.Drill;

/// <summary>An error that drill says in its own form, without its name before it.</summary>
/// <param name="line">The line.</param>
/// <param name="hint">What can be done about it.</param>
/// <param name="code">What drill ends with.</param>
internal sealed class DrillFailure(string line, string? hint = null, int code = 1) : Exception(line)
{
    public string? Hint => hint;

    public int Code => code;
}
