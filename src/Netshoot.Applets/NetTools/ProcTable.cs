namespace Netshoot.Applets.NetTools;

/// <summary>A table below /proc/net (proc(5)): that of the network namespace the tool is in, in the order in which net-tools reads it.</summary>
internal static class ProcTable
{
    /// <summary>The columns of each line; none when the kernel has no such table.</summary>
    /// <param name="shell">The tool's.</param>
    /// <param name="name">The file below /proc/net.</param>
    /// <param name="columns">How many columns a line must have to count.</param>
    /// <param name="headings">How many lines come before the first entry.</param>
    public static IEnumerable<string[]> Read(Shell shell, string name, int columns, int headings = 0)
    {
        string text = shell.Machine.TryReadText($"/proc/net/{name}") ?? "";
        foreach (string line in text.Split('\n').Skip(headings))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= columns) yield return words;
        }
    }
}
