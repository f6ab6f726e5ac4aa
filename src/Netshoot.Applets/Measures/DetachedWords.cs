namespace Netshoot.Applets.Measures;

/// <summary>The command line of a process that runs on in the background: the same words, but for the option that asked for it.</summary>
internal static class DetachedWords
{
    /// <param name="letter">The option's letter.</param>
    /// <param name="name">Its long name.</param>
    /// <param name="line">All words of this process, its own name first.</param>
    /// <param name="tool">The tool's name.</param>
    public static IEnumerable<string> Without(char letter, string name, string[] line, string tool)
    {
        // Called by its own name, the tool's words begin at once; otherwise behind the tool's name.
        int start = Path.GetFileName(line[0]) == tool ? 1 : Array.IndexOf(line, tool) + 1;
        foreach (string word in line[start..])
        {
            if (word == $"--{name}" || word == $"-{letter}") continue;
            bool isGroup = word.Length > 2 && word[0] == '-' && word[1] != '-' && word.Skip(1).All(char.IsAsciiLetter);
            yield return isGroup ? word.Replace(letter.ToString(), "", StringComparison.Ordinal) : word;
        }
    }
}
