using System.Text;

namespace Netshoot.Applets.Curl;

/// <summary>Who asks which machine, from a .netrc file (curl(1), -n).</summary>
internal static class CurlNetrc
{
    /// <summary>The login for a host; null when the file has none.</summary>
    /// <param name="text">The file.</param>
    /// <param name="host">The machine.</param>
    /// <param name="wanted">The user that the URL names already, or null.</param>
    public static (string? User, string? Password)? Find(string text, string host, string? wanted)
    {
        string? user = null, password = null;
        bool isOurs = false, isFound = false;
        bool Fits() => isFound && (wanted is null || (user is not null && user == wanted)) && (user is not null || password is not null);
        using var words = Words(text).GetEnumerator();
        while (words.MoveNext())
        {
            string word = words.Current;
            switch (word)
            {
                case "machine" or "default":
                    if (Fits()) return (user, password);
                    (user, password) = (null, null);
                    isOurs = word == "default" || (words.MoveNext() && words.Current.Equals(host, StringComparison.OrdinalIgnoreCase));
                    isFound = isOurs;
                    break;
                case "login" when words.MoveNext():
                    if (isOurs) user = words.Current;
                    break;
                case "password" when words.MoveNext():
                    if (isOurs) password = words.Current;
                    break;
                case "account" when words.MoveNext():
                    break;
            }
        }
        return Fits() ? (user, password) : null;
    }

    /// <summary>Words of lines; comments and macros are none, quotes may hold spaces.</summary>
    private static IEnumerable<string> Words(string text)
    {
        bool inMacro = false;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r');
            if (inMacro)
            {
                inMacro = line.Trim().Length > 0;
                continue;
            }
            for (int i = 0; i < line.Length;)
            {
                if (line[i] is ' ' or '\t')
                {
                    i++;
                    continue;
                }
                if (line[i] == '#') break;
                var word = new StringBuilder();
                if (line[i] == '"')
                {
                    for (i++; i < line.Length && line[i] != '"'; i++)
                    {
                        if (line[i] != '\\' || i + 1 == line.Length) word.Append(line[i]);
                        else word.Append(line[++i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
                    }
                    i++;
                }
                else
                {
                    while (i < line.Length && line[i] is not (' ' or '\t')) word.Append(line[i++]);
                }
                if (word.ToString() == "macdef")
                {
                    inMacro = true;
                    break;
                }
                yield return word.ToString();
            }
        }
    }
}
