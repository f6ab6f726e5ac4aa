using System.Text;
using Netshoot.Wire;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Netshoot.Applets;

/// <summary>Rich rendering for terminals: tables, trees and live views of Spectre.Console, through the tool's own output.</summary>
internal static class RichConsole
{
    public static void Write(Shell shell, IRenderable what)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = shell.HasColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = shell.HasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new Page(text, shell.Output.Columns),
        });
        console.Write(what);
        shell.Output.Literal(text.ToString());
    }

    /// <summary>A text from outside as a cell: Spectre passes control characters on, so they are escaped before it sees them.</summary>
    public static Text Cell(string text)
    {
        var safe = new TextBuffer(64);
        bool first = true;
        foreach (string line in text.Split('\n'))
        {
            if (!first) safe.Append((byte)'\n');
            first = false;
            safe.Foreign(line);
        }
        return new Text(safe.ToString());
    }

    /// <summary>Where Spectre writes to. Its own class would look at the process's console, which then sends the terminal its modes.</summary>
    private sealed class Page(TextWriter writer, int columns) : IAnsiConsoleOutput
    {
        private const int UnknownWidth = 120;

        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => columns > 0 ? columns : UnknownWidth;

        public int Height => 24;

        public void SetEncoding(Encoding encoding) { }
    }
}
