using System.Globalization;
using Netshoot.Host;

namespace Netshoot.Applets.Iproute;

/// <summary>Names for numbers of routing, from the system's files: <c>/etc/iproute2/rt_tables</c> and its like, each line a number and a name.</summary>
internal sealed class NameTable
{
    private const string Directory = "/etc/iproute2";

    private readonly Dictionary<uint, string> _names;
    private readonly Dictionary<uint, string> _texts = [];
    private readonly bool _numeric;

    private NameTable(Dictionary<uint, string> names, bool numeric)
    {
        _names = names;
        _numeric = numeric;
    }

    /// <summary>The name, or the number's text; only the latter when numbers were asked for.</summary>
    public string Name(uint number)
    {
        if (!_numeric && _names.TryGetValue(number, out string? name)) return name;
        // A dump asks for the same few numbers again and again.
        if (!_texts.TryGetValue(number, out string? text)) _texts[number] = text = number.ToString(CultureInfo.InvariantCulture);
        return text;
    }

    /// <summary>The name, or null when there is none or numbers were asked for.</summary>
    public string? TryName(uint number) => _numeric ? null : _names.GetValueOrDefault(number);

    /// <summary>Reads a name or a number.</summary>
    public bool TryNumber(string word, uint largest, out uint number)
    {
        foreach (var (key, name) in _names)
        {
            if (name != word) continue;
            number = key;
            return true;
        }
        return IpWords.TryNumber(word, out number) && number <= largest;
    }

    /// <param name="machine">Whose files.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="numeric">Whether <see cref="Name"/> is to give numbers.</param>
    /// <param name="names">Names that hold where the file does not say otherwise.</param>
    public static NameTable Read(IMachine machine, string file, bool numeric, Dictionary<uint, string> names)
    {
        Add(names, machine.TryReadText($"{Directory}/{file}"));
        return new(names, numeric);
    }

    private static void Add(Dictionary<uint, string> names, string? text)
    {
        foreach (string line in (text ?? "").Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [var number, var name, ..] && number[0] != '#' && IpWords.TryNumber(number, out uint value)) names[value] = name;
        }
    }
}
