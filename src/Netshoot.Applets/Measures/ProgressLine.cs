using System.Globalization;
using Netshoot.Cli;

namespace Netshoot.Applets.Measures;

/// <summary>How far a long test is, for whom its results tell nothing meanwhile: one line of the terminal, written again and again beside the output, and gone before the results. Nothing where there is no terminal.</summary>
internal sealed class ProgressLine(Shell shell)
{
    private readonly bool _isShown = shell.Error.IsTerminal && shell.Environment("TERM") is not "dumb";
    private bool _stands;

    /// <param name="seconds">Since the beginning.</param>
    /// <param name="of">How long it will be; null when nobody knows.</param>
    /// <param name="bytes">Moved so far.</param>
    /// <param name="perSecond">Bytes, of late.</param>
    public void Show(double seconds, double? of, double bytes, double perSecond)
    {
        if (!_isShown) return;
        var culture = CultureInfo.InvariantCulture;
        string whole = of is { } length ? string.Create(culture, $" of {length:0}") : "";
        string line = string.Create(culture, $"{seconds:0}{whole} seconds, {new Amount(bytes, 'A')}, {new Amount(perSecond, 'a')}/sec");
        shell.Error.Literal("\r");
        shell.Error.Text($"{line}");
        shell.Error.Literal("\e[K");
        shell.Error.Flush();
        _stands = true;
    }

    /// <summary>Before anything else is written.</summary>
    public void Clear()
    {
        if (!_stands) return;
        shell.Error.Literal("\r\e[K");
        shell.Error.Flush();
        _stands = false;
    }
}
