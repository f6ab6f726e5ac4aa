using System.Globalization;

namespace Netshoot.Host.Names;

/// <summary>IP protocols and their numbers, from the text of /etc/protocols (protocols(5)).</summary>
public sealed class ProtocolFile
{
    private readonly Dictionary<string, byte> _numbers = [];
    private readonly Dictionary<byte, string> _names = [];

    public ProtocolFile(string? text)
    {
        foreach (string[] words in EtcLines.Of(text))
        {
            if (words.Length < 2 || !byte.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte number)) continue;
            _names.TryAdd(number, words[0]);
            _numbers.TryAdd(words[0], number);
            foreach (string alias in words[2..]) _numbers.TryAdd(alias, number);
        }
    }

    public byte? Number(string name) => _numbers.TryGetValue(name, out byte number) ? number : null;

    public string? Name(byte number) => _names.TryGetValue(number, out string? name) ? name : null;
}
