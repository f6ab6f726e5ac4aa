namespace Netshoot.Host.Terminals;

/// <summary>
/// A terminal that a tool has for itself: its screen is empty, nothing that is typed is echoed, and every key comes at once. Disposing it
/// gives it back as it was found. What is shown on it goes through the tool's output.
/// </summary>
public interface ITerminal : IDisposable
{
    int Columns { get; }

    int Rows { get; }

    /// <summary>Called when the screen must be drawn anew: it has another size, or somebody else had it meanwhile.</summary>
    Action Changed { get; set; }

    /// <summary>The next key.</summary>
    /// <returns>A character, or one of <see cref="TerminalKey"/>; <see cref="TerminalKey.End"/> when the terminal is gone.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<int> KeyAsync(CancellationToken stop);
}

/// <summary>Keys that are no characters, as numbers above all of those.</summary>
public static class TerminalKey
{
    public const int Backspace = 8, Enter = 10, Escape = 27;

    /// <summary>There will be no more keys.</summary>
    public const int End = -1;

    public const int Up = 0x110001, Down = 0x110002, Right = 0x110003, Left = 0x110004, PageUp = 0x110005, PageDown = 0x110006, Home = 0x110007, Last = 0x110008;

    /// <summary>A key that has no name here.</summary>
    public const int Other = 0x1100ff;
}
