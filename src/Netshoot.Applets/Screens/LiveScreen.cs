using Netshoot.Cli;
using Netshoot.Host.Terminals;

namespace Netshoot.Applets.Screens;

/// <summary>A tool's screen: the terminal it has taken over, and what stands on it.</summary>
internal sealed class LiveScreen : IDisposable
{
    private readonly Shell _shell;
    private readonly ITerminal _terminal;

    /// <param name="shell">The tool's.</param>
    /// <param name="terminal">Its terminal.</param>
    /// <param name="draw">Draws all of it on an empty grid.</param>
    public LiveScreen(Shell shell, ITerminal terminal, Action<ScreenGrid> draw)
    {
        _shell = shell;
        _terminal = terminal;
        Draw = draw;
        Grid = new(terminal.Columns, terminal.Rows);
        terminal.Changed = () =>
        {
            Grid.Resize(_terminal.Columns, _terminal.Rows);
            _shell.Output.Raw("\e[0m\e[2J"u8);
            Show();
        };
    }

    public ScreenGrid Grid { get; }

    public Action<ScreenGrid> Draw { get; }

    /// <summary>Draws it, and sends what has changed.</summary>
    public void Show()
    {
        Grid.Clear();
        Draw(Grid);
        Grid.Show(_shell.Output.Buffer);
        _shell.Output.Flush();
    }

    public ValueTask<int> KeyAsync(CancellationToken stop) => _terminal.KeyAsync(stop);

    /// <summary>Asks for a line on a row of the screen; null when the user has thought better of it (escape).</summary>
    public async ValueTask<string?> AskAsync(int row, string prompt, string before, CancellationToken stop)
    {
        const int Longest = 1000;
        string text = before;
        while (true)
        {
            Grid.Clear();
            Draw(Grid);
            string shown = $"{prompt}{text}";
            if (shown.Length >= Grid.Columns) shown = shown[(shown.Length - Grid.Columns + 1)..];
            Grid.Fill(row, 0, Grid.Columns, ' ');
            Grid.Put(row, 0, shown);
            Grid.Paint(row, shown.Length, 1, CellStyle.Reverse);
            Grid.Show(_shell.Output.Buffer);
            _shell.Output.Flush();
            int key = await KeyAsync(stop);
            switch (key)
            {
                case TerminalKey.Enter:
                    return text;
                case TerminalKey.Escape or TerminalKey.End:
                    return null;
                case TerminalKey.Backspace:
                    if (text.Length > 0) text = text[..^1];
                    break;
                case 'U' - '@':
                    text = "";
                    break;
                case >= ' ' and < 0x10000 when text.Length < Longest:
                    text += (char)key;
                    break;
            }
        }
    }

    public void Dispose()
    {
        _terminal.Changed = static () => { };
        _shell.Output.Flush();
        _terminal.Dispose();
    }
}
